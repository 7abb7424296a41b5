"""What is kept of the models of a cross-validation, which are forgotten fold by fold."""

from __future__ import annotations

import numpy as np

from stancekit.data.table import plain
from stancekit.evaluation.leads import leads
from stancekit.evaluation.material import Material
from stancekit.evaluation.mistakes import MOST, Mistake
from stancekit.measure.metrics import FloatArray, IntArray
from stancekit.model.model import StanceModel
from stancekit.model.telling import Terms, mean_terms, telling_terms

__all__ = ["Witness"]


class Witness:
    """Notes the worst mistakes of models, with the words that led to them, and what tells most.

    A model of many statements is large, and there is one for each fold.
    """

    def __init__(self, material: Material) -> None:
        self._material = material
        self._mistakes: list[Mistake] = []
        self._telling: list[dict[str, Terms]] = []

    def notice(
        self,
        model: StanceModel | None,
        rows: IntArray,
        predicted: IntArray,
        probabilities: FloatArray | None,
    ) -> None:
        """Note what a model, if it can explain itself, says of rows that it has not seen."""
        sure = np.ones(len(rows)) if probabilities is None else probabilities.max(axis=1)
        wrong = np.flatnonzero(predicted != self._material.truth[rows])
        worst = wrong[np.argsort(-sure[wrong], kind="stable")][:MOST]
        self._mistakes += [
            self._mistake(model, int(rows[place]), int(predicted[place]), float(sure[place]))
            for place in worst
        ]
        if model is not None:
            self._telling.append(telling_terms(model))

    def _mistake(
        self, model: StanceModel | None, row: int, predicted: int, probability: float
    ) -> Mistake:
        labels, record = self._material.labels, self._material.frame.iloc[row]
        text, label, wrong = record["text"], labels[self._material.truth[row]], labels[predicted]
        words = leads(model, text, record.get("target"), wrong, label) if model else ()
        id_ = plain(record.get("id"))
        return Mistake(row, id_, text, label, wrong, probability, tuple(words))

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The worst of all mistakes."""
        ranked = sorted(self._mistakes, key=lambda of: (-of.probability, of.row))
        return tuple(ranked[:MOST])

    @property
    def telling(self) -> dict[str, Terms]:
        """The terms that speak most for each label."""
        return mean_terms(self._telling)
