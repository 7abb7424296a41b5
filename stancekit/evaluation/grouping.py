"""Which statements must stay on one side of every split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stancekit.data.splits import LINKING_COLUMNS, column_names, groups_of
from stancekit.exceptions import DataError
from stancekit.measure.metrics import IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Groups", "group_statements"]


@dataclass(frozen=True, eq=False)
class Groups:
    """Which statements stay together.

    Attributes
    ----------
    codes : ndarray of int, shape (n_statements,)
        Statements with the same number stay on one side of every split.
    columns : tuple of str
        The columns that tie them; identical texts are always tied.

    Examples
    --------
    >>> Groups(np.array([0, 0, 1]), ("pair_id",)).count
    2
    """

    codes: IntArray
    columns: tuple[str, ...]

    @property
    def count(self) -> int:
        """Return the number of groups."""
        return len(np.unique(self.codes))


def group_statements(frame: pd.DataFrame, columns: str | Sequence[str] | None) -> Groups:
    """Find the statements that must stay together.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"text": ["a", "b", "c"], "document": ["x", "x", "y"]})
    >>> group_statements(frame, "document").count
    2
    """
    found = _default(frame) if columns is None else _named(frame, columns)
    if found.count == 1:
        tie = " or ".join(f"'{name}'" for name in (*found.columns, "text"))
        raise DataError(
            f"groups: all {len(frame)} statements share the same {tie}, so none can be held out; "
            "leave groups out, name other columns, or add statements that do not share it"
        )
    return found


def _named(frame: pd.DataFrame, columns: str | Sequence[str]) -> Groups:
    chosen = column_names(columns)
    return Groups(groups_of(frame, chosen), tuple(chosen))


def _default(frame: pd.DataFrame) -> Groups:
    found = _named(frame, [name for name in LINKING_COLUMNS if name in frame])
    if found.count == 1 and "document" in found.columns:
        return _named(frame, [name for name in found.columns if name != "document"])
    return found
