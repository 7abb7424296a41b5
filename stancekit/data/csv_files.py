"""Files of CSV: records on one line or on several, with cells that may be quoted."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stancekit.data.csv_rows import CsvRows, judge_rows
from stancekit.data.limits import too_sparse
from stancekit.data.nameless import kept_columns, named_columns, with_row_numbers
from stancekit.data.notes import note
from stancekit.data.separators import SEPARATORS, separator_in, stated_separator
from stancekit.data.stray_quotes import unquoted_cells
from stancekit.data.table import Table
from stancekit.exceptions import DataError

__all__ = ["CsvHead", "csv_head", "parse_csv", "starts_json"]

_EMPTY = "".join(SEPARATORS) + "\r\n"
_UNREAD = "the rows from here on were not read"

starts_json = re.compile(r'\s*[\[{]\s*[\[{"]').match


class CsvHead(NamedTuple):
    """What the header and the first rows say of a file.

    Cells have names, but for those of columns that are left out as nothing stands in them. Records
    begin behind so many lines. Where nothing is quoted, quotes are characters.
    """

    separator: str
    names: tuple[str | None, ...]
    n_lines: int
    is_quoted: bool


def csv_head(
    text: str,
    name: str,
    columns: tuple[str, str] = ("text", "label"),
    separator: str | None = None,
    expected: str = ",",
) -> CsvHead:
    r"""Return what the beginning of a file says of all of it.

    Examples
    --------
    >>> csv_head("sep=;\nid;text;\n1;We talk;\n", "posts.csv")
    CsvHead(separator=';', names=('id', 'text', None), n_lines=2, is_quoted=True)
    """
    lines, first, separator = _begun(text, name, columns, separator, expected)
    names, rows, is_quoted = _rows(lines, first, name, separator, columns[1])
    cells = _columns(rows, len(names))
    named = iter(named_columns(names, cells, name))
    kept = set(kept_columns(names, cells))
    found = tuple(next(named) if place in kept else None for place in range(len(names)))
    _, end, _, _ = next(_records(lines, first, separator))
    return CsvHead(separator, found, end, is_quoted)


def parse_csv(
    text: str,
    name: str,
    columns: tuple[str, str] = ("text", "label"),
    separator: str | None = None,
    expected: str = ",",
) -> Table:
    """Read a table whose cells are separated as its header says, unless somebody says it."""
    lines, first, separator = _begun(text, name, columns, separator, expected)
    names, rows, _ = _rows(lines, first, name, separator, columns[1])
    if rows.broken and too_sparse(len(rows.cells), len(names), sum(map(len, rows.cells))):
        return Table(name, {}, rows.lines, dict(sorted(rows.broken.items())))
    named = named_columns(names, _columns(rows, len(names)), name)
    return Table(name, named, rows.lines, dict(sorted(rows.broken.items())))


def _begun(
    text: str, name: str, columns: tuple[str, str], separator: str | None, expected: str
) -> tuple[list[str], int, str]:
    """Return the lines of a file, which of them is the header, and what separates cells."""
    if starts_json(text):
        way_out = "say --format jsonl" if name == "standard input" else "call it .jsonl"
        raise DataError(f"{name}: this is JSON; {way_out}, with one object on each line")
    lines = list(io.StringIO(text, newline=""))
    first = _filled(lines, 0)
    if stated := stated_separator("".join(lines[first : first + 1])):
        separator, first = separator or stated, _filled(lines, first + 1)
    if first == len(lines):
        below = f" below the line 'sep={stated}'" if stated else " between its separators"
        raise DataError(f"{name}: nothing stands{below}; add a table")
    if separator is None:
        separator = separator_in(lines[first:], expected, columns, f"{name}, line {first + 1}")
        if separator != expected:
            note(name, f"{SEPARATORS[separator]} separate the cells, as its header says")
    return lines, first, separator


def _rows(
    lines: Sequence[str], first: int, name: str, separator: str, label: str
) -> tuple[list[str], CsvRows, bool]:
    """Return the names of all columns, the rows, and whether quotes enclose cells."""
    records = _records(lines, first, separator)
    line, _, head, wrong = next(records)
    if wrong:
        raise DataError(f"{name}, line {line}: {wrong}")
    rows = CsvRows()
    for line, end, cells, wrong in records:
        if cells or wrong:
            rows.add(line, end, cells, wrong)
        elif len(head) == 1:  # then a blank line is an empty cell
            rows.add(line, end, [""], None)
    names = _header(head, rows, lines[first], name)
    judge_rows(lines, rows, names, separator, label)
    if separator == "\t" and rows.broken:
        unquoted = _as_characters(lines, rows, len(names), name)
        return names, unquoted or rows, unquoted is None
    return names, rows, True


def _columns(rows: CsvRows, width: int) -> list[list[object]]:
    """Return cells by column; None where a row is broken."""
    kept = [None if row in rows.broken else cells for row, cells in enumerate(rows.cells)]
    return [[None if cells is None else cells[index] for cells in kept] for index in range(width)]


def _filled(lines: Sequence[str], start: int) -> int:
    """Return the first line, from one on, in which more stands than separators."""
    filled = (number for number in range(start, len(lines)) if lines[number].strip(_EMPTY))
    return next(filled, len(lines))


def _records(
    lines: Sequence[str], first: int, separator: str
) -> Iterator[tuple[int, int, list[str], str | None]]:
    """Yield the first line, the last and the cells of each record, or why no more can be read."""
    reader = csv.reader(lines[first:], delimiter=separator, strict=True)
    while True:
        line = first + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            end = first + reader.line_num
            yield line, line, [], _reason(str(error), end, lines[end - 1])
            return
        yield line, first + reader.line_num, cells, None


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


def _header(names: list[str], rows: CsvRows, raw: str, source: str) -> list[str]:
    """Return the names of all columns; R's write.table gives that of the row numbers none."""
    longer = rows.sound(len(names) + 1)
    if raw.startswith('"') and len(longer) == len(rows.cells) - len(rows.broken) > 0:
        found = with_row_numbers(["", *names], [[cells[0] for cells in longer]], source)
        return found if found[0] else names
    return names


def _as_characters(lines: Sequence[str], rows: CsvRows, width: int, name: str) -> CsvRows | None:
    """Return the rows of a file that quotes no cell, and in which quotes are characters."""
    numbers = range(rows.lines[0], len(lines) + 1)
    filled = [number for number in numbers if lines[number - 1].strip("\r\n")]
    cells = unquoted_cells((lines[number - 1] for number in filled), "\t", width)
    if cells is None:
        return None
    place = rows.lines[min(rows.broken)]
    note(name, f"quotes are read as characters, as they enclose no cell (first: line {place})")
    return CsvRows(cells, filled)
