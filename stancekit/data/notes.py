"""What a reader says of a file that it could read: as a warning, which the command line prints."""

from __future__ import annotations

import warnings

from stancekit.exceptions import DataWarning

__all__ = ["note"]


def note(place: str, words: str) -> None:
    """Warn of what the user should know of a source, and that stops nothing."""
    warnings.warn(f"{place}: {words}", DataWarning, stacklevel=2)
