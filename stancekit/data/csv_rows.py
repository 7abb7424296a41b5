"""Rows of CSV files: where each stands, and what is wrong with it, alone and beside the others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from stancekit.data.quoting import counted
from stancekit.data.separators import SEPARATORS
from stancekit.data.stray_quotes import Look, spaced_quotes, swallows_rows

__all__ = ["CsvRows", "judge_rows", "ragged"]

_SPACED = "a space stands before a quote, which is then a part of the text; remove the space"
_SWALLOWED = (
    "a quote opens on line {} and closes on line {}, around what seem to be rows of their own; "
    'inside quotes, write a quote as two (""), or write .jsonl'
)
_BYTE_ORDER_MARK = "\ufeff"


@dataclass
class CsvRows:
    """The cells of rows, and the line on which each starts.

    Some span lines, and end on others; some are broken, and why.
    """

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    ends: dict[int, int] = field(default_factory=dict)
    broken: dict[int, str] = field(default_factory=dict)

    def add(self, line: int, end: int, cells: list[str], wrong: str | None) -> None:
        """Take one more row."""
        row = len(self.cells)
        self.cells.append(cells)
        self.lines.append(line)
        if end > line:
            self.ends[row] = end
        if wrong:
            self.broken[row] = wrong

    def sound(self, width: int) -> list[list[str]]:
        """Return the rows that have so many cells."""
        return [cells for cells in self.cells if len(cells) == width]


def judge_rows(
    lines: Sequence[str],
    rows: CsvRows,
    names: list[str],
    separator: str,
    label: str,
    before: int = 0,
) -> None:
    """Note what is wrong with rows, each by itself and beside the others.

    So many lines of the file come before those that are given.
    """
    sound = rows.sound(len(names)) if rows.ends else []
    looks = [
        Look.of({cells[index] for cells in sound}, are_labels=name == label)
        for index, name in enumerate(names)
    ]
    for row, cells in enumerate(rows.cells):
        if len(cells) != len(names):
            rows.broken.setdefault(row, ragged(len(cells), len(names), separator))
        elif cells[-1] == names[-1] and _repeats(cells, names):
            rows.broken[row] = "the header once more; remove this line"
    for row, end in rows.ends.items():
        line = rows.lines[row]
        if row not in rows.broken and swallows_rows(
            lines[line - 1 - before : end - before], separator, looks
        ):
            rows.broken[row] = _SWALLOWED.format(line, end)
    for line, raw in enumerate(lines, start=before + 1):
        if spaced_quotes(raw, separator) and (row := bisect_right(rows.lines, line) - 1) >= 0:
            rows.broken.setdefault(row, _SPACED)


def _repeats(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Tell whether a row is the header once more, as where files were put together."""
    return len(names) > 1 and [cell.removeprefix(_BYTE_ORDER_MARK) for cell in cells] == names


def ragged(found: int, expected: int, separator: str) -> str:
    """Say that a row has more cells than the header, or fewer."""
    noun = SEPARATORS.get(separator, f"characters {separator}").removesuffix("s")
    return (
        f"{counted(found, 'cell')} where the header has {expected}; "
        f"put a field that holds a {noun} in quotes, or add what is missing"
    )
