"""Where in HTML the text is: one pass over the tags, linear in length however broken they are.

`html.parser` reads broken pages more than once, which for some takes time in the square of their
length; all that is needed here is where tags begin and end, and which of them separate blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stancekit.article.wordlists import words

__all__ = ["pieces"]

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)|<!--|<[!?]")
_VALUE = re.compile(r"=\s*([\"'])|>")


class _Source:
    """A page in which each search that fails once is not made again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._absent: dict[str, int] = {}

    def find(self, what: str, start: int) -> int:
        """Return where something is found at or after a place, or -1."""
        if start >= self._absent.get(what, len(self.text) + 1):
            return -1
        found = self.text.find(what, start)
        if found < 0:
            self._absent[what] = min(start, self._absent.get(what, start))
        return found

    def tag_end(self, start: int) -> int:
        """Return where the tag that begins here is over; its values may hold > in quotes."""
        at = start if self.find(">", start) >= 0 else len(self.text)
        while match := _VALUE.search(self.text, at):
            if match.group() == ">":
                return match.end()
            close = self.find(match.group(1), match.end())
            at = match.end() if close < 0 else close + 1
        return -1

    def end_of(self, name: str, start: int) -> int:
        """Return where an element whose text is not read ends, or -1 if it never does."""
        pattern = re.compile(rf"<(/?){name}\b", re.I)
        last, depth = self._last(name), 1
        if last < start:
            return -1
        for match in pattern.finditer(self.text, start):
            depth += -1 if match.group(1) else 1
            if not depth or match.start() == last:
                return match.start()
        return -1

    def _last(self, name: str) -> int:
        """Return where the last end tag of a name begins; looked for once."""
        key = f"</{name}>"
        if key not in self._absent:
            ends = re.finditer(rf"</{name}\b", self.text, re.I)
            self._absent[key] = max((match.start() for match in ends), default=-1)
        return self._absent[key]


def pieces(text: str) -> Iterator[tuple[int | None, int]]:
    """Yield where text to read begins and ends; (None, place) where one block ends.

    Examples
    --------
    >>> page = "<h1>Talks</h1><script>if (1 < 2) {}</script><p>They <i>met</i>.</p>"
    >>> [page[start:end] for start, end in pieces(page) if start is not None]
    ['Talks', 'They ', 'met', '.']
    """
    source, at = _Source(text), 0
    while match := _TAG.search(text, at):
        if match.start() > at:
            yield at, match.start()
        at = _after(source, match)
        if (match.group(1) or "").lower() in words("html", "blocks"):
            yield None, match.start()
    if at < len(text):
        yield at, len(text)


def _after(source: _Source, match: re.Match[str]) -> int:
    """Return where to read on after a tag, a comment, or an element that is not to be read."""
    if match.group() == "<!--":
        close = source.find("-->", match.end())
        return match.end() if close < 0 else close + 3
    end = source.tag_end(match.end())
    if end < 0:  # a tag without end: nothing after it is one
        return match.end()
    name = (match.group(1) or "").lower()
    if name not in words("html", "skipped") or match.group().startswith("</"):
        return end
    return max(end, source.end_of(name, end))
