"""Dates as the periods they fall into."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.data.problems import Problems
from stancekit.data.quoting import shown
from stancekit.data.table import is_blank, plain
from stancekit.exceptions import ParameterError

__all__ = ["EVERY", "fitting_period", "periods"]

EVERY = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}

_MOST = 24


def periods(
    cells: Sequence[object], names: Sequence[str], column: str, every: str
) -> list[str | None]:
    """Return the period of each date, in a spelling that sorts by time; None where it is blank.

    Examples
    --------
    >>> periods(["2025-03-02", "2025-03-30T10:00", None], ["a", "b", "c"], "date", "month")
    ['2025-03', '2025-03', None]
    """
    if every not in EVERY:
        raise ParameterError(f"every={shown(every)}; use one of {', '.join(map(shown, EVERY))}")
    problems = Problems("corpus")
    dates = [None if is_blank(cell) else str(cell) for cell in map(plain, cells)]
    known = {date: _period(date, every) for date in set(dates) if date is not None}
    for name, date in zip(names, dates, strict=True):
        if date is not None and known[date] is None:
            wrong = "is no date; write it as 2025-03-31"
            problems.add([name], column, wrong, f" (first: {shown(date)})")
    problems.raise_any()
    return [None if date is None else known[date] for date in dates]


def fitting_period(cells: Sequence[object], names: Sequence[str], column: str) -> str:
    """Return the shortest kind of period of which there are few; years where all are many.

    Examples
    --------
    >>> fitting_period(["2025-03-02", "2025-03-30", "2024-01-01"], ["a", "b", "c"], "date")
    'day'
    """
    kinds = list(EVERY)
    few = (every for every in kinds if len(set(periods(cells, names, column, every))) <= _MOST)
    return next(few, kinds[-1])


def _period(date: str, every: str) -> str | None:
    import pandas as pd

    moment = pd.to_datetime(date, errors="coerce", utc=True)
    if pd.isna(moment):
        return None
    period = moment.tz_localize(None).to_period(EVERY[every])
    return str(period.start_time.date()) if every == "week" else str(period)
