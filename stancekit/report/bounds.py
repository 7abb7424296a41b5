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
    Item,
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
_IN_A_LIST = 300


def bounded(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the first blocks and all caveats, each no longer than a notebook has room for.

    Examples
    --------
    >>> (grid,) = bounded([Grid(["n"], [[n] for n in range(100)])])
    >>> len(grid.rows), grid.below
    (20, ['and 80 more rows'])
    """
    room = _Room()
    yield from (_shortened(block) for block in blocks if room.takes(block))
    if room.left_out:
        parts = "1 more part is" if room.left_out == 1 else f"{room.left_out:,} more parts are"
        yield Lines([f"{parts} left out here; summary() has all."])


class _Room:
    """Counts the blocks of a fragment and the items of its lists, and takes only so many."""

    def __init__(self) -> None:
        self.blocks, self.items, self.left_out = _BLOCKS, _ROWS, 0

    def takes(self, block: Block) -> bool:
        """Tell whether there is room for a block."""
        if isinstance(block, Caveats | Detail):
            return isinstance(block, Caveats)
        items = len(block.items[: block.shown]) if isinstance(block, Listing) else 0
        taken = self.blocks > 0 and (self.items > 0 or not items)
        self.blocks -= 1
        self.items -= items
        self.left_out += not taken
        return taken


def _shortened(block: Block) -> Block:
    match block:
        case Grid(rows=rows, shown=shown) if len(rows) > (most := min(shown or _ROWS, _ROWS)):
            rest = f"{_rest(len(rows) - most, 'row')}{block.ending}"
            return replace(block, rows=rows[:most], below=[rest, *block.below])
        case Intervals() if len(block.rows) > _ROWS:
            return replace(block, rows=block.rows[:_ROWS], title=_first_of(block.title))
        case Stacks() if len(block.rows) > _ROWS:
            return replace(block, rows=block.rows[:_ROWS], title=_first_of(block.title))
        case Listing(items=items, shown=shown):
            first = [_short_item(item) for item in items[:_ROWS]]
            most = _ROWS if shown is None else min(shown, _ROWS)
            return replace(block, items=[*first, *items[_ROWS:]], shown=most)
        case Points(shown=None):
            return replace(block, shown=_ROWS)
        case Lines(lines) if len(lines) > _ROWS:
            return replace(block, lines=[*lines[:_ROWS], _rest(len(lines) - _ROWS, "line")])
        case MarkedText():
            return _short_text(block, _CHARACTERS)
    return block


def _short_item(item: Item) -> Item:
    parts = [
        _short_text(part, _IN_A_LIST) if isinstance(part, MarkedText) else part
        for part in item.parts
    ]
    return replace(item, parts=parts)


def _short_text(block: MarkedText, most: int) -> MarkedText:
    if len(block.text) <= most:
        return block
    marks = [mark for mark in block.marks if mark.end <= most]
    return replace(block, text=f"{block.text[:most]}…", marks=marks)


def _rest(number: int, called: str) -> str:
    return f"and {number:,} more {called}{'s' * (number != 1)}"


def _first_of(title: str) -> str:
    return f"{title}: the first {_ROWS}"
