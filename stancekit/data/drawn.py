"""How a statement came to be labelled: drawn at random, or chosen because its label may teach.

Only what was drawn at random says how frequent each label is. `suggest` writes it into the column
``drawn``, which goes with the statement wherever it goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stancekit.data.identity import names_in
from stancekit.data.problems import Problems
from stancekit.data.quoting import shown
from stancekit.data.table import Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CHOSEN",
    "DRAWN",
    "at_random",
    "drawn_again",
    "is_again",
    "is_random",
    "were_random",
    "without_again",
]

DRAWN = "drawn"
"""The name of the column."""

CHOSEN = "chosen"
_RANDOM = "random"
_AGAIN = "again"


def at_random(probability: float) -> str:
    """Return what the column says of a statement that was drawn with a probability.

    Examples
    --------
    >>> at_random(20 / 600)
    'random 0.0333333'
    """
    return f"{_RANDOM} {probability:.6g}"


def drawn_again(probability: float) -> str:
    """Return what the column says of a statement that had a label when it was drawn.

    Examples
    --------
    >>> drawn_again(0.02), is_again("random 0.02 again"), is_again("random 0.02")
    ('random 0.02 again', True, False)
    """
    return f"{at_random(probability)} {_AGAIN}"


def is_again(cell: str | None) -> bool:
    """Tell whether a cell says that its statement had a label when it was drawn."""
    return cell is not None and cell.casefold().split()[-1:] == [_AGAIN]


def without_again(tables: Sequence[Table], text: str, label: str) -> list[Table]:
    """Leave out rows of statements that had a label when they were drawn, where that label stands.

    A row with another label stays, as somebody changed it.
    """
    again = [list(map(is_again, names_in(table, DRAWN))) for table in tables]
    if not any(map(any, again)):
        return list(tables)
    marks = [_marks(table, text, label) for table in tables]
    pairs = [list(zip(*both, strict=True)) for both in zip(marks, again, strict=True)]
    others = {mark for of in pairs for mark, skip in of if not skip}
    kept = [[not skip or mark not in others for mark, skip in of] for of in pairs]
    both = zip(tables, kept, strict=True)
    return [table if all(of) or table.broken else table.where(of) for table, of in both]


def _marks(table: Table, text: str, label: str) -> list[tuple[str, ...]]:
    """Return text, target and label of each row."""
    none: list[object] = [None] * len(table)
    cells = (map(repr, table.columns.get(name, none)) for name in (text, label, "target"))
    return list(zip(*cells, strict=True))


def is_random(cell: str | None) -> bool | None:
    """Tell whether a cell says that its statement was drawn at random; None if it does not say.

    Examples
    --------
    >>> is_random("random 0.02"), is_random("chosen"), is_random(None), is_random("random ones")
    (True, False, None, None)
    """
    word, *rest = (cell or "").casefold().split() or [""]
    if word == _RANDOM and not _is_random_rest(rest):
        return None
    return {_RANDOM: True, CHOSEN: False}.get(word)


def _is_random_rest(words: Sequence[str]) -> bool:
    """Tell whether words say with which probability a statement was drawn, or nothing."""
    numbers = words[:-1] if words[-1:] == [_AGAIN] else words
    try:
        return len(numbers) < 2 and all(0 < float(number) <= 1 for number in numbers)
    except ValueError:
        return False


def were_random(name: str, table: Table | pd.DataFrame) -> list[bool | None]:
    """Tell of each row whether it was drawn at random, or refuse words that say neither."""
    cells = names_in(table, DRAWN)
    found = list(map(is_random, cells))
    problems = Problems(name)
    for row, (cell, said) in enumerate(zip(cells, found, strict=True), start=1):
        if cell is not None and said is None:
            wrong = f"says neither {shown(_RANDOM)} nor {shown(CHOSEN)}; correct it or empty it"
            problems.add([f"row {row}"], DRAWN, wrong, f" (first: {shown(cell)})")
    problems.raise_any()
    return found
