"""Statements with the labels of their annotators: who disagrees, and what most of them say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stancekit.annotators.rating_rules import MERGED
from stancekit.annotators.ratings import Ratings
from stancekit.data.table import as_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["disagreements", "majority", "ties"]


def majority(ratings: Ratings) -> pd.DataFrame:
    """Return one row for each statement, with the label that most of its annotators gave."""
    counts = ratings.counts()
    votes = counts.max(axis=1)
    decided = (counts == votes[:, None]).sum(axis=1) == 1
    winners = counts.argmax(axis=1).tolist()
    labels: list[object] = [
        ratings.labels[winner] if clear else None
        for winner, clear in zip(winners, decided.tolist(), strict=True)
    ]
    added = zip(MERGED, (labels, votes.tolist(), counts.sum(axis=1).tolist()), strict=True)
    return as_frame(ratings.columns | dict(added))


def disagreements(ratings: Ratings) -> pd.DataFrame:
    """Return the statements whose annotators gave different labels."""
    return _labels_of(ratings, (ratings.counts() > 0).sum(axis=1) > 1)


def ties(ratings: Ratings) -> pd.DataFrame:
    """Return the statements for which no label has more votes than any other."""
    counts = ratings.counts()
    votes = counts.max(axis=1, keepdims=True)
    return _labels_of(ratings, (votes[:, 0] > 0) & ((counts == votes).sum(axis=1) > 1))


def _labels_of(ratings: Ratings, wanted: npt.NDArray[np.bool_]) -> pd.DataFrame:
    rows = np.flatnonzero(wanted).tolist()
    columns: dict[str, list[object]] = {
        name: [cells[row] for row in rows] for name, cells in ratings.columns.items()
    }
    for name, codes in zip(ratings.annotators, ratings.codes.T, strict=True):
        columns[name] = [
            ratings.labels[code] if code >= 0 else None for code in codes[rows].tolist()
        ]
    return as_frame(columns | {"label": [None] * len(rows)})
