"""What a model says of many texts, as arrays: labels, probabilities, what to think of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stancekit.labels import Label, has_polarity, stance_scores
from stancekit.model.judging import judge
from stancekit.model.linear import Learned
from stancekit.model.status import STATUSES, numbers_of_status

__all__ = ["Answers", "answers_of"]

Floats = npt.NDArray[np.float64]


class Answers(NamedTuple):
    """Labels by their numbers in a model, probabilities of all, statuses by their numbers.

    Where `is_empty`, the model knows too little to give a label.
    """

    labels: tuple[Label, ...]
    best: npt.NDArray[np.intp]
    probabilities: Floats
    status: npt.NDArray[np.int8]

    @property
    def is_empty(self) -> npt.NDArray[np.bool_]:
        """Whether there is no label."""
        return np.equal(self.status, STATUSES.index("no_evidence"))

    def numbers(self, digits: int | None = None) -> dict[str, Floats]:
        """Return the columns that hold numbers, by their names, with so many digits or all."""
        columns = zip(self.labels, self.probabilities.T, strict=True)
        numbers = {f"p_{label}": np.ascontiguousarray(column) for label, column in columns}
        if has_polarity(self.labels):
            numbers["stance"] = stance_scores(self.labels, self.probabilities)
        if digits is None:
            return numbers
        return {name: column.round(digits) for name, column in numbers.items()}


def answers_of(model: Learned, X: object, n_jobs: int | None = None) -> Answers:
    """Return what a model says of texts, none of which is missing."""
    probabilities, known, thresholds = judge(model, X, n_jobs)
    status = numbers_of_status(probabilities, known, thresholds)
    return Answers(model.labels, probabilities.argmax(axis=1), probabilities, status)
