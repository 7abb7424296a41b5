"""How messages quote what was found: on one line, short, and safe to print in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.labels import nearest

__all__ = ["no_column", "printable", "shown", "suggestion"]

_SHOWN_CHARACTERS = 40
_SHOWN_NAMES = 8


def printable(text: str) -> str:
    r"""Return text with each character that a terminal would act on written as an escape.

    Examples
    --------
    >>> print(printable("a\nb"))
    a\nb
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shown(value: object) -> str:
    r"""Return a value as messages quote it: short, on one line, with nothing a terminal obeys.

    Examples
    --------
    >>> print(shown("two\nlines"), shown(3))
    'two\nlines' 3
    """
    if isinstance(value, str):
        long = len(value) > _SHOWN_CHARACTERS
        return repr(value[: _SHOWN_CHARACTERS - 1] + "…" if long else value)
    text = printable(repr(value))
    return text[: _SHOWN_CHARACTERS - 1] + "…" if len(text) > _SHOWN_CHARACTERS else text


def suggestion(wrong: str, options: Sequence[str]) -> str:
    """Return a question that offers the nearest option, or nothing.

    Examples
    --------
    >>> suggestion("lable", ["id", "label"])
    "; did you mean 'label'?"
    """
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
    listed = ", ".join(map(shown, names[:_SHOWN_NAMES]))
    more = ", …" if len(names) > _SHOWN_NAMES else ""
    hint = suggestion(str(wrong), names) or f"; its columns are {listed}{more}"
    return f"there is no column {shown(wrong)}{hint}"
