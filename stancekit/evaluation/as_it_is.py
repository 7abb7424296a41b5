"""A trained model, measured as it is: by labelled statements that it has not seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from stancekit.data.copies import n_near_copies
from stancekit.evaluation.conclude import conclude
from stancekit.evaluation.design import Design, WithoutFolds
from stancekit.evaluation.material import Material
from stancekit.evaluation.result import Evaluation
from stancekit.evaluation.study import Study
from stancekit.evaluation.trained import (
    check_untrained,
    statements_for,
    ties_of,
    unknown_labels,
    what_flatters,
)
from stancekit.evaluation.witness import Witness
from stancekit.labels import label_set
from stancekit.measure.held_out import HeldOut
from stancekit.measure.metrics import FloatArray
from stancekit.model.judging import judge
from stancekit.model.model import StanceModel
from stancekit.model.status import status_of

__all__ = ["evaluate_as_it_is"]

_WAY_OUT = (
    "give statements that it has not seen, or a StanceClassifier with its settings, which is "
    "trained anew for each fold"
)
_COVERS = "for this model as it is, on other statements like these."


def evaluate_as_it_is(model: StanceModel, data: object, design: Design) -> Evaluation:
    """Let a model label statements, and compute everything that its answers say."""
    usual = Design()
    for_trainings = ("leave_out", "only_train", "folds", "repeats")
    check_untrained(usual, **{name: getattr(design, name) for name in for_trainings})
    frame = statements_for({"model": model}, data)
    said = [
        *what_flatters("model", model, frame, _WAY_OUT),
        *unknown_labels("model", model, frame),
    ]
    columns, codes = ties_of(frame, design.groups)
    labels = label_set([*frame["label"].tolist(), *model.labels])
    material = Material.of(frame, codes, per_target=model.per_target, labels=labels)
    scheme = WithoutFolds(
        groups=columns,
        bootstrap=design.bootstrap,
        permutations=design.permutations,
        random_state=design.random_state,
        statements=len(frame),
        n_groups=len(np.unique(codes)),
        near_copies=n_near_copies(frame["text"].tolist()),
    )
    rows = np.arange(len(frame))
    # What is guessed beside it is guessed by the label shares of these statements.
    study = Study(material, scheme, [[(rows, rows)]], [], (), luck=0.0)
    probabilities, ok = _answers(model, material)
    predicted = probabilities.argmax(axis=1)
    witness = Witness(material)
    witness.notice(model, rows, predicted, probabilities)
    answers = HeldOut(predicted[None], probabilities[None], ok[None])
    return replace(conclude(study, answers, None, said, witness=witness), covers=_COVERS)


def _answers(model: StanceModel, material: Material) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Return probabilities, 0 for a label that the model does not know, and what is ok."""
    given, known, thresholds = judge(model, material.inputs)
    places = [material.labels.index(label) for label in model.labels]
    probabilities = np.zeros((len(given), len(material.labels)))
    probabilities[:, places] = given
    return probabilities, np.asarray(status_of(given, known, thresholds) == "ok")
