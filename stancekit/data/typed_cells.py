"""Cells of files that know numbers and dates, as the user sees them there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

__all__ = ["as_seen"]

_MIDNIGHT = time()


def as_seen(cells: Sequence[object]) -> list[object]:
    """Return a column in which whole numbers are integers, and days have no time of day.

    Statistics programs keep every number as a float, and days as a time at midnight.

    Examples
    --------
    >>> as_seen([1.0, None, 3.0]), as_seen([0.5, 1.0])
    ([1, None, 3], [0.5, 1.0])
    """
    floats = [cell for cell in cells if isinstance(cell, float)]
    times = [cell for cell in cells if isinstance(cell, datetime)]
    if floats and all(cell.is_integer() for cell in floats):
        cells = [int(cell) if isinstance(cell, float) else cell for cell in cells]
    if times and all(cell.time() == _MIDNIGHT for cell in times):
        return [cell.date() if isinstance(cell, datetime) else cell for cell in cells]
    return list(cells)
