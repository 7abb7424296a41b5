"""Words of a sentence, in which each quotation is one token.

What somebody says inside a quotation must not be taken for what the sentence says around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stancekit.article.quotations import Quotation, touching
from stancekit.article.wordlists import words

__all__ = ["Token", "tokens"]

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[A-Z]\.(?=\s+[^\W\d_a-z])|[^\W\d_]\w*(?:[-.&’'][^\W_]\w*)*|\d+(?:[.,]\d+)*\w*(?:-[^\W\d_]+)*|[^\w\s]"
)
_NAMED = 3  # words in quotation marks that may be a nickname or an epithet


@dataclass(frozen=True)
class Token:
    """A word, a mark, or a quotation, with its span in the text.

    `owns` says that it ended in the apostrophe of possession, which is not part of `text`; `words`
    is how many words a quotation has, and 0 for what is none.
    """

    text: str
    start: int
    end: int
    owns: bool = False
    words: int = 0

    @property
    def low(self) -> str:
        """The word in small letters, without a final full stop."""
        return self.text.lower().rstrip(".") or self.text

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return not self.words and self.text[:1].isupper()

    @property
    def scare(self) -> bool:
        """Whether it is a quotation so short that it may be an epithet or a nickname."""
        return 0 < self.words <= _NAMED


def tokens(text: str, start: int, end: int, quoted: list[Quotation]) -> list[Token]:
    """Return the tokens of a stretch of text.

    Examples
    --------
    >>> text = "Poland's envoy said: “No. Never.”"
    >>> for token in tokens(text, 0, len(text), [Quotation(21, 33, 0)]):
    ...     print(token.text, token.owns, token.words)
    Poland True 0
    envoy False 0
    said False 0
    : False 0
    “No. Never.” False 2
    """
    found: list[Token] = []
    at = start
    for span in touching(quoted, start, end):
        found += _plain(text, at, max(at, span.start))
        begin, at = max(at, span.start), min(end, span.end)
        count = len(text[begin:at].split())
        found.append(Token(text[begin:at], begin, at, words=max(1, count)))
    found += _plain(text, at, end)
    return found


def _plain(text: str, start: int, end: int) -> Iterator[Token]:
    before: Token | None = None
    skip = start
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        if match.start() < skip:
            continue
        if word in "’'":
            if before is not None and before.end == match.start() and before.low.endswith("s"):
                before = Token(before.text, before.start, match.end(), owns=True)
            continue
        if before is not None:
            yield before
        end = match.end()
        if text[end : end + 1] == "." and word.lower() in words("abbreviations", "titles"):
            skip, word = end + 1, word + "."
        owns = len(word) > 2 and word.endswith(("’s", "'s", "’S", "'S"))
        before = Token(word[:-2] if owns else word, match.start(), max(end, skip), owns=owns)
    if before is not None:
        yield before
