"""Cut a text into paragraphs and sentences, by their offsets.

A sentence of a quotation is a sentence, too: a position may stand in one of them alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stancekit.article.wordlists import words

__all__ = ["Sentence", "sentences"]

_REACH = 40  # how far back a word may begin; no prefix of a paragraph is read again
_TITLE_LENGTH = 160
_QUOTES = "\"”“’'»"
_CLOSERS = "\"”’'»)]"
_END = re.compile(
    r"(?<![.!?…])[.!?…]{1,20}(?:\[\d{1,3}\])*[\"”“’'»)\]]{0,4}"
    r"(?=\s+(?:[\"“„«‘'(\[–—-]\s?){0,3}(?:(?:\.\.\.|…)\s?)?[^\W_a-zß-öø-ÿ]|\s+[$€£])"
)
_LAST_WORD = re.compile(r"[\w.’'&-]*$")
_FOLLOWER = re.compile(r"\s+\W{0,6}(\w+)")
_NUMBER = re.compile(r"\s+(?:\d|[IVXLC]{2,6}\b|[VXLC]\b)")
_TAGGED = re.compile(  # “Talk?” Ann Orlo asked.
    r"\s+(?:[^\W\d_a-z][\w.’'-]{0,30}\s+){1,4}(?:said|says|asked|asks|told|tells|added|wrote)\b"
)
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_LETTERS = re.compile(r"(?:\w\.)*\w")


@dataclass(frozen=True)
class Sentence:
    """A sentence: its span in the text, and the number of its paragraph."""

    start: int
    end: int
    paragraph: int


def sentences(text: str) -> list[Sentence]:
    r"""Return the sentences of a text, in order.

    Examples
    --------
    >>> text = "Mr. Orlo of the U.S. team left at 5 p.m. on Monday. “Talk? Never!” he said.\nEnd"
    >>> for found in sentences(text):
    ...     print(found.paragraph, text[found.start : found.end])
    0 Mr. Orlo of the U.S. team left at 5 p.m. on Monday.
    0 “Talk?
    0 Never!” he said.
    1 End
    """
    found = []
    for number, (start, end) in enumerate(_paragraphs(text)):
        at = start
        for match in _END.finditer(text, start, end):
            if _ends(text, start, end, match):
                found.append(Sentence(at, match.end(), number))
                at = _skip_space(text, match.end(), end)
        if at < end:
            found.append(Sentence(at, end, number))
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield lines that are not blank; where lines are wrapped, what blank lines separate."""
    separator = _BLANK if _is_wrapped(text) else re.compile("\n")
    at = 0
    for match in separator.finditer(text):
        yield from _trimmed(text, at, match.start())
        at = match.end()
    yield from _trimmed(text, at, len(text))


def _is_wrapped(text: str) -> bool:
    """Say whether lines end where they are full, as in mail: many go on in small letters."""
    followed = re.findall(r"[^\n]{30}\n(?=[^\W\d_])(.)", text)
    return len(followed) > 2 and sum(map(str.islower, followed)) > len(followed) / 3


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    start = _skip_space(text, start, end)
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _skip_space(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _ends(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    """Say whether a sentence ends at this punctuation."""
    mark = match.group()
    if _opens(text, start, match.start()):
        return False
    if mark[0] != ".":
        tagged = mark[-1] in _QUOTES and _TAGGED.match(text, match.end())
        return not tagged and not _is_title(text, start, end)
    if len(mark.rstrip(_CLOSERS)) > 1:
        return True  # an ellipsis, before a capital letter
    low = max(start, match.start() - _REACH)
    found = _LAST_WORD.search(text, low, match.start())
    word = found.group().strip("'’-") if found else ""
    return _may_end(word, text, match, first=found is not None and found.start() == start)


def _opens(text: str, start: int, at: int) -> bool:
    """Say whether punctuation stands where something begins: "“... We believe"."""
    before = text[max(start, at - 2) : at]
    if not before or before[-1].isspace() or before[-1] in "“‘„«(":
        return True
    return before[-1] in "\"'" and (len(before) == 1 or before[0].isspace() or before == "''")


def _may_end(word: str, text: str, match: re.Match[str], *, first: bool) -> bool:
    """Say whether a sentence may end after this word and its full stop."""
    low, closed = word.lower(), match.group()[-1] in _QUOTES
    if first and word.isdigit() and len(word) < 3:
        return False  # "1. Heading"
    if closed:
        return True
    if low in words("abbreviations", "titles", "others"):
        return False
    if low in words("abbreviations", "numbered"):
        return _NUMBER.match(text, match.end()) is None
    initials = _LETTERS.fullmatch(word) and word[0].isupper()
    if low in words("abbreviations", "last") or initials:
        follower = _FOLLOWER.match(text, match.end())
        return follower is None or follower.group(1).lower() in words("small", "starters")
    return True


def _is_title(text: str, start: int, end: int) -> bool:
    """Say whether a paragraph is a title: short, and without a full stop at its end."""
    return end - start < _TITLE_LENGTH and text[end - 1].isalnum()
