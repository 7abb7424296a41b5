"""Chunks of text read by pyarrow, where that is sure to give what reading row by row gives.

Where it is not, as a row is broken or may be, there is no table, and the rows are read one by one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from stancekit.data.record_ends import line_ends
from stancekit.data.stray_quotes import Look, swallows_rows
from stancekit.scoring.chunks import Chunk
from stancekit.scoring.csv_input import CsvInput
from stancekit.scoring.rows import Wanted
from stancekit.scoring.text_inputs import JsonLines
from stancekit.text import kernel

__all__ = ["csv_table", "json_table"]


def csv_table(source: CsvInput, chunk: Chunk, columns: list[str]) -> Any | None:
    """Return some columns of a chunk of CSV as strings."""
    if not (chunk.is_regular and source.is_plain and _is_clean(chunk.data)):
        return None
    table = _read_csv(source, chunk, columns)
    if table is None or len(table) != chunk.n_rows or _has_header(table):
        return None
    doubtful = _doubtful(source, chunk)
    if doubtful and _swallow_rows(source, _read_csv(source, chunk, source.columns), doubtful):
        return None
    return _as_strings(table)


def _read_csv(source: CsvInput, chunk: Chunk, columns: Sequence[str]) -> Any | None:
    """Return columns as bytes, None where a row has more cells than the others, or fewer."""
    import pyarrow
    from pyarrow import csv

    names = source.head.names
    reading = csv.ReadOptions(column_names=names, use_threads=False, block_size=len(chunk.data) + 1)
    parsing = csv.ParseOptions(
        delimiter=source.head.separator,
        newlines_in_values=True,
        ignore_empty_lines=len(names) > 1,
    )
    converting = csv.ConvertOptions(
        include_columns=columns,
        column_types=dict.fromkeys(columns, pyarrow.binary()),
        strings_can_be_null=False,
    )
    try:
        return csv.read_csv(pyarrow.BufferReader(chunk.data), reading, parsing, converting)
    except pyarrow.ArrowInvalid:
        return None


def json_table(source: JsonLines, chunk: Chunk, wanted: Wanted) -> Any | None:
    """Return the texts, and targets, of a chunk of JSONL; nothing else of it is kept."""
    import pyarrow

    if chunk.is_too_long or len(chunk.ends) != chunk.n_rows or not _is_clean(chunk.data):
        return None
    found = kernel.active().json_texts(chunk.data, chunk.ends, wanted.names, source.reserved)
    if found is None:
        return None
    return pyarrow.table([_column(texts) for texts in found], names=wanted.names)


def _column(texts: Any) -> Any:
    """Return texts as Arrow holds them, without a copy."""
    import pyarrow

    is_there = pyarrow.array(texts.valid).cast(pyarrow.bool_())
    buffers = [is_there.buffers()[1], *map(pyarrow.py_buffer, (texts.ends, texts.data))]
    return pyarrow.Array.from_buffers(pyarrow.large_string(), len(texts.valid), buffers)


def _is_clean(data: bytes) -> bool:
    """Tell whether bytes are UTF-8 without NUL."""
    import pyarrow

    if b"\0" in data:
        return False
    ends = pyarrow.py_buffer(np.array([0, len(data)], dtype=np.int64))
    whole = [None, ends, pyarrow.py_buffer(data)]
    try:
        pyarrow.Array.from_buffers(pyarrow.large_binary(), 1, whole).cast(pyarrow.large_string())
    except pyarrow.ArrowInvalid:
        return False
    return True


def _as_strings(table: Any) -> Any:
    """Return columns of bytes, which are known to be UTF-8, as strings."""
    import pyarrow

    fields = [(name, pyarrow.string()) for name in table.column_names]
    return table.cast(pyarrow.schema(fields), safe=False)


def _has_header(table: Any) -> bool:
    """Tell whether a row may be the header once more."""
    from pyarrow import compute

    column = table.column(0)
    marked = b"\xef\xbb\xbf" + table.column_names[0].encode()
    same = compute.is_in(column, value_set=_binary([table.column_names[0].encode(), marked]))
    return bool(compute.any(same).as_py())


def _binary(values: list[bytes]) -> Any:
    import pyarrow

    return pyarrow.array(values, pyarrow.binary())


def _doubtful(source: CsvInput, chunk: Chunk) -> list[bytes]:
    """Return records that span lines, each of which has as many separators as a row."""
    if chunk.stop.line - chunk.place.line <= len(chunk.ends):
        return []
    data, least = chunk.data, len(source.head.names) - 1
    inner = np.setdiff1d(line_ends(data, returns=True), chunk.ends, assume_unique=True)
    found = []
    for number in np.unique(np.searchsorted(chunk.ends, inner)).tolist() if least else ():
        start = int(chunk.ends[number - 1]) if number else 0
        record = data[start : int(chunk.ends[number])]
        lines = (line for line in record.splitlines() if line.strip())
        if all(line.count(source.separator) >= least for line in lines):
            found.append(record)
    return found


def _swallow_rows(source: CsvInput, table: Any, records: list[bytes]) -> bool:
    """Tell whether one of some records seems to hold rows, by how the columns look."""
    strings = _as_strings(table)
    looks = [
        Look.of(set(strings[name].unique().to_pylist()), are_labels=name == "label")
        for name in source.columns
    ]
    lines = (list(io.StringIO(record.decode(), newline="")) for record in records)
    return any(swallows_rows(found, source.head.separator, looks) for found in lines)


def closing_braces(chunk: Chunk) -> Any:
    """Return where the closing brace of each record has to be: before the end of its line."""
    return line_bodies(chunk) - 1


def line_bodies(chunk: Chunk) -> Any:
    """Return where the end of the last line of each record begins."""
    codes = np.frombuffer(chunk.data, dtype=np.uint8)
    ends = chunk.ends
    feeds = codes[ends - 1] == b"\n"[0]
    returns = codes[np.maximum(ends - 1 - feeds, 0)] == b"\r"[0]
    return ends - feeds - returns
