"""Search for settings by folds, and by folds within the training side of each fold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from stancekit.data.splits import grouped_folds
from stancekit.evaluation.crossval import out_of_fold
from stancekit.evaluation.folds import Fold, left_out_codes, untied
from stancekit.evaluation.material import Classifier, uncalibrated
from stancekit.evaluation.study import Study
from stancekit.evaluation.witness import Witness
from stancekit.exceptions import DataError
from stancekit.measure.held_out import HeldOut
from stancekit.measure.metrics import FloatArray, IntArray, confusion_matrix, label_scores
from stancekit.progress import Progress

__all__ = ["Search", "Settings", "with_settings"]

Settings: TypeAlias = dict[str, Any]

_INNER_FOLDS = 3


class Search:
    """Scores candidates by the folds of a study, and the choosing by folds within these.

    Candidates are scored without calibration, which hardly changes labels. `count` counts the fits
    of both.
    """

    def __init__(
        self,
        study: Study,
        classifier: Classifier,
        settings: Sequence[Settings],
        report: Callable[[int, int], None] | None,
    ) -> None:
        plain = uncalibrated(classifier)
        self._material = study.material
        self._full = [with_settings(classifier, chosen) for chosen in settings]
        self._candidates = [with_settings(plain, chosen) for chosen in settings]
        self._outer = study.passes[0]
        self._inner = [_inner_folds(study, train) for train, _ in self._outer]
        n_cuts = len(self._outer) + sum(map(len, self._inner))
        n_fits = n_cuts * len(settings) + len(self._outer)
        self.count = Progress("tuning", n_fits, "fit", report=report)

    def scores(self) -> FloatArray:
        """Return macro-F1 of each candidate (row) in each outer fold (column)."""
        return self._scores(self._outer)

    def held_out(self, witness: Witness) -> HeldOut:
        """Predict each outer fold with the candidate that was best inside its training side.

        A witness is shown the models.
        """
        inner = iter(self._inner)

        def fit(rows: IntArray) -> Classifier:
            chosen = self._full[int(self._scores(next(inner)).mean(axis=1).argmax())]
            return self.count.after(self._material.fit(chosen, rows))

        return out_of_fold(self._material, fit, [self._outer], witness)

    def _scores(self, folds: Sequence[Fold]) -> FloatArray:
        return np.array([[self._score(each, *fold) for fold in folds] for each in self._candidates])

    def _score(self, candidate: Classifier, train: IntArray, test: IntArray) -> float:
        """Return macro-F1 over the labels that occur in the test side."""
        fitted = self.count.after(self._material.fit(candidate, train))
        truth, predicted = self._material.truth[test], self._material.predict(fitted, test)
        confusion = confusion_matrix(truth, predicted, len(self._material.labels))
        return float(label_scores(confusion).f1[np.unique(truth)].mean())


def with_settings(classifier: Classifier, settings: Settings) -> Classifier:
    """Return an unfitted clone of a classifier with other settings."""
    from sklearn.base import clone

    return clone(classifier).set_params(**settings)


def _inner_folds(study: Study, rows: IntArray) -> list[Fold]:
    """Cut the training side of an outer fold; left-out values, or else groups, stay whole."""
    material, leave_out = study.material, study.scheme.leave_out
    together = left_out_codes(material.frame, leave_out) if leave_out else material.groups
    whole, strata = together[rows], material.strata[rows]
    n_folds = min(_INNER_FOLDS, len(np.unique(whole)), int(np.bincount(strata).max()))
    if n_folds < 2:
        raise DataError(
            "choosing settings inside each fold takes at least 2 groups to train on (with "
            "leave_out: 2 values besides the one left out); use other groups, or evaluate without "
            "tuning"
        )
    cut = grouped_folds(strata, whole, n_folds, study.scheme.random_state)
    folds = untied([(rows[train], rows[test]) for train, test in cut], material.groups)
    if not all(material.is_trainable(train) for train, _ in folds):
        raise DataError(
            "choosing settings inside each fold takes at least 2 labels to train on, and the "
            "groups hold most labels together; use other groups, or evaluate without tuning"
        )
    return folds
