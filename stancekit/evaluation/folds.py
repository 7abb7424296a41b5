"""Which statements must stay on one side of every split, and folds that see to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from stancekit.data.identity import name_of, names_in
from stancekit.data.quoting import all_shown, no_column, shown
from stancekit.data.splits import LINKING_COLUMNS, column_names, groups_of, leave_out_folds
from stancekit.exceptions import DataError
from stancekit.measure.metrics import IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Fold",
    "group_statements",
    "left_out_codes",
    "left_out_folds",
    "pass_seed",
    "rows_that_only_train",
    "untied",
]

Fold: TypeAlias = tuple[IntArray, IntArray]
"""The rows to train on and the rows to predict."""


def group_statements(
    frame: pd.DataFrame, columns: str | Sequence[str] | None
) -> tuple[tuple[str, ...], IntArray]:
    """Return the columns that tie statements, and the number of the group of each statement.

    Copies of a text, and what is nearly one, are always tied.
    """
    chosen = [name for name in LINKING_COLUMNS if name in frame]
    if columns is not None:
        chosen = column_names(columns)
    codes = groups_of(frame, chosen)
    if columns is None and "document" in chosen and not codes.any():
        chosen.remove("document")
        codes = groups_of(frame, chosen)
    if not codes.any():
        tie = " or ".join(f"'{name}'" for name in (*chosen, "text"))
        raise DataError(
            f"groups: all {len(frame)} statements share the same {tie}, so none can be held out; "
            "leave groups out, name other columns, or add statements that do not share it"
        )
    return tuple(chosen), codes


def untied(folds: Sequence[Fold], groups: IntArray) -> list[Fold]:
    """Drop training statements that share a group with the test side."""
    return [(train[~np.isin(groups[train], groups[test])], test) for train, test in folds]


def pass_seed(random_state: int, repeat: int) -> int:
    """Return the seed of a repeat; those of neighbouring random states have nothing in common."""
    return int(np.random.SeedSequence([random_state, repeat]).generate_state(1)[0])


def left_out_folds(frame: pd.DataFrame, column: str) -> list[tuple[str, IntArray, IntArray]]:
    """Make one fold of each value of a column: the value, the other rows, and its own."""
    if column not in frame:
        raise DataError(f"leave_out: {no_column(column, list(frame.columns))}")
    try:
        return leave_out_folds(frame[column].tolist())
    except DataError as error:
        raise DataError(f"column {shown(column)}: {error}") from error


def left_out_codes(frame: pd.DataFrame, column: str) -> IntArray:
    """Return the number of the left-out value of each statement."""
    codes = np.empty(len(frame), dtype=np.intp)
    for code, (_, _, rows) in enumerate(left_out_folds(frame, column)):
        codes[rows] = code
    return codes


def rows_that_only_train(
    frame: pd.DataFrame, only_train: Mapping[str, Sequence[str]]
) -> npt.NDArray[np.bool_] | None:
    """Tell which statements have one of the values of a column; None where no column is named.

    Examples
    --------
    >>> import pandas as pd
    >>> rows_that_only_train(pd.DataFrame({"year": [1.0, 2.0, None]}), {"year": ["1"]})
    array([ True, False, False])
    """
    if not only_train:
        return None
    found = np.zeros(len(frame), dtype=np.bool_)
    for column, values in only_train.items():
        if column not in frame:
            raise DataError(f"only_train: {no_column(column, list(frame.columns))}")
        names, wanted = names_in(frame, column), {name_of(value) for value in values}
        if unknown := sorted(wanted.difference(names), key=str):
            raise DataError(
                f"only_train: no statement has {all_shown(unknown)} in the column {shown(column)}; "
                "correct it, or leave it out"
            )
        found |= [name in wanted for name in names]
    return found
