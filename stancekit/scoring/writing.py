"""The rows of a chunk with the answers of a model, as bytes of the output."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from stancekit._optional import import_parquet
from stancekit.blocks import printable
from stancekit.data.quoting import shown
from stancekit.data.writing import write_csv, write_text
from stancekit.exceptions import DataError
from stancekit.model.model import StanceModel
from stancekit.scoring.answers import answer_columns
from stancekit.scoring.layout import JSON_SUFFIXES, Layout
from stancekit.scoring.rows import NamesTaken, Rows, Wanted

__all__ = [
    "ParquetBytes",
    "Written",
    "empty_parquet",
    "full_schema",
    "header_of",
    "parquet_bytes",
    "write_rows",
]


class Written(NamedTuple):
    """Scored rows as bytes of the output, and how many have which status."""

    data: bytes
    statuses: Counter[str]


def header_of(layout: Layout) -> bytes:
    """Return what stands above all rows."""
    if layout.suffix not in (".csv", ".tsv"):
        return b""
    names: dict[str, list[object]] = {
        name: [] for name in (*layout.columns, *layout.added.values())
    }
    stream = io.StringIO()
    write_csv(names, stream, layout.separator, guards=layout.guards)
    return stream.getvalue().encode()


def write_rows(
    model: StanceModel, layout: Layout, rows: Rows, wanted: Wanted, *, kept: bool
) -> Written:
    """Score rows and return them in the format of the output, with records kept if they can be."""
    columns = rows.table.columns
    targets = None if wanted.targets is None else columns[wanted.target]
    answers = answer_columns(model, columns[wanted.text], targets, wanted.digits)
    statuses = Counter(answers["status"])
    named = {layout.added[name]: values for name, values in answers.items()}
    if kept:
        return Written(_spliced(rows.raws, named, layout), statuses)
    known = set(layout.columns)
    if unknown := [name for name in columns if name not in known]:
        raise NamesTaken(rows.table.name, unknown)
    missing: list[object] = [None] * len(rows.raws)
    both = {name: columns.get(name, missing) for name in layout.columns} | named
    if layout.suffix == ".parquet":
        return Written(_parquet(both, layout, model), statuses)
    return Written(_text(both, layout), statuses)


def csv_cells(values: Sequence[object], separator: str) -> list[str]:
    """Return values as cells of CSV, none of which is the only one of its row."""
    stream = io.StringIO()
    write_csv({"": values, ".": ["."] * len(values)}, stream, separator, header=False)
    return [line[:-2] for line in stream.getvalue().split("\n")[:-1]]


def _text(columns: dict[str, list[Any]], layout: Layout) -> bytes:
    stream = io.StringIO()
    write_text(columns, stream, layout.suffix, header=False, guards=layout.guards)
    return stream.getvalue().encode()


def _spliced(raws: Sequence[bytes], named: dict[str, list[Any]], layout: Layout) -> bytes:
    """Return records as they are, each with its answers before its end."""
    cells = _text(named, layout).split(b"\n")
    if layout.suffix in JSON_SUFFIXES:
        return b"".join(map(_spliced_json, raws, cells))
    separator = layout.separator.encode()
    parts: list[bytes] = []
    for raw, more in zip(raws, cells, strict=False):
        body, end = _without_end(raw)
        parts += (body, separator, more, end)
    return b"".join(parts)


def _spliced_json(raw: bytes, more: bytes) -> bytes:
    body, end = _without_end(raw)
    before = body.rstrip()[:-1]
    comma = b"" if before.strip() == b"{" else b", "
    return before + comma + more[1:] + end


def _without_end(raw: bytes) -> tuple[bytes, bytes]:
    for end in (b"\r\n", b"\n", b"\r"):
        if raw.endswith(end):
            return raw[: -len(end)], end
    return raw, b"\n"


def _parquet(columns: dict[str, list[Any]], layout: Layout, model: StanceModel) -> bytes:
    pyarrow, _ = import_parquet("writing Parquet")
    schema = full_schema(layout, model)
    arrays = []
    for name, values in columns.items():
        try:
            arrays.append(pyarrow.array(values, schema.field(name).type))
        except (pyarrow.ArrowException, OverflowError) as error:
            raise DataError(
                f"column {shown(name)}: Parquet cannot hold its values "
                f"({printable(str(error))}); write .csv or .jsonl instead"
            ) from error
    return parquet_bytes([pyarrow.Table.from_arrays(arrays, schema=schema)], schema)


def full_schema(layout: Layout, model: StanceModel) -> Any:
    """Return the types of all columns of the output."""
    import pyarrow

    schema = layout.schema
    empty = model.score_arrow([]).schema
    for name, free in layout.added.items():
        schema = schema.append(pyarrow.field(free, empty.field(name).type))
    return schema


class ParquetBytes:
    """A Parquet file in memory, to which tables are written one after another."""

    def __init__(self, schema: Any) -> None:
        _, parquet = import_parquet("writing Parquet")
        self._sink = io.BytesIO()
        self._writer = parquet.ParquetWriter(
            self._sink, schema, compression="zstd", compression_level=1
        )

    def write(self, table: Any) -> None:
        """Write a table."""
        self._writer.write_table(table)

    def data(self) -> bytes:
        """Return the whole file."""
        self._writer.close()
        return self._sink.getvalue()


def parquet_bytes(tables: Sequence[Any], schema: Any) -> bytes:
    """Return tables as a Parquet file."""
    file = ParquetBytes(schema)
    for table in tables:
        file.write(table)
    return file.data()


def empty_parquet(layout: Layout, model: StanceModel) -> bytes:
    """Return a Parquet file without rows."""
    return parquet_bytes([], full_schema(layout, model))
