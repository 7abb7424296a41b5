"""A marked text cut into pieces, each of one colour."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from stancekit.blocks import MarkedText

__all__ = ["Piece", "pieces"]

_STEPS = 4
_FAINT = 0.1


class Piece(NamedTuple):
    """A stretch of a text; its strength goes from 0, as good as nothing, to 4."""

    text: str
    weight: float
    strength: int

    @property
    def side(self) -> str:
        """The name of its style."""
        return "for" if self.weight > 0 else "against"


def pieces(block: MarkedText) -> Iterator[Piece]:
    """Yield all of a text, in pieces; where marks overlap, the last one counts.

    Examples
    --------
    >>> from stancekit.blocks import Mark
    >>> [tuple(piece) for piece in pieces(MarkedText("Talk now!", [Mark(5, 9, -0.5)]))]
    [('Talk ', 0.0, 0), ('now!', -0.5, 4)]
    """
    marks = list(block.marks)
    strongest = max((abs(mark.weight) for mark in marks), default=0.0)
    of: list[int | None] = [None] * len(block.text)
    for number, mark in enumerate(marks):
        if mark.weight:
            of[mark.start : mark.end] = [number] * (mark.end - mark.start)
    place = 0
    for mark_of, same in groupby(of[: len(block.text)]):
        end = place + len(list(same))
        weight = 0.0 if mark_of is None else marks[mark_of].weight
        share = abs(weight) / strongest if weight else 0.0
        strength = math.ceil(_STEPS * share) if share >= _FAINT else 0
        yield Piece(block.text[place:end], weight, strength)
        place = end
