"""Tables as they were read, with nothing coerced, and where each of their rows stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain, compress
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from stancekit.data.limits import check_cells

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Stack",
    "Table",
    "as_flag",
    "columns_of",
    "frame_of",
    "is_blank",
    "is_name",
    "plain",
]

Name = TypeVar("Name", bound=Hashable)

_SHOWN_ROWS = 5


@dataclass(frozen=True)
class Table:
    """Columns as one source holds them; a cell that the source does not have is None.

    In a file each row starts on one of `lines`. Rows (from 0) that could not be read are `broken`,
    and why. The `frame` that a table came from has column types worth keeping. Caveats say what was
    left out, and why rows lack labels. Some of the rows of a source have `numbers` in it. What a
    labelling tool exported names the `tool`.
    """

    name: str
    columns: dict[str, list[object]]
    lines: list[int] | None = None
    broken: Mapping[int, str] = field(default_factory=dict)
    frame: pd.DataFrame | None = None
    caveats: tuple[str, ...] = ()
    numbers: list[int] | None = None
    tool: str = ""

    def __len__(self) -> int:
        ends = [*map(len, self.columns.values()), *(row + 1 for row in self.broken)]
        return max(ends, default=0)

    def place(self, rows: Sequence[int]) -> str:
        """Say where rows (from 0) stand.

        Examples
        --------
        >>> Table("posts.csv", {"text": ["Yes.", "No."]}, lines=[2, 3]).place([0, 1])
        'posts.csv, rows 1, 2 (lines 2, 3)'
        """
        numbers = self.numbers or range(1, len(self) + 1)
        place = f"{self.name}, {_numbered('row', [numbers[row] for row in rows])}"
        if self.lines is None:
            return place
        return f"{place} ({_numbered('line', [self.lines[row] for row in rows])})"

    def where(self, kept: Sequence[bool]) -> Table:
        """Return some of the rows, which still say where they stand."""
        columns = {name: list(compress(cells, kept)) for name, cells in self.columns.items()}
        numbers = list(compress(self.numbers or range(1, len(self) + 1), kept))
        lines = None if self.lines is None else list(compress(self.lines, kept))
        return replace(self, columns=columns, numbers=numbers, lines=lines, frame=None)


class Stack:
    """Tables that are read one after another, with their rows numbered through from 0."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tuple(tables)
        self._starts = [0, *accumulate(map(len, self.tables))]

    @property
    def name(self) -> str:
        """The sources, as messages name them."""
        return ", ".join(table.name for table in self.tables)

    @property
    def names(self) -> list[str]:
        """The columns of all tables, in the order in which they first appear."""
        return list(dict.fromkeys(name for table in self.tables for name in table.columns))

    @property
    def notes(self) -> dict[str, str]:
        """What each table says of what was left out, and of why rows lack labels."""
        told = (t for t in self.tables if len(t.caveats) > bool(t.tool))  # more than its format
        return {table.name: "; ".join(table.caveats) for table in told}

    def column(self, name: str) -> list[object]:
        """Return the cells of all rows; None where a table lacks the column."""
        columns = (
            table.columns[name] if name in table.columns else [None] * len(table)
            for table in self.tables
        )
        return list(chain.from_iterable(columns))

    def cells(self, column: str) -> Iterator[tuple[int, object]]:
        """Yield the rows that have a column, each with its cell; broken rows are left out."""
        for start, table in zip(self._starts, self.tables, strict=False):
            cells: Iterable[tuple[int, object]] = enumerate(table.columns.get(column, ()), start)
            if table.broken:
                cells = (cell for cell in cells if cell[0] - start not in table.broken)
            yield from cells

    def broken(self) -> Iterator[tuple[int, str]]:
        """Yield the rows that could not be read, each with the reason."""
        for start, table in zip(self._starts, self.tables, strict=False):
            for row, reason in table.broken.items():
                yield start + row, reason

    def place(self, rows: Sequence[int]) -> str:
        """Say in which tables, rows and lines the first few of some rows stand."""
        by_table: dict[int, list[int]] = {}
        for row in rows[:_SHOWN_ROWS]:
            index = bisect_right(self._starts, row) - 1
            by_table.setdefault(index, []).append(row - self._starts[index])
        places = "; ".join(self.tables[index].place(found) for index, found in by_table.items())
        more = len(rows) - _SHOWN_ROWS
        return f"{places} and {more} more" if more > 0 else places

    def frame(self) -> pd.DataFrame:
        """Return all rows and columns as one frame; a cell that a table lacks becomes None."""
        if len(self.tables) == 1 and self.tables[0].frame is not None:
            return self.tables[0].frame.reset_index(drop=True)
        return frame_of({name: self.column(name) for name in self.names})


def frame_of(columns: Mapping[str, list[object]]) -> pd.DataFrame:
    """Return columns as a frame; pandas chooses types only where that cannot change a value."""
    import pandas as pd

    def series(values: list[object]) -> pd.Series:
        one_kind = len({type(value) for value in values}) == 1
        return pd.Series(values, dtype=None if one_kind else object)

    return pd.DataFrame({name: series(values) for name, values in columns.items()})


def columns_of(records: Sequence[Mapping[Name, object]], source: str) -> dict[Name, list[object]]:
    """Turn records into columns; a record without one of the keys gets None there."""
    names = dict.fromkeys(name for record in records for name in record)
    check_cells(source, len(records), len(names), sum(map(len, records)))
    return {name: [record.get(name) for record in records] for name in names}


def is_blank(value: object) -> bool:
    """Tell whether a cell holds nothing: None, NaN, or a string of white space.

    Examples
    --------
    >>> is_blank(" "), is_blank(None), is_blank(0), is_blank("NA")
    (True, True, False, False)
    """
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, float) and value != value)


def as_flag(value: object) -> bool | None:
    """Return what is true or false, or spells it as a table does; None for anything else.

    Examples
    --------
    >>> as_flag("True"), as_flag(0), as_flag("1"), as_flag("no"), as_flag("")
    (True, False, True, None, None)
    """
    spelled = value.casefold() if isinstance(value, str) else value
    if spelled in ("true", "1", 1):
        return True
    return False if spelled in ("false", "0", 0) else None


def is_name(value: object) -> bool:
    """Tell whether a value can name a label or a target: a string that can be seen."""
    return isinstance(value, str) and value.isprintable() and not is_blank(value)


def plain(value: object) -> object:
    """Return the Python value that one of NumPy or pandas stands for.

    Examples
    --------
    >>> plain(np.int64(3)), plain(np.array(["favor", {"score": np.float64(0.5)}], dtype=object))
    (3, ['favor', {'score': 0.5}])
    """
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray) and value.ndim:
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return None if type(value).__name__ in ("NAType", "NaTType") else value


def _numbered(noun: str, numbers: Sequence[int]) -> str:
    return f"{noun if len(numbers) == 1 else noun + 's'} {', '.join(map(str, numbers))}"
