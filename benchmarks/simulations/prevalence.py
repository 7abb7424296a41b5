"""Whether the intervals of `prevalence` cover the true shares of a corpus, and are narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import ndtr

from simulations.results import Row, mean
from stancekit.measure.intervals import of_share
from stancekit.measure.prevalence import Shares, shares_of

PROMISE = (
    "The 95 % intervals of `prevalence` cover the true share of a label in at least 93 % of all "
    "cases and, where ten of the labels drawn or more are expected to be of it, in no more than "
    "97 %. They are at most 5 % wider than Wilson's interval for the labels alone."
)
WORLDS = (
    "a corpus whose shares are exact, drawn without replacement; the model errs as often on any "
    "label and gives labels alone (hard) or probabilities that suit labels of equal shares (soft). "
    "Of two labels one is judged, of four the rarest and the most frequent one. A row holds all "
    "shares and models of one size of corpus and sample, and names the worst."
)
SIZES = (
    (500, 50), (500, 200), (2_000, 100), (2_000, 500), (10_000, 50), (10_000, 200), (100_000, 100),
    (100_000, 500),
)  # fmt: skip
SHARES = (
    *((share, 1 - share) for share in (0.02, 0.05, 0.1, 0.2, 0.4, 0.6)),
    (0.02, 0.18, 0.3, 0.5), (0.1, 0.14, 0.16, 0.6),
)  # fmt: skip
MODELS = tuple(product((0.5, 0.6, 0.75, 0.9), ("hard", "soft")))
SEED = 131_000
LEAST, MOST, ENOUGH, WIDER = 0.93, 0.97, 10, 1.05

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cell:
    """A corpus, the shares of its labels, and a model.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> truth, scores = Cell(1000, 50, (0.02, 0.98), 0.9, "hard").corpus(rng)
    >>> truth.sum(axis=0).tolist(), round(float((truth == scores).mean()), 1)
    ([20.0, 980.0], 0.9)
    """

    statements: int
    labels: int
    shares: tuple[float, ...]
    accuracy: float
    kind: str

    @property
    def judged(self) -> tuple[int, ...]:
        """Which labels are judged; of two, the intervals mirror each other."""
        return (0,) if len(self.shares) == 2 else (0, len(self.shares) - 1)

    def corpus(self, generator: np.random.Generator) -> tuple[Floats, Floats]:
        """Return the truth and the scores of all statements."""
        n, k = self.statements, len(self.shares)
        codes = np.searchsorted(np.cumsum(self.shares) * n - 0.5, np.arange(n), side="right")
        truth = np.eye(k)[np.minimum(codes, k - 1)]
        if self.kind == "hard":
            right = generator.random(n) < self.accuracy
            step = np.where(right, 0, generator.integers(1, k, n))
            return truth, np.eye(k)[(truth.argmax(axis=1) + step) % k]
        apart = separation(self.accuracy, k)
        odds = np.exp(apart * (generator.normal(size=(n, k)) + apart * truth))
        return truth, odds / odds.sum(axis=1, keepdims=True)


def separation(accuracy: float, labels: int) -> float:
    """Return how far a signal has to be from noise to be the largest of so many so often.

    Examples
    --------
    >>> round(abs(separation(0.5, 2)), 6), round(separation(0.9, 2) / 2**0.5, 4)
    (0.0, 1.2816)
    """

    def missed(apart: float) -> float:
        density = (2 * np.pi) ** -0.5
        return (
            accuracy
            - quad(
                lambda x: density * np.exp(-((x - apart) ** 2) / 2) * ndtr(x) ** (labels - 1),
                -9,
                15,
            )[0]
        )

    return float(brentq(missed, -1, 6))


@dataclass(frozen=True)
class Found:
    """How often the interval of a label covered, and how wide it was beside Wilson's."""

    cell: Cell
    share: float
    coverage: float
    width: float


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return one task for each size of corpus and sample."""
    shares, models = (SHARES, MODELS) if full else (SHARES[::3], MODELS[1::3])
    runs = 1000 if full else 200
    return [partial(simulate, n, drawn, shares, models, runs) for n, drawn in SIZES]


def simulate(
    statements: int,
    labels: int,
    shares: tuple[tuple[float, ...], ...],
    models: tuple[tuple[float, str], ...],
    runs: int,
    seed: int = SEED,
) -> list[Row]:
    """Draw labels again and again, for all shares and models."""
    cells = [Cell(statements, labels, of, *model) for of, model in product(shares, models)]
    found = [one for cell in cells for one in try_out(cell, runs, seed)]
    return [*_rows(f"{statements:,} statements, {labels} labels", found, runs)]


def try_out(cell: Cell, runs: int, seed: int = SEED) -> list[Found]:
    """Draw labels of one corpus again and again."""
    parts = [round(1000 * share) for share in cell.shares]
    generator = np.random.default_rng([seed, cell.statements, cell.labels, *parts])
    truth, scores = cell.corpus(generator)
    true = truth.mean(axis=0)
    hits, widths, plain = (np.empty((runs, len(true))) for _ in range(3))
    for run in range(runs):
        drawn = generator.choice(cell.statements, cell.labels, replace=False)
        of = estimated(truth, scores, drawn)
        hits[run] = (of.low <= true) & (true <= of.high)
        widths[run] = of.high - of.low
        plain[run] = wilson(truth[drawn].mean(axis=0), cell.statements, cell.labels)
    coverage, wider = hits.mean(axis=0), widths.mean(axis=0) / plain.mean(axis=0)
    return [Found(cell, cell.shares[of], coverage[of], wider[of]) for of in cell.judged]


def estimated(truth: Floats, scores: Floats, drawn: npt.NDArray[np.intp]) -> Shares:
    """Return what is estimated from the labels of some statements and the scores of all."""
    ones = np.ones(len(truth))
    return shares_of(truth[drawn], scores[drawn], scores, ones[drawn], ones)


def wilson(found: Floats, statements: int, labels: float) -> Floats:
    """Return the widths of Wilson's intervals of the labels alone, of a finite corpus."""
    left = (statements - labels) / (statements - 1)
    low, high = of_share(
        found, np.sqrt(found * (1 - found) / labels * left), 1.959964, labels / left
    )
    return np.asarray(high - low)


def _rows(world: str, found: list[Found], runs: int) -> Iterator[Row]:
    enough = [of for of in found if of.cell.labels * of.share >= ENOUGH]
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
    labels = f"{len(cell.shares)} labels, share {found.share:.0%}"
    return f"{labels}, accuracy {cell.accuracy:.0%}, {cell.kind}"
