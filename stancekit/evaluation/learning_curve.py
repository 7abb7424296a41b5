"""What more labels would bring: scores after training on a part of the labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from stancekit.blocks import Block, Column, Curve, Heading, Lines, Measure
from stancekit.evaluation.folds import Fold
from stancekit.evaluation.to_come import reached
from stancekit.measure.held_out import Scored
from stancekit.measure.metrics import IntArray

__all__ = ["CurvePoint", "LearningCurve", "learning_curve", "smaller_passes"]

SHARES = (1 / 8, 1 / 4, 1 / 2)

_POWER = 0.5
_POWERS = (0.0, 1.0)


@dataclass(frozen=True)
class CurvePoint:
    """Macro-F1 after training on so many statements.

    Attributes
    ----------
    statements : int
        The mean over the folds.
    macro_f1 : Measure

    Examples
    --------
    >>> CurvePoint(100, Measure(0.4, 0.35, 0.45)).macro_f1.value
    0.4
    """

    statements: int
    macro_f1: Measure


@dataclass(frozen=True)
class LearningCurve:
    """Macro-F1 by the number of training statements, and where it is heading.

    It is carried on by an inverse power law, after Figueroa, Zeng-Treitler, Kandula and Ngo,
    "Predicting sample size required for classification performance", BMC Medical Informatics and
    Decision Making 12, 2012, doi:10.1186/1472-6947-12-8.

    Attributes
    ----------
    points : tuple of CurvePoint
        From the smallest training set to all of it.
    doubling : Measure
        What twice the labels would add to macro-F1: the gain between the last two points, carried
        on. The power is not known: the number takes 1/2, and the interval goes from what a power
        of 1 would give, where the curve flattens fast, to the logarithm, where every doubling adds
        the same. It is an extrapolation.

    Examples
    --------
    >>> point = CurvePoint(100, Measure(0.4, 0.35, 0.45))
    >>> LearningCurve((point,), doubling=Measure(0.1, 0.08, 0.12)).doubling.high
    0.12
    """

    points: tuple[CurvePoint, ...]
    doubling: Measure

    def sentence(self) -> str:
        """Say the curve in plain words.

        Examples
        --------
        >>> few, more = Measure(0.4, 0.35, 0.45), Measure(0.5, 0.45, 0.55)
        >>> points = (CurvePoint(100, few), CurvePoint(200, more))
        >>> LearningCurve(points, Measure(0.1, 0.08, 0.12)).sentence()
        'macro-F1 was 0.400 with 100 training statements, 0.500 with 200. Twice the labels would
        change it by about +0.100 (95 % interval +0.080 to +0.120; an extrapolation).'
        """
        first, *others = self.points
        seen = "".join(
            f", {point.macro_f1.value:.3f} with {point.statements:,}" for point in others
        )
        gain = self.doubling
        return (
            f"macro-F1 was {first.macro_f1.value:.3f} with {first.statements:,} training "
            f"statements{seen}. Twice the labels would change it by about {gain.value:+.3f} "
            f"(95 % interval {gain.between('+.3f')}; an extrapolation)."
        )

    def blocks(self) -> Iterator[Block]:
        """Yield the curve in words and as a picture."""
        yield Heading("More labels", "What the score was with a part of the labels.")
        yield Lines([f"Learning curve: {self.sentence()}"])
        points = [(float(point.statements), point.macro_f1) for point in self.points]
        size, score = Column("training statements", ",.0f"), Column("macro-F1", ".3f")
        yield Curve("Learning curve", size, score, points)


def smaller_passes(
    folds: Sequence[Fold],
    groups: IntArray,
    is_trainable: Callable[[IntArray], bool],
    seed: int,
    order: int = 0,
) -> list[list[Fold]]:
    """Return the folds with about 1/8, 1/4 and 1/2 of the groups of their training sides.

    Each part holds the smaller ones. A part is left out where it would be no larger than the one
    before or where one of the folds could not be trained on. Another order draws other parts.
    """
    generator = np.random.default_rng([seed, 3, order] if order else [seed, 3])
    orders = [generator.permutation(np.unique(groups[train])) for train, _ in folds]
    passes: list[list[Fold]] = []
    size, full_size = 0.0, _size(folds)
    for share in SHARES:
        part = [
            (train[np.isin(groups[train], order[: int(np.ceil(share * len(order)))])], test)
            for (train, test), order in zip(folds, orders, strict=True)
        ]
        trainable = all(is_trainable(train) for train, _ in part)
        if trainable and size < _size(part) < full_size:
            passes.append(part)
            size = _size(part)
    return passes


def learning_curve(passes: Sequence[Sequence[Fold]], scored: Sequence[Scored]) -> LearningCurve:
    """Compute the curve and its trend from the scores of passes of growing size.

    The scores of all sizes are taken in the same resample, so what makes a resample easy for all of
    them cancels.
    """
    key = ("macro_f1", None)
    sizes = [_size(folds) for folds in passes]
    points = [
        CurvePoint(round(size), found.measure(key))
        for size, found in zip(sizes, scored, strict=True)
    ]
    statements = sum(len(test) for _, test in passes[-1])
    gain = scored[-1].gain(scored[-2], key)
    return LearningCurve(tuple(points), _doubling(gain, sizes[-2], sizes[-1], statements))


def _doubling(gain: Measure, before: float, last: float, statements: int) -> Measure:
    """Carry the gain from one size to the next on to that from all statements to twice as many."""

    def times(power: float) -> float:
        first, then, now, twice = (
            reached(size / last, power) for size in (before, last, statements, 2 * statements)
        )
        return (twice - now) / (then - first)

    ends = [end * times(power) for end in (gain.low, gain.high) for power in _POWERS]
    return Measure(gain.value * times(_POWER), min(ends), max(ends))


def _size(folds: Sequence[Fold]) -> float:
    return float(np.mean([len(train) for train, _ in folds]))
