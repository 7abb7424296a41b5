"""Cells that a spreadsheet would run as formulas, and how they are kept from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["formulas_are_guarded", "formulas_guarded", "guarded"]

_on = ContextVar("formulas are guarded", default=False)
_is_number = re.compile(r"[+-]?(\d++\.?\d*|\.\d+)([eE][+-]?\d+)?").fullmatch


@contextmanager
def formulas_guarded() -> Iterator[None]:
    """Guard the cells of all CSV that is written meanwhile."""
    before = _on.set(True)
    try:
        yield
    finally:
        _on.reset(before)


def formulas_are_guarded() -> bool:
    """Tell whether CSV is being written for spreadsheets."""
    return _on.get()


def guarded(cell: str) -> str:
    r"""Return a cell that no spreadsheet takes for a formula: behind an apostrophe, if need be.

    A spreadsheet runs what begins with =, +, - or @, or with a tab or a carriage return before
    these (https://owasp.org/www-community/attacks/CSV_Injection); a number is none.

    Examples
    --------
    >>> guarded("=1+1"), guarded("@SUM(A1)"), guarded("\t=1"), guarded("-0.5"), guarded("We talk")
    ("'=1+1", "'@SUM(A1)", "'\t=1", '-0.5', 'We talk')
    """
    is_formula = cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not _is_number(cell)
    return f"'{cell}" if is_formula else cell
