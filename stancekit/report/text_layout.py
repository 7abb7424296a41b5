r"""Blocks as text for a terminal: how wide a line is, and which characters may stand in it.

Examples
--------
>>> from stancekit.blocks import Measure
>>> scores = Measure(0.71, 0.65, 0.76)
>>> grid = Grid(["", "score", "95 % interval"], [["macro-F1", scores.value, scores]])
>>> print(as_text([Lines(["120 statements"]), grid, Caveats(["Few\nstatements."])]))
120 statements
<BLANKLINE>
          score   95 % interval
macro-F1  0.710  0.650 to 0.760
<BLANKLINE>
Mind:
- Few\nstatements.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from stancekit.blocks import (
    Bars,
    Block,
    Caveats,
    Cell,
    Column,
    Curve,
    Grid,
    Lines,
    Link,
    Listing,
    MarkedText,
    Matrix,
    Points,
    Stacks,
    printable,
)
from stancekit.report.cells import columns_of, written
from stancekit.report.text_marks import bar_lines, marked_lines

__all__ = ["as_text", "is_shortened"]

_WIDTH = 100


def as_text(blocks: Iterable[Block], *, every: bool = False) -> str:
    """Lay blocks out for a terminal, with an empty line between them.

    Long listings end after the first few things, unless it is to be `every` one.
    """
    parts = (list(_lines(block, every)) for block in blocks)
    return "\n\n".join("\n".join(part) for part in parts if part)


def is_shortened(blocks: Iterable[Block]) -> bool:
    """Tell whether `as_text` leaves something out that it would list if it were to be `every`."""
    return any(
        block.shown is not None and any(n > block.shown for n in _lengths(block))
        for block in blocks
        if isinstance(block, Listing | Points | Grid | Bars)
    )


def _lengths(block: Listing | Points | Grid | Bars) -> list[int]:
    match block:
        case Listing():
            return [len(block.items)]
        case Points():
            return [len(block.points)]
        case Grid():
            return [len(block.rows)]
        case Bars():
            return [len(group.bars) for group in block.groups if block.signed]


def _lines(block: Block, every: bool) -> Iterator[str]:
    match block:
        case Lines(lines, whole):
            yield from map(printable if whole else _wrapped, lines)
        case MarkedText():
            yield from marked_lines(block)
        case Listing():
            yield from _listing(block, every)
        case Points(title, points, shown):
            yield _wrapped(title, then="  ")
            first = points if every else points[:shown]
            yield from (_wrapped(f"- {point}", "  ", "    ") for point in first)
            if len(points) > len(first):
                yield f"  ... and {len(points) - len(first):,} more"
        case Grid(head, rows, below):
            first_rows = rows if every else rows[: block.shown]
            yield from _aligned(columns_of(head), first_rows)
            yield from _more(len(rows) - len(first_rows), block.ending)
            yield from map(_wrapped, below)
        case Matrix(corner, names, counts):
            columns = [Column(corner), *(Column(name, ",.1f") for name in names)]
            rows = [[name, *row] for name, row in zip(names, counts, strict=True)]
            yield from _aligned(columns, rows)
        case Curve(grid=Grid() as grid) | Stacks(grid=grid):
            yield from _lines(grid, every)
        case Bars():
            yield from bar_lines(block, every)
            yield from map(printable, block.below)
        case Caveats(caveats) if caveats:
            yield "Mind:"
            yield from (_wrapped(f"- {caveat}", then="  ") for caveat in caveats)


def _listing(block: Listing, every: bool) -> Iterator[str]:
    yield from map(_wrapped, block.intro)
    indent = "  " if block.intro else ""
    first = block.items if every else block.items[: block.shown]
    for item in first:
        yield indent + "  ".join(map(_plain, item.parts))
        yield from (f"{indent * 2}  {_plain(line)}" for line in item.below)
    yield from _more(len(block.items) - len(first), block.ending)


def _more(number: int, ending: str) -> Iterator[str]:
    if number:
        yield f"  and {number:,} more{printable(ending)}"


def _plain(said: str | MarkedText | Link) -> str:
    return printable(said if isinstance(said, str) else said.plain or said.text)


def _wrapped(line: str, first: str = "", then: str = "") -> str:
    wrapper = textwrap.TextWrapper(_WIDTH, first, then, break_on_hyphens=False)
    return wrapper.fill(printable(line))


def _aligned(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Yield a grid in lines: the first column to the left, the others to the right."""
    lines = [[printable(column.title) for column in columns]]
    forms = [column.form for column in columns]
    lines += [[printable(written(*both)) for both in zip(row, forms, strict=True)] for row in rows]
    first, *widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    for name, *cells in lines:
        yield "  ".join([name.ljust(first), *map(str.rjust, cells, widths)])
