"""Labelled statements in the form in which estimators take them, and what estimators take."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from stancekit.data.splits import grouped_folds
from stancekit.data.validation import check_targets
from stancekit.evaluation.folds import Fold, pass_seed
from stancekit.exceptions import DataError, InputTypeError, StancekitError
from stancekit.labels import Label, label_set
from stancekit.measure.metrics import FloatArray, IntArray
from stancekit.model.judging import judge
from stancekit.model.model import StanceModel
from stancekit.model.status import status_of

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.text.corpus import Corpus

__all__ = [
    "Classifier",
    "Material",
    "check_classifier",
    "is_per_target",
    "label_codes",
    "model_of",
    "takes",
    "trained_anew",
    "uncalibrated",
]

Classifier: TypeAlias = Any
"""Anything with scikit-learn's `fit`, `predict` and `get_params`."""


@dataclass(frozen=True, eq=False)
class Material:
    """Labelled statements in the form in which an estimator takes them.

    Statements of the same number in `groups` must not stand on both sides of a split. ``fit`` is
    told `fit_groups`, for splits of its own; they are coarser where values are left out; and which
    statements `only_train`, if some do.
    """

    frame: pd.DataFrame
    labels: tuple[Label, ...]
    groups: IntArray
    fit_groups: IntArray
    per_target: bool
    only_train: npt.NDArray[np.bool_] | None = None

    @classmethod
    def of(
        cls,
        frame: pd.DataFrame,
        groups: IntArray,
        *,
        per_target: bool = False,
        fit_groups: IntArray | None = None,
        only_train: npt.NDArray[np.bool_] | None = None,
        labels: tuple[Label, ...] | None = None,
    ) -> Material:
        """Take what training needs out of a labelled frame; the labels may be more than it has."""
        if per_target and "target" not in frame:
            raise DataError(
                "there is no column 'target', which a classifier with per_target=True needs; "
                "add it, or use per_target=False"
            )
        if per_target:
            check_targets(frame)
        labels = label_set(frame["label"].tolist()) if labels is None else labels
        fit_groups = groups if fit_groups is None else fit_groups
        return cls(frame, labels, groups, fit_groups, per_target, only_train)

    @cached_property
    def inputs(self) -> Any:
        """The statements, with their targets where the estimator tells these apart."""
        return self.frame[["text", "target"]] if self.per_target else self.frame["text"]

    @cached_property
    def y(self) -> Any:
        """Their labels, as an array."""
        return np.asarray(self.frame["label"].tolist())

    @cached_property
    def truth(self) -> IntArray:
        """The labels as positions in the label set."""
        return label_codes(self.frame["label"], self.labels)

    @cached_property
    def targets(self) -> IntArray:
        """Targets as numbers, all 0 where they are not told apart."""
        if not self.per_target:
            return np.zeros(len(self.frame), dtype=np.intp)
        return np.unique(self.frame["target"].astype(str), return_inverse=True)[1]

    @cached_property
    def weights(self) -> FloatArray | None:
        """How much each statement counts in training, if that is said."""
        return self.frame["weight"].to_numpy(np.float64) if "weight" in self.frame else None

    @property
    def strata(self) -> IntArray:
        """Label codes, different for each target where the classifier tells targets apart."""
        return self.truth + len(self.labels) * self.targets

    def cut(self, folds: int, random_state: int, repeat: int = 0) -> list[Fold]:
        """Cut the statements into folds of like label shares; no group is on both sides."""
        return grouped_folds(self.strata, self.groups, folds, pass_seed(random_state, repeat))

    def is_trainable(self, rows: IntArray) -> bool:
        """Tell whether some of the statements have at least two labels, for every target."""
        return bool((self.labels_of_targets(rows) >= 2).all())

    def untrainable_target(self, rows: IntArray) -> str | None:
        """Name a target of which some statements have fewer than two labels, if it has a name."""
        if not self.per_target:
            return None
        poorest = self.labels_of_targets(rows).argmin()
        return str(self.frame["target"].iloc[(self.targets == poorest).argmax()])

    def labels_of_targets(self, rows: IntArray) -> IntArray:
        """Return how many labels some statements have, for every target."""
        target_of_label = np.unique(self.strata[rows]) // len(self.labels)
        return np.bincount(target_of_label, minlength=self.targets.max() + 1)

    def fit(self, classifier: Classifier, rows: IntArray) -> Classifier:
        """Fit a clone of a classifier to some of the statements."""
        from sklearn.base import clone

        extra: dict[str, Any] = {}
        if self.weights is not None and takes(classifier, "sample_weight"):
            extra["sample_weight"] = self.weights[rows]
        if takes(classifier, "groups"):
            extra["groups"] = self.fit_groups[rows]
        if self.only_train is not None and takes(classifier, "only_train"):
            extra["only_train"] = self.only_train[rows]
        absent = set(self.labels).difference(self.y[rows].tolist())
        fresh = _without_weights_of(absent, clone(classifier))
        try:
            return fresh.fit(self._to_learn_from(fresh, rows), self.y[rows], **extra)
        except StancekitError:
            raise
        except (TypeError, ValueError) as error:
            raise InputTypeError(
                f"classifier: {type(classifier).__name__} cannot be trained on these statements "
                f"({' '.join(str(error).split())}); it has to take texts, as "
                "make_pipeline(TfidfVectorizer(), ...) does"
            ) from error

    def _to_learn_from(self, classifier: Classifier, rows: IntArray) -> Any:
        """Return some of the statements; for our own classifier, with their n-grams counted."""
        from stancekit.model.classifier import StanceClassifier

        if not isinstance(classifier, StanceClassifier):
            return self.inputs.iloc[rows]
        texts = self._corpus.excerpt(rows)
        if not self.per_target:
            return texts
        return {"text": texts, "target": self.frame["target"].iloc[rows]}

    @cached_property
    def _corpus(self) -> Corpus:
        from stancekit.text.corpus import Corpus

        return Corpus(self.frame["text"].tolist())

    def predict(self, fitted: Classifier, rows: IntArray) -> IntArray:
        """Return the label codes that a fitted estimator predicts for some of the statements."""
        predicted = fitted.predict(self.inputs.iloc[rows])
        try:
            return label_codes(predicted, self.labels)
        except KeyError as error:
            raise InputTypeError(
                f"classifier: {type(fitted).__name__} predicted {error}, which is no label of the "
                "data; pass a classifier"
            ) from error

    def predict_proba(self, fitted: Classifier, rows: IntArray) -> FloatArray:
        """Return probabilities; a label that the estimator did not meet in training has 0."""
        probabilities = np.zeros((len(rows), len(self.labels)))
        known = label_codes(fitted.classes_, self.labels)
        probabilities[:, known] = fitted.predict_proba(self.inputs.iloc[rows])
        return probabilities

    def is_ok(self, fitted: Classifier, rows: IntArray) -> npt.NDArray[np.bool_]:
        """Tell which answers of an estimator that gives a status are `ok`."""
        model = model_of(fitted)
        if model is None or model.never_ok:
            return np.zeros(len(rows), dtype=np.bool_)
        return np.asarray(status_of(*judge(model, self.inputs.iloc[rows])) == "ok")


