"""Which statement a row is about, told by its text and target or by its id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from stancekit.data.table import is_blank, plain

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Key", "key_of", "rows_by_id", "rows_of", "spellings"]

Key: TypeAlias = tuple[str, str | None]


def key_of(text: str, target: object) -> Key:
    """Return what makes two rows the same statement: text, and target where one is named.

    Examples
    --------
    >>> key_of("Talk!", "Moscow"), key_of("Talk!", " ")
    (('Talk!', 'Moscow'), ('Talk!', None))
    """
    target = plain(target)
    return text, None if is_blank(target) else str(target)


def spellings(name: object) -> tuple[str, ...]:
    """Return how an id may be spelled: pandas makes 1.0 of 1 where other rows have none.

    Examples
    --------
    >>> spellings("a-1"), spellings(1.0), spellings(None)
    (('a-1',), ('1.0', '1'), ())
    """
    name = plain(name)
    if is_blank(name):
        return ()
    whole = isinstance(name, float) and name.is_integer()
    return (str(name), f"{name:.0f}") if whole else (str(name),)


def rows_by_id(frame: pd.DataFrame) -> dict[str, list[int]]:
    """Return the rows of each id, one for each target; what is spelled so comes first.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = rows_by_id(pd.DataFrame({"id": ["a", None, 1.0, "1"]}))
    >>> rows["a"], rows["1.0"], rows["1"]
    ([0], [2], [3])
    """
    names = [spellings(name) for name in frame["id"].tolist()] if "id" in frame else []
    found: dict[str, list[int]] = {}
    others: dict[str, list[int]] = {}
    for row, spelled in enumerate(names):
        for name, rows in zip(spelled, (found, others), strict=False):
            rows.setdefault(name, []).append(row)
    return others | found


def rows_of(name: object, rows: Mapping[str, list[int]]) -> list[int]:
    """Return the rows that an id names among those of `rows_by_id`.

    Examples
    --------
    >>> rows_of(1.0, {"1": [2]}), rows_of("b", {"a": [0]})
    ([2], [])
    """
    return next((rows[spelled] for spelled in spellings(name) if spelled in rows), [])
