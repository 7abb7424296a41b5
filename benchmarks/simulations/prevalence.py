"""Whether the intervals of `prevalence` cover the true shares of a corpus, and are narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simulations.results import Row, mean
from stancekit.measure.intervals import of_share
from stancekit.measure.prevalence import Shares, shares_of

PROMISE = (
    "The 95 % intervals of `prevalence` cover the true share of a label in at least 93 % of all "
    "cases and, where ten of the labels drawn or more are expected to be of it, in no more than "
    "97 %. They are at most 5 % wider than Wilson's interval for the labels alone."
)
WORLDS = (
    "a corpus of two labels, whose shares are exact, drawn without replacement; the model errs "
    "as often on either label, and gives labels alone (hard) or probabilities that suit labels "
    "of equal shares (soft). With four labels, the rarest and the most frequent one. 252 or more "
    "cells; a row holds those of one size of corpus and sample, and names the worst."
)
SIZES = (
    (500, 50), (500, 200), (2_000, 100), (2_000, 500), (10_000, 50), (10_000, 200), (100_000, 100),
    (100_000, 500),
)  # fmt: skip
SHARES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.6)
MODELS = tuple(product((0.5, 0.6, 0.75, 0.9), ("hard", "soft")))
SEED = 131_000
LEAST, MOST, ENOUGH, WIDER = 0.93, 0.97, 10, 1.05

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cell:
    """A corpus, a share of its first label, and a model.

    Examples
    --------
    >>> truth, scores = Cell(1000, 50, 0.02, 0.9, "hard").corpus(np.random.default_rng(0))
    >>> truth.sum(axis=0).tolist(), round(float((truth == scores).mean()), 1)
    ([20.0, 980.0], 0.9)
    """

    statements: int
    labels: int
    share: float
    accuracy: float
    kind: str

    def corpus(self, generator: np.random.Generator) -> tuple[Floats, Floats]:
        """Return the truth and the scores of all statements."""
        codes = np.ones(self.statements, dtype=np.intp)
        codes[: round(self.share * self.statements)] = 0
        truth = np.eye(2)[codes]
        if self.kind == "hard":
            right = generator.random(self.statements) < self.accuracy
            return truth, np.where(right[:, None], truth, 1 - truth)
        apart = 2 * ndtri(self.accuracy)
        seen = generator.normal(size=self.statements) + apart * (truth[:, 0] - 0.5)
        first = 1 / (1 + np.exp(-apart * seen))
        return truth, np.column_stack([first, 1 - first])


@dataclass(frozen=True)
class Found:
    """How often the interval covered, and how wide it was beside Wilson's."""

    cell: Cell
    coverage: float
    width: float


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return one task for each size of corpus and sample."""
    shares, models = (SHARES, MODELS) if full else (SHARES[::2], MODELS[1::3])
    runs = 1000 if full else 200
    return [partial(simulate, n, drawn, shares, models, runs) for n, drawn in SIZES]


def simulate(
    statements: int,
    labels: int,
    shares: tuple[float, ...],
    models: tuple[tuple[float, str], ...],
    runs: int,
    seed: int = SEED,
) -> list[Row]:
    """Draw labels again and again, for each share and model."""
    cells = [Cell(statements, labels, of, *model) for of, model in product(shares, models)]
    found = [try_out(cell, runs, seed) for cell in cells]
    return [*_rows(f"{statements:,} statements, {labels} labels", found, runs)]


def try_out(cell: Cell, runs: int, seed: int = SEED) -> Found:
    """Draw labels of one corpus again and again."""
    generator = np.random.default_rng(
        [seed, cell.statements, cell.labels, round(1000 * cell.share)]
    )
    truth, scores = cell.corpus(generator)
    true = truth[:, 0].mean()
    hits, widths, plain = [], [], []
    for _ in range(runs):
        drawn = generator.choice(cell.statements, cell.labels, replace=False)
        of = estimated(truth, scores, drawn)
        hits.append(bool(of.low[0] <= true <= of.high[0]))
        widths.append(of.high[0] - of.low[0])
        plain.append(wilson(truth[drawn, 0].mean(), cell))
    return Found(cell, float(np.mean(hits)), float(np.mean(widths) / np.mean(plain)))


def estimated(truth: Floats, scores: Floats, drawn: npt.NDArray[np.intp]) -> Shares:
    """Return what is estimated from the labels of some statements and the scores of all."""
    ones = np.ones(len(truth))
    return shares_of(truth[drawn], scores[drawn], scores, ones[drawn], ones)


def wilson(found: float, cell: Cell) -> float:
    """Return the width of Wilson's interval of the labels alone, of a finite corpus."""
    left = (cell.statements - cell.labels) / (cell.statements - 1)
    spread = np.sqrt(found * (1 - found) / cell.labels * left)
    low, high = of_share(found, spread, 1.959964, cell.labels / left)
    return float(high - low)


def _rows(world: str, found: list[Found], runs: int) -> Iterator[Row]:
    enough = [of for of in found if of.cell.labels * of.cell.share >= ENOUGH]
    worst, best = min(found, key=_coverage), max(enough or found, key=_coverage)
    widest = max(found, key=_width)
    error = float(np.sqrt(0.05 * 0.95 / runs))
    yield Row(
        world, "least coverage", worst.coverage, runs, error, at_least=LEAST, remark=_of(worst)
    )
    if enough:
        yield Row(
            world, "most coverage", best.coverage, runs, error, at_most=MOST, remark=_of(best)
        )
    yield mean(world, "mean coverage", [of.coverage for of in found], at_least=LEAST)
    yield Row(
        world, "widest, beside Wilson's", widest.width, runs, 0.0, at_most=WIDER, remark=_of(widest)
    )
    yield mean(world, "mean width, beside Wilson's", [of.width for of in found], at_most=WIDER)


def _coverage(found: Found) -> float:
    return found.coverage


def _width(found: Found) -> float:
    return found.width


def _of(found: Found) -> str:
    cell = found.cell
    return f"share {cell.share:.0%}, accuracy {cell.accuracy:.0%}, {cell.kind}"
