"""What `StanceClassifier.fit` is given: judged, in plain arrays, and sorted by target."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from stancekit.data.copies import copies_among
from stancekit.data.doubts import warn_of_doubtful_labels, warn_of_doubts
from stancekit.data.identity import connected_groups
from stancekit.data.quoting import shown
from stancekit.data.statements import (
    flags_from,
    groups_from,
    labels_from,
    statements_from,
    weights_from,
)
from stancekit.exceptions import DataError
from stancekit.labels import Label, label_set
from stancekit.text.corpus import Excerpt

__all__ = ["TrainingSet", "naming", "share_right"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

_lone_surrogate = re.compile("[\ud800-\udfff]").search


@dataclass(frozen=True, eq=False)
class TrainingSet:
    """Labelled statements, as columns of one length.

    Codes are positions of labels among the names. Some may only train; the others are also held out
    in turn, to calibrate.
    """

    texts: Sequence[str]
    targets: list[str] | None
    names: tuple[Label, ...]
    codes: Integers
    weights: Floats | None
    given_groups: Integers | None
    only_train: Flags | None = None

    @classmethod
    def read(
        cls,
        X: object,
        y: object,
        sample_weight: object,
        groups: object,
        only_train: object,
        *,
        per_target: bool,
    ) -> TrainingSet:
        """Judge the arguments of `StanceClassifier.fit`."""
        texts, targets = _statements(X, per_target)
        _refuse_unsaveable(texts)
        labels = labels_from(y, len(texts))
        weights = weights_from(sample_weight, len(texts))
        try:
            names = label_set(labels)
        except DataError as error:
            raise DataError(f"y: {error}") from error
        if not isinstance(texts, Excerpt):  # whoever cuts folds has judged the whole
            warn_of_doubts(texts, labels, targets)
        codes = np.searchsorted(np.array(names), np.array(labels))
        given_groups = None if groups is None else groups_from(groups, len(texts))
        only = None if only_train is None else flags_from(only_train, len(texts), "only_train")
        return cls(texts, targets, names, codes, weights, given_groups, only)

    @cached_property
    def groups(self) -> Integers:
        """What is held out together: copies of a text, and the groups that were given."""
        given = self.given_groups
        if given is not None and isinstance(self.texts, Excerpt):
            return given  # whoever cuts folds has tied the copies already
        copies = copies_among(self.texts)
        return copies if given is None else connected_groups(given, copies)

    @property
    def labels(self) -> list[Label]:
        """The label of each statement."""
        return [self.names[code] for code in self.codes]

    @property
    def calibrating(self) -> Flags:
        """Which statements calibrate."""
        return np.ones(len(self.codes), bool) if self.only_train is None else ~self.only_train

    @property
    def weighted(self) -> Flags:
        """Which statements have a weight above 0."""
        return np.ones(len(self.codes), bool) if self.weights is None else self.weights > 0

    def by_target(self) -> Iterator[tuple[str, TrainingSet]]:
        """Yield each target, "" where it is not named, with its statements."""
        named = np.array([""] * len(self.texts) if self.targets is None else self.targets, object)
        for target in sorted(set(named)):
            of_target = self._take(np.flatnonzero(named == target))
            of_target._check_labels(target)
            yield target, of_target

    def _take(self, rows: Integers) -> TrainingSet:
        texts, weights = self.texts, self.weights
        return TrainingSet(
            texts[rows] if isinstance(texts, Excerpt) else [texts[i] for i in rows],
            None if self.targets is None else [self.targets[i] for i in rows],
            self.names,
            self.codes[rows],
            None if weights is None else weights[rows],
            None if self.given_groups is None else self.given_groups[rows],
            None if self.only_train is None else self.only_train[rows],
        )

    def _check_labels(self, target: str) -> None:
        present = np.unique(self.codes)
        if len(present) < 2:
            raise DataError(
                f"target {target!r}: all {len(self.codes)} statements have the label "
                f"{self.names[present[0]]!r}; each target needs at least 2 different labels"
            )
        for code in present:
            if not self.weighted[self.codes == code].any():
                raise DataError(
                    f"sample_weight: all statements with the label {self.names[code]!r} have "
                    "weight 0; give one of them a positive weight, or leave them out"
                )


def _statements(X: Any, per_target: bool) -> tuple[Sequence[str], list[str] | None]:
    """Return statements, left as they are if their n-grams are counted already."""
    if isinstance(X, Excerpt) and not per_target:
        return X, None
    texts, targets = statements_from(X, with_target=per_target)
    if isinstance(X, Mapping) and isinstance(X["text"], Excerpt):
        return X["text"], targets
    return texts, targets


def _refuse_unsaveable(texts: Sequence[str]) -> None:
    """Refuse texts that could not be written to a model folder as UTF-8."""
    for i, text in enumerate(texts):
        if _lone_surrogate(text):
            raise DataError(
                f"X: item {i} holds a lone surrogate, half of a character ({ascii(text)[:60]}); "
                "it comes from a broken conversion: read the source again as UTF-8"
            )


@contextmanager
def naming(target: str) -> Iterator[None]:
    """Say whose statements an error is about, where there are several targets."""
    try:
        yield
    except DataError as error:
        if not target:
            raise
        raise DataError(f"target {target!r}: {error}") from error


def share_right(
    predicted: npt.NDArray[Any], y: object, sample_weight: object, classes: npt.NDArray[Any]
) -> float:
    """Return the share of predicted labels that are those of y, which is judged first."""
    labels = labels_from(y, len(predicted))
    weights = weights_from(sample_weight, len(predicted))
    if not labels:
        raise DataError("X: there are no statements; give some to score")
    learned = type(classes.tolist()[0])
    if wrong := [label for label in labels if not isinstance(label, learned)]:
        raise DataError(
            f"y: {shown(wrong[0])} is no {learned.__name__}, as the learned labels are; "
            "convert the labels"
        )
    warn_of_doubtful_labels(labels, classes.tolist())
    return float(np.average(np.equal(predicted, labels), weights=weights))
