"""Labels as they are written on the command line, where numbers and words look alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stancekit.labels import Label

__all__ = ["as_labels", "labels_like_those_in"]

_is_number = re.compile(r"-?[0-9]+").fullmatch


def as_labels(names: Iterable[str], known: Iterable[object]) -> list[Label]:
    """Return labels as given on the command line, as numbers where the known ones are.

    Examples
    --------
    >>> as_labels(["1", " 2"], known=[1, 3]), as_labels(["1", "2"], known=["1", "3"])
    ([1, 2], ['1', '2'])
    """
    numbers = all(isinstance(label, int) for label in known)
    stripped = [name.strip() for name in names]
    return [int(name) if numbers and _is_number(name) else name for name in stripped]


def labels_like_those_in(
    files: Sequence[str], labels: str | None, text: str, label: str
) -> list[Label] | None:
    """Return what came with ``--labels``, as numbers if those in the files are."""
    if labels is None:
        return None
    names = labels.split(",")
    paths = [path for path in files if path != "-"]
    if not paths or not all(_is_number(name.strip()) for name in names):
        return as_labels(names, known=[""])
    from stancekit.data.readers import read_tables
    from stancekit.data.table import is_blank

    cells = [
        cell for table in read_tables(paths, text, label) for cell in table.columns.get(label, ())
    ]
    return as_labels(names, known=[cell for cell in cells if not is_blank(cell)] or [""])
