"""The simulation of labelling, run on statements made up here."""

import doctest
import importlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

WORDS = {"favor": ["love", "want", "like"], "against": ["hate", "fear", "shun"], "none": ["see"]}


@pytest.fixture
def active_learning(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("active_learning")


@pytest.fixture
def tweets():
    rows = [
        {"text": f"{word} {target} {i} {word[::-1]}", "target": target, "label": label}
        for target in ("Tea", "Coffee")
        for label, words in WORDS.items()
        for word in words
        for i in range(8)
    ]
    return pd.DataFrame(rows).assign(id=[f"t-{i}" for i in range(len(rows))])


def test_the_examples_of_the_script_run(active_learning):
    assert doctest.testmod(active_learning).failed == 0


@pytest.mark.parametrize(
    ("curve", "expected"),
    [([0.96, 0.5, 1.0], 20), ([0.5, 0.95, 0.9], 40), ([0.75, 0.85, 1.05], 50)],
)
def test_a_curve_is_read_where_it_first_reaches_95_percent(active_learning, curve, expected):
    found = active_learning.share_needed(np.array([20, 40, 60]), np.array(curve))
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("name", ["random", "least confidence", "least confidence, diverse"])
def test_a_run_reveals_each_label_once_from_the_same_start(active_learning, tweets, name):
    pool, test = next(active_learning.tweet_tasks(tweets, tweets[::3])).split(0)
    settings = active_learning.STRATEGIES
    sizes, scores, models = active_learning.simulate(pool, test, settings[name], 16, seed=3)
    other = active_learning.simulate(pool, test, settings["entropy"], 16, seed=3)
    assert sizes == [20, 36, 52, 56]
    assert len(models) == len(scores) == 4
    assert scores[0] == other[1][0]
    assert models[-1].provenance.n_statements == 56
    assert scores[-1] == pytest.approx(1.0)


def test_measures_are_worked_out_over_seeds(active_learning):
    curves = {"random": np.array([[0.8, 0.9, 1.0]] * 2), "fast": np.array([[0.8, 1.0, 1.0]] * 2)}
    runs = active_learning.Runs("tea", 60, 0.5, np.array([20, 40, 60]), curves, [])
    assert runs.needed("random").value == pytest.approx(50 / 60)
    ratio = runs.ratio("fast")
    assert (ratio.low, ratio.value, ratio.high) == pytest.approx((0.7, 0.7, 0.7))
    assert runs.gain("fast").value == pytest.approx(0.1 / 3)


@pytest.mark.parametrize(
    ("options", "heads"),
    [([], ["task | pool", "task | stopped"]), (["--strategies"], ["gain over random"])],
)
def test_the_run_prints_its_tables(active_learning, tweets, tmp_path, monkeypatch, options, heads):
    # The first set is larger, so pools without two of the sets differ in size.
    sources = [f"statements_{max(1, row % 12 - 2)}" for row in range(len(tweets))]
    statements = tweets.assign(source=sources)
    monkeypatch.setattr(active_learning, "SEEDS", 2)
    monkeypatch.setattr(active_learning, "SEEDS_TO_CHOOSE", 2)
    monkeypatch.setattr(active_learning, "RESAMPLES", 5)
    monkeypatch.setattr(active_learning, "load_dataset", lambda name: statements)
    tweets.to_csv(tmp_path / "semeval2016a-train.csv", index=False)
    tweets[::3].to_csv(tmp_path / "semeval2016a-test.csv", index=False)

    result = CliRunner().invoke(active_learning.main, ["--data", str(tmp_path), *options])

    assert result.exit_code == 0, result.output
    for head in heads:
        assert f"| {head} |" in result.stdout
    for task in ("Coffee", "Tea", "constructed statements"):
        assert result.stdout.count(f"| {task} | ") == len(heads)


def test_files_that_are_not_there_are_named(active_learning, tmp_path):
    result = CliRunner().invoke(active_learning.main, ["--data", str(tmp_path)])
    assert result.exit_code == 1
    assert "semeval2016a-train.csv: there is no such file" in result.stderr


def test_the_read_me_shows_the_recorded_result():
    recorded = (BENCHMARKS / "results" / "active-learning.md").read_text(encoding="utf-8")
    table = recorded.partition("Test data")[2].split("\n\n")[1]

    assert table.startswith("| task | pool |")
    assert table in (BENCHMARKS / "README.md").read_text(encoding="utf-8")
