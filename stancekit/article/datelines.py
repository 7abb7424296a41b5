"""Datelines: where an agency says that its report was written, which is nobody who speaks."""

from __future__ import annotations

import re

__all__ = ["after_dateline"]

_LETTER = r"[^\W\d_a-zß-öø-ÿ]"
_SHOUTED = (
    rf"{_LETTER}(?:{_LETTER}|[.’'-]){{1,20}}(?:\s{_LETTER}(?:{_LETTER}|[.’'-]){{1,20}}){{0,3}}"
)
_NAMED = r"[^\W\d_a-z]\w{2,20}(?:\s[^\W\d_a-z]\w{2,20}){0,2}"
_MORE = r"(?:,\s[^\W\d_a-z][^\n,;:—–“”\"()]{1,30}){0,2}"
_BY_AGENCY = re.compile(
    rf"(?:{_SHOUTED}|{_NAMED}){_MORE}\s\([^\W\d_][^()\n]{{1,30}}\)(?:\s?[—–]\s?|\s--?\s)"
)
_BARE = re.compile(rf"{_SHOUTED}{_MORE}(?:\s?[—–]\s?|\s--\s)")
_INSERTION = re.compile(r"\s(?:[—–]|--)")


def after_dateline(text: str, start: int, end: int) -> int:
    """Return where a sentence begins without its dateline; a name with an insertion is none.

    Examples
    --------
    >>> for text in ("VELMA, Poland (AP) — Ann Orlo spoke.", "NATO — an alliance — spoke."):
    ...     print(text[after_dateline(text, 0, len(text)) :])
    Ann Orlo spoke.
    NATO — an alliance — spoke.
    """
    if found := _BY_AGENCY.match(text, start, end):
        return found.end()
    found = _BARE.match(text, start, end)
    if found is None or _INSERTION.search(text, found.end(), end):
        return start
    return found.end()
