"""Shares of labels among some rows of a corpus, by one of several methods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stancekit.analysis.sample import Corpus, Mask, Sample
from stancekit.exceptions import DataError
from stancekit.measure.metrics import FloatArray, IntArray
from stancekit.measure.prevalence import Shares, power_of, shares_of
from stancekit.measure.quantification import (
    adjusted_count,
    classify_and_count,
    expectation_maximisation,
    predicted,
)

__all__ = ["INTERVALS", "METHODS", "Material"]

INTERVALS = ("ppi++", "labels")
"""The methods that say how sure they are."""

METHODS = (*INTERVALS, "classify-and-count", "adjusted-count", "pacc", "emq")


@dataclass(frozen=True, eq=False)
class Material:
    """A corpus, its sample of labels, and what a model says of all statements.

    Where the model was trained on a statement because it was drawn, or may have been, what it says
    there is no example of what it says elsewhere: it is `blind` there.
    """

    corpus: Corpus
    sample: Sample
    probabilities: FloatArray
    blind: Mask
    training_shares: FloatArray | None

    def truth(self, rows: IntArray) -> FloatArray:
        """Return 1 in the column of the label of each row that has one."""
        return np.eye(len(self.sample.labels))[self.sample.codes[rows]]

    def drawn(self, rows: IntArray) -> IntArray:
        """Return those of some rows that have a label and were drawn at random, if they count."""
        return rows[self.sample.is_random[rows] & (self.corpus.weights[rows] > 0)]

    @property
    def all_drawn(self) -> IntArray:
        """The rows of all labels that count."""
        return self.drawn(np.arange(len(self.corpus)))

    def overall(self) -> tuple[FloatArray, FloatArray]:
        """Return how far to trust the model for each label, and how far it is off, by all drawn."""
        rows, scores = self.all_drawn, self._scores(np.arange(len(self.corpus)))
        truth, scores, weights = self.truth(rows), scores[rows], self.corpus.weights[rows]
        power, _ = power_of(truth, scores, weights)
        return power, np.average(truth - power * scores, axis=0, weights=weights)

    def shares(self, rows: IntArray) -> Shares:
        """Estimate the shares among some rows, with intervals."""
        scores, counted = self._scores(rows), self.corpus.weights[rows] > 0
        rows, scores = rows[counted], scores[counted]
        drawn, weights = self.sample.is_random[rows], self.corpus.weights[rows]
        truth = self.truth(rows[drawn])
        return shares_of(truth, scores[drawn], scores, weights[drawn], weights)

    def count(self, rows: IntArray, method: str) -> FloatArray:
        """Estimate the shares among some rows by a method that does not say how sure it is."""
        scores, weights = self.probabilities[rows], self.corpus.weights[rows]
        if method == "classify-and-count":
            return classify_and_count(scores, weights)
        if method == "emq":
            if self.training_shares is None:
                raise DataError(
                    "model: method 'emq' has to know the label shares of its training, which a "
                    "StanceModel says; use another method"
                )
            return expectation_maximisation(scores, weights, self.training_shares)
        example = self.all_drawn
        example = example[~self.blind[example]]
        if not len(example):
            raise DataError(
                "labelled: the model was trained on all of these statements, so they do not show "
                "how it errs; draw others, and do not train on them"
            )
        of_examples = self.probabilities[example]
        if method == "adjusted-count":
            scores, of_examples = predicted(scores), predicted(of_examples)
        own = self.corpus.weights[example]
        return adjusted_count(scores, weights, self.truth(example), of_examples, own)

    def synthetic(self, rows: IntArray, power: FloatArray, off: FloatArray) -> FloatArray:
        """Guess shares of a group with few labels: what the model says, corrected as overall."""
        own = np.average(self._scores(rows), axis=0, weights=self.corpus.weights[rows])
        shares = np.clip(off + power * own, 0, 1)
        return np.asarray(shares / shares.sum())

    def _scores(self, rows: IntArray) -> npt.NDArray[np.float64]:
        """Return probabilities, and their mean where the model is blind."""
        scores, blind = self.probabilities[rows], self.blind[rows]
        if not blind.any():
            return scores
        weights = self.corpus.weights[rows] * ~blind
        mean = np.average(scores, axis=0, weights=weights) if weights.any() else 0.0
        return np.where(blind[:, None], mean, scores)
