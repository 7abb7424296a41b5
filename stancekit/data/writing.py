"""Tables of results, written in the format that the name of their file ends in."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeAlias

from stancekit._optional import import_parquet
from stancekit.blocks import printable
from stancekit.data.formulas import formulas_are_guarded, guarded
from stancekit.data.scratch import check_writable, on_disk, real_place, scratch_folder
from stancekit.exceptions import DataError, ParameterError

__all__ = [
    "TABLE_SUFFIXES",
    "Columns",
    "check_place",
    "ends_in",
    "free_name",
    "replacing",
    "write_csv",
    "write_file",
    "write_records",
    "write_text",
    "writing",
]

Columns: TypeAlias = Mapping[str, Sequence[object]]

TABLE_SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")


def check_place(path: Path, sources: Iterable[object]) -> None:
    """Refuse a file that cannot or must not be written, before any work is done."""
    name = printable(str(path))
    if path.is_dir():
        raise ParameterError(f"{name} is a folder; name a file in it")
    if not path.parent.is_dir():
        folder = printable(str(path.parent))
        raise FileNotFoundError(f"{name}: there is no folder {folder}; make it first")
    files = (source for source in sources if isinstance(source, str | os.PathLike))
    if path.exists() and any(os.path.exists(file) and path.samefile(file) for file in files):
        raise ParameterError(f"{name} is the input; name another file")
    if path.exists() and not path.is_file():
        raise ParameterError(f"{name} is not a regular file; name another, or use '-'")
    if path.suffix.casefold() == ".parquet":
        import_parquet("writing Parquet")
    check_writable(path)


def ends_in(path: Path, suffixes: Iterable[str]) -> bool:
    """Tell whether the name of a file ends in one of some suffixes, of one or two parts.

    Examples
    --------
    >>> ends_in(Path("my.posts.CSV.gz"), [".csv", ".csv.gz"]), ends_in(Path(".csv"), [".csv"])
    (True, False)
    """
    ends = path.suffix.casefold(), "".join(path.suffixes[-2:]).casefold()
    return any(end in ends for end in suffixes)


def free_name(name: str, taken: Container[str], prefix: str) -> str:
    """Return a name for a column that no other one has."""
    while name in taken:
        name = f"{prefix}{name}"
    return name


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a new file that takes the place of another one once it is complete."""
    real = real_place(path)  # a link stays a link
    with scratch_folder(real.parent) as folder:
        new = folder / real.name
        yield new
        on_disk(new)
        new.replace(real)


@contextmanager
def writing(path: Path | None, kind: str | None = None) -> Iterator[Callable[[Columns], None]]:
    """Yield what writes a table: to a file, there once all is done, or to standard output.

    On standard output, which has no name, the table is of a kind: csv, tsv or jsonl.
    """
    if path is None:
        yield lambda columns: _write_to_stdout(columns, f".{kind or 'csv'}")
        return
    with replacing(path) as new:
        yield lambda columns: write_file(columns, new)


def _write_to_stdout(columns: Columns, suffix: str) -> None:
    write_text(columns, sys.stdout, suffix)
    sys.stdout.flush()


def write_file(columns: Columns, path: Path) -> None:
    """Write a table in the format that the name of the file ends in."""
    suffix = path.suffix.casefold()
    if suffix == ".parquet":
        _write_parquet(columns, path)
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_text(columns, stream, suffix)


def write_text(
    columns: Columns,
    stream: IO[str],
    suffix: str,
    *,
    header: bool = True,
    guards: bool | None = None,
) -> None:
    """Write a table as text in a format, with the names of its columns above unless left out."""
    if suffix in (".jsonl", ".ndjson"):
        _write_json_lines(columns, stream)
    else:
        separator = "\t" if suffix == ".tsv" else ","
        write_csv(columns, stream, separator, header=header, guards=guards)


def write_csv(
    columns: Columns,
    stream: IO[str],
    delimiter: str = ",",
    *,
    header: bool = True,
    guards: bool | None = None,
) -> None:
    """Write a table as CSV from which every text can be read back as it was.

    Only where formulas are to be guarded, which may be said here, does an apostrophe come before
    them.
    """
    guards = formulas_are_guarded() if guards is None else guards
    plain = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    quoted = csv.writer(stream, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in (*([list(columns)] if header else ()), *zip(*columns.values(), strict=True)):
        cells = [_cell(value) for value in row]
        if guards:
            cells = list(map(guarded, cells))
        # Python 3.11 and 3.12 leave a carriage return without the quotes that it needs.
        (quoted if any("\r" in cell for cell in cells) else plain).writerow(cells)


def write_records(
    records: Sequence[Mapping[str, object]], stream: IO[str], *, one_document: bool
) -> None:
    """Write JSON: one object on each line, or a list of them."""
    start, between, end = ("[\n", ",\n", "\n]\n") if one_document else ("", "\n", "\n")
    stream.write(start)
    for number, record in enumerate(records):
        stream.write((between if number else "") + _json(record, number + 1))
    stream.write(end)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _write_json_lines(columns: Columns, stream: IO[str]) -> None:
    for number, row in enumerate(zip(*columns.values(), strict=True), start=1):
        values = (None if value != value else value for value in row)  # NaN
        stream.write(_json(dict(zip(columns, values, strict=True)), number) + "\n")


def _json(record: Mapping[str, object], number: int) -> str:
    try:
        return json.dumps(record, ensure_ascii=False, allow_nan=False, default=str)
    except ValueError as error:
        raise DataError(
            f"row {number}: JSON has no infinite numbers; write .csv or .parquet instead"
        ) from error


def _write_parquet(columns: Columns, path: Path) -> None:
    pyarrow, parquet = import_parquet("writing Parquet")
    arrays = {}
    for name, values in columns.items():
        try:
            arrays[name] = pyarrow.array(values)
        except (pyarrow.ArrowException, OverflowError) as error:
            raise DataError(
                f"column {name!r}: Parquet cannot hold its values ({error}); "
                "write .csv or .jsonl instead"
            ) from error
    try:
        parquet.write_table(pyarrow.table(arrays), path)
    except pyarrow.ArrowException as error:
        raise DataError(
            f"Parquet cannot hold this table ({error}); write .csv or .jsonl instead"
        ) from error
