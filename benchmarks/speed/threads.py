"""Two threads against one."""

from __future__ import annotations

import os
import time

from speed import models
from speed.bench import Bench
from speed.measure import interleaved, ratio
from speed.processes import profile_of
from speed.results import Findings, Goal

__all__ = ["use_two_threads"]


def use_two_threads(bench: Bench) -> Findings:
    """Compare the wall time of scoring on one thread and on two."""
    goal = Goal("score, word 1–2, list: wall time of 1 thread / 2 threads", 1.8, "×")
    if (os.cpu_count() or 1) < 2:
        return Findings([goal.without("needs two cores")])
    model, texts = models.our_model(bench, "word"), bench.unseen(max(bench.sizes))
    calls = {
        "one": lambda: model.predict_proba(texts, n_jobs=1),
        "two": lambda: model.predict_proba(texts, n_jobs=2),
    }
    seconds = interleaved(calls, 2 * bench.rounds, clock=time.perf_counter)
    measured = ratio(seconds["one"], seconds["two"])
    remark = (
        "Threads: a core that is busy with something else slows two threads down more than one; "
        f"the quickest round took {min(seconds['one']):.3f} s on one and "
        f"{min(seconds['two']):.3f} s on two."
    )
    return Findings([goal.measuring(measured, lambda: profile_of(calls["two"]))], (), [remark])
