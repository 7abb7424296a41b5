"""The measures of held-out predictions, and how far from the truth they may be.

What is wanted is the score of a classifier, trained as these were, on other statements like these.
Two kinds of luck keep it from us. That of the statements tested shows when they are resampled,
and whole groups where some are tied: the larger spread counts, as few groups may agree by chance.
That of the statements trained on does not show, as nothing is fitted again. For it a third of the
variance of a single pass is added: in simulations of several worlds, learners and sizes the
variance of the error came to 0.8 to 1.8 times that of resampling, 1.3 on average. Nadeau and Bengio
add the number of test statements over that of training statements, a quarter with five folds [1]_.
How much it is for the statements at hand cannot be told from them: it would take the spread between
models of samples that have nothing in common. So intervals are wider than need be where training
is steady; with less added they cover too little elsewhere.

.. [1] Nadeau and Bengio, "Inference for the generalization error", Machine Learning 52, 2003,
   doi:10.1023/A:1024068626366; for repeated cross-validation: Bouckaert and Frank, "Evaluating the
   replicability of significance tests for comparing learning algorithms", PAKDD 2004.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stancekit.blocks import Measure
from stancekit.labels import Label
from stancekit.measure.bootstrap import resampled_sums
from stancekit.measure.intervals import (
    around,
    of_difference,
    of_loss,
    of_root,
    of_share,
    reaching,
    t_quantile,
    unseen,
)
from stancekit.measure.metrics import (
    FloatArray,
    IntArray,
    MeasureKey,
    averaged,
    contributions,
    group_contributions,
    log_losses,
    measures,
    squared_errors,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["LOSSES", "TRAINING_LUCK", "HeldOut", "Scored", "score"]

LOSSES = {"log_loss": np.inf, "brier": 2.0}
"""The measures of which less is better, and the most that each can be."""

TRAINING_LUCK = 1 / 3
"""How much of a pass's variance is added for what its models were trained on."""

