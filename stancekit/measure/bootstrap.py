"""Percentile bootstrap over statements.

A resample draws as many statements as there are, with replacement. Nothing is fitted again: a
percentile interval says how much a number would move with other statements like these, had they
been labelled by the same models or annotators.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stancekit.blocks import Measure
from stancekit.measure.metrics import FloatArray
from stancekit.progress import track

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["interval", "measured", "resampled_sums"]

_CELLS_AT_ONCE = 2_000_000


def resampled_sums(added: csr_array, resamples: int, seed: int) -> FloatArray:
    """Return the sums over statements in each bootstrap resample.

    Equal numbers of statements and equal seeds give equal resamples, so two sets of predictions for
    the same statements can be compared resample by resample.
    """
    generator = np.random.default_rng([seed, 1])
    n = added.shape[0]
    by_sum = added.T.tocsr()
    at_once = max(1, _CELLS_AT_ONCE // n)
    sums = []
    for start in track(range(0, resamples, at_once), "bootstrap"):
        size = min(at_once, resamples - start)
        counts = generator.multinomial(n, np.full(n, 1 / n), size=size)
        sums.append((by_sum @ counts.T.astype(np.float64)).T)
    return np.concatenate(sums)


def interval(resampled: FloatArray, value: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the 95 % percentile interval of resampled values, widened to include the value."""
    low, high = np.quantile(resampled, [0.025, 0.975], axis=0)
    return np.minimum(low, value), np.maximum(high, value)


def measured(value: float, resampled: FloatArray) -> Measure:
    """Return a number with the interval of its resampled values."""
    low, high = interval(resampled, np.asarray(value))
    return Measure(float(value), float(low), float(high))
