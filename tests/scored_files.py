"""How tests of scoring write files, read them back, and know what has to be in them."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest


def write(path, rows):
    """Write rows in the format that a name ends in, packed if it says so."""
    path = Path(path)
    kind = path.name.removesuffix(".gz").removesuffix(".zst").rpartition(".")[2]
    if kind == "parquet":
        pa = pytest.importorskip("pyarrow")
        pq = pytest.importorskip("pyarrow.parquet")

        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=20)
        return path
    data = as_text(rows, kind).encode()
    if path.suffix == ".gz":
        data = gzip.compress(data)
    elif path.suffix == ".zst":
        pa = pytest.importorskip("pyarrow")

        data = pa.compress(data, "zstd", asbytes=True)
    path.write_bytes(data)
    return path


def as_text(rows, kind):
    """Return rows as a file of text."""
    stream = io.StringIO()
    if kind == "jsonl":
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return stream.getvalue()
    separator = "\t" if kind == "tsv" else ","
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def read(path):
    """Read a file with what Python has for it, not with what is tested."""
    path = Path(path)
    if path.suffix == ".parquet":
        pq = pytest.importorskip("pyarrow.parquet")

        return pq.read_table(path).to_pylist()
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".zst":
        pa = pytest.importorskip("pyarrow")

        data = pa.CompressedInputStream(pa.BufferReader(data), "zstd").read()
    path = path.with_suffix("") if path.suffix in (".gz", ".zst") else path
    text = data.decode()
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.split("\n") if line]
    separator = "\t" if path.suffix == ".tsv" else ","
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))


def expected(model, rows, text="text"):
    """Return what rows become, by the model alone."""
    frame = model.score([row.get(text) or "" for row in rows]).astype(object)
    missing = dict.fromkeys(frame.columns) | {"status": "missing"}
    answers = frame.where(frame.notna(), None).to_dict("records")
    return [
        row | (found if row.get(text) is not None else missing)
        for row, found in zip(rows, answers, strict=True)
    ]


def as_written(rows, path):
    """Return rows as a file of some format gives them back."""
    if {".csv", ".tsv"} & set(Path(path).suffixes):
        return [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows]
    return rows
