"""The rows of a table as its script reads them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from stancekit.blocks import Cell, MarkedText, Records
from stancekit.report.cells import columns_of, written
from stancekit.report.legible import legible
from stancekit.report.marks import Piece, pieces

__all__ = ["as_data"]

_WEAKEST = 2  # of the four strengths of a mark


def as_data(block: Records) -> dict[str, Any]:
    """Return columns and rows: a cell is a text, or pieces of one, each before how it is marked.

    Of the marks in a text those are kept that are more than a quarter of the strongest.

    Examples
    --------
    >>> from stancekit.blocks import Column, Mark
    >>> said = MarkedText("Talk now!", [Mark(5, 9, -0.5)])
    >>> block = Records("Said", ["text", Column("stance", "+.2f")], [[said, 0.5]], (), 1, "")
    >>> as_data(block)["rows"]
    [[['Talk ', 0, 'now!', -4], '+0.50']]
    """
    columns = columns_of(block.head)
    forms = [column.form for column in columns]
    return {
        "columns": [
            {
                "title": legible(column.title),
                "choice": column.title in block.choices,
                "number": any(isinstance(row[place], float | int) for row in block.rows),
            }
            for place, column in enumerate(columns)
        ],
        "rows": [list(map(_cell, row, forms)) for row in block.rows],
    }


def _cell(cell: Cell | MarkedText, form: str) -> str | list[str | int]:
    if not isinstance(cell, MarkedText):
        return str(legible(written(cell, form)))
    found: list[str | int] = []
    for strength, same in groupby(pieces(cell), _strength):
        found += [legible("".join(piece.text for piece in same)), strength]
    return found


def _strength(piece: Piece) -> int:
    if piece.strength < _WEAKEST:
        return 0
    return -piece.strength if piece.weight < 0 else piece.strength
