"""Newton's step of a logistic regression, as the kernel in plain Python finds it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["newton_step"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

_MOST_STEPS = 1000


def newton_step(
    X: Any,
    probabilities: Floats,
    weights: Floats,
    penalty: float,
    scaling: Singles,
    gradient: Floats,
    enough: float,
) -> Floats:
    """Return the step at which no component of the gradient is left that is more than enough.

    It is found by conjugate gradients (Hestenes and Stiefel 1952) in single precision, as X is: a
    sparse matrix. There is a row for each of its columns, then one for the intercepts, which have
    no penalty. The scaling is smaller where the loss bends more. If there are two labels,
    probabilities are of the second one alone.
    """
    scale = np.abs(gradient).max()
    left, scales = -gradient / scale, scaling[:, np.newaxis]
    step, direction, squares = np.zeros_like(left), scales * left, (scales * left * left).sum()
    for _ in range(_MOST_STEPS):
        scores = X @ direction[:-1].astype(np.float32) + direction[-1]
        mean = (probabilities * scores).sum(axis=1, keepdims=True)
        pull = weights[:, np.newaxis] * probabilities * (scores - mean)
        of_features = X.T @ pull.astype(np.float32) + penalty * direction[:-1]
        product = np.vstack([of_features, pull.sum(axis=0)])
        curvature = (direction * product).sum()
        if not curvature > 0:
            break
        step = step + squares / curvature * direction
        left = left - squares / curvature * product
        before, squares = squares, (scales * left * left).sum()
        if np.abs(left).max() <= enough / scale or not squares > 0:
            break
        direction = scales * left + squares / before * direction
    return np.asarray(step * scale)
