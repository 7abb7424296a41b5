"""The simulations: their runner, their table and their corpora."""

import doctest
import importlib
import pkgutil
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
MODULES = sorted(found.name for found in pkgutil.iter_modules([str(BENCHMARKS / "simulations")]))


@pytest.fixture(autouse=True, scope="module")
def path():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        yield


def simulations(name):
    return importlib.import_module(f"simulations.{name}")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name):
    assert doctest.testmod(simulations(name)).failed == 0


@pytest.mark.parametrize(
    ("realised", "kept"), [(0.95, "yes"), (0.92, "within error"), (0.98, "within error"), (1, "no")]
)
def test_a_promise_is_kept_within_the_error_or_not(realised, kept):
    row = simulations("results").Row("here", "coverage", realised, 90, 0.01, 0.93, 0.97)

    assert row.kept.strip("*") == kept
    assert row.claimed == "≥ 0.93, ≤ 0.97"


def test_what_always_happened_has_an_error_too():
    assert 0 < simulations("results").share("here", "coverage", [True] * 50).error < 0.05


def test_a_corpus_is_the_same_from_the_same_seed():
    world = simulations("corpora").World(seed=3)

    one, same, other = (world.statements(np.random.default_rng(seed), 30) for seed in (1, 1, 2))

    assert one.texts == same.texts
    assert one.codes.tolist() == same.codes.tolist()
    assert one.texts != other.texts


def test_statements_of_documents_and_sources_say_where_they_are_from():
    corpora = simulations("corpora")
    world, generator = corpora.World(seed=3), np.random.default_rng(0)

    documents = world.documents(generator, 4, 5).frame()
    sources = [world.of_source(generator, world.source(seed), 20) for seed in range(3)]

    assert documents["document"].value_counts().tolist() == [5] * 4
    assert corpora.joined(sources).frame()["source"].value_counts().tolist() == [20] * 3


def test_a_complete_run_is_printed_and_kept(monkeypatch, tmp_path):
    main, results = simulations("__main__"), simulations("results")
    row = partial(results.share, "everywhere", "heads", at_least=0.4)
    coin = SimpleNamespace(
        PROMISE="Heads.", WORLDS="one coin.", tasks=lambda full: [partial(_toss, row, full)]
    )
    monkeypatch.setattr(main, "found", lambda: {"coin": coin})
    monkeypatch.setattr(main, "RESULTS", tmp_path)
    monkeypatch.setattr(main, "ProcessPoolExecutor", _Here)
    runner, threads = CliRunner(), dict.fromkeys(main.ONE_THREAD)

    everything = runner.invoke(main.main, [], env=threads)
    (kept,) = tmp_path.glob("simulations-*.md")
    some = runner.invoke(main.main, ["coin", "--full"], env=threads)
    none = runner.invoke(main.main, ["dice"], env=threads)

    assert everything.exit_code == 0, everything.output
    assert kept.read_text(encoding="utf-8").strip() == everything.stdout.strip()
    assert "| everywhere | heads | ≥ 0.4 | 0.500 | 10 |" in everything.stdout
    assert "| 100 |" in some.stdout
    assert len(list(tmp_path.iterdir())) == 1
    assert "no simulation dice; there are coin" in none.stderr


def _toss(row, full):
    return [row([True, False] * (50 if full else 5))]


class _Here:
    """Runs tasks in this process, which knows what a test has changed."""

    def __init__(self, jobs):
        assert jobs == 1

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def submit(self, call, *arguments):
        return SimpleNamespace(result=partial(call, *arguments))


def test_intervals_cover_where_almost_everything_is_right():
    """Resampling fixed predictions covered 63 % of these truths."""
    corpora, intervals = simulations("corpora"), simulations("intervals")
    world = corpora.World(seed=5, signal=1.0, shares=(0.7, 0.3))

    rows = intervals.simulate(intervals.Setting("easy", world, 120), runs=10)

    covered = [row.realised for row in rows if "calibration" not in row.what]
    assert len(covered) == 5
    assert np.mean(covered) >= 0.86
