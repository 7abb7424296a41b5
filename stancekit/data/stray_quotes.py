"""Quotes that begin a cell by chance: the cell then goes on over the rows below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from itertools import islice
from typing import NamedTuple

__all__ = ["Look", "spaced_quotes", "swallows_rows", "unquoted_cells"]

_ENOUGH = 10_000
"""So many cells of a column have all of its shapes."""

_has_thousands = re.compile(r"\d,\d{3}(?!\d)").search
_may_quote = re.compile(r'"[^"]*"|.*"".*', re.DOTALL).fullmatch


class Look(NamedTuple):
    """How the cells of a column look: whether they are prose; if not, what they are, their shapes.

    Labels are no prose, and have no shapes.
    """

    known: frozenset[str]
    shapes: frozenset[str]
    are_labels: bool
    is_prose: bool
    has_blanks: bool

    @classmethod
    def of(cls, cells: Set[str], *, are_labels: bool) -> Look:
        """Return how cells look."""
        is_prose = not are_labels and any(len(cell.split()) > 1 for cell in cells)
        shaped = () if is_prose or are_labels else islice(cells, _ENOUGH)
        shapes = frozenset(map(_shape, shaped))
        known = frozenset(() if is_prose else cells)
        return cls(known, shapes, are_labels, is_prose, "" in cells)

    def fits(self, cell: str) -> bool | None:
        """Tell whether a cell looks like these; None where that says little."""
        if not cell:
            return None if self.has_blanks else False
        if self.is_prose:
            return False if cell.startswith(" ") else None
        if cell in self.known:
            return True
        if self.shapes and all("0" in shape for shape in self.shapes):
            return _shape(cell) in self.shapes
        return False if len(cell.split()) > 1 else None


def _shape(cell: str) -> str:
    """Return what numbers and names have in common: `p12` and `q7` are both `a0`."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", cell))


def swallows_rows(lines: Sequence[str], separator: str, looks: Sequence[Look]) -> bool:
    r"""Tell whether a record that spans lines seems to hold rows of their own.

    Each line then has a cell for each column, with a label or a name that stands elsewhere in its
    column, or a number or a code like those there. As commas are common within texts, no cell may
    be unlike its column, and where a text holds some, every other cell has to be like its own.

    Examples
    --------
    >>> columns = {"1", "4"}, {"We talk", "Ok fine"}, {"favor", "against"}
    >>> looks = [Look.of(cells, are_labels="favor" in cells) for cells in columns]
    >>> swallows_rows(['2,"Never,against\n', '3,They said so",against\n'], ",", looks)
    True
    >>> swallows_rows(['2,"Yes, we\n', 'can, too",favor\n'], ",", looks)
    False
    """
    if len(looks) < 2:
        return False
    if not any(look.are_labels for look in looks) and any(map(_has_thousands, lines)):
        return False  # the comma may be that of 1,000
    rows = (line.rstrip("\r\n").split(separator) for line in lines if line.strip())
    return all(_is_row(cells, separator, looks) for cells in rows)


def _is_row(cells: list[str], separator: str, looks: Sequence[Look]) -> bool:
    """Tell whether the parts of a line look like cells, some of them perhaps of one text."""
    more = len(cells) - len(looks)
    prose = [index for index, look in enumerate(looks) if look.is_prose]
    if '"' in cells or more < 0 or (more > 0 and len(prose) != 1):
        return False
    if more:
        text = slice(prose[0], prose[0] + more + 1)
        cells = [*cells[: text.start], separator.join(cells[text]), *cells[text.stop :]]
    fits = [look.fits(cell.strip('"')) for look, cell in zip(looks, cells, strict=True)]
    others = [fit for fit, look in zip(fits, looks, strict=True) if not look.is_prose]
    return False not in fits and (all(others) if more else True in fits)


def unquoted_cells(lines: Iterable[str], separator: str, width: int) -> list[list[str]] | None:
    r"""Return the rows of a file in which quotes are characters, None if they may quote cells.

    Examples
    --------
    >>> unquoted_cells(['1\t"No" he said\n', '2\t"Never\n'], "\t", width=2)
    [['1', '"No" he said'], ['2', '"Never']]
    >>> unquoted_cells(['1\t"No" he said\n', '2\t"Never."\n'], "\t", width=2) is None
    True
    """
    rows = [line.rstrip("\r\n").split(separator) for line in lines]
    if any(len(row) != width or any(map(_may_quote, row)) for row in rows):
        return None
    return rows


def spaced_quotes(line: str, separator: str) -> bool:
    """Tell whether a line has a cell that was to be quoted, but for a space before its quote.

    Examples
    --------
    >>> spaced_quotes('1, "We talk", favor', ","), spaced_quotes('1, he said "no"', ",")
    (True, False)
    """
    if ' "' not in line or separator == " ":
        return False
    sep = re.escape(separator)
    return re.search(rf'(^|{sep}) +"[^"{sep}]+" *({sep}|\r?\n?$)', line) is not None
