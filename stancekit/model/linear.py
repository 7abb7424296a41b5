"""What was learned for one target: term weights, coefficients, and how far to trust them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from stancekit.exceptions import DataError
from stancekit.text import TermBlock

__all__ = ["MIN_KNOWN_SHARE", "Calibration", "LinearModel", "softmax"]

Floats = npt.NDArray[np.float64]

MIN_KNOWN_SHARE = 1 / 3
"""A text of whose words a model knows fewer than this share counts as no evidence."""


@dataclass(frozen=True, eq=False)
class Calibration:
    """How scores become probabilities, and which labels stay plausible.

    Parameters
    ----------
    temperature : float
        Scores are divided by it before the softmax (Guo et al. 2017, arXiv:1706.04599).
    prior : ndarray of shape (n_labels,)
        Share of each label in the training statements: the probabilities of a text without
        evidence.
    thresholds : ndarray of shape (n_labels,)
        A label stays plausible while its probability is at least its threshold. 0 keeps a
        label always: nothing is known about it.
    coverage : float
        Share of the statements of each label whose label is meant to stay plausible.
    n_statements : int
        Held-out statements from which the figures come; 0 without calibration.
    """

    temperature: float
    prior: Floats
    thresholds: Floats
    coverage: float = 0.9
    n_statements: int = 0

    @classmethod
    def none(cls, prior: Floats) -> Calibration:
        """Return the calibration that changes no probability and promises nothing."""
        return cls(1.0, prior, np.zeros(len(prior)))


@dataclass(frozen=True, eq=False)
class LinearModel:
    """A linear classifier over n-grams, and over an encoder's vectors where there is one.

    Parameters
    ----------
    label_index : tuple of int
        Which labels of the whole model this part has seen, in its own order.
    blocks : tuple of TermBlock
        The known n-grams; their columns stand side by side, the encoder's after them.
    coef : ndarray of shape (n_labels, n_features)
    intercept : ndarray of shape (n_labels,)
    calibration : Calibration
    """

    label_index: tuple[int, ...]
    blocks: tuple[TermBlock, ...]
    coef: Floats
    intercept: Floats
    calibration: Calibration
    n_terms: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "n_terms", sum(len(block.terms) for block in self.blocks))

    def block_coefs(self) -> list[Floats]:
        """Return the coefficients of each block of n-grams."""
        ends = accumulate((len(block.terms) for block in self.blocks), initial=0)
        return [self.coef[:, start:end] for start, end in pairwise(ends)]

    @property
    def vector_coef(self) -> Floats:
        """Coefficients of the encoder's dimensions, shape (n_labels, n_dimensions)."""
        return self.coef[:, self.n_terms :]

    def scores(self, texts: Sequence[str], vectors: Floats | None) -> Floats:
        """Return the score of each label before calibration, shape (n_texts, n_labels)."""
        total = np.tile(self.intercept, (len(texts), 1))
        for block, coef in zip(self.blocks, self.block_coefs(), strict=True):
            total += block.transform(texts).times(coef)
        if vectors is not None:
            if vectors.shape[1] != self.vector_coef.shape[1]:
                raise DataError(
                    f"encoder: gives {vectors.shape[1]} numbers for a text, not "
                    f"{self.vector_coef.shape[1]} as in training; use the same encoder"
                )
            total += vectors @ self.vector_coef.T
        return total

    def judge(
        self, texts: Sequence[str], vectors: Floats | None
    ) -> tuple[Floats, npt.NDArray[np.object_]]:
        """Return the probability of each label, and the status of each text.

        Parameters
        ----------
        texts : sequence of str
        vectors : ndarray of shape (n_texts, n_dimensions) or None

        Returns
        -------
        probabilities : ndarray of shape (n_texts, n_labels)
            Each row sums to 1; the prior where a calibrated model has no evidence.
        status : ndarray of str, shape (n_texts,)
            ``ok``, ``unsure`` or ``no_evidence``.
        """
        calibration = self.calibration
        probabilities = softmax(self.scores(texts, vectors) / calibration.temperature)
        evident = np.fromiter(map(self._has_evidence, texts), dtype=np.bool_, count=len(texts))
        if calibration.n_statements:
            probabilities[~evident] = calibration.prior
        n_plausible = (probabilities >= calibration.thresholds).sum(axis=1)
        status = np.where(n_plausible == 1, "ok", "unsure").astype(object)
        status[~evident] = "no_evidence"
        return probabilities, status

    def _has_evidence(self, text: str) -> bool:
        """Tell whether enough of a text is known to say anything about it."""
        if self.vector_coef.shape[1]:
            return any(map(str.isalnum, text))
        return self.blocks[0].known_share(text) >= MIN_KNOWN_SHARE


def softmax(scores: Floats) -> Floats:
    """Turn rows of scores into rows of probabilities.

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0]]))
    array([[0.5, 0.5]])
    """
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
