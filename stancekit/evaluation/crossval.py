"""Out-of-fold predictions: every statement is labelled by models that never saw it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from stancekit.evaluation.folds import Fold
from stancekit.evaluation.material import Classifier, Material, model_of
from stancekit.evaluation.witness import Witness
from stancekit.measure.held_out import HeldOut
from stancekit.measure.metrics import IntArray

__all__ = ["by_statement", "out_of_fold"]

T = TypeVar("T")


def out_of_fold(
    material: Material,
    fit: Callable[[IntArray], Classifier],
    passes: Sequence[Sequence[Fold]],
    witness: Witness | None = None,
) -> HeldOut:
    """Predict every statement, in every pass, with a model fitted without it.

    A witness is shown the models of the first pass.
    """
    predicted = np.empty((len(passes), len(material.truth)), dtype=np.intp)
    probabilities = np.zeros((*predicted.shape, len(material.labels)))
    ok = np.zeros(predicted.shape, dtype=np.bool_)
    probabilistic = says_ok = True
    for position, folds in enumerate(passes):
        for train, test in folds:
            fitted = fit(train)
            predicted[position, test] = material.predict(fitted, test)
            probabilistic = hasattr(fitted, "predict_proba")
            if probabilistic:
                probabilities[position, test] = material.predict_proba(fitted, test)
            says_ok = model_of(fitted) is not None
            if says_ok:
                ok[position, test] = material.is_ok(fitted, test)
            if witness is not None and position == 0:
                sure = probabilities[0, test] if probabilistic else None
                witness.notice(model_of(fitted), test, predicted[0, test], sure)
    return HeldOut(predicted, probabilities if probabilistic else None, ok if says_ok else None)


def by_statement(folds: Sequence[Fold], models: Sequence[T]) -> list[T]:
    """Return, for each statement, the model of the fold that holds it out."""
    found = {
        row: model for (_, test), model in zip(folds, models, strict=True) for row in test.tolist()
    }
    return [found[row] for row in range(len(found))]
