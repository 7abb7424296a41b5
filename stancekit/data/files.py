"""Files of statements: CSV, TSV, JSON lines, Parquet and plain text, read without guessing."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import sys
from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

from stancekit._optional import import_optional
from stancekit.data.table import Table, as_column_names
from stancekit.data.wording import printable, shown
from stancekit.exceptions import DataError

__all__ = ["columns_of", "read_file"]

Name = TypeVar("Name", bound=Hashable)

_BYTE_ORDER_MARK = "\ufeff"

_FORMATS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".txt")
_PIPE = "a pipe or a device, not a file; save it to a file or use '-' for standard input"
_SPREADSHEET = "is a spreadsheet; export it as CSV (UTF-8)"
_COMPRESSED = "is compressed; unpack it first"
_OTHER_FORMATS = {
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".ods", ".numbers"), _SPREADSHEET),
    **dict.fromkeys((".gz", ".bz2", ".xz", ".zst", ".zip"), _COMPRESSED),
    ".json": "is one JSON document; write one object per line and call the file .jsonl",
}
_OTHER_CONTENTS = {
    b"PK\x03\x04": "is a spreadsheet or an archive, whatever its name; export it as CSV (UTF-8)",
    b"\x1f\x8b": _COMPRESSED,
    b"PAR1": "is Parquet, whatever its name; call it .parquet",
}


def read_file(path: Path, text: str = "text") -> Table:
    r"""Read a file in the format that its name ends in.

    Parameters
    ----------
    path : Path
        A file that ends in .csv, .tsv, .jsonl, .ndjson, .parquet or .txt; ``-`` is standard
        input, as CSV.
    text : str, default="text"
        What to call the only column of a .txt file.

    Raises
    ------
    DataError
        If it cannot be read; the message says on which line and what to do.
    MissingDependencyError
        If it is Parquet and pyarrow is not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "posts.csv")
    ...     _ = path.write_text("text,label\nTalk to them.,favor\n", encoding="utf-8")
    ...     read_file(path).columns
    {'text': ['Talk to them.'], 'label': ['favor']}
    """
    if str(path) == "-":
        name = "standard input"
        return _parse_csv(_decoded(sys.stdin.buffer.read(), name), name, ",")
    name = printable(str(path))
    data = _contents(path, name)
    match path.suffix.casefold():
        case ".parquet":
            return _parse_parquet(data, name)
        case ".jsonl" | ".ndjson":
            return _parse_json_lines(_decoded(data, name), name)
        case ".txt":
            return _parse_lines(_decoded(data, name), name, text)
        case suffix:
            return _parse_csv(_decoded(data, name), name, "\t" if suffix == ".tsv" else ",")


def columns_of(records: Sequence[Mapping[Name, object]]) -> dict[Name, list[object]]:
    """Turn records into columns; a record without one of the keys gets None there.

    Examples
    --------
    >>> columns_of([{"text": "Yes."}, {"text": "No.", "id": 2}])
    {'text': ['Yes.', 'No.'], 'id': [None, 2]}
    """
    names = dict.fromkeys(name for record in records for name in record)
    return {name: [record.get(name) for record in records] for name in names}


def _contents(path: Path, name: str) -> bytes:
    suffix = path.suffix.casefold()
    try:
        mode = os.stat(path).st_mode
        data = path.read_bytes() if stat.S_ISREG(mode) and suffix in _FORMATS else b""
    except FileNotFoundError:
        raise DataError(f"{name}: there is no such file; check its name and folder") from None
    except (OSError, ValueError) as error:  # a NUL in the name is a ValueError
        reason = getattr(error, "strerror", error)
        raise DataError(f"{name}: cannot be read ({reason}); check the file") from error
    if stat.S_ISDIR(mode):
        raise DataError(f"{name}: this is a folder; name the files in it")
    if not stat.S_ISREG(mode):
        raise DataError(f"{name}: this is {_PIPE}")
    if suffix not in _FORMATS:
        unknown = f"has an unknown format; use {', '.join(_FORMATS)}"
        raise DataError(f"{name}: this file {_OTHER_FORMATS.get(suffix, unknown)}")
    return data


def _decoded(data: bytes, name: str) -> str:
    for start, reason in _OTHER_CONTENTS.items():
        if data.startswith(start):
            raise DataError(f"{name}: this file {reason}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        raise DataError(f"{name}, line 1: the text is UTF-16 or UTF-32; save the file as UTF-8")
    try:
        text = data.decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{name}, line {line}: byte 0x{data[error.start]:02X} is not UTF-8; "
            "save the file as UTF-8 (spreadsheets call it 'CSV UTF-8')"
        ) from error
    if not text.strip():
        raise DataError(f"{name}: the file is empty; add statements")
    return text


def _parse_csv(text: str, name: str, delimiter: str) -> Table:
    records = _csv_records(text, delimiter)
    first, header = next((line, record) for line, record in records if record)
    if isinstance(header, str):
        raise DataError(f"{name}, line {first}: {header}")
    names = as_column_names(header, name)
    lines: list[int] = []
    rows: list[Sequence[object]] = []
    broken = {}
    for line, record in records:
        if not record and len(names) > 1:
            continue  # a blank line; in a file of one column it is an empty cell
        cells = record or [""]
        if isinstance(cells, str):
            broken[len(rows)] = cells
        elif len(cells) != len(names):
            broken[len(rows)] = _ragged(len(cells), len(names), delimiter)
        lines.append(line)
        rows.append([None] * len(names) if len(rows) in broken else cells)
    columns: dict[str, list[object]] = {
        column: [row[index] for row in rows] for index, column in enumerate(names)
    }
    return Table(name, columns, lines, broken)


def _csv_records(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Yield each record and the line it starts on; a string says why no more can be read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, _csv_reason(str(error), reader.line_num)
            return
        yield line, record


def _csv_reason(error: str, line: int) -> str:
    rest = "the rows from here on were not read"
    if "field larger" in error:
        limit = csv.field_size_limit()
        return (
            f"a field is longer than {limit} characters; is a quote before it never closed? "
            f"Otherwise use .jsonl or .parquet ({rest})"
        )
    wrong = f"on line {line}, text follows a closing quote"
    if "expected after" not in error:
        wrong = "a quoted field is never closed"
    return f'{wrong}; inside quotes, write a quote as two ("") ({rest})'


def _ragged(found: int, expected: int, delimiter: str) -> str:
    character = "comma" if delimiter == "," else "tab"
    return (
        f"{found} {'cell' if found == 1 else 'cells'} where the header has {expected}; "
        f"put a field that holds a {character} in quotes, or add what is missing"
    )


def _parse_json_lines(text: str, name: str) -> Table:
    lines: list[int] = []
    records: list[dict[str, object]] = []
    broken = {}
    for line, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            continue
        record: dict[str, object] = {}
        try:
            record = _json_object(raw)
        except ValueError as error:
            broken[len(records)] = f"{error}; write one JSON object per line"
        lines.append(line)
        records.append(record)
    columns = columns_of(records)
    as_column_names(list(columns), name)
    return Table(name, columns, lines, broken)


def _json_object(raw: str) -> dict[str, object]:
    try:
        record = json.loads(raw, object_pairs_hook=_distinct, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise ValueError(f"not valid JSON ({error.msg}, character {error.colno})") from error
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    if not isinstance(record, dict):
        raise ValueError(f"a JSON {type(record).__name__} where an object is expected")
    return record


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record: dict[str, object] = {}
    for key, value in pairs:
        if key in record:
            raise ValueError(f"the key {shown(key)} occurs twice")
        record[key] = value
    return record


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value, use null")


def _parse_parquet(data: bytes, name: str) -> Table:
    pyarrow = import_optional("pyarrow", extra="parquet", purpose="reading Parquet")
    parquet = import_optional("pyarrow.parquet", extra="parquet", purpose="reading Parquet")
    try:
        table = parquet.ParquetFile(io.BytesIO(data)).read()
        columns = [column.to_pylist() for column in table.columns]
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        reason = printable(str(error)).partition(". ")[0]
        raise DataError(f"{name}: not a readable Parquet file ({reason}); write it anew") from error
    return Table(name, dict(zip(as_column_names(table.column_names, name), columns, strict=True)))


def _parse_lines(text: str, name: str, column: str) -> Table:
    statements = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    return Table(name, {column: list(statements)}, list(range(1, len(statements) + 1)))
