"""The measures of held-out predictions, as they are and in each bootstrap resample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stancekit.blocks import Measure
from stancekit.labels import Label
from stancekit.measure.bootstrap import interval, measured, resampled_sums
from stancekit.measure.metrics import FloatArray, IntArray, MeasureKey, contributions, measures

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["HeldOut", "Scored", "score"]


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What the models of one or several passes over the statements said about each of them.

    The axes are passes and statements; probabilities, if the models give any, have one of labels.
    """

    predicted: IntArray
    probabilities: FloatArray | None

    def of(self, rows: IntArray) -> HeldOut:
        """Return what was said about some of the statements."""
        some = None if self.probabilities is None else self.probabilities[:, rows]
        return HeldOut(self.predicted[:, rows], some)

    def contributions(self, truth: IntArray, n_labels: int) -> csr_array:
        """Return what each statement adds to the sums of every pass, one pass after the other."""
        from scipy.sparse import hstack

        given = [None] * len(self.predicted) if self.probabilities is None else self.probabilities
        added: csr_array = hstack(
            [
                contributions(truth, predicted, probabilities, n_labels)
                for predicted, probabilities in zip(self.predicted, given, strict=True)
            ],
            format="csr",
        )
        return added


@dataclass(frozen=True, eq=False)
class Scored:
    """Measures, the mean over the passes, as they are and in each resample.

    Those of the same statements in the same resamples can be compared one by one.
    """

    values: dict[MeasureKey, float]
    drawn: dict[MeasureKey, FloatArray]
    confusion: FloatArray
    drawn_confusion: FloatArray

    @property
    def confusion_interval(self) -> tuple[FloatArray, FloatArray]:
        """The 95 % interval of each cell."""
        return interval(self.drawn_confusion, self.confusion)

    def measure(self, *keys: MeasureKey) -> Measure:
        """Return a measure with its interval, or the mean of several."""
        return measured(*self._mean(keys))

    def gain(self, other: Scored, *keys: MeasureKey) -> Measure:
        """Return by how much a measure, or the mean of several, exceeds that of other answers."""
        (value, drawn), (other_value, other_drawn) = self._mean(keys), other._mean(keys)
        return measured(value - other_value, drawn - other_drawn)

    def _mean(self, keys: Sequence[MeasureKey]) -> tuple[float, FloatArray]:
        value = float(np.mean([self.values[key] for key in keys]))
        return value, np.mean([self.drawn[key] for key in keys], axis=0)


def score(
    truth: IntArray,
    held_out: HeldOut,
    labels: Sequence[Label],
    resamples: int,
    seed: int,
    groups: IntArray | None = None,
) -> Scored:
    """Measure held-out predictions; statements are resampled, or whole groups if given."""
    k, n_passes = len(labels), len(held_out.predicted)
    added = held_out.contributions(truth, k)
    sums = (np.ones(len(truth)) @ added).reshape(n_passes, -1)
    units = added if groups is None else _by_group(added, groups)
    drawn = resampled_sums(units, resamples, seed).reshape(resamples, n_passes, -1)
    return Scored(
        values={key: float(value.mean()) for key, value in measures(sums, labels).items()},
        drawn={key: value.mean(axis=-1) for key, value in measures(drawn, labels).items()},
        confusion=sums[:, : k * k].mean(axis=0).reshape(k, k),
        drawn_confusion=drawn[..., : k * k].mean(axis=1).reshape(-1, k, k),
    )


def _by_group(added: csr_array, groups: IntArray) -> csr_array:
    """Add up what the statements of each group add."""
    from scipy.sparse import csr_array

    codes, n = np.unique(groups, return_inverse=True)[1], len(groups)
    members = csr_array((np.ones(n), (codes, np.arange(n))), shape=(codes.max() + 1, n))
    total: csr_array = members @ added
    return total
