"""Confident learning: which given labels held-out probabilities contradict."""

from __future__ import annotations

import numpy as np

from stancekit.measure.metrics import FloatArray, IntArray

__all__ = ["likely_errors"]

_TIE = 1e-6


def likely_errors(given: IntArray, probabilities: FloatArray) -> IntArray:
    """Find labels that are likely to be wrong, the likeliest first.

    A label counts as confident for a statement if its probability is at least the mean probability
    of that label among the statements that were given it. A given label is likely to be wrong if
    another one is confident, the most probable if several are, and the given one is not the most
    probable: the off-diagonal of the confident joint of Northcutt, Jiang & Chuang (2021), as
    cleanlab computes it. They are ranked by the probability of the given label (self-confidence),
    the lowest first: where labels were changed on purpose, more of the first are among them than if
    ranked by the margin to the likeliest label.
    """
    n, n_labels = probabilities.shape
    of_label = [probabilities[given == k, k] for k in range(n_labels)]
    thresholds = [some.mean() if len(some) else np.inf for some in of_label]
    confident = probabilities >= np.array(thresholds) - _TIE
    several = confident.sum(axis=1) > 1
    likely = np.where(several, probabilities.argmax(axis=1), confident.argmax(axis=1))
    others = probabilities.copy()
    others[np.arange(n), given] = -1.0
    own = probabilities[np.arange(n), given]
    contradicted = own - others.max(axis=1) < -_TIE
    rows = np.flatnonzero(confident.any(axis=1) & (likely != given) & contradicted)
    return rows[np.argsort(own[rows], kind="stable")]
