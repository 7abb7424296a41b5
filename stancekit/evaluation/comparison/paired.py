"""From two sets of predictions for the same statements to a `Comparison`."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from stancekit.data.quoting import all_shown, counted
from stancekit.evaluation.comparison.flips import Side, find_flips
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.comparison.verdict import Difference, judge
from stancekit.evaluation.design import Design
from stancekit.evaluation.material import Material, label_codes
from stancekit.exceptions import DataError
from stancekit.labels import Label
from stancekit.measure.held_out import TRAINING_LUCK, HeldOut, Scored, score
from stancekit.measure.metrics import IntArray, MeasureKey
from stancekit.measure.p_values import mcnemar

__all__ = ["pair"]


def pair(
    material: Material,
    old: Side,
    new: Side,
    design: Design,
    *,
    known: Container[Label],
    how: str,
    margin: float,
    caveats: Iterable[str],
    luck: float = TRAINING_LUCK,
) -> Comparison:
    """Compare two sets of predictions in the same resamples; `luck` is that of `score`.

    One side is right and the other wrong, by construction, about statements with a label that
    only one of them can give: these are left out of all but the scores of their labels.
    """
    truth, labels = material.truth, material.labels
    counts = np.bincount(truth, minlength=len(labels))
    support = {label: int(n) for label, n in zip(labels, counts, strict=True) if n}
    shared = [label for label in support if label in known]
    _check_shared(shared, support)
    rows = np.flatnonzero(np.isin(truth, label_codes(shared, labels)))
    sides = partial(_scored, material, old, new, design, luck)
    difference = partial(_difference, *sides(rows))
    macro_f1 = difference(*(("f1", label) for label in shared))
    old_right, new_right = (side.predicted[0, rows] == truth[rows] for side in (old, new))
    corrected, spoiled = int((new_right & ~old_right).sum()), int((old_right & ~new_right).sum())
    unshared: dict[Label, Difference] = {}
    if others := [label for label in support if label not in known]:
        among_all = sides(np.arange(len(truth)))
        unshared = {label: _difference(*among_all, ("f1", label)) for label in others}
    return Comparison(
        statements=len(truth),
        judged=len(rows),
        how=how,
        measures={"macro_f1": macro_f1, "accuracy": difference(("accuracy", None))},
        per_label={label: difference(("f1", label)) for label in shared},
        unshared=unshared,
        support=support,
        verdict=judge(macro_f1.difference, margin),
        margin=margin,
        corrected=corrected,
        spoiled=spoiled,
        p_value=mcnemar(spoiled, corrected),
        flips=tuple(find_flips(material.frame, labels, old, new)),
        caveats=(*caveats, *_ties(material.groups)),
    )


def _check_shared(shared: Sequence[Label], of_data: Iterable[Label]) -> None:
    if not shared:
        raise DataError(
            f"data, column 'label': both sides know none of the labels {all_shown(of_data)}, so "
            "there is nothing to compare; add statements with a label that both can give"
        )


def _scored(
    material: Material, old: Side, new: Side, design: Design, luck: float, rows: IntArray
) -> tuple[Scored, Scored]:
    """Score what both sides say of some of the statements."""

    def scored(side: Side) -> Scored:
        answers, groups = HeldOut(side.predicted[:, rows], None), material.groups[rows]
        resampling = (design.bootstrap, design.random_state, groups, luck)
        return score(material.truth[rows], answers, material.labels, *resampling)

    return scored(old), scored(new)


def _difference(old: Scored, new: Scored, *keys: MeasureKey) -> Difference:
    """Return the mean of some measures of old and new, and their difference.

    What both are trained on is much the same, so its luck cancels in the difference: in simulations
    the spread of its error was that of resampling.
    """
    return Difference(old.measure(*keys), new.measure(*keys), replace(new, luck=0).gain(old, *keys))


def _ties(groups: IntArray) -> Iterator[str]:
    """Say what ties between statements mean for the numbers."""
    n_groups = len(np.unique(groups))
    if n_groups < len(groups):
        yield (
            f"Some statements are tied: all {len(groups):,} form {counted(n_groups, 'group')}. The "
            "intervals allow for that; McNemar's test does not, so its p-value may be too small."
        )
