"""The measures of held-out predictions, as they are and in each bootstrap resample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stancekit.evaluation.crossval import HeldOut
from stancekit.labels import Label
from stancekit.measure.bootstrap import Measure, interval, resampled_sums
from stancekit.measure.metrics import FloatArray, IntArray, MeasureKey, measures

__all__ = ["Scored", "score"]


@dataclass(frozen=True, eq=False)
class Scored:
    """Measures of the same statements in the same resamples can be compared one by one.

    Attributes
    ----------
    values : dict of (measure, label) to float
        As `metrics.measures` names them; the mean over the passes.
    drawn : dict of (measure, label) to ndarray of shape (resamples,)
        The same in each resample.
    confusion : ndarray of shape (n_labels, n_labels)
        The mean over the passes.
    confusion_interval : tuple of two ndarrays of that shape
        The 95 % interval of each cell.

    Examples
    --------
    >>> truth = np.array([0, 1, 0, 1])
    >>> right = score(truth, HeldOut(truth[None], None), ["no", "yes"], resamples=10, seed=0)
    >>> wrong = score(truth, HeldOut(1 - truth[None], None), ["no", "yes"], resamples=10, seed=0)
    >>> right.gain(wrong, "accuracy")
    Measure(value=1.0, low=1.0, high=1.0)
    """

    values: dict[MeasureKey, float]
    drawn: dict[MeasureKey, FloatArray]
    confusion: FloatArray
    confusion_interval: tuple[FloatArray, FloatArray]

    def measure(self, name: str, label: Label | None = None) -> Measure:
        """Return a measure with its interval."""
        return Measure.of(self.values[name, label], self.drawn[name, label])

    def gain(self, other: Scored, name: str) -> Measure:
        """Return by how much a measure of the whole exceeds that of other predictions."""
        key = (name, None)
        return Measure.of(self.values[key] - other.values[key], self.drawn[key] - other.drawn[key])


def score(
    truth: IntArray, held_out: HeldOut, labels: Sequence[Label], resamples: int, seed: int
) -> Scored:
    """Measure held-out predictions.

    Examples
    --------
    >>> truth = np.array([0, 1, 0, 1])
    >>> found = score(truth, HeldOut(truth[None], None), ["no", "yes"], resamples=10, seed=0)
    >>> found.measure("accuracy")
    Measure(value=1.0, low=1.0, high=1.0)
    """
    k, n_passes = len(labels), len(held_out.predicted)
    added = held_out.contributions(truth, k)
    sums = (np.ones(len(truth)) @ added).reshape(n_passes, -1)
    drawn = resampled_sums(added, resamples, seed).reshape(resamples, n_passes, -1)
    cells = drawn[..., : k * k].mean(axis=1).reshape(-1, k, k)
    confusion = sums[:, : k * k].mean(axis=0).reshape(k, k)
    return Scored(
        values={key: float(value.mean()) for key, value in measures(sums, labels).items()},
        drawn={key: value.mean(axis=-1) for key, value in measures(drawn, labels).items()},
        confusion=confusion,
        confusion_interval=interval(cells, confusion),
    )
