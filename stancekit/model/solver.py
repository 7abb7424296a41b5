"""The optimum of the regularised logistic regression, found on a smaller equal problem.

Most n-grams of a training set occur in one text only. At the optimum their coefficients are
proportional to their weights in that text (the representer theorem, Kimeldorf & Wahba 1971), so
all n-grams that only one text has act as a single feature: its value is the Euclidean length of
their weights, and the penalty stays what it was. The folded problem has the same optimum with a
fraction of the features, and Newton's method reaches it several times faster.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.exceptions import ConvergenceError
from stancekit.model.newton import Losses, minimise

__all__ = ["Solution", "solve"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]

LARGEST_GRADIENT = 1e-6


@dataclass(frozen=True, eq=False)
class Solution:
    """Where the solver ended, for the codes that occur: one row of coefficients if they are two.

    The gradient is the largest component of that of the mean loss of a statement and its share of
    the penalty; 0 at the optimum itself.
    """

    labels: Integers
    coef: Floats
    intercept: Floats
    gradient: float


def solve(
    X: sparse.csr_array,
    codes: Integers,
    weights: Floats,
    *,
    C: float,
    tol: float,
    start: tuple[Floats, Floats] | None = None,
) -> Solution:
    """Minimise the penalty plus C times the weighted log losses of all statements.

    The search may start from coefficients and intercepts, which do not change where it ends.
    """
    folded = _Folded.of(X)
    labels = np.unique(codes)
    total = float(weights.sum())
    truth = codes[:, np.newaxis] == (labels[1:] if len(labels) == 2 else labels)
    losses = Losses(folded.X, truth, weights / total, 1 / (C * total))
    first = np.zeros((folded.X.shape[1] + 1, truth.shape[1]))
    if start is not None:
        coef, intercept = start
        if len(coef) == 2:  # of two labels only the second one has coefficients here
            coef, intercept = coef[1:] - coef[:1], intercept[1:] - intercept[:1]
        first = np.vstack([folded.fold(coef).T, intercept])
    # What goes wrong shows in the gradient, which is judged here.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        best = minimise(losses, first, tol)
        gradient = losses.largest_gradient(best)
    if not gradient <= max(tol, LARGEST_GRADIENT):
        raise ConvergenceError(
            f"the logistic regression did not converge with C={C:g}: its gradient is still "
            f"{gradient:.1g}; use a C nearer to 1, or weights of similar size"
        )
    coef, intercept = folded.unfold(np.ascontiguousarray(best[:-1].T)), best[-1]
    if len(labels) > 2:  # the same number more for each says nothing
        intercept = intercept - intercept.mean()
    return Solution(labels.astype(np.intp), coef, intercept, gradient)


@dataclass(frozen=True, eq=False)
class _Folded:
    """A problem in which the features of one statement alone are one feature.

    Columns `shared` stay as they are; each of the columns `single` is a part of the folded feature
    `owner`, of which it is `share`.
    """

    X: Any
    shared: Integers
    single: Integers
    owner: Integers
    share: Floats

    @classmethod
    def of(cls, X: sparse.csr_array) -> _Folded:
        frequency = np.bincount(X.indices, minlength=X.shape[1])
        of_single = (frequency == 1)[X.indices]
        entries = np.flatnonzero(of_single)
        rows = np.searchsorted(X.indptr, entries, side="right") - 1
        values = X.data[entries]
        length = np.sqrt(np.bincount(rows, values * values, X.shape[0]))
        owners = np.flatnonzero(length)
        owner = np.searchsorted(owners, rows)
        shared = np.flatnonzero(frequency != 1)
        # What is near stays in cache.
        shared = shared[np.argsort(-frequency[shared], kind="stable")]
        folded = _side_by_side(X, shared, of_single, owners, length[owners])
        single = X.indices[entries].astype(np.intp)
        return cls(folded, shared, single, owner, values / length[rows])

    def fold(self, coef: Floats) -> Floats:
        """Return the coefficients of the folded features under which scores are the same."""
        whole = np.zeros((len(coef), self.X.shape[1]))
        n_shared = len(self.shared)
        whole[:, :n_shared] = coef[:, self.shared]
        for row, of_label in zip(whole, coef, strict=True):
            row[n_shared:] = np.bincount(
                self.owner, of_label[self.single] * self.share, len(row) - n_shared
            )
        return whole

    def unfold(self, coef: Floats) -> Floats:
        """Return the coefficients of the features as they were."""
        n_shared = len(self.shared)
        whole = np.zeros((len(coef), n_shared + len(self.single)))
        whole[:, self.shared] = coef[:, :n_shared]
        whole[:, self.single] = coef[:, n_shared + self.owner] * self.share
        return whole


def _side_by_side(
    X: sparse.csr_array, shared: Integers, of_single: Any, owners: Integers, own_values: Floats
) -> sparse.csr_array:
    """Return the shared columns, then one for each owner, as `hstack` does in twice the memory."""
    place = np.zeros(X.shape[1], dtype=np.int32)
    place[shared] = np.arange(len(shared))
    starts = X.indptr - np.searchsorted(np.flatnonzero(of_single), X.indptr)
    starts += np.searchsorted(owners, np.arange(len(starts)))
    own = starts[owners + 1] - 1  # the last entry of its row
    is_own = np.zeros(starts[-1], dtype=np.bool_)
    is_own[own] = True
    data, indices = np.empty(len(is_own)), np.empty(len(is_own), dtype=np.int32)
    data[own], indices[own] = own_values, len(shared) + np.arange(len(owners))
    data[~is_own], indices[~is_own] = X.data[~of_single], place[X.indices[~of_single]]
    if len(indices) <= np.iinfo(np.int32).max:
        starts = starts.astype(np.int32)
    found = sparse.csr_array((data, indices, starts), shape=(X.shape[0], len(shared) + len(owners)))
    found.sort_indices()
    return found
