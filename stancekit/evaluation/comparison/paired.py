"""From two sets of predictions for the same statements to a `Comparison`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stancekit.evaluation.bootstrap import Measure
from stancekit.evaluation.comparison.flips import Answers, find_flips
from stancekit.evaluation.comparison.mcnemar import mcnemar
from stancekit.evaluation.comparison.result import Comparison, Difference, judge
from stancekit.evaluation.crossval import HeldOut
from stancekit.evaluation.metrics import FloatArray, IntArray, MeasureKey
from stancekit.evaluation.scored import Scored, score
from stancekit.labels import Label

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
    old: Side,
    new: Side,
    *,
    how: str,
    margin: float,
    bootstrap: int,
    random_state: int,
    caveats: Iterable[str],
) -> Comparison:
    """Measure two sets of predictions in the same resamples, and compare them.

    Parameters
    ----------
    frame : DataFrame
        Labelled statements.
    truth : ndarray of int, shape (n_statements,)
        Codes of their labels.
    labels : sequence of str or int
        Every label that is true or predicted.
    old, new : Side
        What was predicted.
    how : str
        How that came about, in a sentence.
    margin, bootstrap, random_state
        As for `compare`.
    caveats : iterable of str
        What the numbers cannot carry.

    Returns
    -------
    Comparison
    """
    before, after = (
        score(truth, HeldOut(side.predicted, None), labels, bootstrap, random_state)
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
        caveats=tuple(caveats),
    )


def _difference(old: Scored, new: Scored, keys: Sequence[MeasureKey]) -> Difference:
    """Return the mean of some measures of both, and their difference, resample by resample."""
    (before, drawn_before), (after, drawn_after) = (_mean(side, keys) for side in (old, new))
    return Difference(
        Measure.of(before, drawn_before),
        Measure.of(after, drawn_after),
        Measure.of(after - before, drawn_after - drawn_before),
    )


def _mean(scored: Scored, keys: Sequence[MeasureKey]) -> tuple[float, FloatArray]:
    value = float(np.mean([scored.values[key] for key in keys]))
    return value, np.mean([scored.drawn[key] for key in keys], axis=0)
