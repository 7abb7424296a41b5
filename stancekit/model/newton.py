"""Newton's method for a logistic regression with a penalty on its coefficients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import expit, logsumexp, softmax

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
            losses = logsumexp(scores, axis=1) - scores[self.truth]
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
    scores = losses.scores(at)
    if not losses.value(scores, at) <= losses.value(np.zeros_like(scores), np.zeros_like(at)):
        scores, at = np.zeros_like(scores), np.zeros_like(at)  # where nothing is flat
    for _ in range(_MOST_STEPS):
        probabilities = losses.probabilities(scores)
        gradient = losses.gradient(probabilities, at)
        largest = float(np.abs(gradient).max())
        if not largest > tol:
            break
        step = losses.step(probabilities, gradient, max(tol / 3, largest / 100))
        moved = losses.X @ step[:-1] + step[-1]
        part = _part(losses, scores, at, moved, step, float((gradient * step).sum()))
        if not part:
            break
        scores, at = scores + part * moved, at + part * step
    return at


def _part(
    losses: Losses, scores: Floats, at: Floats, moved: Floats, step: Floats, slope: float
) -> float:
    """Return which part of a step makes the loss smaller (Armijo 1966), 0 if none does."""
    before, part = losses.value(scores, at), 1.0
    while part > _SHORTEST:
        after = losses.value(scores + part * moved, at + part * step)
        if after <= before + 1e-4 * part * slope + _ROUNDING * abs(before):
            return part
        part /= 2
    return 0.0
