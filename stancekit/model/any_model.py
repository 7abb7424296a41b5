"""What any model, of stancekit or not, makes of statements that may have no labels."""

from __future__ import annotations

import os
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from stancekit.data.labelled import Labelled
from stancekit.data.problems import Problems
from stancekit.data.table import is_blank, plain
from stancekit.data.validation import check_known_targets
from stancekit.exceptions import InputTypeError
from stancekit.labels import Label
from stancekit.measure.metrics import FloatArray
from stancekit.model.judging import judge as judged
from stancekit.model.model import StanceModel
from stancekit.model.status import status_of

__all__ = ["Model", "is_ok", "judge", "labels_of", "stance_model", "statuses"]

Model: TypeAlias = Any
"""A `StanceModel`, or a fitted classifier with scikit-learn's `predict_proba` and `classes_`."""


def labels_of(model: Model, name: str = "model") -> tuple[Label, ...]:
    """Return the labels of a model, or refuse what cannot judge statements."""
    if isinstance(model, str | os.PathLike):
        raise InputTypeError(f"{name}: got a path; load it: stancekit.load_model({str(model)!r})")
    labels = getattr(model, "labels", getattr(model, "classes_", None))
    if isinstance(model, type) or labels is None or not hasattr(model, "predict_proba"):
        kind = model.__name__ if isinstance(model, type) else type(model).__name__
        raise InputTypeError(
            f"{name}: {kind} is not fitted or gives no probabilities; give a model from "
            "stancekit.load_model, or a fitted classifier with predict_proba"
        )
    return tuple(np.asarray(labels).tolist())


def stance_model(model: Model) -> StanceModel:
    """Return a model that says which answers are ok and why, or refuse another."""
    labels_of(model)
    ours = getattr(model, "model_", model)
    if not isinstance(ours, StanceModel):
        raise InputTypeError(
            f"model: {type(model).__name__} does not say which answers are ok; give a model from "
            "stancekit.load_model, or a fitted StanceClassifier"
        )
    return ours


def judge(model: Model, statements: Labelled, source: str = "pool") -> FloatArray:
    """Return the probability of each label of a model for each statement of a source."""
    ours = getattr(model, "model_", model)
    if not isinstance(ours, StanceModel) or not ours.per_target:
        return np.asarray(model.predict_proba(statements.texts))
    return ours.predict_proba(_with_targets(ours, statements, source))


def is_ok(model: Model, statements: Labelled, source: str = "pool") -> npt.NDArray[np.bool_]:
    """Tell which answers of a model are `ok`; all of one that does not say it."""
    ours = getattr(model, "model_", model)
    if not isinstance(ours, StanceModel):
        return np.ones(len(statements), dtype=bool)
    return np.asarray(statuses(ours, statements, source) == "ok")


def statuses(model: StanceModel, statements: Labelled, source: str) -> npt.NDArray[np.object_]:
    """Return the status of each answer of a model."""
    given: object = statements.texts
    if model.per_target:
        given = _with_targets(model, statements, source)
    return status_of(*judged(model, given))


def _with_targets(model: StanceModel, statements: Labelled, source: str) -> dict[str, list[Any]]:
    """Return texts with their targets, each of which the model has to know."""
    given = map(plain, statements.frame.get("target", ()))
    targets = [None if is_blank(target) else str(target) for target in given]
    cells = zip(statements.names, targets, strict=True) if "target" in statements.frame else None
    check_known_targets(Problems(source), cells, model.targets)
    return {"text": statements.texts, "target": targets}
