"""What looks the same: ids, labels, names and texts but for case, spaces and their coding."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

__all__ = ["most_frequent", "nearest", "same_form"]


def same_form(value: object) -> str:
    r"""Return what values share that differ only in case, spaces and the coding of characters.

    Examples
    --------
    >>> same_form("Talk  to MOSCOW now! "), same_form("cafe\u0301") == same_form("caf\xe9")
    ('talk to moscow now!', True)
    """
    return " ".join(unicodedata.normalize("NFKC", str(value)).casefold().split())


def most_frequent(values: Iterable[str]) -> dict[str, str]:
    """Return the most frequent spelling of each form, the first one where several are."""
    spellings: dict[str, str] = {}
    for value, _ in Counter(values).most_common():
        spellings.setdefault(same_form(value), value)
    return spellings


def nearest(value: object, options: Sequence[object], cutoff: float = 0.6) -> str | None:
    """Return the option that is spelled most like a value, or None if nothing comes near."""
    by_form = {same_form(option): str(option) for option in reversed(options)}
    found = difflib.get_close_matches(same_form(value), by_form, 1, cutoff)
    return by_form[found[0]] if found else None
