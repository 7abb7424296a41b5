"""From two sets of predictions for the same statements to a `Comparison`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np

from stancekit.evaluation.comparison.flips import Side, find_flips
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.comparison.verdict import Difference, judge
from stancekit.evaluation.design import Design
from stancekit.evaluation.material import Material
from stancekit.measure.metrics import IntArray, MeasureKey
from stancekit.measure.p_values import mcnemar
from stancekit.measure.scored import TRAINING_LUCK, HeldOut, Scored, score

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
    luck: float = TRAINING_LUCK,
) -> Comparison:
    """Compare two sets of predictions in the same resamples; `luck` is that of `score`."""
    truth, labels = material.truth, material.labels
    old_scored, new_scored = (
        score(
            truth,
            HeldOut(side.predicted, None),
            labels,
            design.bootstrap,
            design.random_state,
            material.groups,
            luck,
        )
        for side in (old, new)
    )
    difference = partial(_difference, old_scored, new_scored)
    counts = np.bincount(truth, minlength=len(labels))
    support = {label: int(n) for label, n in zip(labels, counts, strict=True) if n}
    macro_f1 = difference(*(("f1", label) for label in support))
    old_right, new_right = old.predicted[0] == truth, new.predicted[0] == truth
    corrected, spoiled = int((new_right & ~old_right).sum()), int((old_right & ~new_right).sum())
    return Comparison(
        statements=len(truth),
        how=how,
        measures={"macro_f1": macro_f1, "accuracy": difference(("accuracy", None))},
        per_label={label: difference(("f1", label)) for label in support},
        support=support,
        verdict=judge(macro_f1.difference, margin),
        margin=margin,
        corrected=corrected,
        spoiled=spoiled,
        p_value=mcnemar(spoiled, corrected),
        flips=tuple(find_flips(material.frame, labels, old, new)),
        caveats=(*caveats, *_ties(material.groups)),
    )


def _difference(old: Scored, new: Scored, *keys: MeasureKey) -> Difference:
    """Return the mean of some measures of old and new, and their difference."""
    return Difference(old.measure(*keys), new.measure(*keys), new.gain(old, *keys))


def _ties(groups: IntArray) -> Iterator[str]:
    """Say what ties between statements mean for the numbers."""
    n_groups = len(np.unique(groups))
    if n_groups < len(groups):
        yield (
            f"Some statements are tied: all {len(groups):,} form {n_groups:,} groups. The "
            "intervals allow for that; McNemar's test does not, so its p-value may be too small."
        )
