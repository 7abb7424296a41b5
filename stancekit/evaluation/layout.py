"""Tables and sentences laid out for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

__all__ = ["aligned", "paragraphs", "wrapped"]

WIDTH = 100


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows of a table as lines: the first column to the left, the others to the right.

    Examples
    --------
    >>> aligned([["label", "F1"], ["no", "0.250"]])
    ['label     F1', 'no     0.250']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            [row[0].ljust(widths[0])]
            + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        )
        for row in rows
    ]


def wrapped(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines with sentences wrapped; rows of a table, known by runs of spaces, stay whole."""
    for line in lines:
        if "  " in line:
            yield line
        else:
            yield textwrap.fill(line, WIDTH, subsequent_indent="  " * line.startswith("- "))


def paragraphs(parts: Iterable[Iterable[str]]) -> str:
    r"""Return groups of lines as text, with an empty line between them; empty groups vanish.

    Examples
    --------
    >>> paragraphs([["One."], [], ["Two.", "Three."]])
    'One.\n\nTwo.\nThree.'
    """
    return "\n\n".join(filter(None, ("\n".join(wrapped(part)) for part in parts)))
