"""Records as they are, with answers spliced in, by the columns of Arrow."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from stancekit.scoring.arrow_reading import closing_braces, line_bodies
from stancekit.scoring.chunks import Chunk
from stancekit.scoring.layout import JSON_SUFFIXES, Layout
from stancekit.scoring.writing import csv_cells

__all__ = ["spliced"]


def spliced(chunk: Chunk, answers: Any, layout: Layout) -> bytes:
    """Return the records of a chunk, each with its answers before its end."""
    is_json = layout.suffix in JSON_SUFFIXES
    columns: list[Any] = []
    for name, free in layout.added.items():
        key = f", {json.dumps(free, ensure_ascii=False)}: " if is_json else layout.separator
        columns += (key, _cells(answers[name], layout, is_json=is_json))
    cuts = closing_braces(chunk) if is_json else line_bodies(chunk)
    end = chunk.data[int(cuts[-1]) :]
    if not end.endswith((b"\n", b"\r")):
        end += b"\n"
    return _joined(_records(chunk.data, cuts), columns, end)


def _records(data: bytes, cuts: Any) -> Any:
    """Return what stands up to each cut; the end of each record begins the next one."""
    import pyarrow

    ends = np.concatenate([[0], cuts]).astype(np.int64)
    buffers = [None, pyarrow.py_buffer(ends), pyarrow.py_buffer(data)]
    return pyarrow.Array.from_buffers(pyarrow.large_binary(), len(cuts), buffers)


def _joined(records: Any, columns: Sequence[Any], end: bytes) -> bytes:
    import pyarrow
    from pyarrow import compute

    binary = pyarrow.large_binary()
    parts = [
        pyarrow.scalar(part.encode(), binary) if isinstance(part, str) else part.cast(binary)
        for part in columns
    ]
    joined = compute.binary_join_element_wise(records, *parts, pyarrow.scalar(b"", binary))
    _, ends, data = joined.buffers()
    n_bytes = int(np.frombuffer(ends, dtype=np.int64)[len(joined)])
    return b"".join([memoryview(data)[:n_bytes], end])


def _cells(column: Any, layout: Layout, *, is_json: bool) -> Any:
    """Return the cells of a column of answers as they are written."""
    import pyarrow

    if pyarrow.types.is_floating(column.type):
        return _numbers(column).fill_null("null" if is_json else "")
    values = column.unique().to_pylist()
    if is_json:
        written = [json.dumps(value, ensure_ascii=False) for value in values]
    else:
        written = csv_cells(values, layout.separator)
    numbers = pyarrow.compute.index_in(column, value_set=pyarrow.array(values, column.type))
    return pyarrow.array(written, pyarrow.string()).take(numbers)


def _numbers(column: Any) -> Any:
    """Return numbers as Python writes them; Arrow writes small ones and whole ones otherwise."""
    import pyarrow
    from pyarrow import compute

    strings, values = column.cast(pyarrow.string()), column.to_numpy(zero_copy_only=False)
    size = np.abs(values)
    other = (size < 1e-4) | (size >= 1e15) | (values == np.rint(values))
    if not other.any():
        return strings
    written = pyarrow.array([repr(value) for value in values[other].tolist()])
    return compute.replace_with_mask(strings, pyarrow.array(other), written)
