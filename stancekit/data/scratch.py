"""Hidden folders for what is not complete yet."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["remove_folder", "scratch_folder"]


@contextmanager
def scratch_folder(parent: Path, prefix: str = ".stancekit-") -> Iterator[Path]:
    """Make a folder in a folder for as long as it is needed; Ctrl-C does not leave it behind."""
    # The name is known before the folder is there: Ctrl-C cannot come in between.
    folder = parent / f"{prefix}{secrets.token_hex(4)}"
    try:
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            error.filename = str(parent)
            raise
        yield folder
    finally:
        remove_folder(folder)


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
