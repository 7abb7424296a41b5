"""Files of statements, each read in the format that its name ends in, without guessing."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING, BinaryIO

from stancekit.blocks import printable
from stancekit.data.csv_files import parse_csv, starts_json
from stancekit.data.encodings import decoded
from stancekit.data.excel_files import parse_excel
from stancekit.data.json_files import parse_json
from stancekit.data.other_files import is_url, refuse_other_contents, refuse_other_suffix
from stancekit.data.parquet_files import parse_parquet
from stancekit.data.quoting import no_file
from stancekit.data.source_file import SourceFile
from stancekit.data.statistics_files import STATISTICS_SUFFIXES, read_statistics
from stancekit.data.table import Table
from stancekit.exceptions import DataError

if TYPE_CHECKING:
    from stancekit.data.formats.format import Format

__all__ = ["FILE_SUFFIXES", "open_file", "parse_file", "parse_lines", "read_file", "standard_input"]

_JSON = (".jsonl", ".ndjson", ".json")
_TABBED = (".tsv", ".tab")
_BINARY = (".parquet", ".xlsx", *STATISTICS_SUFFIXES)
FILE_SUFFIXES = (".csv", ".tsv", ".tab", *_JSON, *_BINARY, ".txt")
_PIPE = "a pipe or a device, not a file; save it to a file or use '-' for standard input"
_EMPTY = "the file is empty; add statements"


def read_file(
    path: str | os.PathLike[str],
    text: str = "text",
    label: str = "label",
    export: Format | None = None,
) -> Table:
    """Read a file in the format that its name ends in, or that it is described to be."""
    file = path if isinstance(path, SourceFile) else SourceFile(os.fspath(path))
    name = "standard input" if file == "-" else printable(file)
    data = _standard_contents(name) if file == "-" else _contents(file, name)
    return parse_file(data, file, name, text, label, export)


def parse_file(
    data: bytes,
    file: SourceFile,
    name: str,
    text: str = "text",
    label: str = "label",
    export: Format | None = None,
) -> Table:
    """Read the contents of a file in the format that its name ends in."""
    suffix = file.suffix
    if not data:
        raise DataError(f"{name}: {_EMPTY}")
    if suffix in _BINARY:
        return _parse_binary(data, file, name)
    refuse_other_contents(data, name)
    content = decoded(data, name, file.encoding)
    if not content.strip():
        raise DataError(f"{name}: {_EMPTY}")
    if suffix in _JSON or (export is not None and starts_json(content)):
        return parse_json(content, name, (text, label), export)
    if suffix == ".txt" and file.separator is None:
        return parse_lines(content, name, text)
    expected = "\t" if suffix in _TABBED else ","
    return parse_csv(content, name, (text, label), file.separator, expected)


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


def _contents(path: SourceFile, name: str) -> bytes:
    with open_file(path) as stream:
        refuse_other_suffix(name, path.suffix, FILE_SUFFIXES)
        try:
            return stream.read()
        except OSError as error:
            raise _unreadable(error, name) from error


def open_file(path: SourceFile) -> BinaryIO:
    """Open a file, or standard input, or say why it cannot be read."""
    if path == "-":
        return standard_input()
    name = printable(path)
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISREG(mode):
            return open(path, "rb")
    except FileNotFoundError:
        if is_url(path):
            raise DataError(f"{name}: this is a URL; download the file and name that") from None
        raise DataError(no_file(name, path)) from None
    except (OSError, ValueError) as error:  # a NUL in the name is a ValueError
        raise _unreadable(error, name) from error
    if stat.S_ISDIR(mode):
        if os.path.isfile(os.path.join(path, "manifest.json")):
            way_out = "name a file of statements here; a model goes to model= (--model)"
            raise DataError(f"{name}: this is the folder of a model; {way_out}")
        raise DataError(f"{name}: this is a folder; name the files in it")
    raise DataError(f"{name}: this is {_PIPE}")


def _unreadable(error: Exception, name: str) -> DataError:
    reason = getattr(error, "strerror", error)
    return DataError(f"{name}: cannot be read ({reason}); check the file")


def _parse_binary(data: bytes, file: SourceFile, name: str) -> Table:
    if file.suffix == ".parquet":
        return parse_parquet(data, name)
    if file.suffix == ".xlsx":
        return parse_excel(data, name)
    return read_statistics(file, name, file.suffix, file.encoding)


def parse_lines(text: str, name: str, column: str) -> Table:
    """Read a statement from each line."""
    statements = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    header = statements[0].split("\t")
    if len(header) > 1 and {"text", column} & {cell.strip('" ') for cell in header}:
        raise DataError(
            f"{name}, line 1: this is a table whose cells tabs separate, not a statement on each "
            "line; call it .tsv, or name the separator (separator=, --separator)"
        )
    if all(line.startswith("__label__") for line in statements):
        raise DataError(
            f"{name}: its lines begin with labels, '__label__...', as fastText has them; export a "
            "table (.csv, .jsonl)"
        )
    return Table(name, {column: list(statements)}, list(range(1, len(statements) + 1)))