def _without_weights_of(absent: set[Label], classifier: Classifier) -> Classifier:
    """Take labels that a fold lacks out of a ``class_weight``, where they would be refused."""
    weights = classifier.get_params().get("class_weight")
    if not isinstance(weights, Mapping):
        return classifier
    present = {label: weight for label, weight in weights.items() if label not in absent}
    return classifier.set_params(class_weight=present)


def label_codes(given: object, labels: Sequence[Label]) -> IntArray:
    """Return labels as positions in a label set."""
    position = {label: code for code, label in enumerate(labels)}
    return np.array([position[label] for label in np.asarray(given).tolist()], dtype=np.intp)


def check_classifier(classifier: object) -> None:
    """Refuse what cannot be fitted, with the likely reason."""
    if isinstance(classifier, type):
        raise InputTypeError(
            f"classifier: got the class {classifier.__name__}; "
            f"pass an object: {classifier.__name__}()"
        )
    if isinstance(classifier, str | os.PathLike):
        path = os.fspath(classifier)
        raise InputTypeError(
            f"classifier: got a path; load the model first: stancekit.load_model({path!r})"
        )
    if not all(hasattr(classifier, name) for name in ("fit", "predict", "get_params")):
        raise InputTypeError(
            f"classifier: got {type(classifier).__name__}, which cannot be trained; "
            "pass an estimator such as StanceClassifier() first, then the labelled data"
        )


def is_per_target(classifier: Classifier) -> bool:
    """Tell whether a classifier tells targets apart."""
    return bool(getattr(classifier, "per_target", False))


def model_of(fitted: Classifier) -> StanceModel | None:
    """Return the model of a fitted classifier, if it is one that can explain itself."""
    model = getattr(fitted, "model_", None)
    return model if isinstance(model, StanceModel) else None


def trained_anew(*classifiers: Classifier) -> Iterator[str]:
    """Say that what was fitted before is not what is measured, where something was."""
    if any(model_of(classifier) is not None for classifier in classifiers):
        yield (
            "What a classifier was fitted to before does not count: it was trained anew, on the "
            "other side of each fold. Its model_ is measured as it is."
        )


def takes(classifier: Classifier, argument: str) -> bool:
    """Tell whether the `fit` of a classifier names an argument, such as ``sample_weight``."""
    from sklearn.utils.validation import has_fit_parameter

    return bool(has_fit_parameter(classifier, argument))


def uncalibrated(classifier: Classifier) -> Classifier:
    """Return a clone that does not calibrate its probabilities, where that can be switched off.

    Calibration costs `StanceClassifier` most of its time, and changes only the labels of statements
    without evidence.
    """
    from sklearn.base import clone

    copy = clone(classifier)
    return copy.set_params(calibrate=False) if "calibrate" in copy.get_params() else copy
