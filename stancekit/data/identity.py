"""When two rows are one statement, and when two cells name the same id, target or group.

A name is what a cell says, however a file or a library keeps it: 1, 1.0, "1" and "1.0" are one
name, since pandas makes 1.0 of 1 where other rows are blank; so are the codings of an accent, and
outer spaces do not count, but case does. A blank cell names nothing. Two rows are one statement if
their texts are the same but for the coding of accents, and their targets are one name or both none.
Names and keys are for comparing: data keep what they hold, and 1 and "1" are two labels. Statements
that are not the same may look the same (`StatementKey.form`), or nearly so (`duplicates`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from stancekit.data.lookalikes import same_form
from stancekit.data.table import Table, is_blank, plain

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "StatementKey",
    "connected",
    "connected_groups",
    "keys_of",
    "name_of",
    "names_in",
    "rows_by",
]

K = TypeVar("K", bound=Hashable)

_is_whole = re.compile(r"-?[0-9]+\.0").fullmatch


def name_of(cell: object) -> str | None:
    """Return what a cell names, None if it is blank.

    Examples
    --------
    >>> name_of(1.0), name_of("1.0"), name_of("01"), name_of(" Moscow"), name_of(" ")
    ('1', '1', '01', 'Moscow', None)
    """
    if type(cell) is not str:  # most are, and there are many
        cell = plain(cell)
        if is_blank(cell):
            return None
        cell = str(cell)
    name = unicodedata.normalize("NFC", cell).strip()
    return name[:-2] if name.endswith(".0") and _is_whole(name) else name or None


class StatementKey(NamedTuple):
    """What the rows of one statement have in common.

    Examples
    --------
    >>> StatementKey.of("Talk!", 1.0) == StatementKey.of("Talk!", "1")
    True
    """

    text: str
    target: str | None

    @classmethod
    def of(cls, text: str, target: object = None) -> StatementKey:
        """Return the key of a text about a target, or about none."""
        return cls(unicodedata.normalize("NFC", text), name_of(target))

    @property
    def form(self) -> StatementKey:
        """The key of all statements that look the same: those of one `same_form`."""
        return StatementKey(same_form(self.text), self.target and same_form(self.target))


def rows_by(keys: Iterable[K | None]) -> dict[K, list[int]]:
    """Return the rows (from 0) that have each key; those without one are left out."""
    rows: defaultdict[K, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        if key is not None:
            rows[key].append(row)
    return dict(rows)


def names_in(table: Table | pd.DataFrame, column: str) -> list[str | None]:
    """Return what the cells of a column name, nothing where there is no such column."""
    if column not in table.columns:
        return [None] * len(table)
    cells = table.columns[column] if isinstance(table, Table) else table[column].tolist()
    return list(map(name_of, cells))


def keys_of(frame: pd.DataFrame) -> list[StatementKey]:
    """Return the key of each statement."""
    return list(map(StatementKey.of, frame["text"], names_in(frame, "target")))


def connected(first: npt.ArrayLike, second: npt.ArrayLike, n_rows: int) -> npt.NDArray[np.intp]:
    """Return a number for each row, the same for all that a chain of pairs connects.

    Examples
    --------
    >>> connected([0, 3], [3, 4], n_rows=5)
    array([0, 1, 2, 0, 0])
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    # SciPy 1.11 takes indices of no other size.
    ends = np.asarray(first, dtype=np.int32), np.asarray(second, dtype=np.int32)
    graph = coo_array((np.ones(len(ends[0])), ends), shape=(n_rows, n_rows))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.intp)


def connected_groups(
    one: npt.NDArray[np.intp], other: npt.NDArray[np.intp]
) -> npt.NDArray[np.intp]:
    """Return groups that hold together what one or the other grouping does.

    Examples
    --------
    >>> connected_groups(np.array([0, 1, 1, 2]), np.array([0, 0, 1, 2]))
    array([0, 0, 0, 1])
    """
    firsts = [
        np.unique(codes, return_index=True, return_inverse=True)[1:] for codes in (one, other)
    ]
    first = np.concatenate([start[inverse] for start, inverse in firsts])
    return connected(first, np.tile(np.arange(len(one)), 2), len(one))
