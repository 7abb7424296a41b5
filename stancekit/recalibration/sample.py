"""A model with another calibration, and what it says of labels on which it was not calibrated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from stancekit.data.identity import names_in
from stancekit.evaluation.folds import Fold
from stancekit.evaluation.material import Material
from stancekit.measure.held_out import HeldOut
from stancekit.measure.metrics import FloatArray, IntArray
from stancekit.model.calibration import refit_calibration
from stancekit.model.judging import judge, scores_of
from stancekit.model.model import StanceModel
from stancekit.model.status import status_of

__all__ = ["Sample"]


@dataclass(frozen=True, eq=False)
class Sample:
    """A model as it is, and labelled statements that it was not trained on."""

    model: StanceModel
    material: Material

    @cached_property
    def scores(self) -> FloatArray:
        """The score of each label before calibration."""
        return scores_of(self.model, self.material.inputs)

    def by_target(self, rows: IntArray) -> Iterator[tuple[str, IntArray]]:
        """Yield the name of each part of the model, with the rows that it judges, if any."""
        if not self.model.per_target:
            yield next(iter(self.model.parts)), rows
            return
        named = np.array(names_in(self.material.frame, "target"), dtype=object)
        for name in self.model.parts:
            of_part = rows[named[rows] == name]
            if len(of_part):
                yield name, of_part

    def recalibrated(self, rows: IntArray, ok_precision: float) -> StanceModel:
        """Return the model, calibrated anew on some of the statements; its coefficients stay."""
        material, parts = self.material, dict(self.model.parts)
        weights = np.ones(len(material.truth)) if material.weights is None else material.weights
        for name, of_part in self.by_target(rows):
            part = parts[name]
            index = np.array(part.label_index)
            shift, calibration = refit_calibration(
                part.calibration,
                self.scores[np.ix_(of_part, index)],
                np.searchsorted(index, material.truth[of_part]),
                weights[of_part],
                material.groups[of_part],
                ok_precision,
            )
            parts[name] = replace(part, intercept=part.intercept + shift, calibration=calibration)
        return replace(self.model, parts=parts, folder=None, measures={})

    def as_it_is(self) -> HeldOut:
        """Return what the model says of the statements without being calibrated anew."""
        return _in_passes([[self._answers(self.model, np.arange(len(self.scores)))]])

    def cross_fitted(self, passes: Sequence[Sequence[Fold]], ok_precision: float) -> HeldOut:
        """Return what models that were calibrated on the other folds say of each fold."""
        return _in_passes(
            [
                [self._answers(self.recalibrated(train, ok_precision), test) for train, test in of]
                for of in passes
            ]
        )

    def _answers(self, model: StanceModel, rows: IntArray) -> tuple[IntArray, FloatArray, IntArray]:
        probabilities, known, thresholds = judge(model, self.material.inputs.iloc[rows])
        return rows, probabilities, status_of(probabilities, known, thresholds) == "ok"


def _in_passes(
    answers: Sequence[Sequence[tuple[IntArray, FloatArray, IntArray]]],
) -> HeldOut:
    """Put the answers of each pass in the order of the statements."""
    probabilities, ok = [], []
    for of_pass in answers:
        rows, given, are_ok = map(np.concatenate, zip(*of_pass, strict=True))
        order = rows.argsort()
        probabilities.append(given[order])
        ok.append(are_ok[order])
    every = np.array(probabilities)
    return HeldOut(every.argmax(axis=-1), every, np.array(ok))
