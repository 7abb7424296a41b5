"""Dates as the periods they fall into."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stancekit.data.problems import Problems
from stancekit.data.quoting import shown
from stancekit.data.table import is_blank, plain
from stancekit.exceptions import ParameterError

__all__ = ["EVERY", "fitting_period", "periods"]

EVERY = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}

_MOST = 24
_FINE_ENOUGH = {"year": 1, "quarter": 2, "month": 3, "week": 4, "day": 4}
_DATES = {
    1: re.compile(r"[0-9]{4}"),
    2: re.compile(r"([0-9]{4})-?Q([1-4])", re.IGNORECASE),
    3: re.compile(r"[0-9]{4}[-/.][0-9]{1,2}|[a-z]{3,9}\.? [0-9]{4}", re.IGNORECASE),
    4: re.compile(
        r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:[T ].*)?|[0-9]{8}"
        r"|(?=.*\b[0-9]{4}\b)(?=.*[a-z]{3})(?=.*\b[0-9]{1,2}\b).*",
        re.IGNORECASE,
    ),
}
"""How a date may be spelled, by how fine it is: not as 3/4/2025, which is in March or in April."""


def periods(
    cells: Sequence[object], names: Sequence[str], column: str, every: str
) -> list[str | None]:
    """Return the period of each date, in a spelling that sorts by time; None where it is blank.

    Examples
    --------
    >>> periods(["2025-03-02", "2025-03-30T10:00", None], ["a", "b", "c"], "date", "month")
    ['2025-03', '2025-03', None]
    """
    if not isinstance(every, str) or every not in EVERY:
        raise ParameterError(f"every={shown(every)}; use one of {', '.join(map(shown, EVERY))}")
    problems = Problems("corpus")
    dates = [None if is_blank(cell) else str(cell) for cell in map(plain, cells)]
    known = {date: _period(date, every) for date in set(dates) if date is not None}
    for name, date in zip(names, dates, strict=True):
        if date is not None and known[date] is None:
            wrong = f"is no date{_finer(date, every)}; write it as 2025-03-31"
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
    spelled = (_fineness(str(cell)) for cell in map(plain, cells) if not is_blank(cell))
    coarsest = min(spelled, default=0)
    kinds = [every for every in EVERY if _FINE_ENOUGH[every] <= coarsest] or list(EVERY)
    few = (every for every in kinds if len(set(periods(cells, names, column, every))) <= _MOST)
    return next(few, kinds[-1])


def _fineness(date: str) -> int:
    """Return how fine a date is: 1, a year, to 4, a day; 0 where it is none."""
    return next((fine for fine, form in _DATES.items() if form.fullmatch(date.strip())), 0)


def _finer(date: str, every: str) -> str:
    """Say what is wrong with what names a time."""
    if 0 < _fineness(date) < _FINE_ENOUGH[every]:
        return f" that says in which {every} it is"
    return ""


def _period(date: str, every: str) -> str | None:
    import pandas as pd

    if _fineness(date) < _FINE_ENOUGH[every]:
        return None
    if quarter := _DATES[2].fullmatch(date.strip()):
        date = f"{quarter[1]}-{3 * int(quarter[2]):02}"
    moment = pd.to_datetime(date, errors="coerce", utc=True)
    if pd.isna(moment):
        return None
    period = moment.tz_localize(None).to_period(EVERY[every])
    return str(period.start_time.date()) if every == "week" else str(period)
