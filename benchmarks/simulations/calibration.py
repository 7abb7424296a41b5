"""Whether probabilities are right on sources that are new, and groups by chance do no harm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from simulations.corpora import SHARES, World
from simulations.results import Row, mean
from simulations.status import draw
from stancekit import StanceClassifier

__all__ = ["PROMISE", "WORLDS", "calibration_error", "simulate", "simulate_chance", "tasks"]

PROMISE = (
    "With `groups`, probabilities suit statements of new groups: their expected calibration error "
    "is at most 0.01 above that of a model that was not told of the groups. Groups that mean "
    "nothing change the calibration error by less than 0.02, and the share of `ok` answers "
    "by less than 0.05."
)
WORLDS = (
    "sources of 50 statements with topics, label shares and words of their own, scored on others; "
    "statements that have nothing in common, in groups of 50 by chance. Another world in each run."
)
FRESH = 3000
SEED = 60_000


@dataclass(frozen=True)
class Found:
    """What a model makes of fresh statements."""

    error: float
    log_loss: float
    ok: float


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return one task for each number of statements and kind of groups."""
    runs = 60 if full else 8
    two = (0.7, 0.3)
    return [
        *(partial(simulate, n, shares, runs) for n in (200, 1000) for shares in (SHARES, two)),
        *(partial(simulate_chance, n, runs) for n in (500, 1000)),
    ]


def simulate(n: int, shares: tuple[float, ...], runs: int) -> list[Row]:
    """Train on sources, told of them or not, and score other sources."""
    world = f"{n:,} statements of {n // 50} sources, {len(shares)} labels"
    grouped, plain = zip(*(_pair(n, shares, run, "sources") for run in range(runs)), strict=True)
    differences = [one.error - other.error for one, other in zip(grouped, plain, strict=True)]
    losses = [one.log_loss - other.log_loss for one, other in zip(grouped, plain, strict=True)]
    return [
        mean(world, "calibration error, groups not told", [found.error for found in plain]),
        mean(world, "calibration error, groups told", [found.error for found in grouped]),
        mean(world, "difference", differences, at_most=0.01),
        mean(world, "difference in log loss", losses, at_most=0.01),
    ]


def simulate_chance(n: int, runs: int) -> list[Row]:
    """Train on statements in groups that mean nothing, told of them or not."""
    world = f"{n:,} statements in groups of 50 by chance"
    grouped, plain = zip(*(_pair(n, SHARES, run, "") for run in range(runs)), strict=True)
    errors = [one.error - other.error for one, other in zip(grouped, plain, strict=True)]
    ok = [one.ok - other.ok for one, other in zip(grouped, plain, strict=True)]
    return [
        mean(world, "difference of calibration errors", errors, at_least=-0.02, at_most=0.02),
        mean(world, "share of ok answers, groups not told", [found.ok for found in plain]),
        mean(world, "difference of shares of ok answers", ok, at_least=-0.05, at_most=0.05),
    ]


def _pair(n: int, shares: tuple[float, ...], run: int, tied: str) -> tuple[Found, Found]:
    """Fit with groups and without, and score the same fresh statements."""
    world = World(SEED + run, signal=0.6, shares=shares)
    generator = np.random.default_rng([SEED, n, run])
    sample, fresh = draw(world, generator, n, tied), draw(world, generator, FRESH, tied)
    groups = sample.sources or (np.arange(n) // 50).tolist()
    found = []
    for given in (groups, None):
        model = StanceClassifier().fit(sample.texts, sample.codes, groups=given).model_
        probabilities = model.predict_proba(fresh.texts)
        known = np.searchsorted(np.array(model.labels), fresh.codes)
        own = probabilities[np.arange(FRESH), known]
        ok = float((model.score(fresh.texts)["status"] == "ok").mean())
        error = calibration_error(probabilities, known)
        found.append(Found(error, float(-np.log(np.maximum(own, 1e-12)).mean()), ok))
    return found[0], found[1]


def calibration_error(probabilities: npt.NDArray[np.float64], truth: npt.NDArray[np.intp]) -> float:
    """Return the expected calibration error, with ten bins of equal width.

    Examples
    --------
    >>> calibration_error(np.array([[0.75, 0.25]] * 4), np.array([0, 0, 0, 1]))
    0.0
    """
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    bins = np.minimum((10 * sure).astype(int), 9)
    return float(np.abs(np.bincount(bins, sure - right)).sum() / len(sure))
