"""The data sets that come with stancekit, verified whenever they are loaded."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from stancekit._bundled import bundled_folder
from stancekit.data.files import read_file
from stancekit.data.quoting import shown, suggestion
from stancekit.data.table import Stack
from stancekit.exceptions import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["dataset_hashes", "list_datasets", "load_dataset", "released"]

_FILES = {
    "article": ("article",),
    "dialogue-with-moscow": ("article", "statements"),
    "statements": ("statements",),
}
_TARGET = "dialogue with Moscow"
_COLUMNS = [
    *("id", "text", "label", "source", "document", "register"),
    *("speaker", "country", "pair_id", "target"),
]


def list_datasets() -> tuple[str, ...]:
    """Return the names of the data sets that come with stancekit.

    Examples
    --------
    >>> list_datasets()
    ('article', 'dialogue-with-moscow', 'statements')
    """
    return tuple(_FILES)


def load_dataset(name: str) -> pd.DataFrame:
    """Load a data set that comes with stancekit.

    Parameters
    ----------
    name : str
        ``"article"``: the sentences of one news article, labelled in context.
        ``"statements"``: statements that were written for this library.
        ``"dialogue-with-moscow"``: both of them, with a column ``target``.

    Returns
    -------
    pandas.DataFrame
        One row for each sentence, all columns as strings; a cell without a value is ``""``.

    Raises
    ------
    DataError
        If there is no such data set, or its file is not the one that was released.

    Examples
    --------
    >>> list(load_dataset("statements"))
    ['id', 'text', 'label', 'source', 'register', 'pair_id']
    """
    if not isinstance(name, str) or name not in _FILES:
        hint = suggestion(str(name), list_datasets())
        known = ", ".join(list_datasets())
        raise DataError(f"there is no data set {shown(name)}{hint} (the data sets are {known})")
    frame = Stack([read_file(released(f"{file}.csv")) for file in _FILES[name]]).frame()
    if name == "dialogue-with-moscow":
        frame = frame.assign(target=_TARGET)[_COLUMNS].fillna("").infer_objects()
    return frame


def dataset_hashes(name: str) -> tuple[str, ...]:
    """Return the SHA-256 of each file of a data set as released; none if there is no such set."""
    return tuple(_hash_of(f"{file}.csv") for file in _FILES.get(name, ()))


def released(name: str) -> Path:
    """Return a file that comes with stancekit, after its hash was verified."""
    path = bundled_folder("datasets") / name
    if hashlib.sha256(path.read_bytes()).hexdigest() != _hash_of(name):
        raise DataError(f"{path}: this is not the file that was released; reinstall stancekit")
    return path


def _hash_of(name: str) -> str:
    hashes = json.loads((bundled_folder("datasets") / "hashes.json").read_text(encoding="utf-8"))
    return str(hashes.get(name))
