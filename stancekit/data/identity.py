"""When two rows are one statement, and when two cells name the same id, target or group.

A name is what a cell says, however a file or a library keeps it: 1, 1.0, "1" and "1.0" are one
name, since pandas makes 1.0 of 1 where other rows are blank; so are the codings of an accent, and
outer spaces do not count, but case does. A blank cell names nothing. Two rows are one statement if
their texts are the same but for the coding of accents, and their targets are one name or both none.
Names and keys are for comparing: data keep what they hold, and 1 and "1" are two labels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from stancekit.data.table import is_blank, plain

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Key",
    "StatementKey",
    "key_of",
    "name_of",
    "rows_by",
    "rows_by_id",
    "rows_of",
    "spellings",
]

K = TypeVar("K", bound=Hashable)

_whole = re.compile(r"(-?[0-9]+)\.0").fullmatch


def name_of(cell: object) -> str | None:
    """Return what a cell names, None if it is blank.

    Examples
    --------
    >>> name_of(1.0), name_of("1.0"), name_of("01"), name_of(" Moscow"), name_of(" ")
    ('1', '1', '01', 'Moscow', None)
    """
    cell = plain(cell)
    if is_blank(cell):
        return None
    name = unicodedata.normalize("NFC", str(cell)).strip()
    whole = _whole(name)
    return whole[1] if whole else name


class StatementKey(NamedTuple):
    """What the rows of one statement have in common.

    Examples
    --------
    >>> StatementKey.of("Talk!", 1.0) == StatementKey.of("Talk!", "1")
    True
    >>> StatementKey.of("Talk!", " "), StatementKey.of("talk!")
    (StatementKey(text='Talk!', target=None), StatementKey(text='talk!', target=None))
    """

    text: str
    target: str | None

    @classmethod
    def of(cls, text: str, target: object = None) -> StatementKey:
        """Return the key of a text about a target, or about none."""
        return cls(unicodedata.normalize("NFC", text), name_of(target))


def rows_by(keys: Iterable[K | None]) -> dict[K, list[int]]:
    """Return the rows (from 0) that have each key; those without one are left out.

    Examples
    --------
    >>> rows_by(map(name_of, ["a", None, 1.0, "1"]))
    {'a': [0], '1': [2, 3]}
    """
    rows: dict[K, list[int]] = {}
    for row, key in enumerate(keys):
        if key is not None:
            rows.setdefault(key, []).append(row)
    return rows


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
