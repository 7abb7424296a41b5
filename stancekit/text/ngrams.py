"""Cut a text into word or character n-grams, as scikit-learn's text vectorisers do.

The rules are those of `sklearn.feature_extraction.text`: lower-case first; a word is a run of two
or more word characters; character n-grams stay inside words that are padded with one space on
either side (``analyzer="char_wb"``). Models fold a text instead of only lower-casing it, and take
the "n't" at the end of a word for a word of its own: "can't" is "ca" and "n't", and not "can".
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any, Literal

from stancekit.exceptions import ParameterError
from stancekit.text.folding import Span, folded, places_of_folded, places_of_lowered

__all__ = [
    "LENGTHS",
    "WORDS_OF_FOLDED",
    "Ngrams",
    "Span",
    "is_integer",
    "is_range",
    "kinds_of_ngrams",
]

_KINDS: dict[str, tuple[Literal["word", "char"], ...]] = {
    "word": ("word",),
    "char": ("char",),
    "word+char": ("word", "char"),
}
LENGTHS = {"word": range(1, 4), "char": range(2, 6)}
"""How many words or characters an n-gram may have."""

WORDS_OF_FOLDED = r"n't\b|\w\w+(?<!n(?='t\b))"
"""The words of a folded text: a run of word characters before "n't" ends before its n."""

# Equal to scikit-learn's (?u)\b\w\w+\b: a greedy match from the left can only start and
# end at word boundaries.
_WORDS = {False: re.compile(r"\w\w+"), True: re.compile(WORDS_OF_FOLDED)}
_chunk_matches = re.compile(r"\S+").finditer


@dataclass(frozen=True)
class Ngrams:
    """The n-grams of one kind and a range of lengths.

    Texts are folded first, and "n't" is a word of its own; where `folded` is false they are cut
    as scikit-learn's vectorisers and models of format 1 do.

    Examples
    --------
    >>> Ngrams("word", 1, 2).terms("No talks with Moscow!")
    ['no', 'talks', 'with', 'moscow', 'no talks', 'talks with', 'with moscow']
    >>> Ngrams("char", 3, 3).terms("no")
    [' no', 'no ']
    >>> Ngrams("word", 1, 1).terms("We can\u2019t!")
    ['we', 'ca', "n't"]
    """

    kind: Literal["word", "char"]
    low: int
    high: int
    folded: bool = True

    def prepared(self, text: str) -> str:
        """Return a text as it is when it is cut: folded, or lower-cased only."""
        return folded(text) if self.folded else str.lower(text)

    def terms(self, text: str) -> list[str]:
        """Return every n-gram of a text, with repetitions."""
        text = self.prepared(text)
        if self.kind == "char":
            return _char_terms(text.split(), self.low, self.high)
        words = _WORDS[self.folded].findall(text)
        terms = words.copy() if self.low == 1 else []
        for n in range(max(self.low, 2), self.high + 1):
            terms.extend(map(" ".join, zip(*(words[i:] for i in range(n)), strict=False)))
        return terms

    def shortest_terms(self, text: str) -> list[str]:
        """Return only the n-grams of the shortest length, with repetitions."""
        return replace(self, high=self.low).terms(text)

    def spans(self, text: str) -> dict[str, list[Span]]:
        """Return where each n-gram stands in the text as it was given.

        Examples
        --------
        >>> Ngrams("word", 1, 1).spans("Talks, talks!")
        {'talks': [(0, 5), (7, 12)]}
        """
        places = places_of_folded(text) if self.folded else places_of_lowered(text)
        found: dict[str, list[Span]] = {}
        for term, start, end in self._located(self.prepared(text)):
            found.setdefault(term, []).append((places[start][0], places[end - 1][1]))
        return found

    def _located(self, text: str) -> Iterator[tuple[str, int, int]]:
        if self.kind == "char":
            return _char_spans(text, self.low, self.high)
        return _word_spans(list(_WORDS[self.folded].finditer(text)), self.low, self.high)


def kinds_of_ngrams(
    features: Any, word_ngrams: Any, char_ngrams: Any, *, folded: bool = True
) -> list[Ngrams]:
    """Return the kinds of n-grams that settings ask for."""
    if not isinstance(features, str) or features not in _KINDS:
        known = ", ".join(map(repr, _KINDS))
        raise ParameterError(f"features must be one of {known}, got {_shown(features)}")
    ranges = {"word": word_ngrams, "char": char_ngrams}
    for kind, value in ranges.items():
        lengths = LENGTHS[kind]
        is_pair = isinstance(value, (tuple, list)) and len(value) == 2
        if not (is_pair and all(map(is_integer, value)) and is_range(kind, *value)):
            raise ParameterError(
                f"{kind}_ngrams must be a pair (shortest, longest) within {lengths[0]} to "
                f"{lengths[-1]}, got {_shown(value)}"
            )
    return [
        Ngrams(kind, int(low), int(high), folded)
        for kind in _KINDS[features]
        for low, high in [ranges[kind]]
    ]


def is_integer(value: object) -> bool:
    """Tell whether a setting is an integer, of any type, but not a truth value."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def is_range(kind: str, low: Any, high: Any) -> bool:
    """Tell whether n-grams of a kind may be as short and as long as that."""
    lengths = LENGTHS.get(kind, range(0))
    return low in lengths and high in lengths and low <= high


def _shown(value: object) -> str:
    return " ".join(reprlib.repr(value).split())


def _char_terms(chunks: list[str], low: int, high: int) -> list[str]:
    terms: list[str] = []
    for chunk in chunks:
        padded = f" {chunk} "
        for n in range(low, high + 1):
            if n >= len(padded):
                # A word no longer than n counts once, for this length only.
                terms.append(padded)
                break
            terms.extend(padded[i : i + n] for i in range(len(padded) - n + 1))
    return terms


def _word_spans(
    matches: Sequence[re.Match[str]], low: int, high: int
) -> Iterator[tuple[str, int, int]]:
    for n in range(low, high + 1):
        for i in range(len(matches) - n + 1):
            run = matches[i : i + n]
            yield " ".join(m.group() for m in run), run[0].start(), run[-1].end()


def _char_spans(text: str, low: int, high: int) -> Iterator[tuple[str, int, int]]:
    for match in _chunk_matches(text):
        start, end = match.span()
        padded = f" {match.group()} "
        for n in range(low, high + 1):
            for i in range(max(1, len(padded) - n + 1)):
                first, last = start + i - 1, start + i - 1 + n
                yield padded[i : i + n], max(first, start), min(last, end)
            if n >= len(padded):
                break