_SQUARED = "squared_calibration_error"


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What the models of one or several passes over the statements said about each of them.

    The axes are passes and statements; probabilities, if the models give any, have one of labels.
    Models that give a status say which answers are `ok`.
    """

    predicted: IntArray
    probabilities: FloatArray | None
    ok: npt.NDArray[np.bool_] | None = None

    def of(self, rows: IntArray) -> HeldOut:
        """Return what was said about some of the statements."""
        some = None if self.probabilities is None else self.probabilities[:, rows]
        return HeldOut(self.predicted[:, rows], some, None if self.ok is None else self.ok[:, rows])

    def passes(self) -> list[HeldOut]:
        """Return what was said in each pass alone."""
        return [
            HeldOut(predicted[None], None if given is None else given[None])
            for predicted, given in zip(self.predicted, self._given(), strict=True)
        ]

    def contributions(self, truth: IntArray, n_labels: int) -> csr_array:
        """Return what each statement adds to the sums of every pass, one pass after the other."""
        from scipy.sparse import hstack

        added: csr_array = hstack(
            [
                contributions(truth, predicted, probabilities, n_labels)
                for predicted, probabilities in zip(self.predicted, self._given(), strict=True)
            ],
            format="csr",
        )
        return added

    def _given(self) -> Iterable[FloatArray | None]:
        """Return the probabilities of each pass."""
        none = [None] * len(self.predicted)
        return none if self.probabilities is None else self.probabilities

    def range_of_losses(self) -> dict[str, tuple[float, float]]:
        """Return the losses if the likeliest labels were the true ones, and the least likely."""
        if self.probabilities is None:
            return {}
        every = self.probabilities.reshape(-1, self.probabilities.shape[-1])
        ends = every.argmax(axis=1), every.argmin(axis=1)
        losses = {"log_loss": log_losses, "brier": squared_errors}
        return {
            name: (float(loss(every, ends[0]).mean()), float(loss(every, ends[1]).mean()))
            for name, loss in losses.items()
        }

    def values(self, truth: IntArray, labels: Sequence[Label]) -> dict[MeasureKey, float]:
        """Return the measures, the mean over the passes."""
        total = np.ones(len(truth)) @ self.contributions(truth, len(labels))
        return averaged(measures(_by_pass(total, len(self.predicted)), labels))


@dataclass(frozen=True, eq=False)
class Scored:
    """Measures, the mean over the passes, and those of each resample and pass.

    `drawn` and `drawn_confusion` have an entry for resamples of statements, and another for those
    of groups if some are tied. `units` is the number of statements, or of groups. Losses go from
    one end of `ranges` to the other. `to_come` is what a model trained on all statements may be
    ahead. Scores of the same statements in the same resamples can be compared one by one.
    """

    labels: tuple[Label, ...]
    values: dict[MeasureKey, float]
    drawn: tuple[dict[MeasureKey, FloatArray], ...]
    confusion: FloatArray
    drawn_confusion: tuple[FloatArray, ...]
    units: int
    luck: float
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    to_come: Mapping[MeasureKey, float] = field(default_factory=dict)

    @property
    def confusion_interval(self) -> tuple[FloatArray, FloatArray]:
        """The 95 % interval of each cell."""
        n = self.confusion.sum()
        spread = self._spread([drawn / n for drawn in self.drawn_confusion])
        low, high = of_share(self.confusion / n, spread, t_quantile(self.units), self.units)
        return low * n, high * n

    def measure(self, *keys: MeasureKey) -> Measure:
        """Return a measure with its interval, or the mean of several."""
        name, value = keys[0][0], self._mean(keys)
        found = float(self._spread(self._drawn(keys))), t_quantile(self.units)
        evidence = self.units * self._apart_in_group(self._drawn(keys))
        hidden = unseen(found[1], evidence)
        if name in LOSSES:
            bounds = reaching(of_loss(value, *found), value, hidden, *self.ranges[name])
            return self._within(value, bounds, keys, most=LOSSES[name])
        if name == "calibration_error":
            bounds = of_root(self.values[_SQUARED, None], *found)
            return self._within(value, reaching(bounds, value, hidden, 0.0, 1.0), keys, most=1.0)
        if name == "support":
            n = float(self.confusion.sum())
            return self._within(value, reaching(around(value, *found), value, hidden, 0, n), keys)
        bounds = of_share(value, *found, self._evidence_of_mean(keys))
        return self._within(value, bounds, keys, most=1.0)

    def gain(self, other: Scored, *keys: MeasureKey) -> Measure:
        """Return by how much a share, or the mean of several, exceeds that of other answers."""
        value = self._mean(keys) - other._mean(keys)
        apart = [one - two for one, two in zip(self._drawn(keys), other._drawn(keys), strict=True)]
        evidence = min(self._evidence_of_mean(keys), other._evidence_of_mean(keys))
        found = float(self._spread(apart)), t_quantile(self.units)
        bounds = of_difference(value, *found, evidence * self._apart_in_group(apart))
        return self._within(value, bounds, keys, least=-1.0, most=1.0)

    def _within(
        self,
        value: float,
        bounds: tuple[FloatArray, FloatArray],
        keys: Sequence[MeasureKey],
        least: float = 0.0,
        most: float = np.inf,
    ) -> Measure:
        """Extend an interval by what is to come, within what the measure can be."""
        ahead = float(np.mean([self.to_come.get(key, 0.0) for key in keys]))
        low, high = float(bounds[0]) + min(ahead, 0), float(bounds[1]) + max(ahead, 0)
        return Measure(value, min(max(low, least), value), max(min(high, most), value))

    def _mean(self, keys: Sequence[MeasureKey]) -> float:
        return float(np.mean([self.values[key] for key in keys]))

    def _drawn(self, keys: Sequence[MeasureKey]) -> list[FloatArray]:
        """Return the mean of some measures in each resample and pass, by kind of resample."""
        names = [(_SQUARED, None) if key[0] == "calibration_error" else key for key in keys]
        return [np.mean([drawn[key] for key in names], axis=0) for drawn in self.drawn]

    def _spread(self, drawn: Sequence[FloatArray]) -> FloatArray:
        """Return the standard error from values in resamples (first axis) and passes (second)."""
        variances = [
            each.mean(axis=1).var(axis=0) + self.luck * each.var(axis=0).mean(axis=0)
            for each in drawn
        ]
        return np.asarray(np.sqrt(np.max(variances, axis=0)))

    def _apart_in_group(self, drawn: Sequence[FloatArray]) -> float:
        """Return how many statements of a group count as several, as what they show is unlike.

        That is so as far as resampling groups moves them less than as many equal ones; where
        nothing moves, nobody knows.
        """
        size = float(self.confusion.sum()) / self.units
        of_one, of_group = (each.mean(axis=1).var() for each in (drawn[0], drawn[-1]))
        alike = of_group / of_one if of_one > 0 else size
        return size / min(max(float(alike), 1.0), size)

    def _evidence_of_mean(self, keys: Sequence[MeasureKey]) -> float:
        """Return how many statements a measure, or the mean of the F1 of labels, is worth.

        In such a mean every label counts the same, so it is worth little where one is rare.
        """
        if keys[0] == ("macro_f1", None):
            keys = [("f1", label) for label in self.labels]
        elif len(keys) == 1:
            return self._evidence(*keys[0])
        of_label = np.array([max(self._evidence(*key), 1e-9) / 2 for key in keys])
        return len(keys) ** 2 / float((1 / of_label).sum())

    def _evidence(self, name: str, label: Label | None) -> float:
        """Return how many statements, or groups where some are tied, a measure is about."""
        if label is None:
            return self.units
        position = self.labels.index(label)
        true, predicted = (self.confusion.sum(axis=axis)[position] for axis in (1, 0))
        found = {"recall": true, "precision": predicted, "f1": true + predicted}
        return float(found[name] * self.units / self.confusion.sum())


def score(
    truth: IntArray,
    held_out: HeldOut,
    labels: Sequence[Label],
    resamples: int,
    seed: int,
    groups: IntArray | None = None,
    luck: float = TRAINING_LUCK,
) -> Scored:
    """Measure predictions; without `luck` of training they are those of a model as it is.

    A single group says nothing of what groups do, so then only statements count.
    """
    k, n_passes = len(labels), len(held_out.predicted)
    kinds = [held_out.contributions(truth, k)]
    if groups is not None and 1 < len(np.unique(groups)) < len(groups):
        kinds.append(group_contributions(kinds[0], groups, k, n_passes))
    sums = _by_pass(np.ones(kinds[-1].shape[0]) @ kinds[-1], n_passes)
    drawn = [_by_pass(resampled_sums(units, resamples, seed), n_passes) for units in kinds]
    return Scored(
        labels=tuple(labels),
        values=averaged(measures(sums, labels)),
        drawn=tuple(measures(each, labels) for each in drawn),
        confusion=sums[:, : k * k].mean(axis=0).reshape(k, k),
        drawn_confusion=tuple(each[..., : k * k].reshape(*each.shape[:2], k, k) for each in drawn),
        units=kinds[-1].shape[0],
        luck=luck,
        ranges=held_out.range_of_losses(),
    )


def _by_pass(sums: FloatArray, n_passes: int) -> FloatArray:
    return np.asarray(sums).reshape(*np.shape(sums)[:-1], n_passes, -1)
