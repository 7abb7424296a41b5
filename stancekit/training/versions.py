"""Versions of a model, side by side: ``NAME/v0002`` comes after ``NAME`` or ``NAME/v0001``."""

from __future__ import annotations

import hashlib
from pathlib import Path

from stancekit.data.quoting import from_here
from stancekit.exceptions import ParameterError
from stancekit.model.folder import MANIFEST, as_folder, check_destination, version_of
from stancekit.model.loading import is_shipped
from stancekit.model.model import StanceModel

__all__ = ["check_newest", "destination", "identity_of", "next_version"]


def destination(model: StanceModel, output: object = None, verb: str = "retrain") -> Path:
    """Return the folder for what is made of a model, or refuse it before any work."""
    if output is not None:
        folder = as_folder(output, "output").resolve()
        try:
            check_destination(folder, replace=False)
        except OSError as error:
            raise type(error)(f"output= (-o) {error}") from error
        return folder
    if model.folder is None or is_shipped(model):
        reason = "was loaded from no folder" if model.folder is None else "came with stancekit"
        raise ParameterError(
            f"output: the model {reason}, so the new one cannot be saved beside it; name a folder "
            "for it with output= (-o FOLDER)"
        )
    check_newest(model.folder, verb)
    return next_version(model.folder)


def next_version(folder: Path) -> Path:
    """Return the folder for the next version of a model; nothing stands there.

    Examples
    --------
    >>> next_version(Path("/models/tax")).as_posix(), next_version(Path("/tax/v0007")).as_posix()
    ('/models/tax/v0002', '/tax/v0008')
    """
    home, this = _place_of(folder)
    return home / f"v{_newest(home, this) + 1:04d}"


def check_newest(folder: Path, verb: str) -> None:
    """Refuse a model of which there is a newer version: it has labels that this one has not."""
    home, this = _place_of(folder)
    if (newest := _newest(home, this)) > this:
        newer = from_here(home / f"v{newest:04d}")
        raise FileExistsError(
            f"{from_here(folder)}: {newer} is newer and may have labels that this model has not; "
            f"{verb} that one, or, to go on from this one, name a new folder with output= (-o)"
        )


def identity_of(model: StanceModel) -> tuple[str | None, str | None]:
    """Return the SHA-256 of a model's manifest, and the name of its folder, if it is in one."""
    if (folder := model.folder) is None:
        return None, None
    file = folder / MANIFEST
    digest = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None
    return digest, folder.name


def _place_of(folder: Path) -> tuple[Path, int]:
    """Return the folder that holds the versions of a model, and which version it is."""
    folder = folder.resolve()
    number = version_of(folder.name)
    return (folder, 1) if number is None else (folder.parent, number)


def _newest(home: Path, this: int) -> int:
    entries = home.iterdir() if home.is_dir() else ()
    return max([this, *(version_of(entry.name) or 0 for entry in entries)])
