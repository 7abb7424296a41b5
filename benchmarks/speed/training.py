"""What training costs, as the rows grow, and what calibration adds; each from its own process."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np

import stancekit
from speed.bench import Bench
from speed.corpus import LABELS, blocks
from speed.measure import Spread, cpu_seconds
from speed.processes import in_fresh_process, peak_memory, profile_of
from speed.results import Findings, Goal, Table

__all__ = ["train_growing"]

HUNDRED_THOUSAND, HALF_A_MILLION, MILLION = 100_000, 500_000, 1_000_000
GROWTH = Goal("training, 500,000 rows: time / that of 100,000", 6, "×", at_most=True)
CALIBRATION = Goal(
    "training, 100,000 rows: time with calibration / without", 1.8, "×", at_most=True
)
MEMORY = Goal("training, 1,000,000 rows, min_df=2: peak memory", 4, "GB", at_most=True)
REMARK = (
    "Training: Newton's inner steps become more as the rows grow, as the same penalty (C=1) weighs "
    "less beside more data, and each waits longer for coefficients that no cache holds."
)


@dataclass(frozen=True)
class Cost:
    """CPU seconds, memory in bytes where it is known, and how many n-grams were learned."""

    seconds: float
    memory: int | None
    terms: int


def train_growing(bench: Bench) -> Findings:
    """Train once on every size, without calibration and with it."""
    sizes = {*bench.sizes} | ({HALF_A_MILLION} if max(bench.sizes) >= MILLION else set())
    plain, calibrated = (
        {size: in_fresh_process(cost_of_fit, size, calibrate) for size in sorted(sizes)}
        for calibrate in (False, True)
    )
    rows = [
        [
            f"{size:,}", f"{cost.terms:,}", f"{plain[size].seconds:.1f}", f"{cost.seconds:.1f}",
            f"{cost.seconds / plain[size].seconds:.2f}",
            "unknown" if cost.memory is None else f"{cost.memory / 1e9:.2f}",
        ]
        for size, cost in calibrated.items()
    ]  # fmt: skip
    head = ["rows", "n-grams", "CPU s, not calibrated", "CPU s", "ratio", "peak GB"]
    goals = [
        _ratio(GROWTH, plain.get(HALF_A_MILLION), plain.get(HUNDRED_THOUSAND)),
        _ratio(CALIBRATION, calibrated.get(HUNDRED_THOUSAND), plain.get(HUNDRED_THOUSAND)),
        _memory(calibrated.get(MILLION)),
    ]
    title = "Training, word 1–2, min_df=2 from a million rows on"
    return Findings(goals, [Table(title, head, rows)], [REMARK])


def cost_of_fit(n_rows: int, calibrate: bool) -> Cost:
    """Train once in this process."""
    made = list(blocks(n_rows))
    texts = list(chain.from_iterable(block.texts for block in made))
    labels = np.array(LABELS)[np.concatenate([block.codes for block in made])]
    classifier = stancekit.StanceClassifier(
        calibrate=calibrate, min_df=2 if n_rows >= MILLION else 1
    )
    seconds = []

    def fit() -> None:
        start = cpu_seconds()
        classifier.fit(texts, labels)
        seconds.append(cpu_seconds() - start)

    memory = peak_memory(fit)
    n_terms = sum(part.n_terms for part in classifier.model_.parts.values())
    return Cost(seconds[0], memory, n_terms)


def _ratio(goal: Goal, dear: Cost | None, cheap: Cost | None) -> Goal:
    if dear is None or cheap is None:
        return goal.without("needs --full")
    measured = Spread.of([dear.seconds / cheap.seconds])
    return goal.measuring(
        measured, lambda: profile_of(lambda: cost_of_fit(HUNDRED_THOUSAND, calibrate=False))
    )


def _memory(cost: Cost | None) -> Goal:
    if cost is None:
        return MEMORY.without("needs --full")
    if cost.memory is None:
        return MEMORY.without("needs Linux")
    return MEMORY.measuring(Spread.of([cost.memory / 1e9]))
