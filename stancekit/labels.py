"""Stance labels: what a label set may be, and which way each label points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from stancekit.exceptions import DataError

__all__ = [
    "MAX_LABELS",
    "POLARITY",
    "Label",
    "has_polarity",
    "label_set",
    "stance_scores",
]

Label: TypeAlias = str | int

MAX_LABELS = 50

POLARITY: dict[Label, int] = {"favor": 1, "conditional": 0, "against": -1}
"""Where a label stands between against (-1) and favor (+1); `none` has no place on that line."""


def label_set(labels: Sequence[Label]) -> tuple[Label, ...]:
    """Return the distinct labels in the order in which a model numbers them."""
    distinct = set(labels)
    kinds = {isinstance(label, str) for label in distinct}
    if len(kinds) > 1:
        raise DataError("labels are strings in some rows and integers in others; use one kind")
    if len(distinct) < 2:
        found = f"only {next(iter(distinct))!r}" if distinct else "none at all"
        needed = "a classifier needs at least 2 different labels"
        raise DataError(f"{needed}, found {found}; add another label")
    if len(distinct) > MAX_LABELS:
        raise DataError(
            f"{len(distinct)} different labels, at most {MAX_LABELS} are possible; "
            "is this the right column?"
        )
    return tuple(sorted(distinct))


def has_polarity(labels: Sequence[Label]) -> bool:
    """Tell whether a label set has both ends of the line from against to favor."""
    return "favor" in labels and "against" in labels


def stance_scores(
    labels: Sequence[Label], probabilities: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return P(favor) - P(against) for each row, between -1 and 1, whatever rows are beside it.

    A product of matrices would round by how many rows there are.
    """
    stance = np.zeros(len(probabilities))
    for label, column in zip(labels, probabilities.T, strict=True):
        if weight := POLARITY.get(label, 0):
            stance += weight * column
    return stance
