"""What a model makes of statements that may have no labels."""

from __future__ import annotations

import os
from typing import Any, TypeAlias

import numpy as np

from stancekit.data.labelled import Labelled
from stancekit.data.table import is_blank, plain
from stancekit.data.wording import listed, no_column, shown
from stancekit.exceptions import DataError, InputTypeError
from stancekit.labels import Label
from stancekit.measure.metrics import FloatArray
from stancekit.model.model import StanceModel

__all__ = ["Model", "judge", "labels_of"]

Model: TypeAlias = Any
"""A `StanceModel`, or a fitted classifier with scikit-learn's `predict_proba` and `classes_`."""


def labels_of(model: Model, name: str = "model") -> tuple[Label, ...]:
    """Return the labels of a model, or refuse what cannot judge statements.

    Examples
    --------
    >>> import stancekit
    >>> labels_of(stancekit.load_model())
    ('against', 'conditional', 'favor', 'none')
    >>> labels_of("towns")
    Traceback (most recent call last):
    ...
    stancekit.exceptions.InputTypeError: model: got a path; load it: stancekit.load_model('towns')
    """
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


def judge(model: Model, statements: Labelled) -> FloatArray:
    """Return the probability of each label of a model for each statement.

    Examples
    --------
    >>> import stancekit
    >>> from stancekit.data.labelled import read_reference
    >>> judge(stancekit.load_model(), read_reference(["We must keep talking."])).shape
    (1, 4)
    """
    ours = getattr(model, "model_", model)
    if not isinstance(ours, StanceModel) or not ours.per_target:
        return np.asarray(model.predict_proba(statements.texts))
    known = ", ".join(map(shown, ours.targets))
    if "target" not in statements.frame:
        names = [str(name) for name in statements.frame]
        raise DataError(
            f"pool: {no_column('target', names)}; the model needs one that names, for each "
            f"statement, one of {known}"
        )
    targets = [
        None if is_blank(plain(cell)) else str(cell) for cell in statements.frame["target"].tolist()
    ]
    if unknown := [row for row, target in enumerate(targets) if target not in ours.targets]:
        raise DataError(
            f"pool, {listed(statements.named(unknown))}, column 'target': "
            f"{shown(targets[unknown[0]])} is not a target of this model; use one of {known}"
        )
    return ours.predict_proba({"text": statements.texts, "target": targets})
