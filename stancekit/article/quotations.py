"""Find quotations: spans in order, disjoint, and which of them are one over several paragraphs.

A quotation runs over sentences. Where its next paragraph opens again without a close before, it
is the same one. One that is never closed ends with its paragraph.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["Quotation", "quotations", "touching"]

_MARK = re.compile(r"[“”„«»\"]|''|``|\n\s*")
_SINGLE = re.compile(r"(?<![\w’'])(?:‘[^‘“”\n]{15,900}?’|'(?=\w)[^'\"“”\n]{12,600}?[.,?!]')(?!\w)")
_TAG = re.compile(
    r"[,?!](?=\s+(?:(?:he|she|they|(?:[A-Z][\w.-]*\s+){0,3}[A-Z][\w.-]*)\s+)?"
    r"(?:said|says|added|told|wrote|warned|argued)\b)"
)
_STRAIGHT = ('"', "''", "``")
_PAIRS = {"“": "”", "„": "“”", "«": "»", '"': '"', "''": "''", "``": "''", "”": "”", "»": "«"}


@dataclass(frozen=True)
class Quotation:
    """A quoted stretch with its marks; those of one `number` are one quotation."""

    start: int
    end: int
    number: int


def quotations(text: str) -> list[Quotation]:
    r"""Return the quoted stretches of a text.

    Examples
    --------
    >>> text = "“Never,” she said.\n“We talk.\n“We always did.”"
    >>> [(text[q.start : q.end], q.number) for q in quotations(text)]
    [('“Never,”', 0), ('“We talk.', 1), ('“We always did.”', 1)]
    """
    double = list(_double(text))
    starts = [start for start, *_ in double]
    single = [m.span() for m in _SINGLE.finditer(text) if not _covered(double, starts, m.span())]
    found, number = [], -1
    for start, end, goes_on in sorted([*double, *((*span, False) for span in single)]):
        number += not goes_on
        found.append(Quotation(start, end, number))
    return found


def _double(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and whether the quotation goes on from the paragraph before."""
    at, opener, goes_on = -1, "", False
    for match in _MARK.finditer(text):
        mark = match.group()
        if mark[0] == "\n":
            reopens = at >= 0 and text.startswith(opener, match.end())
            if at >= 0:
                yield at, match.start() if reopens else _unclosed(text, at, match.start()), goes_on
            at, goes_on = -1, reopens
        elif at < 0 and _opens(text, match):
            at, opener = match.start(), mark
        elif at >= 0 and _closes(text, match, opener):
            yield at, match.end(), goes_on
            at, goes_on = -1, False
        elif at >= 0 and mark == opener and _opens(text, match):  # the one before was not closed
            at = match.start()
    if at >= 0:
        yield at, _unclosed(text, at, len(text)), goes_on


def _unclosed(text: str, start: int, end: int) -> int:
    """Return where a quotation without a close ends: before "said", or with its paragraph."""
    match = _TAG.search(text, start, end)
    return match.end() if match is not None else end


def _opens(text: str, match: re.Match[str]) -> bool:
    """Say whether a mark can open: something follows it, and it stands before a word."""
    after = text[match.end() : match.end() + 1]
    if match.group() in "“„«":
        return bool(after.strip()) or match.group() == "«"
    before = text[match.start() - 1 : match.start()] if match.start() else ""
    return match.group() in _STRAIGHT and bool(after.strip()) and not before.isalnum()


def _closes(text: str, match: re.Match[str], opener: str) -> bool:
    mark = match.group()
    if mark in _PAIRS[opener]:
        return mark not in _STRAIGHT or not text[match.start() - 1].isspace()
    # A wrong mark that stands where only the end of a quotation can: after a word, before none.
    after = text[match.end() : match.end() + 1]
    return not text[match.start() - 1].isspace() and not after.isalnum() and mark != "„"


def _covered(spans: list[tuple[int, int, bool]], starts: list[int], found: tuple[int, int]) -> bool:
    """Say whether one of the spans touches what was found."""
    number = bisect.bisect_left(starts, found[1]) - 1
    return number >= 0 and spans[number][1] > found[0]


def touching(spans: list[Quotation], start: int, end: int) -> Iterable[Quotation]:
    """Yield those of the sorted, disjoint spans that touch start to end."""
    number = bisect.bisect_right(spans, start, key=lambda span: span.end)
    while number < len(spans) and spans[number].start < end:
        yield spans[number]
        number += 1
