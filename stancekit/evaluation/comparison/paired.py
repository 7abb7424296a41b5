"""From two sets of predictions for the same statements to a `Comparison`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from stancekit.blocks import Measure
from stancekit.evaluation.comparison.flips import Side, find_flips
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.comparison.verdict import Difference, judge
from stancekit.evaluation.design import Design
from stancekit.evaluation.material import Material
from stancekit.measure.metrics import IntArray, MeasureKey
from stancekit.measure.p_values import mcnemar
from stancekit.measure.scored import HeldOut, Scored, score

__all__ = ["pair"]


def pair(
    material: Material,
    old: Side,
    new: Side,
    design: Design,
    *,
    how: str,
    margin: float,
    caveats: Iterable[str],
) -> Comparison:
    """Measure two sets of predictions in the same resamples, and compare them."""
    truth, labels = material.truth, material.labels
    resampled = _resampled(material, old, new, design)
    counts = np.bincount(truth, minlength=len(labels))
    support = {label: int(n) for label, n in zip(labels, counts, strict=True) if n}
    macro_f1 = _difference(resampled, *(("f1", label) for label in support))
    old_right, new_right = old.predicted[0] == truth, new.predicted[0] == truth
    corrected, spoiled = int((new_right & ~old_right).sum()), int((old_right & ~new_right).sum())
    return Comparison(
        statements=len(truth),
        how=how,
        measures={"macro_f1": macro_f1, "accuracy": _difference(resampled, ("accuracy", None))},
        per_label={label: _difference(resampled, ("f1", label)) for label in support},
        support=support,
        verdict=judge(macro_f1.difference, margin),
        margin=margin,
        corrected=corrected,
        spoiled=spoiled,
        p_value=mcnemar(spoiled, corrected),
        flips=tuple(find_flips(material.frame, labels, old, new)),
        caveats=(*caveats, *_ties(material.groups)),
    )


def _resampled(
    material: Material, old: Side, new: Side, design: Design
) -> list[tuple[Scored, Scored]]:
    """Score both sides, resampling statements, and whole groups if some are tied."""
    truth, labels, groups = material.truth, material.labels, material.groups

    def scored(side: Side, whole: IntArray | None) -> Scored:
        answers = HeldOut(side.predicted, None)
        return score(truth, answers, labels, design.bootstrap, design.random_state, whole)

    kinds = [None, groups] if len(np.unique(groups)) < len(groups) else [None]
    return [(scored(old, whole), scored(new, whole)) for whole in kinds]


def _difference(resampled: Sequence[tuple[Scored, Scored]], *keys: MeasureKey) -> Difference:
    """Return the mean of some measures of old and new, and their difference in each resample."""
    return Difference(
        _widest([old.measure(*keys) for old, _ in resampled]),
        _widest([new.measure(*keys) for _, new in resampled]),
        _widest([new.gain(old, *keys) for old, new in resampled]),
    )


def _widest(found: Sequence[Measure]) -> Measure:
    """Return a number with an interval that holds those of all kinds of resamples.

    Groups alone would not do: few of them agree by chance, and then look certain.
    """
    low, high = min(each.low for each in found), max(each.high for each in found)
    return Measure(found[0].value, low, high)


def _ties(groups: IntArray) -> Iterator[str]:
    """Say what ties between statements mean for the numbers."""
    n_groups = len(np.unique(groups))
    if n_groups < len(groups):
        yield (
            f"Some statements are tied: all {len(groups):,} form {n_groups:,} groups. The "
            "intervals allow for that; McNemar's test does not, so its p-value may be too small."
        )
