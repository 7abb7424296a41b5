"""One statement at a time: in a running process, and in a fresh one that exits after it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from statistics import median
from typing import Any

import stancekit
from speed import models
from speed.bench import Bench
from speed.measure import Spread, interleaved, ratio
from speed.processes import profile_of, run_command
from speed.results import Findings, Goal, Table

__all__ = ["start_and_score", "wait_for_one"]

N_OURS, N_PLAIN = 2000, 200  # statements a round
OURS, IMPORT, NUMPY, PYTHON = (
    "load the shipped model, score one statement",
    "import sklearn",
    "import numpy",
    "nothing",
)
PROGRAMS = {
    OURS: (
        "import stancekit; "
        "stancekit.load_model().predict_proba(['We must keep talking to Moscow.'])"
    ),
    IMPORT: "import sklearn",
    NUMPY: "import numpy",
    PYTHON: "pass",
}
START_GOAL = Goal(f"fresh process, {OURS}: our time / `import sklearn`", 0.25, "×", at_most=True)


def wait_for_one(bench: Bench) -> Findings:
    """Score statements one by one with the model of word pairs and with the shipped one."""
    shipped, real = stancekit.load_model(), stancekit.load_dataset("dialogue-with-moscow")
    classifier = stancekit.StanceClassifier(**{**shipped.settings, "calibrate": False})
    equal = models.equal_pipeline(classifier.fit(real["text"], real["label"]))
    word, pipeline = models.our_model(bench, "word"), models.pipeline(bench, "word")
    return _waits(bench, "word 1–2 model", word, pipeline, bench.unseen(N_OURS)) + _waits(
        bench, "shipped model", shipped, equal, real["text"].tolist()[:N_OURS]
    )


def start_and_score(bench: Bench) -> Findings:
    """Let a fresh Python load the shipped model, score a statement and exit."""
    calls = {name: _command(program) for name, program in PROGRAMS.items()}
    seconds = interleaved(calls, bench.rounds)
    goal = START_GOAL.measuring(ratio(seconds[OURS], seconds[IMPORT]), _import_times)
    rows = [[name, Spread.of(times).shown()] for name, times in seconds.items()]
    return Findings(
        [goal], [Table("Fresh process, whole CPU time", ["python -c", "seconds"], rows)]
    )


def _waits(bench: Bench, name: str, ours: Any, plain: Any, texts: Sequence[str]) -> Findings:
    waits: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(bench.rounds):
        waits["ours"].append(_typical_wait(ours.predict_proba, texts))
        waits["theirs"].append(_typical_wait(plain.predict_proba, texts[:N_PLAIN]))
    wait = Goal(f"one statement, {name}: our time", 10, "µs", at_most=True)
    factor = Goal(f"one statement, {name}: scikit-learn's time / ours", 40, "×")
    explain = cache(lambda: profile_of(lambda: _typical_wait(ours.predict_proba, texts)))
    return Findings(
        [
            wait.measuring(Spread.of(waits["ours"]), explain),
            factor.measuring(ratio(waits["theirs"], waits["ours"]), explain),
        ]
    )


def _typical_wait(score: Callable[[list[str]], object], texts: Sequence[str]) -> float:
    """Return the median wall time of scoring one statement, in microseconds."""
    waits = []
    for text in texts:
        start = time.perf_counter_ns()
        score([text])
        waits.append(time.perf_counter_ns() - start)
    return median(waits) / 1000


def _command(program: str) -> Callable[[], object]:
    return lambda: run_command([sys.executable, "-c", program])


def _import_times() -> str:
    """Return the slowest imports of our program."""
    command = [sys.executable, "-X", "importtime", "-c", PROGRAMS[OURS]]
    lines = run_command(command).stderr.splitlines()
    timed = [line.removeprefix("import time:").split("|") for line in lines[1:]]
    slowest = sorted(timed, key=lambda parts: -int(parts[0]))[:8]
    return "\n".join(f"{int(own):>8,} µs  import {name.strip()}" for own, _, name in slowest)
