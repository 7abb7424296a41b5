"""Where the actors of the article stand, by a model that has not seen it."""

import importlib
from pathlib import Path

import pytest

import stancekit

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def positions(monkeypatch):
    if not (BENCHMARKS / "article_positions.py").is_file():
        pytest.skip("the tests run outside a clone, which has the benchmarks")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("article_positions")


def test_the_article_names_eleven_persons_with_a_position(positions):
    truth = positions.true_positions(stancekit.load_dataset("article"))
    assert len(truth) == 11
    assert truth["Zelensky"] == {"conditional"}
    assert "Poland" not in truth


@pytest.mark.slow
def test_most_are_right_without_having_seen_the_article(positions):
    rows = stancekit.load_dataset("article")
    truth = positions.true_positions(rows)
    found = stancekit.stance_map(
        positions.article_text(rows), positions.trained_without_the_article()
    )
    assert not any("trained on" in caveat for caveat in found.caveats)
    right = [right for _, right in positions.compared(found, truth).values()]
    assert sum(right) >= 8  # 9 when this was written; other versions may train a little differently
