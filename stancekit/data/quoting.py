"""How messages quote what was found: on one line, short, and safe to print in a terminal."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from stancekit.blocks import printable
from stancekit.data.lookalikes import nearest

__all__ = [
    "all_shown",
    "counted",
    "from_here",
    "listed",
    "no_column",
    "no_file",
    "quoted",
    "shown",
    "suggestion",
    "verb",
]

_SHOWN_CHARACTERS = 40
_SHOWN_NAMES = 8
_LISTED = 5
_QUOTED_CHARACTERS = 90


def shown(value: object) -> str:
    """Return a value as messages quote it: short, on one line, with nothing a terminal obeys."""
    if isinstance(value, str):
        long = len(value) > _SHOWN_CHARACTERS
        return repr(value[: _SHOWN_CHARACTERS - 1] + "…" if long else value)
    text = printable(repr(value))
    return text[: _SHOWN_CHARACTERS - 1] + "…" if len(text) > _SHOWN_CHARACTERS else text


def from_here(path: Path) -> Path:
    """Return a path as a user in the working folder would write it: a short one if it is below.

    Examples
    --------
    >>> from_here(Path.cwd() / "my-model").as_posix()
    'my-model'
    """
    with suppress(ValueError, OSError):  # not below it, or it was removed
        return path.relative_to(Path.cwd())
    return path


def counted(number: int, noun: str) -> str:
    """Return how many there are, in words.

    Examples
    --------
    >>> counted(1, "statement"), counted(2, "new label"), counted(1500, "near-copy")
    ('1 statement', '2 new labels', '1,500 near-copies')
    """
    many = f"{noun[:-1]}ies" if re.search("[^aeiou]y$", noun) else f"{noun}s"
    return f"{number:,} {noun if number == 1 else many}"


def verb(number: int, of_one: str, of_many: str) -> str:
    """Return the form of a word that goes with a number of things.

    Examples
    --------
    >>> [f"{counted(n, 'text')} {verb(n, 'has', 'have')} no label" for n in (1, 2)]
    ['1 text has no label', '2 texts have no label']
    """
    return of_one if number == 1 else of_many


def suggestion(wrong: str, options: Sequence[str]) -> str:
    """Return a question that offers the nearest option, or nothing."""
    near = nearest(wrong, options)
    return "" if near is None else f"; did you mean {shown(near)}?"


def no_column(wrong: object, names: Sequence[str]) -> str:
    """Say that a table lacks a column, with the nearest one, or with those that it has.

    Examples
    --------
    >>> no_column("lable", ["text", "label"])
    "there is no column 'lable'; did you mean 'label'?"
    >>> no_column("stance", ["text", "label"])
    "there is no column 'stance'; its columns are 'text', 'label'"
    """
    hint = suggestion(str(wrong), names) or f"; its columns are {all_shown(names)}"
    return f"there is no column {shown(wrong)}{hint}"


def no_file(name: str, path: str | os.PathLike[str]) -> str:
    """Say that there is no such file, with the one in its folder that is called most like it."""
    wanted = Path(path)
    try:
        beside = {place.stem: place.name for place in wanted.parent.iterdir() if place.is_file()}
    except OSError:
        beside = {}
    near = nearest(wanted.stem, list(beside))
    way_out = (
        "check its name and folder" if near is None else f"did you mean {shown(beside[near])}?"
    )
    return f"{name}: there is no such file; {way_out}"


def listed(names: Iterable[object], most: int = _LISTED) -> str:
    """Return the first few of many names.

    Examples
    --------
    >>> listed(["a-1", "a-2"]), listed([f"row {n}" for n in range(1, 9)])
    ('a-1, a-2', 'row 1, row 2, row 3, row 4, row 5 and 3 more')
    """
    found = [printable(str(name)) for name in names]
    more = len(found) - most
    return ", ".join(found[:most]) + (f" and {more:,} more" if more > 0 else "")


def all_shown(names: Iterable[object]) -> str:
    """Return names as messages quote them; only the first ones where there are many."""
    return listed(map(shown, names), _SHOWN_NAMES) or "none"


def quoted(text: str) -> str:
    """Return as much of a statement as a line of a report holds."""
    words = " ".join(text.split())
    if len(words) > _QUOTED_CHARACTERS:
        words = words[: _QUOTED_CHARACTERS - 1] + "…"
    return repr(words)
