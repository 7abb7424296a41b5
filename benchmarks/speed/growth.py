"""How time and memory grow with the number of rows; every figure from a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speed import models
from speed.bench import Bench
from speed.contenders import Scorer
from speed.measure import Spread, cpu_seconds, ratio
from speed.processes import in_fresh_process, peak_memory, profile_of
from speed.results import Findings, Goal, Table

__all__ = ["grow"]

OURS, PLAIN = "stancekit", "scikit-learn"
MILLION = 1_000_000


@dataclass(frozen=True)
class Task:
    """Something that both libraries do to many statements.

    Attributes
    ----------
    name : str
    model : str
        Key of `models.OUR_SETTINGS`.
    fits : bool
        Whether to vectorise; else to score.
    rows_in_all : int
        Small sizes are repeated until about so many rows are done.
    largest : int
        The most rows that scikit-learn can be asked for.
    """

    name: str
    model: str
    fits: bool
    rows_in_all: int = 300_000
    largest: int = MILLION

    def prepared(self, bench: Bench, contender: str) -> Scorer:
        """Return what is to be timed."""
        if self.fits:
            makers = {OURS: models.our_vectoriser, PLAIN: models.plain_vectoriser}
            fit_transform: Scorer = makers[contender](self.model).fit_transform
            return fit_transform
        loaders = {OURS: models.our_model, PLAIN: models.pipeline}
        predict_proba: Scorer = loaders[contender](bench, self.model).predict_proba
        return predict_proba


TASKS = (
    Task("fit_transform, word 1–2", "word", fits=True),
    # a million rows would take scikit-learn tens of gigabytes
    Task("fit_transform, char_wb 3–5", "char", True, rows_in_all=200_000, largest=100_000),
    Task("predict_proba, word 1–2", "word", fits=False),
)


@dataclass(frozen=True)
class Cost:
    """CPU seconds, and the growth of the process in bytes, None where that is unknown."""

    seconds: float
    memory: int | None


def grow(bench: Bench) -> Findings:
    """Vectorise and score every size, in turn with scikit-learn."""
    findings = Findings()
    for task in TASKS:
        goals, rows = [], []
        for size in sorted({*bench.sizes, MILLION}):
            if size > task.largest:
                continue
            costs = _costs(bench, task, size) if size in bench.sizes else None
            goals += _goals(bench, task, size, costs)
            rows += [] if costs is None else [_row(size, costs)]
        head = ["rows", "µs per row", f"{PLAIN}'s", "ratio", "peak bytes per row", f"{PLAIN}'s"]
        findings += Findings(goals, [Table(f"{task.name}, as the rows grow", head, rows)])
    return findings


def cost_of(bench: Bench, task: Task, contender: str, size: int) -> Cost:
    """Do a task once in this process, after a few statements that load what is needed."""
    call, texts = task.prepared(bench, contender), bench.unseen(size)
    call(texts[:100])
    seconds = []

    def timed() -> None:
        start = cpu_seconds()
        call(texts)
        seconds.append(cpu_seconds() - start)

    memory = peak_memory(timed)
    return Cost(seconds[0], memory)


def profile_task(bench: Bench, task: Task, size: int) -> str:
    """Say where our time goes."""
    call, texts = task.prepared(bench, OURS), bench.unseen(size)
    return profile_of(lambda: call(texts))


def _costs(bench: Bench, task: Task, size: int) -> dict[str, list[Cost]]:
    rounds = max(1, min(bench.rounds, task.rows_in_all // size))
    costs: dict[str, list[Cost]] = {OURS: [], PLAIN: []}
    for _ in range(rounds):
        for contender, found in costs.items():
            found.append(in_fresh_process(cost_of, bench, task, contender, size))
    return costs


def _goals(bench: Bench, task: Task, size: int, costs: dict[str, list[Cost]] | None) -> list[Goal]:
    """Return the goal for one size, where there is one."""
    if task.fits:
        goal = Goal(f"{task.name}, {size:,} rows: scikit-learn's time / ours", 12, "×")
    elif size == MILLION:
        what = f"{task.name}, {size:,} rows: our peak memory beyond the input"
        goal = Goal(what, 200, "MB", at_most=True)
    else:
        return []
    if costs is None:
        return [goal.without("needs --full")]
    if task.fits:
        measured = ratio(_seconds(costs[PLAIN]), _seconds(costs[OURS]))
    elif memory := _memory(costs[OURS]):
        measured = Spread.of([n_bytes / 1e6 for n_bytes in memory])
    else:
        return [goal.without("needs Linux")]
    return [goal.measuring(measured, lambda: in_fresh_process(profile_task, bench, task, size))]


def _row(size: int, costs: dict[str, list[Cost]]) -> list[str]:
    times = [f"{1e6 * Spread.of(_seconds(found)).median / size:.2f}" for found in costs.values()]
    memory = [
        f"{Spread.of(known).median / size:,.0f}" if (known := _memory(found)) else "unknown"
        for found in costs.values()
    ]
    factor = ratio(_seconds(costs[PLAIN]), _seconds(costs[OURS])).median
    return [f"{size:,}", *times, f"{factor:.1f}", *memory]


def _seconds(costs: Sequence[Cost]) -> list[float]:
    return [cost.seconds for cost in costs]


def _memory(costs: Sequence[Cost]) -> list[int]:
    return [cost.memory for cost in costs if cost.memory is not None]
