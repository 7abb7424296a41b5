"""The words of a statement, and those of its tokens that are hardly what it says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TypeAlias

__all__ = ["ANY", "WORD", "Term", "terms_of"]

Term: TypeAlias = tuple[str, str]
"""A kind of token, and the token."""

WORD = "word"
ANY = ""
"""In the place of a token: any of its kind."""

_TOKENS = re.compile(
    r"""
    (?P<URL> https?://\S+ | www\.\S+ )
    | (?P<email> [\w.+-]{1,64} @ [\w-]+ (?:\.[\w-]+)+ )
    | (?P<markup> <[^<>]+> | \[[^\[\]]+\] | \{[^{}]+\} | &\#?\w+; | __+ )
    | (?P<mention> @\w+ )
    | (?P<hashtag> \#\w+ )
    | (?P<number> (?<!\w) \d+ (?:[.,:/-]\d+)* (?!\w) )
    | (?P<word> \w+ (?:['’]\w+)* )
    | (?P<sign> (?<!\S) [^\w\s]+ (?!\S) )
    """,
    re.VERBOSE,
)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([\w.:-]*\w)?.*", re.DOTALL)
_KINDS = {"email": "e-mail address", "markup": "markup or placeholder"}


def terms_of(text: str) -> set[Term]:
    """Return the terms of a statement, in lower case, each with its kind.

    Words, also two in a row, are of the kind ``word``. All others are tokens that rarely carry what
    a statement says, and often how it was made: URLs (by their hosts), e-mail addresses, markup and
    placeholders, mentions, hashtags, numbers, and signs that stand alone.

    Examples
    --------
    >>> sorted(terms_of("No talks! https://t.co/x"))
    [('URL', ''), ('URL', 't.co'), ('word', 'no'), ('word', 'no talks'), ('word', 'talks')]
    """
    found: set[Term] = set()
    before = ""
    for kind, token in _tokens(text.casefold()):
        found.add((kind, token))
        if kind != WORD:
            found.add((kind, ANY))
        elif before:
            found.add((WORD, f"{before} {token}"))
        before = token if kind == WORD else ""
    return found


def _tokens(text: str) -> Iterator[Term]:
    for match in _TOKENS.finditer(text):
        kind, token = match.lastgroup or WORD, match.group()
        if kind == "URL":
            token = _HOST.sub(r"\1", token)
        if kind != "sign" or not any(unicodedata.category(sign) == "So" for sign in token):
            yield _KINDS.get(kind, kind), token
