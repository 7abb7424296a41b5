"""Whether a text is in English, the language that the rules of this room know."""

from __future__ import annotations

import re

from stancekit.article.wordlists import words

__all__ = ["looks_english"]

_ENOUGH = 40  # words
_READ = 100_000  # characters
_SHARE = 0.2
_WORD = re.compile(r"[^\W\d_]+")


def looks_english(text: str) -> bool:
    """Say whether enough words of a text are the small ones of English; a short one may be.

    Examples
    --------
    >>> looks_english("The envoy said that it would be wrong to talk to them at this time. " * 9)
    True
    >>> looks_english("Der Gesandte sagte, es sei falsch, jetzt mit ihnen zu sprechen. " * 9)
    False
    """
    found = _WORD.findall(text[:_READ].lower())
    small = words("small", "determiners", "prepositions", "auxiliaries", "subordinators")
    known = sum(word in small for word in found)
    return len(found) < _ENOUGH or known > _SHARE * len(found)
