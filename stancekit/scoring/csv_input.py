"""Inputs of CSV and TSV: what their heads say, and their records, each read by itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from stancekit.data.csv_files import CsvHead
from stancekit.data.csv_rows import CsvRows, judge_rows, ragged
from stancekit.data.record_ends import RecordEnds, line_ends, open_quote, record_ends
from stancekit.data.table import Table
from stancekit.scoring.chunks import LONGEST, Chunk, Place, Records, n_lines
from stancekit.scoring.rows import Rows
from stancekit.scoring.streams import Stream
from stancekit.scoring.text_inputs import TextInput

__all__ = ["CsvInput", "long_fields"]

_NO_NAME = "a cell of column {}, which has no name, holds something; name the column"


class CsvInput(TextInput):
    """A file with cells between separators, whose head is known."""

    def __init__(self, stream: Stream, name: str, head: CsvHead, start: Place) -> None:
        self.head = head
        self.columns = tuple(name for name in head.names if name is not None)
        self.separator = head.separator.encode()
        is_blank = _is_empty if len(head.names) > 1 else _is_nothing
        ends = partial(record_ends, separator=self.separator) if head.is_quoted else _lines
        records = Records(ends, is_blank, b"\r\n" if len(head.names) > 1 else b"")
        super().__init__(stream, name, records, start)

    @property
    def is_plain(self) -> bool:
        """Whether its records can stand as they are in a table with its columns."""
        return self.head.is_quoted and None not in self.head.names

    def rows(self, chunk: Chunk) -> Rows:
        """Read the records of a chunk, each by itself, and judge them beside each other."""
        rows, raws = CsvRows(), []
        before = chunk.place.line - 1
        lines: list[str] = []
        for line, raw, text, wrong in self.texts(chunk):
            lines += ["\n"] * (line - before - 1 - len(lines))  # blank ones
            lines += io.StringIO(text, newline="") if text else ["\n"] * max(n_lines(raw), 1)
            cells: list[str] = []
            if not wrong:
                cells, wrong = self._cells(text, raw, line)
            rows.add(line, before + len(lines), cells, wrong or None)
            raws.append(raw)
        self._judge(rows, lines, before)
        columns: dict[str, list[object]] = {
            name: [None if row in rows.broken else cells[i] for row, cells in enumerate(rows.cells)]
            for i, name in enumerate(self.head.names)
            if name is not None
        }
        numbers = list(range(chunk.place.row, chunk.place.row + len(raws)))
        broken = dict(sorted(rows.broken.items()))
        return Rows(Table(self.name, columns, rows.lines, broken, numbers=numbers), raws)

    def _judge(self, rows: CsvRows, lines: list[str], before: int) -> None:
        names, separator = [name or "" for name in self.head.names], self.head.separator
        if self.head.is_quoted:
            judge_rows(lines, rows, names, separator, "label", before)
        for row, cells in enumerate(rows.cells):
            if row in rows.broken:
                continue
            if len(cells) != len(names):
                rows.broken[row] = ragged(len(cells), len(names), separator)
            elif wrong := self._unnamed(cells):
                rows.broken[row] = wrong

    def _cells(self, text: str, raw: bytes, line: int) -> tuple[list[str], str]:
        """Return the cells of a record, or why they cannot be read."""
        if not self.head.is_quoted:
            return text.rstrip("\r\n").split(self.head.separator), ""
        try:
            cells = next(csv.reader([text], delimiter=self.head.separator, strict=True), [])
            return cells or [""], ""
        except csv.Error:
            return [], self._unreadable(raw, line)

    def _unreadable(self, raw: bytes, line: int) -> str:
        way_out = 'inside quotes, write a quote as two ("")'
        if (place := open_quote(raw, self.separator)) is not None:
            opened = line + n_lines(raw[:place])
            return f"a quoted field is never closed; it opens on line {opened}; {way_out}"
        return f"text follows a closing quote; {way_out}"

    def _unnamed(self, cells: list[str]) -> str:
        """Say that a cell would be lost, as its column has no name."""
        for place, name in enumerate(self.head.names):
            if name is None and cells[place].strip():
                return _NO_NAME.format(place + 1)
        return ""


@contextmanager
def long_fields() -> Iterator[None]:
    """Let Python's reader take fields as long as records may be."""
    before = csv.field_size_limit(LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _lines(data: bytes) -> RecordEnds:
    return RecordEnds(line_ends(data, returns=True), True)


def _is_empty(record: bytes) -> bool:
    return not record.strip(b"\r\n")


def _is_nothing(record: bytes) -> bool:
    return False
