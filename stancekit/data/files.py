"""Files of statements: CSV, TSV, JSON lines, Parquet and plain text, read without guessing."""

from __future__ import annotations

import csv
import io
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from stancekit._optional import import_parquet
from stancekit.blocks import printable
from stancekit.data.json_files import parse_json
from stancekit.data.table import Table
from stancekit.data.validation import as_column_names
from stancekit.exceptions import DataError

if TYPE_CHECKING:
    from stancekit.data.formats.format import Format

__all__ = ["FILE_SUFFIXES", "read_file", "standard_input"]

_BYTE_ORDER_MARK = "\ufeff"

FILE_SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", ".txt")
_PIPE = "a pipe or a device, not a file; save it to a file or use '-' for standard input"
_SPREADSHEET = "is a spreadsheet; export it as CSV (UTF-8)"
_COMPRESSED = "is compressed; unpack it first"
_OTHER_FORMATS = {
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".ods", ".numbers"), _SPREADSHEET),
    **dict.fromkeys((".gz", ".bz2", ".xz", ".zst", ".zip"), _COMPRESSED),
}
_OTHER_CONTENTS = {
    b"PK\x03\x04": "is a spreadsheet or an archive, whatever its name; export it as CSV (UTF-8)",
    b"\xd0\xcf\x11\xe0": "is a spreadsheet, whatever its name; export it as CSV (UTF-8)",
    b"\x1f\x8b": _COMPRESSED,
    b"PAR1": "is Parquet, whatever its name; call it .parquet",
}
_SEPARATORS = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "vertical bars"}
_EMPTY = "the file is empty; add statements"

_starts_json = re.compile(r'\s*[\[{]\s*[\[{"]').match


def read_file(
    path: Path, text: str = "text", label: str = "label", export: Format | None = None
) -> Table:
    """Read a file in the format that its name ends in."""
    is_file, suffix = str(path) != "-", path.suffix.casefold()
    name = printable(str(path)) if is_file else "standard input"
    data = _contents(path, name) if is_file else _standard_contents(name)
    if not data:
        raise DataError(f"{name}: {_EMPTY}")
    if suffix == ".parquet":
        return _parse_parquet(data, name)
    content = _decoded(data, name)
    is_json = suffix in (".json", ".jsonl", ".ndjson")
    if is_json or (export is not None and _starts_json(content)):
        return parse_json(content, name, (text, label), export)
    if suffix == ".txt":
        return _parse_lines(content, name, text)
    return _parse_csv(content, name, "\t" if suffix == ".tsv" else ",")


def standard_input() -> BinaryIO:
    """Return standard input as bytes, or say that there is none."""
    if sys.stdin is None:
        raise DataError("standard input: it is closed; name a file")
    return sys.stdin.buffer


def _standard_contents(name: str) -> bytes:
    try:
        return standard_input().read()
    except OSError as error:
        raise DataError(f"{name}: cannot be read ({error.strerror}); name a file") from error


def _contents(path: Path, name: str) -> bytes:
    suffix = path.suffix.casefold()
    try:
        mode = os.stat(path).st_mode
        data = path.read_bytes() if stat.S_ISREG(mode) and suffix in FILE_SUFFIXES else b""
    except FileNotFoundError:
        raise DataError(f"{name}: there is no such file; check its name and folder") from None
    except (OSError, ValueError) as error:  # a NUL in the name is a ValueError
        reason = getattr(error, "strerror", error)
        raise DataError(f"{name}: cannot be read ({reason}); check the file") from error
    if stat.S_ISDIR(mode):
        raise DataError(f"{name}: this is a folder; name the files in it")
    if not stat.S_ISREG(mode):
        raise DataError(f"{name}: this is {_PIPE}")
    if suffix not in FILE_SUFFIXES:
        unknown = f"has an unknown format; use {', '.join(FILE_SUFFIXES)}"
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
        raise DataError(f"{name}: {_EMPTY}")
    return text


def _parse_csv(text: str, name: str, delimiter: str) -> Table:
    if _starts_json(text):
        raise DataError(f"{name}: this is JSON; call it .jsonl, with one object on each line")
    records = _csv_records(text, delimiter)
    first, header = next((line, record) for line, record in records if record)
    if isinstance(header, str):
        raise DataError(f"{name}, line {first}: {header}")
    if len(header) == 1:
        _refuse_other_separator(header[0], f"{name}, line {first}", delimiter)
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
        elif len(names) > 1 and [cell.removeprefix(_BYTE_ORDER_MARK) for cell in cells] == names:
            broken[len(rows)] = "the header once more; remove this line"
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


def _refuse_other_separator(header: str, place: str, delimiter: str) -> None:
    """Refuse a header whose only cell holds what separates the cells of other files."""
    for separator, found in _SEPARATORS.items():
        if separator in header and separator != delimiter:
            expected = _SEPARATORS[delimiter]
            raise DataError(f"{place}: {found} separate the cells; save the file with {expected}")


def _ragged(found: int, expected: int, delimiter: str) -> str:
    character = "comma" if delimiter == "," else "tab"
    return (
        f"{found} {'cell' if found == 1 else 'cells'} where the header has {expected}; "
        f"put a field that holds a {character} in quotes, or add what is missing"
    )


def _parse_parquet(data: bytes, name: str) -> Table:
    pyarrow, parquet = import_parquet("reading Parquet")
    try:
        table = parquet.ParquetFile(io.BytesIO(data)).read()
        columns = [column.to_pylist() for column in table.columns]
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        reason = printable(str(error)).partition(". ")[0]
        if isinstance(error, UnicodeDecodeError):
            reason = f"byte 0x{error.object[error.start]:02X} in a text is not UTF-8"
        raise DataError(f"{name}: not a readable Parquet file ({reason}); write it anew") from error
    return Table(name, dict(zip(as_column_names(table.column_names, name), columns, strict=True)))


def _parse_lines(text: str, name: str, column: str) -> Table:
    statements = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    return Table(name, {column: list(statements)}, list(range(1, len(statements) + 1)))
