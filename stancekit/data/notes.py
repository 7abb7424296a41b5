"""What is said of data that could be used: as a warning, which the command line prints."""

from __future__ import annotations

import sys
import warnings

from stancekit.exceptions import DataWarning

__all__ = ["note", "warn"]

_PACKAGE = f"{__name__.partition('.')[0]}."


def note(place: str, words: str) -> None:
    """Warn of what the user should know of a source, and that stops nothing."""
    warn(f"{place}: {words}")


def warn(words: str) -> None:
    """Warn of data, at the user's line."""
    warnings.warn(words, DataWarning, stacklevel=_depth())


def _depth() -> int:
    """Return the level of the first call, from that of `warn` on, that is not the library's."""
    frame, depth = sys._getframe(1), 1
    while frame.f_back and frame.f_globals.get("__name__", "").startswith(_PACKAGE):
        frame, depth = frame.f_back, depth + 1
    return depth
