"""Newton's method for a logistic regression with a penalty on its coefficients."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import expit, softmax

from stancekit.text import kernel

__all__ = ["Losses", "minimise"]

Floats = npt.NDArray[np.float64]

_MOST_STEPS = 100
_SHORTEST = 1e-10  # part of a step
_ROUNDING = 1e-14  # of a loss


@dataclass(frozen=True, eq=False)
class Losses:
    """Mean log loss of statements and its penalty, whose coefficients have a row per feature.

    The row behind them holds the intercepts. Of two labels only the second one has a column, of
    more each has one. The weights of all statements are 1 in sum.
    """

    X: sparse.csr_array
    truth: npt.NDArray[np.bool_]
    weights: Floats
    penalty: float

    def scores(self, at: Floats) -> Floats:
        """Return the scores of all statements."""
        return np.asarray(self.X @ at[:-1] + at[-1])

    def probabilities(self, scores: Floats) -> Floats:
        """Return the probability of each label that has a column."""
        return np.asarray(expit(scores) if scores.shape[1] == 1 else softmax(scores, axis=1))

    def value(self, scores: Floats, at: Floats) -> float:
        """Return the loss where the scores are known."""
        if scores.shape[1] == 1:
            losses = np.logaddexp(0, scores[:, 0]) - scores[:, 0] * self.truth[:, 0]
        else:
            largest = scores.max(axis=1)
            sums = np.exp(scores - largest[:, np.newaxis]).sum(axis=1)
            losses = np.log(sums) + largest - scores[self.truth]
        return float(self.weights @ losses + self.penalty / 2 * (at[:-1] ** 2).sum())

    def gradient(self, probabilities: Floats, at: Floats) -> Floats:
        """Return the gradient where the probabilities are known."""
        residual = (probabilities - self.truth) * self.weights[:, np.newaxis]
        return np.vstack([self.X.T @ residual + self.penalty * at[:-1], residual.sum(axis=0)])

    def largest_gradient(self, at: Floats) -> float:
        """Return the largest component of the gradient."""
        return float(np.abs(self.gradient(self.probabilities(self.scores(at)), at)).max())

    def step(self, probabilities: Floats, gradient: Floats, enough: float) -> Floats:
        """Return Newton's step, but for what would leave no more than enough of the gradient."""
        spread = float(self.weights @ (probabilities * (1 - probabilities)).mean(axis=1))
        # By the whole curvature of each feature it takes more steps, and without it, too.
        scaling = 1 / np.sqrt(1 + spread / self.penalty * self.squares)
        found = kernel.active().newton_step(
            self.single, probabilities, self.weights, self.penalty, scaling.astype(np.float32),
            gradient, enough,
        )  # fmt: skip
        return np.asarray(found)

    @cached_property
    def single(self) -> sparse.csr_array:
        """The matrix in single precision, in which steps are found."""
        return self._with(self.X.data.astype(np.float32))

    @cached_property
    def squares(self) -> npt.NDArray[np.float32]:
        """Mean square of each feature, and of what the intercept is added to."""
        of_features = self._with(self.single.data**2).T @ self.weights.astype(np.float32)
        return np.append(of_features, np.float32(1))

    def _with(self, values: npt.NDArray[np.float32]) -> sparse.csr_array:
        return sparse.csr_array((values, self.X.indices, self.X.indptr), shape=self.X.shape)


def minimise(losses: Losses, at: Floats, tol: float) -> Floats:
    """Return where no component of the gradient is larger than tol, or as near as steps come.

    Early steps need not be exact (Nocedal and Wright 2006, chapter 7.1), and those of single
    precision are exact enough near the optimum, as the gradient is of double precision.
    """
    here, zero = _Point(losses, at, losses.scores(at)), _Point.zero(losses)
    if not here.value <= zero.value:  # far away it may be too flat for any step
        here = zero
    for _ in range(_MOST_STEPS):
        largest = float(np.abs(here.gradient).max())
        if not largest > tol:
            break
        enough = max(tol / 2, largest * min(0.1, math.sqrt(largest)))
        there = here.downhill(losses.step(here.probabilities, here.gradient, enough))
        if there is None:
            break
        here = there
    return here.at


@dataclass(frozen=True, eq=False)
class _Point:
    """Coefficients, and what is known of them."""

    losses: Losses
    at: Floats
    scores: Floats

    @classmethod
    def zero(cls, losses: Losses) -> _Point:
        n_columns, n_labels = losses.X.shape[1], losses.truth.shape[1]
        return cls(losses, np.zeros((n_columns + 1, n_labels)), np.zeros(losses.truth.shape))

    @cached_property
    def value(self) -> float:
        return self.losses.value(self.scores, self.at)

    @cached_property
    def probabilities(self) -> Floats:
        return self.losses.probabilities(self.scores)

    @cached_property
    def gradient(self) -> Floats:
        return self.losses.gradient(self.probabilities, self.at)

    def downhill(self, step: Floats) -> _Point | None:
        """Go as much of a step as makes the loss smaller (Armijo 1966), if any does."""
        moved, part = self.losses.scores(step), 1.0
        slope = float((self.gradient * step).sum())
        while part > _SHORTEST:
            there = _Point(self.losses, self.at + part * step, self.scores + part * moved)
            if there.value <= self.value + 1e-4 * part * slope + _ROUNDING * abs(self.value):
                return there
            part /= 2
        return None
