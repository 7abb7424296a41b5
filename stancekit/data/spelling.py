"""What looks the same: ids, labels, names and texts but for case, spaces and coded accents."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

__all__ = ["most_frequent", "spelled"]


def spelled(value: object) -> str:
    r"""Return what is left of a value without case, extra spaces and the coding of accents.

    Examples
    --------
    >>> spelled(" Favor "), spelled("cafe\u0301") == spelled("caf\xe9"), spelled(7)
    ('favor', True, '7')
    """
    return " ".join(unicodedata.normalize("NFC", str(value)).casefold().split())


def most_frequent(values: Iterable[str]) -> dict[str, str]:
    """Return the most frequent form of each spelling, the first one where several are.

    Examples
    --------
    >>> most_frequent(["Favor", "favor", "none", "favor "])
    {'favor': 'Favor', 'none': 'none'}
    """
    forms: dict[str, str] = {}
    for value, _ in Counter(values).most_common():
        forms.setdefault(spelled(value), value)
    return forms
