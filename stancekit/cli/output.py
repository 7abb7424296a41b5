"""Places for results and names for their columns, judged before any work is done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stancekit.cli.console import check_stdout
from stancekit.data.scratch import check_writable
from stancekit.data.writing import TABLE_SUFFIXES, check_place, ends_in
from stancekit.exceptions import ParameterError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_folder", "columns_of", "output_file", "output_or_stdout", "page_file"]

_PAGE_SUFFIXES = (".html", ".htm")


def output_or_stdout(
    output: str, sources: Sequence[str], suffixes: Sequence[str] = TABLE_SUFFIXES
) -> Path | None:
    """Return the file to write, None for standard output, or refuse what cannot be written."""
    if output != "-":
        return output_file(output, sources, suffixes=suffixes)
    check_stdout("add -o with a file")
    return None


def page_file(output: str | None, sources: Sequence[str], option: str = "--report") -> Path | None:
    """Return the page to write, if one is asked for."""
    return None if output is None else output_file(output, sources, option, _PAGE_SUFFIXES)


def output_file(
    output: str,
    sources: Sequence[str],
    option: str = "-o",
    suffixes: Sequence[str] = TABLE_SUFFIXES,
) -> Path:
    """Return the file to write, or refuse one that cannot or must not be written."""
    path = Path(output)
    try:
        check_place(path, sources)
    except ParameterError as error:
        raise click.BadParameter(str(error), param_hint=option) from error
    except OSError as error:
        raise click.ClickException(f"{option} {error}") from error
    if not ends_in(path, suffixes):
        wrong = f"{path} has an unknown format; use {', '.join(suffixes)}"
        raise click.BadParameter(wrong, param_hint=option)
    return path


def columns_of(
    table: pd.DataFrame, digits: int | None = None, computed: Collection[str] | None = None
) -> dict[str, list[object]]:
    """Return the columns to write, with what was `computed`, else all, rounded to some digits."""
    columns = {str(name): table[name].tolist() for name in table}
    if digits is not None:
        for name in columns.keys() if computed is None else computed:
            columns[name] = [_rounded(value, digits) for value in columns[name]]
    return columns


def _rounded(value: object, digits: int) -> object:
    return round(value, digits) if isinstance(value, float) else value


def check_folder(folder: Path, option: str | None = "-o") -> None:
    """Refuse a place for a model where nothing can be made, before any work is done."""
    try:
        check_writable(folder, "folder")
    except OSError as error:
        raise click.ClickException(f"{option} {error}" if option else str(error)) from error
