"""Spread who speaks over the sentences of a quotation, and over those that go on after one."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from itertools import groupby, pairwise

from stancekit.article.actors import Actor
from stancekit.article.quotations import Quotation
from stancekit.article.sentences import Sentence

__all__ = ["Spoken", "spread"]

_ALONE = 0.7  # the share of a sentence from which it is nothing but a quotation
_LONG = 40  # characters of a quotation that somebody must have said
_BESIDE = 0.2
_PARTLY = 0.3


@dataclass
class Spoken:
    """A sentence with who speaks in it, and by which rule.

    `quoted` is how many of its characters are quoted and `share` which share; `announces` says
    that it ends in what is said next, `goes_on` that it may be such.
    """

    sentence: Sentence
    actors: tuple[Actor, ...] = ()
    how: str | None = None
    quoted: int = 0
    share: float = 0.0
    announces: bool = False
    goes_on: bool = False
    subject: tuple[Actor, ...] = ()

    def give(self, actors: tuple[Actor, ...], how: str) -> None:
        """Set who speaks where nothing else says so."""
        if actors and not self.actors:
            self.actors, self.how = actors, how


def spread(found: list[Spoken], quoted: list[Quotation]) -> None:
    """Give each sentence of a quotation the speaker that another of its sentences names."""
    rows = [row for row in found if row.how != "turn"]
    for row in rows:
        if row.quoted >= _LONG and row.share < _ALONE:
            row.give(row.subject, "subject beside a quotation")
    _over_quotations(rows, quoted)
    for before, row in pairwise([Spoken(Sentence(0, 0, -2)), *rows]):
        _go_on(before, row)


def _over_quotations(rows: list[Spoken], quoted: list[Quotation]) -> None:
    starts = [row.sentence.start for row in rows]
    for _, parts in groupby(quoted, key=lambda quotation: quotation.number):
        inside: list[Spoken] = []
        for part in parts:
            first = max(0, bisect.bisect_right(starts, part.start) - 1)
            last = bisect.bisect_left(starts, part.end)
            inside += [row for row in rows[first:last] if row.sentence.end > part.start]
        named = next((row.actors for row in reversed(inside) if row.actors), ())
        for row in inside:
            row.give(named, "same quotation")


def _go_on(before: Spoken, row: Spoken) -> None:
    """Let a sentence without a speaker have that of the one before, if it only goes on."""
    same = before.sentence.paragraph == row.sentence.paragraph
    if row.share >= _ALONE:
        near = same or before.share > _BESIDE
        near = near or before.sentence.paragraph == row.sentence.paragraph - 1
        if near:
            row.give(before.actors, "quotation goes on")
        if same and not before.actors:
            persons = tuple(one for one in before.subject if one.kind in ("person", "role"))
            row.give(persons, "subject beside a quotation")
        return
    reported = before.announces or before.how == "report goes on"
    if same and reported and row.goes_on and row.share < _PARTLY:
        row.give(before.actors, "report goes on")
