"""How much of a result a notebook shows, where it is one of many things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from stancekit.blocks import (
    Block,
    Caveats,
    Detail,
    Grid,
    Intervals,
    Lines,
    Listing,
    MarkedText,
    Points,
    Stacks,
)

__all__ = ["bounded"]

_BLOCKS = 30
_ROWS = 20
_CHARACTERS = 2_000


def bounded(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the first blocks and all caveats, each no longer than a notebook has room for.

    Examples
    --------
    >>> (grid,) = bounded([Grid(["n"], [[n] for n in range(100)])])
    >>> len(grid.rows), grid.below
    (20, ['and 80 more rows'])
    """
    number = 0
    for block in blocks:
        number += not isinstance(block, Caveats | Detail)
        if isinstance(block, Caveats) or (number <= _BLOCKS and not isinstance(block, Detail)):
            yield _shortened(block)
    if number > _BLOCKS:
        yield Lines(
            [f"{number - _BLOCKS:,} more parts are left out here; print(summary()) has all."]
        )


def _shortened(block: Block) -> Block:
    match block:
        case Grid(rows=rows, shown=shown) if len(rows) > (most := min(shown or _ROWS, _ROWS)):
            rest = f"{_rest(len(rows) - most, 'rows')}{block.ending}"
            return replace(block, rows=rows[:most], below=[rest, *block.below])
        case Intervals() if len(block.rows) > _ROWS:
            return replace(block, rows=block.rows[:_ROWS], title=_first_of(block.title))
        case Stacks() if len(block.rows) > _ROWS:
            return replace(block, rows=block.rows[:_ROWS], title=_first_of(block.title))
        case Listing(shown=None) | Points(shown=None):
            return replace(block, shown=_ROWS)
        case Lines(lines) if len(lines) > _ROWS:
            return replace(block, lines=[*lines[:_ROWS], _rest(len(lines) - _ROWS, "lines")])
        case MarkedText(text) if len(text) > _CHARACTERS:
            marks = [mark for mark in block.marks if mark.end <= _CHARACTERS]
            return replace(block, text=f"{text[:_CHARACTERS]}…", marks=marks)
    return block


def _rest(number: int, called: str) -> str:
    return f"and {number:,} more {called}"


def _first_of(title: str) -> str:
    return f"{title}: the first {_ROWS}"
