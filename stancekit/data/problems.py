"""The book of problems: what is wrong in a source, each kind once, with the rows that have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from stancekit.data.quoting import listed, shown
from stancekit.data.table import Stack
from stancekit.exceptions import DataError

__all__ = ["Problems", "Rule", "clashes"]

Rule: TypeAlias = Callable[[object], tuple[str, str] | None]
"""Judge a cell: the kind of problem, worded alike for all such cells, and this one's details."""

_SHOWN_KINDS = 5


class _Problem(NamedTuple):
    """What is wrong, and where, unless the words say that themselves."""

    words: str
    column: str | None
    check: Hashable
    rows: dict[Any, None]
    is_placed: bool = False


class Problems:
    """What is wrong in a source: the first few kinds that each check of a column finds, with rows.

    Checks without a name are told apart by what they look at: single rows, rows together, or the
    column. A source that is but a name has rows with names, too.

    Examples
    --------
    >>> problems = Problems("posts.csv")
    >>> problems.add(["row 2"], "label", "'favour' is no label; correct it")
    >>> problems.add(["row 4"], "label", "'favour' is no label; correct it")
    >>> problems.lines()
    ["posts.csv, row 2, row 4, column 'label': 'favour' is no label; correct it"]
    """

    def __init__(self, source: Stack | str) -> None:
        self._source = source
        self.name = source if isinstance(source, str) else source.name
        self._found: dict[Hashable, _Problem] = {}

    def add(
        self,
        rows: Sequence[Any],
        column: str | None,
        kind: str,
        detail: str = "",
        check: Hashable = None,
    ) -> None:
        """Note a kind of problem, worded alike for all of its rows; the first detail is shown.

        Rows that are given together clash with each other: that is a kind of its own. Without rows
        the problem is one of the whole column, or of the whole source.
        """
        key = column, kind, tuple(rows) if len(rows) > 1 else ()
        check = column, check or min(len(rows), 2)
        found = self._found.setdefault(key, _Problem(kind + detail, column, check, {}))
        found.rows.update(dict.fromkeys(rows))

    def say(self, *lines: str) -> None:
        """Note problems that name their place themselves."""
        self._found.update({line: _Problem(line, None, None, {}, True) for line in lines})

    def judge(
        self, column: str, rule: Rule, cells: Iterable[tuple[Any, object]] | None = None
    ) -> None:
        """Note every cell that breaks a rule; all those of a column, if none are given."""
        if cells is None:
            cells = () if isinstance(self._source, str) else self._source.cells(column)
        for row, value in cells:
            if broken := rule(value):
                self.add([row], column, *broken, check=rule)

    def lines(self) -> list[str]:
        """Return a line for each problem, but for those beyond the first few of a check."""
        lines = []
        kinds = Counter(found.check for found in self._found.values())
        told: Counter[Hashable] = Counter()
        for words, column, check, rows, is_placed in self._found.values():
            where = "" if column is None else f", column {shown(column)}"
            told[check] += 1
            if is_placed:
                lines.append(words)
            elif told[check] <= _SHOWN_KINDS:
                lines.append(f"{self._place(list(rows))}{where}: {words}")
            elif told[check] == _SHOWN_KINDS + 1:
                more = kinds[check] - _SHOWN_KINDS
                lines.append(f"{self.name}{where}: {more} more like these; correct the first ones")
        return lines

    def raise_any(self) -> None:
        """Raise one error with everything that was noted, if there is anything."""
        if lines := self.lines():
            raise DataError(lines)

    def _place(self, rows: list[Any]) -> str:
        if not rows:
            return self.name
        if isinstance(self._source, str):
            return f"{self.name}, {listed(rows)}"
        return self._source.place(rows)


def clashes(keys: Iterable[tuple[int, Hashable]], values: Mapping[int, object]) -> list[list[int]]:
    """Return the rows of each key beside which several values stand; rows may lack one."""
    rows_of: dict[Hashable, list[int]] = {}
    for row, key in keys:
        if row in values:
            rows_of.setdefault(key, []).append(row)
    return [rows for rows in rows_of.values() if len({repr(values[row]) for row in rows}) > 1]
