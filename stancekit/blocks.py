r"""What results are made of, and their layout as text.

A result yields blocks: `Lines`, a `Listing`, `Points`, a `Grid` of values, `Caveats`. How wide a
line is, how columns are aligned and which characters a terminal may see is a matter of layout.

Examples
--------
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

import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Block",
    "Caveats",
    "Cell",
    "Column",
    "Grid",
    "Item",
    "Lines",
    "Listing",
    "Measure",
    "Points",
    "Result",
    "as_frame",
    "as_json",
    "as_text",
    "printable",
]

_WIDTH = 100


@dataclass(frozen=True)
class Measure:
    """A number with its 95 % interval.

    Attributes
    ----------
    value : float
    low, high : float
        The ends of the interval.

    Examples
    --------
    >>> found = Measure(0.7, 0.65, 0.74)
    >>> found.low, f"{found:.2f}", found.between(".1f")
    (0.65, '0.70 (0.65 to 0.74)', '0.7 to 0.7')
    """

    value: float
    low: float
    high: float

    def __format__(self, form: str) -> str:
        return f"{self.value:{form}} ({self.between(form)})" if form else str(self)

    def between(self, form: str = ".3f") -> str:
        """Return the interval in words."""
        return f"{self.low:{form}} to {self.high:{form}}"


Cell: TypeAlias = str | int | float | Measure | None
"""What a grid holds; a measure is shown by its interval, and None by nothing."""


@dataclass(frozen=True)
class Lines:
    """Sentences, each of which begins a line; `whole` lines are never wrapped."""

    lines: Sequence[str]
    whole: bool = False


@dataclass(frozen=True)
class Item:
    """One thing in a listing: what is said of it side by side, and what stands below that."""

    parts: Sequence[str]
    below: Sequence[str] = ()


@dataclass(frozen=True)
class Listing:
    """Things under the sentences that introduce them, all or the first few of a number.

    `total` is how many there are; `ending` is said of those that are not shown.
    """

    intro: Sequence[str]
    items: Sequence[Item]
    total: int = 0
    ending: str = ""


@dataclass(frozen=True)
class Points:
    """Sentences as points under a title, all or the first few of a number."""

    title: str
    points: Sequence[str]
    total: int = 0


@dataclass(frozen=True)
class Column:
    """The head of a column, and the form of the numbers below it."""

    title: str
    form: str = ".3f"


@dataclass(frozen=True)
class Grid:
    """Values in rows under the heads of their columns; the first column names the rows."""

    head: Sequence[str | Column]
    rows: Sequence[Sequence[Cell]]
    below: Sequence[str] = ()


@dataclass(frozen=True)
class Caveats:
    """What a reader has to mind; nothing is shown where there are none."""

    caveats: Sequence[str]


Block: TypeAlias = Lines | Listing | Points | Grid | Caveats


class Result:
    """A result of the library: it yields blocks, from which its text is made."""

    def blocks(self) -> Iterator[Block]:
        """Yield what the result says, in the order in which it is read."""
        raise NotImplementedError

    def summary(self) -> str:
        """Return the result as text to read."""
        return as_text(self.blocks())

    def to_dict(self) -> dict[str, Any]:
        """Return everything but models and tables of statements, ready for JSON.

        What does not apply or is undefined is None.
        """
        return {name: as_json(value) for name, value in self._facts().items()}

    def _facts(self) -> dict[str, Any]:
        """Return what belongs into the dictionary, under its names there."""
        raise NotImplementedError

    def _named(self, *names: str) -> dict[str, Any]:
        return {name: getattr(self, name) for name in names}


def as_text(blocks: Iterable[Block]) -> str:
    """Lay blocks out for a terminal, with an empty line between them."""
    parts = (list(_lines(block)) for block in blocks)
    return "\n\n".join("\n".join(part) for part in parts if part)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Lines(lines, whole):
            yield from map(printable if whole else _wrapped, lines)
        case Listing(intro, items, total, ending):
            yield from map(_wrapped, intro)
            indent = "  " if intro else ""
            for item in items:
                yield indent + "  ".join(map(printable, item.parts))
                yield from (f"{indent * 2}  {printable(line)}" for line in item.below)
            if total > len(items):
                yield f"  and {total - len(items):,} more{ending}"
        case Points(title, points, total):
            yield _wrapped(title, then="  ")
            yield from (_wrapped(f"- {point}", "  ", "    ") for point in points)
            if total > len(points):
                yield f"  ... and {total - len(points):,} more"
        case Grid(head, rows, below):
            yield from _aligned(head, rows)
            yield from map(_wrapped, below)
        case Caveats(caveats) if caveats:
            yield "Mind:"
            yield from (_wrapped(f"- {caveat}", then="  ") for caveat in caveats)


def _wrapped(line: str, first: str = "", then: str = "") -> str:
    wrapper = textwrap.TextWrapper(_WIDTH, first, then, break_on_hyphens=False)
    return wrapper.fill(printable(line))


def _aligned(head: Sequence[str | Column], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Yield a grid in lines: the first column to the left, the others to the right."""
    columns = [column if isinstance(column, Column) else Column(column) for column in head]
    lines = [[printable(column.title) for column in columns]]
    lines += [[_cell(*both) for both in zip(row, columns, strict=True)] for row in rows]
    first, *widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    for name, *cells in lines:
        yield "  ".join([name.ljust(first), *map(str.rjust, cells, widths)])


def _cell(cell: Cell, column: Column) -> str:
    match cell:
        case None:
            return ""
        case str():
            return printable(cell)
        case Measure():
            return "" if math.isnan(cell.low) else cell.between(column.form)
        case int():
            return f"{cell:,}"
    return "undefined" if math.isnan(cell) else f"{cell:{column.form}}"


def printable(text: str) -> str:
    """Return text with each character that a terminal would act on written as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def as_json(value: Any) -> Any:
    """Return a value as JSON knows it; numbers that are none, such as NaN, are None.

    Examples
    --------
    >>> as_json({"macro_f1": Measure(0.7, float("nan"), 0.74), "labels": ("favor", 3)})
    {'macro_f1': {'value': 0.7, 'low': None, 'high': 0.74}, 'labels': ['favor', 3]}
    """
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Result):
        return value.to_dict()
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: as_json(found) for name, found in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(found) for found in value]
    return as_json(value.tolist()) if hasattr(value, "tolist") else str(value)


def as_frame(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """Return rows as a frame; a column with a None in it keeps its values as they are."""
    import pandas as pd

    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    series = [pd.Series(values, dtype=object if None in values else None) for values in cells]
    return pd.DataFrame(dict(zip(columns, series, strict=True)))
