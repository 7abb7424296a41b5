"""How the cells of grids are written, in every layout."""

from __future__ import annotations

import math
from collections.abc import Sequence

from stancekit.blocks import Cell, Column, Grid, Measure

__all__ = ["columns_of", "numeric", "written"]


def columns_of(head: Sequence[str | Column]) -> list[Column]:
    """Return the head of a grid as columns, each with the form of its numbers."""
    return [column if isinstance(column, Column) else Column(column) for column in head]


def written(cell: Cell, form: str = ".3f") -> str:
    """Write a cell: a number in the form of its column, a measure as its interval.

    Examples
    --------
    >>> written(Measure(0.5, 0.25, 0.75), ".2f"), written(1234)
    ('0.25 to 0.75', '1,234')
    """
    match cell:
        case None:
            return ""
        case str():
            return cell
        case Measure():
            return "" if math.isnan(cell.low) else cell.between(form)
        case int():
            return f"{cell:,}"
    return "undefined" if math.isnan(cell) else f"{cell:{form}}"


def numeric(block: Grid) -> list[bool]:
    """Tell of each column whether it holds numbers, which stand flush to the right.

    Examples
    --------
    >>> numeric(Grid(["label", "of", "n"], [["favor", "all", 3], ["against", "", None]]))
    [False, False, True]
    """
    columns = zip(*block.rows, strict=True)
    found = [not any(isinstance(cell, str) for cell in cells) for cells in columns]
    return found or [False] * len(block.head)
