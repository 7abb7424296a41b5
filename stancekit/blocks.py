"""What results are made of: blocks, which hold data and know nothing of how they are laid out.

A result yields blocks: sentences, a grid of values, a chart, caveats. `stancekit.report` lays them
out as text for a terminal, as HTML for a notebook, and as a page. Each kind has its case in
`report/text_layout.py` and its template in `report/templates/blocks/`. What a terminal cannot show,
such as a `Heading` or a `Curve`, it leaves out.

Examples
--------
>>> scores = Measure(0.71, 0.65, 0.76)
>>> Grid(["", "score", "95 % interval"], [["macro-F1", scores.value, scores]]).rows[0][2].between()
'0.650 to 0.760'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "BarGroup",
    "Bars",
    "Block",
    "Caveats",
    "Cell",
    "Column",
    "Curve",
    "Detail",
    "Grid",
    "Heading",
    "Intervals",
    "Item",
    "Lines",
    "Link",
    "Listing",
    "Mark",
    "MarkedText",
    "Matrix",
    "Measure",
    "Passage",
    "Points",
    "Records",
    "Sentence",
    "Stacks",
    "Turn",
    "printable",
]


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
class Heading:
    """The title of a section of a page, and what the section is about in a sentence."""

    title: str
    about: str = ""


@dataclass(frozen=True)
class Lines:
    """Sentences, each of which begins a line; `whole` lines are never wrapped."""

    lines: Sequence[str]
    whole: bool = False


@dataclass(frozen=True)
class Mark:
    """A stretch of a text, ``text[start:end]``, and how far it speaks for (+) or against (-)."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class MarkedText:
    """A text with marks on what speaks for and against something.

    `plain` is what stands for it in a line of a terminal; without it the marks are drawn below.
    """

    text: str
    marks: Iterable[Mark] = ()
    plain: str = ""


@dataclass(frozen=True)
class Link:
    """A text that leads to a sentence of a `Passage`, by its number.

    `plain` is what stands for it in a line of a terminal.
    """

    text: str
    to: int
    plain: str


@dataclass(frozen=True)
class Item:
    """One thing in a listing: what is said of it side by side, and what stands below that."""

    parts: Sequence[str | MarkedText]
    below: Iterable[str | MarkedText | Link] = ()


@dataclass(frozen=True)
class Listing:
    """Things under the sentences that introduce them.

    Where there is little room, only the first few are `shown`; `ending` is said of the others.
    """

    intro: Sequence[str]
    items: Sequence[Item]
    shown: int | None = None
    ending: str = ""


@dataclass(frozen=True)
class Points:
    """Sentences as points under a title; where there is little room, the first few are `shown`.

    Those that are to do (`is_to_do`) can be ticked off on a page. There they may be said `in_full`,
    and the title without what the heading above it says.
    """

    title: str
    points: Sequence[str]
    shown: int | None = None
    is_to_do: bool = False
    under_heading: str = ""
    in_full: Sequence[str] = ()


@dataclass(frozen=True)
class Column:
    """The head of a column, and the form of the numbers below it.

    Where they are known to be `within` two ends, a page draws them on a line between these.
    """

    title: str
    form: str = ".3f"
    within: tuple[float, float] | None = None


@dataclass(frozen=True)
class Grid:
    """Values in rows under the heads of their columns; the first column names the rows.

    On a terminal, only the first few are `shown`; `ending` is said of the others.
    """

    head: Sequence[str | Column]
    rows: Sequence[Sequence[Cell]]
    below: Sequence[str] = ()
    title: str = ""
    shown: int | None = None
    ending: str = ""


@dataclass(frozen=True)
class Matrix:
    """Counts by two things with the same names: each row is shared out among the columns."""

    corner: str
    names: Sequence[str]
    counts: Sequence[Sequence[float]]
    title: str = ""


@dataclass(frozen=True)
class BarGroup:
    """Amounts under a title."""

    title: str
    bars: Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Bars:
    """Amounts as bars: shares from 0 to 1, or `signed` ones that add up, the strongest first.

    Where there is little room, the first few are `shown` and the sum of the others; `empty` is said
    where there are none.
    """

    groups: Sequence[BarGroup]
    below: Sequence[str] = ()
    signed: bool = False
    shown: int | None = None
    empty: str = ""


@dataclass(frozen=True)
class Intervals:
    """Measures on one scale, each a dot with its interval, beside values to compare them with.

    What is `measured` names the axis, with its unit or its ends.
    """

    title: str
    rows: Sequence[tuple[str, Measure]]
    measured: str
    beside: Sequence[tuple[str, float]] = ()
    form: str = ".3f"


@dataclass(frozen=True)
class Curve:
    """How a measure changes with a number; `ideal` adds the line where both are the same.

    A terminal shows the `grid`, if there is one.
    """

    title: str
    x: Column
    y: Column
    points: Sequence[tuple[float, Measure]]
    grid: Grid | None = None
    ideal: bool = False


@dataclass(frozen=True)
class Stacks:
    """Shares of the same names in several things, each a bar that they divide.

    The first column is headed `corner`; `numbers` says what is counted in the last one, if there is
    one. A terminal shows the `grid`.
    """

    title: str
    corner: str
    names: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Measure], int]]
    numbers: str
    grid: Grid


@dataclass(frozen=True)
class Records:
    """Rows to search, sort and filter by the columns of `choices`; for a page alone.

    A text may be marked. `total` is how many rows there are, of which these are the first, and
    `rest` says where the others are.
    """

    title: str
    head: Sequence[str | Column]
    rows: Sequence[Sequence[Cell | MarkedText]]
    choices: Sequence[str]
    total: int
    rest: str


@dataclass(frozen=True)
class Sentence:
    """A sentence with its label, how sure that is, and notes on why.

    The status is "ok", "unsure" or "no_evidence", and the number what a `Link` leads to.
    """

    number: int
    text: MarkedText
    label: str
    status: str
    notes: Sequence[str]


@dataclass(frozen=True)
class Turn:
    """Sentences that one speaks after the other; those of nobody in particular are `quiet`."""

    speaker: str
    sentences: Sequence[Sentence]
    quiet: bool = False


@dataclass(frozen=True)
class Passage:
    """A running text in paragraphs of turns, each sentence with its label; for a page alone."""

    title: str
    paragraphs: Sequence[Sequence[Turn]]

    @property
    def labels(self) -> list[str]:
        """The labels of the sentences."""
        turns = [turn for paragraph in self.paragraphs for turn in paragraph]
        return sorted({one.label for turn in turns for one in turn.sentences})


@dataclass(frozen=True)
class Caveats:
    """What a reader has to mind; nothing is shown where there are none."""

    caveats: Sequence[str]


@dataclass(frozen=True)
class Detail:
    """Blocks for which only a page has room; they are not made before they are laid out."""

    blocks: Iterable[Block]


Block: TypeAlias = (
    Heading
    | Lines
    | MarkedText
    | Listing
    | Points
    | Grid
    | Matrix
    | Bars
    | Intervals
    | Curve
    | Stacks
    | Records
    | Passage
    | Caveats
    | Detail
)


def printable(text: str) -> str:
    """Return text with each character that a terminal would act on written as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
