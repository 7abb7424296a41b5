"""From two sets of predictions for the same statements to a `Comparison`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stancekit.evaluation.comparison.flips import Answers, find_flips
from stancekit.evaluation.comparison.result import Comparison, Difference, judge
from stancekit.evaluation.crossval import HeldOut
from stancekit.labels import Label
from stancekit.measure.bootstrap import Measure, interval, resampled_sums
from stancekit.measure.mcnemar import mcnemar
from stancekit.measure.metrics import FloatArray, IntArray, MeasureKey, measures

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.model import StanceModel

__all__ = ["Side", "pair"]


@dataclass(frozen=True, eq=False)
class Side:
    """What one of the two says.

    Attributes
    ----------
    predicted : ndarray of int, shape (n_passes, n_statements)
        Label codes, in each repeat.
    models : sequence of StanceModel or None
        For each statement the model that labelled it in the first repeat, if it can explain that.
    """

    predicted: IntArray
    models: Sequence[StanceModel | None]

    def answers(self, labels: Sequence[Label]) -> Answers:
        """Return the labels of the first repeat."""
        return Answers([labels[code] for code in self.predicted[0]], self.models)


def pair(
    frame: pd.DataFrame,
    truth: IntArray,
    labels: Sequence[Label],
    groups: IntArray,
    old: Side,
    new: Side,
    *,
    how: str,
    margin: float,
    bootstrap: int,
    random_state: int,
    caveats: Iterable[str],
) -> Comparison:
    """Measure two sets of predictions in the same resamples, and compare them."""
    before, after = (
        _score(truth, side.predicted, labels, groups, bootstrap, random_state)
        for side in (old, new)
    )
    counts = np.bincount(truth, minlength=len(labels))
    support = {label: int(n) for label, n in zip(labels, counts, strict=True) if n}
    of_labels: list[MeasureKey] = [("f1", label) for label in support]
    macro_f1 = _difference(before, after, of_labels)
    old_right, new_right = old.predicted[0] == truth, new.predicted[0] == truth
    corrected, spoiled = int((new_right & ~old_right).sum()), int((old_right & ~new_right).sum())
    return Comparison(
        statements=len(frame),
        how=how,
        measures={
            "macro_f1": macro_f1,
            "accuracy": _difference(before, after, [("accuracy", None)]),
        },
        per_label={label: _difference(before, after, [("f1", label)]) for label in support},
        support=support,
        verdict=judge(macro_f1.difference, margin),
        margin=margin,
        corrected=corrected,
        spoiled=spoiled,
        p_value=mcnemar(spoiled, corrected),
        flips=tuple(find_flips(frame, old.answers(labels), new.answers(labels))),
        caveats=(*caveats, *_ties(groups)),
    )


@dataclass(frozen=True, eq=False)
class _Scores:
    """Measures, the mean over the passes, as they are and in each resample.

    There are two kinds of resamples where statements are tied: of statements, and of groups.
    """

    values: dict[MeasureKey, float]
    drawn: dict[MeasureKey, FloatArray]  # of shape (n_resamples, n_kinds)

    def mean(self, keys: Sequence[MeasureKey]) -> tuple[float, FloatArray]:
        value = float(np.mean([self.values[key] for key in keys]))
        return value, np.mean([self.drawn[key] for key in keys], axis=0)


def _score(
    truth: IntArray,
    predicted: IntArray,
    labels: Sequence[Label],
    groups: IntArray,
    resamples: int,
    seed: int,
) -> _Scores:
    from scipy.sparse import csr_array

    n, n_passes = len(truth), len(predicted)
    added = HeldOut(predicted, None).contributions(truth, len(labels))
    codes = np.unique(groups, return_inverse=True)[1]
    units = [added]
    if (n_groups := codes.max() + 1) < n:
        members = csr_array((np.ones(n), (codes, np.arange(n))), shape=(n_groups, n))
        units.append(members @ added)
    sums = (np.ones(n) @ added).reshape(n_passes, -1)
    drawn = np.stack([resampled_sums(unit, resamples, seed) for unit in units], axis=1)
    drawn = drawn.reshape(resamples, len(units), n_passes, -1)
    return _Scores(
        {key: float(value.mean()) for key, value in measures(sums, labels).items()},
        {key: value.mean(axis=-1) for key, value in measures(drawn, labels).items()},
    )


def _difference(old: _Scores, new: _Scores, keys: Sequence[MeasureKey]) -> Difference:
    """Return the mean of some measures of both, and their difference, resample by resample."""
    (before, drawn_before), (after, drawn_after) = (side.mean(keys) for side in (old, new))
    return Difference(
        _widest(before, drawn_before),
        _widest(after, drawn_after),
        _widest(after - before, drawn_after - drawn_before),
    )


def _widest(value: float, drawn: FloatArray) -> Measure:
    """Return a number with an interval that holds those of all kinds of resamples.

    Groups alone would not do: few of them agree by chance, and then look certain.
    """
    low, high = interval(drawn, np.asarray(value))
    return Measure(value, float(low.min()), float(high.max()))


def _ties(groups: IntArray) -> Iterator[str]:
    """Say what ties between statements mean for the numbers."""
    n_groups = len(np.unique(groups))
    if n_groups < len(groups):
        yield (
            f"Some statements are tied: all {len(groups):,} form {n_groups:,} groups. The "
            "intervals allow for that; McNemar's test does not, so its p-value may be too small."
        )
