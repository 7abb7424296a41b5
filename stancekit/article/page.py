"""The text of an article or a web page, with a map back to where each character stood."""

from __future__ import annotations

import bisect
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from stancekit.article.markup import pieces

__all__ = ["Page", "read_page"]

_MARKUP = re.compile(r"<(?:!doctype|html|head|body|article|section|main|div|p|br|h[1-6])\b", re.I)
_LINE_END = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# What is not seen: control characters, soft hyphens, marks of direction and of no width.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"
)
_PLAIN = re.compile(f"(?P<line>{_LINE_END.pattern})|(?P<unseen>{_UNSEEN.pattern})")
_WORD_OR_SPACE = re.compile(r"\s+|[^\s&]+|&#?\w{1,32};?|&")


@dataclass
class Page:
    """Text to read, and for each stretch of it where it stood in the source.

    Examples
    --------
    >>> page = read_page("<p>Talks &amp; <b>tea</b></p>")
    >>> page.text, page.source_span(6, 11)
    ('Talks & tea', (9, 21))
    """

    text: str = ""
    markup: bool = False
    _starts: list[int] = field(default_factory=list)
    _stretches: list[tuple[int, int]] = field(default_factory=list)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the source characters start to end of the text stood."""
        return self._place(start)[0], self._place(end - 1)[1]

    def _place(self, at: int) -> tuple[int, int]:
        """Return the span in the source of one character of the text."""
        number = bisect.bisect_right(self._starts, at) - 1
        source, length = self._stretches[number]
        offset = at - self._starts[number]
        if not length:  # letter for letter
            return source + offset, source + offset + 1
        return source, source + length


def read_page(source: str) -> Page:
    """Return the text of an article: what a reader of the page would see, in paragraphs."""
    markup = _MARKUP.search(source) is not None
    page, parts, at = Page(markup=markup), [], 0
    for text, place, length in _from_markup(source) if markup else _from_text(source):
        page._starts.append(at)
        page._stretches.append((place, length))
        parts.append(text)
        at += len(text)
    page.text = "".join(parts)
    return page


def _from_text(source: str) -> Iterator[tuple[str, int, int]]:
    """Yield stretches of plain text with their place; a length says: not letter for letter."""
    at = 0
    for match in _PLAIN.finditer(source):
        if match.start() > at:
            yield source[at : match.start()], at, 0
        if match["line"]:
            yield "\n", match.start(), len(match.group())
        at = match.end()
    if at < len(source):
        yield source[at:], at, 0


def _from_markup(source: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a web page with single spaces between, and breaks between its blocks."""
    between, begun = "", False
    for start, end in pieces(source):
        if start is None:
            between = "\n\n"
            continue
        for match in _WORD_OR_SPACE.finditer(source, start, end):
            text, length = _seen(match.group()), len(match.group())
            if text == " ":
                between = between or " "
            elif text:
                if between and begun:
                    yield between, match.start(), 1
                between, begun = "", True
                yield text, match.start(), 0 if text == match.group() else length


def _seen(word: str) -> str:
    """Return a word of a web page as its reader sees it; any white space is one space."""
    seen = html.unescape(word) if word[0] == "&" else word
    return " " if seen.isspace() else _UNSEEN.sub("", seen)
