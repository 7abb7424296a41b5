"""Files of CSV: records on one line or on several, with cells that may be quoted."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stancekit.data.notes import note
from stancekit.data.row_numbers import with_row_numbers
from stancekit.data.separators import SEPARATORS, separator_in, stated_separator
from stancekit.data.stray_quotes import Look, spaced_quotes, swallows_rows, unquoted_cells
from stancekit.data.table import Table
from stancekit.data.validation import as_column_names
from stancekit.exceptions import DataError

__all__ = ["parse_csv", "starts_json"]

_BYTE_ORDER_MARK = "\ufeff"
_UNREAD = "the rows from here on were not read"
_SPACED = "a space stands before a quote, which is then a part of the text; remove the space"
_SWALLOWED = (
    "a quote opens on line {} and closes on line {}, around what seem to be rows of their own; "
    'inside quotes, write a quote as two (""), or write .jsonl'
)

starts_json = re.compile(r'\s*[\[{]\s*[\[{"]').match


class _Record(NamedTuple):
    """The cells of a row, the lines from which on and up to which it goes, and what is wrong."""

    line: int
    end: int
    cells: list[str]
    wrong: str | None = None


def parse_csv(
    text: str,
    name: str,
    columns: tuple[str, str] = ("text", "label"),
    separator: str | None = None,
    expected: str = ",",
) -> Table:
    """Read a table whose cells are separated as its header says, unless somebody says it."""
    if starts_json(text):
        way_out = "say --format jsonl" if name == "standard input" else "call it .jsonl"
        raise DataError(f"{name}: this is JSON; {way_out}, with one object on each line")
    lines = list(io.StringIO(text, newline=""))
    first = _filled(lines, 0)
    if stated := stated_separator(lines[first]):
        separator, first = separator or stated, _filled(lines, first + 1)
        if first == len(lines):
            raise DataError(f"{name}: nothing stands below the line 'sep={stated}'; add a table")
    if separator is None:
        separator = separator_in(lines[first:], expected, columns, f"{name}, line {first + 1}")
        if separator != expected:
            note(name, f"{SEPARATORS[separator]} separate the cells, as its header says")
    return _table(lines, first, name, separator, columns[1])


def _table(lines: Sequence[str], first: int, name: str, separator: str, label: str) -> Table:
    head, *rows = _records(lines, first, separator)
    if head.wrong:
        raise DataError(f"{name}, line {head.line}: {head.wrong}")
    if len(head.cells) == 1:  # then a blank line is an empty cell
        rows = [row if row.cells or row.wrong else row._replace(cells=[""]) for row in rows]
    rows = [row for row in rows if row.cells or row.wrong]
    names = _header(head.cells, rows, lines[first], name)
    rows = _judged(lines, rows, names, separator, label)
    if separator == "\t" and any(row.wrong for row in rows):
        rows = _as_characters(lines, head, rows, len(names), name) or rows
    columns: dict[str, list[object]] = {
        column: [None if row.wrong else row.cells[index] for row in rows]
        for index, column in enumerate(names)
    }
    broken = {index: row.wrong for index, row in enumerate(rows) if row.wrong}
    return Table(name, columns, [row.line for row in rows], broken)


def _filled(lines: Sequence[str], start: int) -> int:
    """Return the first line, from one on, that is not empty."""
    filled = (number for number in range(start, len(lines)) if lines[number].strip("\r\n"))
    return next(filled, len(lines))


def _records(lines: Sequence[str], first: int, separator: str) -> Iterator[_Record]:
    """Yield the records from a line on; the last one may say why no more can be read."""
    reader = csv.reader(lines[first:], delimiter=separator, strict=True)
    while True:
        line = first + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            end = first + reader.line_num
            yield _Record(line, end, [], _reason(str(error), end, lines[end - 1]))
            return
        yield _Record(line, first + reader.line_num, cells)


def _reason(error: str, end: int, last: str) -> str:
    if "field larger" in error:
        limit = csv.field_size_limit()
        return (
            f"a field is longer than {limit} characters; is a quote before it never closed? "
            f"Otherwise use .jsonl or .parquet ({_UNREAD})"
        )
    wrong = f"on line {end}, text follows a closing quote"
    if "expected after" not in error:
        wrong = "a quoted field is never closed"
    in_r = '; in R, qmethod = "double"' if '\\"' in last else ""
    return f'{wrong}; inside quotes, write a quote as two ("") ({_UNREAD}{in_r})'


def _header(names: list[str], rows: Sequence[_Record], raw: str, source: str) -> list[str]:
    """Return the names of all columns; R's write.table gives that of the row numbers none."""
    sound = [row.cells for row in rows if not row.wrong]
    first = [cells[0] for cells in sound if cells]
    longer_rows = sound and all(len(cells) == len(names) + 1 for cells in sound)
    if longer_rows and raw.startswith('"'):
        longer = with_row_numbers(["", *names], [first], source)
        names = longer if longer[0] else names
    return as_column_names(with_row_numbers(names, [first], source), source)


def _judged(
    lines: Sequence[str], rows: Sequence[_Record], names: list[str], separator: str, label: str
) -> list[_Record]:
    """Say what is wrong with rows, each by itself and beside the others."""
    sound = [row.cells for row in rows if not row.wrong and len(row.cells) == len(names)]
    spans = any(row.end > row.line for row in rows)
    columns = zip(names, zip(*sound, strict=True), strict=False) if spans else ()
    looks = [Look.of(set(cells), are_labels=name == label) for name, cells in columns]

    def wrong(row: _Record) -> str | None:
        raw = lines[row.line - 1 : row.end]
        if row.wrong:
            return row.wrong
        if len(row.cells) != len(names):
            return _ragged(len(row.cells), len(names), separator)
        if len(names) > 1 and [cell.removeprefix(_BYTE_ORDER_MARK) for cell in row.cells] == names:
            return "the header once more; remove this line"
        if len(raw) > 1 and swallows_rows(raw, separator, looks):
            return _SWALLOWED.format(row.line, row.end)
        return _SPACED if any(spaced_quotes(line, separator) for line in raw) else None

    return [row._replace(wrong=wrong(row)) for row in rows]


def _as_characters(
    lines: Sequence[str], head: _Record, rows: Sequence[_Record], width: int, name: str
) -> list[_Record] | None:
    """Return the rows of a file that quotes no cell, and in which quotes are characters."""
    below = {number: lines[number - 1] for number in range(head.end + 1, len(lines) + 1)}
    filled = {number: line for number, line in below.items() if line.strip("\r\n")}
    cells = unquoted_cells(filled.values(), "\t", width)
    if cells is None:
        return None
    place = next(row.line for row in rows if row.wrong)
    note(name, f"quotes are read as characters, as they enclose no cell (first: line {place})")
    return [_Record(line, line, row) for line, row in zip(filled, cells, strict=True)]


def _ragged(found: int, expected: int, separator: str) -> str:
    noun = SEPARATORS.get(separator, f"characters {separator}").removesuffix("s")
    return (
        f"{found} {'cell' if found == 1 else 'cells'} where the header has {expected}; "
        f"put a field that holds a {noun} in quotes, or add what is missing"
    )
