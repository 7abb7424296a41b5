"""The colours and patterns of labels: those from against to favor have their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["tones"]

_OWN = ("against", "conditional", "favor", "none")
_OTHERS = 6


def tones(names: Iterable[str]) -> Mapping[str, str]:
    """Return the style of each of some labels.

    Examples
    --------
    >>> tones(["favor", "left", "right"])
    {'favor': 'tone-favor', 'left': 'tone-1', 'right': 'tone-2'}
    """
    names = list(dict.fromkeys(names))
    others = [name for name in names if name not in _OWN]
    styles = {name: f"tone-{place % _OTHERS + 1}" for place, name in enumerate(others)}
    return {name: styles.get(name, f"tone-{name}") for name in names}
