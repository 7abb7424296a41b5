"""An encoder's vectors reduced to the directions in which the training statements differ most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

__all__ = ["Directions"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Directions:
    """The mean of training vectors, and the directions of their largest variance, as rows.

    Vectors less the mean are projected on the directions (principal component analysis), whose
    length is such that the training vectors come out with a mean squared length of 1, as TF-IDF
    rows have it. The reduction is affine, so that it vanishes into the coefficients of a model.

    Examples
    --------
    >>> across = Directions.of(np.array([[1.0, 0.0], [0.0, 1.0]]), 1)
    >>> across.reduced(np.array([[1.0, 0.0], [2.0, -1.0]])).round(6).tolist()
    [[1.0], [3.0]]
    """

    mean: Floats
    axes: Floats

    @classmethod
    def of(cls, vectors: Floats, n_directions: int) -> Self:
        """Find at most so many directions; fewer where vectors or their dimensions are fewer."""
        from sklearn.decomposition import PCA

        pca = PCA(min(n_directions, *vectors.shape), svd_solver="covariance_eigh")
        with np.errstate(invalid="ignore"):  # shares of a variance that is 0
            pca.fit(vectors)
        spread = (pca.transform(vectors) ** 2).sum(axis=1).mean()
        return cls(pca.mean_, pca.components_ / np.sqrt(spread if spread > 0 else 1.0))

    def reduced(self, vectors: Floats) -> Floats:
        """Return what the directions say of vectors, shape (n_vectors, n_directions)."""
        return np.asarray((vectors - self.mean) @ self.axes.T)

    def undone(self, coef: Floats, intercept: Floats) -> tuple[Floats, Floats]:
        """Return coefficients and intercepts that give whole vectors the scores of reduced ones."""
        whole = coef @ self.axes
        return whole, intercept - whole @ self.mean
