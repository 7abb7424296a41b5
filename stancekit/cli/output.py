"""Tables of results: written beside their place, in the format that their name ends in."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import IO, TypeAlias

import click

from stancekit.exceptions import DataError

__all__ = ["Columns", "check_output", "replacing", "scratch_folder", "write_csv", "write_file"]

Columns: TypeAlias = Mapping[str, Sequence[object]]

_FORMATS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")


def check_output(path: Path, source: str) -> None:
    """Refuse an output that cannot or must not be written, before any work is done.

    Parameters
    ----------
    path : Path
        Where the result shall go.
    source : str
        The input, which must stay as it is.

    Raises
    ------
    click.ClickException
        If it is a bad place; the message says why.
    MissingDependencyError
        If it is Parquet and pyarrow is not installed.
    """
    if path.is_dir():
        raise click.BadParameter(f"{path} is a folder; name a file in it", param_hint="-o")
    if path.suffix.casefold() not in _FORMATS:
        raise click.BadParameter(
            f"{path} has an unknown format; use {', '.join(_FORMATS)}", param_hint="-o"
        )
    if not path.parent.is_dir():
        raise click.ClickException(f"{path}: there is no folder {path.parent}; make it first")
    if path.exists() and os.path.exists(source) and path.samefile(source):
        raise click.BadParameter(f"{path} is the input; name another file", param_hint="-o")
    if path.exists() and not path.is_file():
        raise click.BadParameter(
            f"{path} is not a regular file; name another, or use '-'", param_hint="-o"
        )
    if path.suffix.casefold() == ".parquet":
        _parquet()


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """Make a folder in a folder, for as long as it is needed.

    Raises
    ------
    click.ClickException
        If nothing can be written there.
    """
    try:
        scratch = TemporaryDirectory(dir=parent, prefix=".stancekit-")
    except OSError as error:
        raise click.ClickException(
            f"{parent}: cannot be written to ({error.strerror}); name another folder"
        ) from error
    with scratch as name:
        yield Path(name)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a new file that takes the place of another one once it is complete."""
    real = path.resolve()  # a link stays a link
    with scratch_folder(real.parent) as folder:
        new = folder / real.name
        yield new
        new.replace(real)


def write_file(columns: Columns, path: Path) -> None:
    """Write a table in the format that the name of the file ends in.

    Parameters
    ----------
    columns : dict of str to list
        The table, all columns of the same length.
    path : Path
        A file that ends in .csv, .tsv, .jsonl, .ndjson or .parquet.

    Raises
    ------
    DataError
        If the format cannot hold a value.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "scored.jsonl")
    ...     write_file({"text": ["Never."], "p_favor": [0.25]}, path)
    ...     print(path.read_text(encoding="utf-8"))
    {"text": "Never.", "p_favor": 0.25}
    """
    suffix = path.suffix.casefold()
    if suffix == ".parquet":
        _write_parquet(columns, path)
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        if suffix in (".jsonl", ".ndjson"):
            _write_json_lines(columns, stream)
        else:
            write_csv(columns, stream, "\t" if suffix == ".tsv" else ",")


def write_csv(columns: Columns, stream: IO[str], delimiter: str = ",") -> None:
    r"""Write a table as CSV from which every text can be read back as it was.

    Parameters
    ----------
    columns : dict of str to list
        The table, all columns of the same length.
    stream : file
        Open for text, without translation of line ends.
    delimiter : str
        What stands between cells.

    Examples
    --------
    >>> import io
    >>> stream = io.StringIO()
    >>> write_csv({"text": ['A "deal",\nthey say.'], "p_favor": [0.5]}, stream)
    >>> stream.getvalue()
    'text,p_favor\n"A ""deal"",\nthey say.",0.5\n'
    """
    plain = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    quoted = csv.writer(stream, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in (list(columns), *zip(*columns.values(), strict=True)):
        cells = [_cell(value) for value in row]
        # Python 3.11 and 3.12 leave a carriage return without the quotes that it needs.
        (quoted if any("\r" in cell for cell in cells) else plain).writerow(cells)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False, default=str) if _nested(value) else str(value)


def _nested(value: object) -> bool:
    return isinstance(value, dict | list)


def _write_json_lines(columns: Columns, stream: IO[str]) -> None:
    for number, row in enumerate(zip(*columns.values(), strict=True), start=1):
        values = (None if value != value else value for value in row)  # NaN
        record = dict(zip(columns, values, strict=True))
        try:
            line = json.dumps(record, ensure_ascii=False, allow_nan=False, default=str)
        except ValueError as error:
            raise DataError(
                f"row {number}: JSON has no infinite numbers; write .csv or .parquet instead"
            ) from error
        stream.write(line + "\n")


def _write_parquet(columns: Columns, path: Path) -> None:
    pyarrow, parquet = _parquet()
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


def _parquet() -> tuple[ModuleType, ModuleType]:
    from stancekit._optional import import_optional

    pyarrow = import_optional("pyarrow", extra="parquet", purpose="writing Parquet")
    return pyarrow, import_optional("pyarrow.parquet", extra="parquet", purpose="writing Parquet")
