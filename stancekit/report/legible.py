"""What text may stand in a page: characters that act, or that no file can hold, are written out."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

__all__ = ["legible", "with_code"]

_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SPACES = "\t\n"


def legible(value: Any) -> Any:
    r"""Return text with what HTML forbids, or what turns other text around, as escapes.

    Escaping what HTML acts on is left to the template, and what is HTML already is not changed.

    Examples
    --------
    >>> legible("Talk\x00 to \u202ethem\n")
    'Talk\\x00 to \\u202ethem\n'
    """
    if type(value) is not str or value.isprintable():
        return value
    return "".join(c if _is_legible(c) else c.encode("unicode_escape").decode() for c in value)


def with_code(text: str) -> list[str]:
    """Return a sentence in pieces, of which every second stood between backticks.

    Examples
    --------
    >>> with_code("`check` lists them, and so does `agree`.")
    ['', 'check', ' lists them, and so does ', 'agree', '.']
    """
    return re.split("`([^`]+)`", text)


def _is_legible(character: str) -> bool:
    if character.isprintable() or character in _SPACES:
        return True
    is_other = unicodedata.category(character) in ("Cc", "Cs", "Cn", "Co")
    return not is_other and character not in _DIRECTIONS
