"""Marked texts and bars, drawn with the characters of a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from stancekit.blocks import Bars, MarkedText, printable

__all__ = ["bar_lines", "marked_lines"]

_WIDTH = 96
_BAR = 20


def marked_lines(block: MarkedText) -> Iterator[str]:
    r"""Yield the text in lines, each with a line below that marks what speaks for and against.

    Examples
    --------
    >>> from stancekit.blocks import Mark
    >>> print("\n".join(marked_lines(MarkedText("Talk now!", [Mark(0, 4, 0.2), Mark(5, 9, -1)]))))
    Talk now!
    ++++ ----
    """
    text, total = block.text, [0.0] * len(block.text)
    for mark in block.marks:
        total[mark.start : mark.end] = [mark.weight] * (mark.end - mark.start)
    line = marks = ""
    for match in re.finditer(r"\s*+\S+", text.rstrip()):
        cells = [_cell(text[i], total[i]) for i in range(*match.span())]
        if line and len(marks) + sum(len(mark) for _, mark in cells) > _WIDTH:
            yield from _lines(line, marks)
            line = marks = ""
            cells = [cell for cell in cells if cell[0] != " "]
        line += "".join(character for character, _ in cells)
        marks += "".join(mark for _, mark in cells)
    yield from _lines(line, marks)


def _lines(line: str, marks: str) -> tuple[str, ...]:
    return (line, marks.rstrip()) if marks.strip() else (line,)


def _cell(character: str, total: float) -> tuple[str, str]:
    """Return a character as a terminal may show it, and as wide a mark."""
    seen = " " if character.isspace() else printable(character)
    width = len(seen)
    if width == 1 and unicodedata.east_asian_width(character) in "WF":
        width = 2
    elif unicodedata.category(character) in ("Mn", "Me"):
        width = 0
    return seen, (" " if total == 0 else "+" if total > 0 else "-") * width


def bar_lines(block: Bars, every: bool = False) -> Iterator[str]:
    """Yield the titles of the groups with their bars; of many, the first ones and a sum."""
    shown = None if every else block.shown
    for group in block.groups:
        yield printable(group.title)
        if not group.bars and block.empty:
            yield f"  {printable(block.empty)}"
        yield from _signed(group.bars, shown) if block.signed else _shares(group.bars)


def _shares(bars: Sequence[tuple[str, float]]) -> Iterator[str]:
    names = [printable(name) for name, _ in bars]
    width = max(map(len, names), default=0)
    for name, (_, share) in zip(names, bars, strict=True):
        yield f"  {name:{width}}  {share:.2f}  {_bar(share)}".rstrip()


def _signed(bars: Sequence[tuple[str, float]], shown: int | None) -> Iterator[str]:
    strongest = max((abs(value) for _, value in bars), default=1.0) or 1.0
    for name, value in bars[:shown]:
        yield f"  {value:+.3f}  {_bar(value / strongest):{_BAR}}  {printable(name)}"
    if rest := bars[len(bars[:shown]) :]:
        yield f"  {sum(value for _, value in rest):+.3f}  from {len(rest)} more"


def _bar(share: float) -> str:
    return "#" * round(_BAR * abs(share))
