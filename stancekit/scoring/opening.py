"""Which kind of input a file is: by its name, by how it begins, and by the columns it has."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from stancekit.data.cell_rules import characters
from stancekit.data.csv_files import csv_head
from stancekit.data.files import FILE_SUFFIXES, open_file, parse_file, parse_lines
from stancekit.data.formats.registry import exported
from stancekit.data.json_files import parse_json, starts_document
from stancekit.data.other_files import refuse_other_contents, refuse_other_suffix
from stancekit.data.problems import Problems
from stancekit.data.quoting import shown
from stancekit.data.readers import read_table
from stancekit.data.record_ends import line_ends
from stancekit.data.source_file import SourceFile
from stancekit.data.statistics_files import STATISTICS_SUFFIXES
from stancekit.data.table import Stack, Table
from stancekit.data.validation import check_columns, check_known_targets
from stancekit.exceptions import DataError
from stancekit.scoring.chunks import Chunk, Place
from stancekit.scoring.csv_input import CsvInput, long_fields
from stancekit.scoring.rows import Rows, Wanted
from stancekit.scoring.streams import Stream, name_of_file, unpacked
from stancekit.scoring.table_inputs import ParquetInput, WholeInput
from stancekit.scoring.text_inputs import JsonLines, TextLines

__all__ = ["Input", "open_input"]

_HEAD = 1 << 18
"""So many bytes, or two lines, say what is true of all of a file: its separator, its columns."""
_LONGEST_HEAD = 1 << 22
_JSON = (".jsonl", ".ndjson")
_CSV = (".csv", ".tsv", ".tab", ".txt")
_EMPTY = "the file is empty; add statements"


class Input(Protocol):
    """A file whose rows are read in chunks; how many bytes of it on disk were read."""

    name: str
    n_packed: int
    columns: tuple[str, ...]

    @property
    def can_be_shared(self) -> bool:
        """Whether another process can work on its chunks."""

    def chunks(self, place: Place | None = None) -> Iterator[Chunk]:
        """Yield what is left from a place on."""

    def rows(self, chunk: Chunk) -> Rows:
        """Read a chunk."""


def open_input(file: SourceFile, wanted: Wanted, *, kept: bool) -> Input:
    """Return a file as an input; records of JSONL are kept as they are, or read into columns."""
    name, like = name_of_file(file), unpacked(file)
    if file != "-":
        open_file(file).close()
    refuse_other_suffix(name, like.suffix, FILE_SUFFIXES)
    if like.suffix == ".parquet":
        found = ParquetInput(file if file == like else _all(file), name)
        _check_columns(Table(name, {column: [] for column in found.columns}), wanted)
        found.check_texts(wanted.text)
        return found
    if like.suffix not in (*_JSON, *_CSV):
        return _whole(file, wanted)
    with Stream(file) as stream:
        return _text_input(stream, like, wanted, kept=kept)


def _text_input(stream: Stream, like: SourceFile, wanted: Wanted, *, kept: bool) -> Input:
    """Return an input of text, by how it begins."""
    name = name_of_file(stream.file)
    data = _begun(stream, name)
    text = data[stream.n_mark :].decode("utf-8", "replace")
    if not text.strip():
        raise DataError(f"{name}: {_EMPTY}")
    if like.suffix in _JSON:
        return _json_lines(stream, text, wanted, kept=kept)
    if like.suffix == ".txt" and stream.file.separator is None:
        parse_lines(text, name, wanted.text)
        return TextLines(stream, name, wanted.text)
    with long_fields():
        return _csv(stream, data, text, wanted, "\t" if like.suffix in (".tsv", ".tab") else ",")


def _begun(stream: Stream, name: str) -> bytes:
    """Return the first lines of an input."""
    data, size = stream.head(_HEAD), _HEAD
    if not data:
        raise DataError(f"{name}: {_EMPTY}")
    refuse_other_contents(data, name)
    while len(ends := line_ends(data, returns=True)) < 2 and len(data) == size < _LONGEST_HEAD:
        size *= 4
        data = stream.head(size)
    return data[: ends[-1]] if len(data) == size and len(ends) else data


def _json_lines(stream: Stream, text: str, wanted: Wanted, *, kept: bool) -> Input:
    name = name_of_file(stream.file)
    if starts_document(text):
        return _whole(stream.file, wanted, stream)
    begun = parse_json(text, name, (wanted.text, "label"))
    if not begun.columns:  # no record can be read, so far
        begun = replace(begun, columns={name: [] for name in wanted.names})
    if begun.tool or wanted.text not in begun.columns:
        return _whole(stream.file, wanted, stream)
    _check_columns(begun, wanted)
    return JsonLines(stream, begun, wanted, kept=kept)


def _csv(stream: Stream, data: bytes, text: str, wanted: Wanted, expected: str) -> Input:
    name, file = name_of_file(stream.file), stream.file
    ends = line_ends(data, returns=True)
    if not len(ends) and len(data) >= _LONGEST_HEAD:
        raise DataError(
            f"{name}: its first line is longer than {_LONGEST_HEAD >> 20} MiB, too long for the "
            "names of columns; write each row on a line of its own"
        )
    head = csv_head(text, name, (wanted.text, "label"), file.separator, expected)
    if wanted.text not in head.names:
        return _whole(file, wanted, stream)
    _check_columns(Table(name, {column: [] for column in head.names if column}), wanted)
    start = int(ends[head.n_lines - 1]) if head.n_lines <= len(ends) else len(data)
    return CsvInput(stream, name, head, Place(start, head.n_lines + 1))


def _whole(file: SourceFile, wanted: Wanted, stream: Stream | None = None) -> Input:
    """Return an input that is read as a whole, as it is where it is used otherwise."""
    name, like = name_of_file(file), unpacked(file)
    if file == "-" or file != like:
        data = _all(file, stream)
        table = parse_file(
            data, SourceFile(like, like.separator, None, like.kind), name, wanted.text
        )
        if wanted.text not in table.columns:
            table = exported(table, (wanted.text, "label"))
        found = WholeInput(name, lambda: table, len(data))
    else:
        found = WholeInput(name, lambda: read_table(file, wanted.text, None), os.stat(file).st_size)
    _check_columns(Table(name, {column: [] for column in found.columns}), wanted)
    return found


def _all(file: SourceFile, stream: Stream | None = None) -> bytes:
    """Return all bytes of an input, unpacked."""
    if unpacked(file).suffix in STATISTICS_SUFFIXES:
        raise DataError(f"{name_of_file(file)}: this file is compressed; unpack it first")
    with stream or Stream(file) as source:
        parts = iter(lambda: source.read(_HEAD), b"")
        return b"".join(parts)


def _check_columns(table: Table, wanted: Wanted) -> None:
    """Refuse a table that lacks a column."""
    kept = names = table.columns
    if wanted.text in names:  # which is read as "text", where one of that name would be in the way
        kept = {n: c for n, c in names.items() if n == wanted.text or n != "text"}
    check_columns([Table(table.name, kept)], wanted.text, "label", may_lack="label")
    if wanted.targets is not None and wanted.target not in names:
        check_known_targets(Problems(Stack([table])), None, wanted.targets)
    for name in names:
        if wrong := characters(name):
            raise DataError(f"{table.name}, the name of column {shown(name)}: {wrong[0]}")
