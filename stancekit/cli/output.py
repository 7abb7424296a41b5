"""Places for results: judged before any work is done, and taken only by what is complete."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from stancekit.data.writing import TABLE_SUFFIXES, import_parquet, write_csv, write_file

__all__ = ["check_output", "replacing", "scratch_folder", "write_csv", "write_file"]


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
    if path.suffix.casefold() not in TABLE_SUFFIXES:
        raise click.BadParameter(
            f"{path} has an unknown format; use {', '.join(TABLE_SUFFIXES)}", param_hint="-o"
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
        import_parquet()


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
