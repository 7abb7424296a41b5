"""Whether shares of groups, differences between groups and weighted shares of `prevalence` hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from simulations.prevalence import Cell, Floats
from simulations.results import Row, pooled
from simulations.results import share as share_of
from stancekit.analysis.prevalence import FEWEST
from stancekit.measure.prevalence import Shares, difference, shares_of

PROMISE = (
    "The 95 % intervals of `prevalence` cover the true share of a label in each group that has 20 "
    "labels or more, the true difference between two such groups, and the weighted share of a "
    "weighted corpus, in at least 93 % of all cases."
)
WORLDS = (
    "4,000 statements of two labels, of which some are drawn at random. Groups: half, a third and "
    "a sixth of the corpus, with shares of 10, 25 and 50 %, by one model for all. Weights: "
    "log-normal, or 5 for most statements of the rarer label and 1 for most others."
)
STATEMENTS = 4000
GROUPS = ((0.5, 0.1), (1 / 3, 0.25), (1 / 6, 0.5))
SEED = 132_000


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return one task for groups and one for weights, for each number of labels."""
    runs = 1000 if full else 100
    return [partial(of, labels, runs) for labels in (150, 400) for of in (groups, weights)]


def groups(labels: int, runs: int, seed: int = SEED) -> list[Row]:
    """Draw labels again and again, and look at each group."""
    rows = []
    for accuracy, kind in product((0.6, 0.75, 0.9), ("hard", "soft")):
        generator = np.random.default_rng([seed, labels, round(100 * accuracy), len(kind), 0])
        parts = [
            Cell(round(of * STATEMENTS), 0, (share, 1 - share), accuracy, kind).corpus(generator)
            for of, share in GROUPS
        ]
        found = [_grouped(parts, labels, generator) for _ in range(runs)]
        world = f"groups, {labels} labels, accuracy {accuracy:.0%}, {kind}"
        for what, at in (("shares", 0), ("differences", 1)):
            hits = [of[at] for of in found]
            sums = [sum(of) for of in hits]
            rows.append(
                pooled(world, f"coverage of {what}", sums, list(map(len, hits)), at_least=0.93)
            )
    return rows


def _grouped(
    parts: list[tuple[Floats, Floats]], labels: int, generator: np.random.Generator
) -> tuple[list[bool], list[bool]]:
    """Return which shares of groups and which differences one sample covers."""
    ends = np.cumsum([len(truth) for truth, _ in parts])
    drawn = np.sort(generator.choice(ends[-1], labels, replace=False))
    found: list[tuple[float, Shares]] = []
    for (truth, scores), end in zip(parts, ends, strict=True):
        own = drawn[(drawn < end) & (drawn >= end - len(truth))] - (end - len(truth))
        if len(own) >= FEWEST:
            found.append((truth[:, 0].mean(), _estimated(truth, scores, own, np.ones(len(truth)))))
    shares = [bool(of.low[0] <= true <= of.high[0]) for true, of in found]
    between = []
    for (one, a), (other, b) in combinations(found, 2):
        _, low, high, _ = difference(a, b)
        between.append(bool(low[0] <= one - other <= high[0]))
    return shares, between


def weights(labels: int, runs: int, seed: int = SEED) -> list[Row]:
    """Draw labels of weighted statements again and again."""
    rows = []
    for share, accuracy, kind in product((0.1, 0.4), (0.6, 0.9), ("hard", "soft")):
        parts = [round(100 * of) for of in (share, accuracy)]
        generator = np.random.default_rng([seed, labels, *parts, len(kind), 1])
        cell = Cell(STATEMENTS, labels, (share, 1 - share), accuracy, kind)
        truth, scores = cell.corpus(generator)
        heavy = generator.random(STATEMENTS) < np.where(truth[:, 0] == 1, 0.8, 0.2)
        for name, each in (
            ("log-normal", generator.lognormal(0, 0.8, STATEMENTS)),
            ("tied to the label", np.where(heavy, 5.0, 1.0)),
        ):
            true = np.average(truth[:, 0], weights=each)
            samples = (generator.choice(STATEMENTS, labels, replace=False) for _ in range(runs))
            found = [_estimated(truth, scores, drawn, each) for drawn in samples]
            world = f"weights {name}, {labels} labels, share {share:.0%}, accuracy {accuracy:.0%}"
            hits = [bool(of.low[0] <= true <= of.high[0]) for of in found]
            bias = np.mean([of.value[0] for of in found]) - true
            remark = f"bias {bias:+.4f}"
            row = share_of(f"{world}, {kind}", "coverage", hits, at_least=0.93, remark=remark)
            rows.append(row)
    return rows


def _estimated(
    truth: Floats, scores: Floats, drawn: npt.NDArray[np.intp], weights_: Floats
) -> Shares:
    return shares_of(truth[drawn], scores[drawn], scores, weights_[drawn], weights_)
