"""Pages in which every text that can come from outside is one that tries to be more."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from itertools import cycle

from stancekit.blocks import (
    BarGroup,
    Bars,
    Caveats,
    Column,
    Curve,
    Detail,
    Grid,
    Heading,
    Intervals,
    Item,
    Lines,
    Link,
    Listing,
    Mark,
    MarkedText,
    Matrix,
    Measure,
    Passage,
    Points,
    Records,
    Sentence,
    Stacks,
    Turn,
)

__all__ = ["WORD", "blocks", "filled"]

WORD = "word"
"""What stands for a text in blocks that are to be filled."""

SHARE = Measure(0.4, 0.3, 0.5)
MARKED = MarkedText(WORD, [Mark(0, 1, 0.5)], WORD)
GRID = Grid([WORD, Column(WORD), WORD], [[WORD, 0.5, WORD]], [WORD], WORD)


def blocks():
    """Return a block of each kind, with every text in it, and every list twice as long as one."""
    sentence = Sentence(0, MARKED, WORD, "ok", [WORD, WORD])
    said = [
        Heading(WORD, WORD),
        Lines([WORD, WORD]),
        Lines([WORD], whole=True),
        MARKED,
        Listing([WORD], [Item([WORD, MARKED], [WORD, MARKED, Link(WORD, 0, WORD)])], ending=WORD),
        Points(WORD, [WORD, WORD]),
        GRID,
        Matrix(WORD, [WORD, WORD], [[3, 1], [0, 2]], WORD),
        Bars([BarGroup(WORD, [(WORD, 0.5), (WORD, 0.2)]), BarGroup(WORD, [])], [WORD], empty=WORD),
        Intervals(WORD, [(WORD, SHARE)], WORD, [(WORD, 0.2)]),
        Curve(WORD, Column(WORD), Column(WORD), [(1.0, SHARE), (2.0, SHARE)], GRID),
        Stacks(WORD, WORD, [WORD, f"{WORD}2"], [(WORD, [SHARE, SHARE], 3)], WORD, GRID),
        Records(WORD, [WORD, "label", WORD], [[MARKED, WORD, WORD]] * 60, ("label",), 99, WORD),
        Passage(WORD, [[Turn(WORD, [sentence, replace(sentence, number=1)])]]),
        Caveats([WORD]),
    ]
    return [Detail(said)]


def filled(thing, texts):
    """Return blocks with each text in its place, the next of `texts` where there is a word."""
    return _filled(thing, cycle(texts))


def _filled(thing, texts):
    if isinstance(thing, str):
        return next(texts) if thing.startswith(WORD) else thing
    if is_dataclass(thing):
        values = {of.name: _filled(getattr(thing, of.name), texts) for of in fields(thing)}
        return type(thing)(**values)
    if isinstance(thing, list | tuple):
        return type(thing)(_filled(each, texts) for each in thing)
    return thing
