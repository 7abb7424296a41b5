"""The speed benchmark, with a few statements; how fast anything is, no test asks."""

import doctest
import importlib
import importlib.util
import os
import pkgutil
import time
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

import stancekit

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
MODULES = sorted(found.name for found in pkgutil.iter_modules([str(BENCHMARKS / "speed")]))
TINY = {"sizes": (50, 100), "train": 200, "score": 60, "rounds": 1}
MEASUREMENTS = ("score-char", "growth", "latency", "start", "threads", "crossval", "training")


@pytest.fixture(autouse=True, scope="module")
def path():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        yield


def speed(name):
    return importlib.import_module(f"speed.{name}")


@pytest.fixture(scope="module")
def bench(path, tmp_path_factory):
    bench = speed("bench").Bench(tmp_path_factory.mktemp("bench"), **TINY)
    speed("bench").write_corpus(bench)
    speed("models").train(bench)
    return bench


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name):
    assert doctest.testmod(speed(name)).failed == 0


def test_contenders_take_turns_after_a_round_that_does_not_count():
    order, clock = [], iter(range(100))
    contenders = {name: partial(order.append, name) for name in "ab"}

    seconds = speed("measure").interleaved(contenders, rounds=2, clock=lambda: next(clock))

    assert order == list("ab" * 3)
    assert seconds == {"a": [1, 1], "b": [1, 1]}


def test_the_clock_counts_commands_and_not_waiting():
    cpu_seconds, run_command = speed("measure").cpu_seconds, speed("processes").run_command

    start = cpu_seconds()
    time.sleep(0.3)
    waited = cpu_seconds() - start
    run_command(["python3", "-c", "sum(range(10_000_000))"])

    assert waited < 0.1 < cpu_seconds() - start - waited


def test_a_fresh_process_is_another_one():
    assert speed("processes").in_fresh_process(os.getpid) != os.getpid()


def test_memory_counts_though_it_is_given_back_and_though_as_much_lay_idle():
    peak_memory = speed("processes").peak_memory

    def pieces():
        return [bytes(1000) for _ in range(50_000)]

    idle = pieces()
    above = bytes(1000)  # while it is there, the heap cannot shrink
    del idle
    grown = peak_memory(pieces)

    assert grown is None or 50e6 < grown < 60e6
    assert grown is None or peak_memory(lambda: above) < 1e6


@pytest.mark.parametrize(
    ("at_most", "median", "reached"),
    [(True, 2, True), (True, 2.1, False), (False, 2, True), (False, 1.9, False)],
)
def test_a_goal_that_is_missed_is_explained(at_most, median, reached):
    results = speed("results")
    goal = results.Goal("reading", 2, "µs", at_most)

    goal = goal.measuring(speed("measure").Spread(median, 1, 3), lambda: "too much copying")

    text = results.Findings([goal]).markdown()
    assert goal.reached is reached
    assert ("too much copying" not in text) is reached
    assert f"| {'≤' if at_most else '≥'} 2 µs | {'yes' if reached else '**no**'} |" in text


@pytest.fixture
def small(monkeypatch):
    """Let what would take long be done with less, in this process."""
    few = stancekit.load_dataset("dialogue-with-moscow")[::50]
    monkeypatch.setattr(stancekit, "load_dataset", lambda _: few)
    monkeypatch.setattr(speed("crossval"), "REPEATS", 1)
    for name in ("growth", "training"):
        monkeypatch.setattr(speed(name), "in_fresh_process", lambda call, *args: call(*args))
    monkeypatch.setattr(speed("training"), "HUNDRED_THOUSAND", 100)


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASUREMENTS)
def test_a_measurement_fills_in_its_goals(bench, small, name):
    findings = speed("__main__").MEASUREMENTS[name](bench)

    goals = [goal for goal in findings.goals if not goal.why.startswith("needs")]
    assert goals
    for goal in goals:
        assert 0 < goal.measured.low <= goal.measured.median <= goal.measured.high
        assert goal.reached or goal.why
    assert findings.markdown()


def test_scoring_leaves_out_what_is_not_installed_and_says_so(bench):
    findings = speed("scoring").score_word(bench)

    contenders = {row[0]: row for row in findings.tables[0].rows}
    assert contenders.keys() >= {
        "stancekit, list",
        "stancekit, Arrow array",
        "wc -w, file, C.UTF-8",
    }
    for package, name in (
        ("fasttext", "fastText, dim 10, list"),
        ("vowpalwabbit", "Vowpal Wabbit, file to file"),
    ):
        left_out = f"{name}: left out, {package} is not installed"
        installed = importlib.util.find_spec(package) is not None
        assert (name in contenders) is installed
        assert (left_out in findings.remarks) is not installed


def test_a_complete_run_is_printed_and_kept(monkeypatch, tmp_path):
    main = speed("__main__")
    tiny = {name: value for name, value in TINY.items() if name != "sizes"}
    monkeypatch.setattr(main, "Bench", partial(main.Bench, **tiny))
    monkeypatch.setattr(main, "SIZES", (50,))
    monkeypatch.setattr(main, "MEASUREMENTS", {"score-char": main.MEASUREMENTS["score-char"]})
    monkeypatch.setattr(main, "RESULTS", tmp_path)
    monkeypatch.setattr(main, "in_fresh_process", lambda call, *args: call(*args))

    # naming the variables that it sets lets the runner restore them
    result = CliRunner().invoke(main.main, [], env=dict.fromkeys(main.ONE_THREAD))

    assert result.exit_code == 0, result.output
    (kept,) = tmp_path.glob("speed-*.md")
    assert kept.read_text(encoding="utf-8").strip() == result.stdout.strip()
    assert "| score, char_wb 3–5, list: scikit-learn's time / ours |" in result.stdout
    assert "| numpy | " in result.stdout
