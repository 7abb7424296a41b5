"""Versions of a model, side by side: ``NAME/v0002`` comes after ``NAME`` or ``NAME/v0001``."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["next_version"]

_is_version = re.compile(r"v(\d{4,})").fullmatch


def next_version(folder: Path) -> Path:
    """Return the folder for the next version of a model; nothing stands there.

    Parameters
    ----------
    folder : Path
        The model, or one of its versions.

    Examples
    --------
    >>> next_version(Path("/models/tax")).as_posix(), next_version(Path("/tax/v0007")).as_posix()
    ('/models/tax/v0002', '/tax/v0008')
    """
    folder = folder.resolve()
    this = _is_version(folder.name)
    home = folder.parent if this else folder
    found = [_is_version(entry.name) for entry in home.iterdir()] if home.is_dir() else []
    numbers = [1, *(int(match[1]) for match in (this, *found) if match)]
    return home / f"v{max(numbers) + 1:04d}"
