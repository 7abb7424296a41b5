"""Places for results, judged before any work is done."""

from __future__ import annotations

import os
from pathlib import Path

import click

from stancekit._optional import import_parquet
from stancekit.data.scratch import scratch_folder
from stancekit.data.writing import TABLE_SUFFIXES

__all__ = ["check_output", "check_writable"]


def check_output(path: Path, source: str) -> None:
    """Refuse an output that cannot or must not be written, before any work is done."""
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
        import_parquet("writing Parquet")


def check_writable(folder: Path) -> None:
    """Refuse a folder in which nothing can be written, before any work is done."""
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with scratch_folder(nearest):
            pass
    except OSError as error:
        raise click.ClickException(
            f"{nearest}: cannot be written to ({error.strerror}); name another folder"
        ) from error
