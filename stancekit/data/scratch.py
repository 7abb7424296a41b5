"""Folders that are there as a whole or not at all, and hidden ones for what is not complete yet."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["check_writable", "remove_folder", "scratch_folder", "write_whole"]

_AT_WORK = 3600  # seconds; writing takes a few


@contextmanager
def scratch_folder(parent: Path, prefix: str = ".stancekit-") -> Iterator[Path]:
    """Make a folder in a folder for as long as it is needed; Ctrl-C does not leave it behind."""
    # The name is known before the folder is there: Ctrl-C cannot come in between.
    folder = _hidden(parent, prefix)
    try:
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            error.filename = str(parent)
            raise
        yield folder
    finally:
        remove_folder(folder)


def check_writable(place: Path, kind: str = "file") -> None:
    """Refuse a file or folder that could not be made, before any work is done for it."""
    parent = place.resolve().parent
    nearest = next(folder for folder in (parent, *parent.parents) if folder.exists())
    folder = _hidden(nearest)
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        # In a place that is there, "no such file" is no reason.
        reason = "" if isinstance(error, FileNotFoundError) else f": {error.strerror}"
        wrong = f"cannot be written (nothing can be made in {nearest}{reason})"
        raise type(error)(f"{place}: {wrong}; name another {kind}") from error
    finally:
        remove_folder(folder)


def _hidden(parent: Path, prefix: str = ".stancekit-") -> Path:
    return parent / f"{prefix}{secrets.token_hex(4)}"


def remove_folder(folder: Path) -> None:
    """Remove a folder and all in it as far as possible, even if Ctrl-C comes in between."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except BaseException as stopped:
        shutil.rmtree(folder, ignore_errors=True)
        # Interrupted while it closes a folder, rmtree closes it again; that error hides Ctrl-C.
        if isinstance(stopped, OSError) and stopped.__context__ is not None:
            raise stopped.__context__ from None
        raise


def write_whole(folder: Path, files: Mapping[str, bytes], *, replace: bool) -> None:
    """Write all files beside their place, then move them there in one step.

    What a killed process left beside it an hour ago or before is removed first.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{folder.name}-"
    _tidy_up(folder, prefix)
    with scratch_folder(folder.parent, prefix) as scratch:
        new, former = scratch / "new", scratch.with_name(f"{scratch.name}-former")
        new.mkdir()
        for name, content in files.items():
            (new / name).write_bytes(content)
        try:
            if replace and folder.exists():
                folder.rename(former)
            new.rename(folder)
        finally:
            _settle(folder, former)


def _settle(folder: Path, former: Path) -> None:
    """Remove what stood in a folder if something new stands there, and else put it back."""
    if folder.exists():
        remove_folder(former)
    elif former.exists():
        former.rename(folder)


def _tidy_up(folder: Path, prefix: str) -> None:
    """Remove what writers of this folder left when they were killed, unless one may be at work."""
    leftover = re.compile(re.escape(prefix) + "[0-9a-f]{8}(-former)?").fullmatch
    for match in filter(None, map(leftover, os.listdir(folder.parent))):
        place = folder.with_name(match[0])
        with suppress(FileNotFoundError):  # its writer has just removed it
            if time.time() - place.stat().st_mtime < _AT_WORK:
                continue
            if match[1]:
                _settle(folder, place)
            else:
                remove_folder(place)
