"""Cut a text into word or character n-grams, as scikit-learn's text vectorisers do.

The rules are those of `sklearn.feature_extraction.text`: lower-case first; a word is a run of two
or more word characters; character n-grams stay inside words that are padded with one space on
either side (``analyzer="char_wb"``).
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Literal

from stancekit.exceptions import ParameterError

__all__ = ["Ngrams", "Span", "is_integer", "is_range", "kinds_of_ngrams"]

_KINDS: dict[str, tuple[Literal["word", "char"], ...]] = {
    "word": ("word",),
    "char": ("char",),
    "word+char": ("word", "char"),
}
_LENGTHS = {"word": range(1, 4), "char": range(2, 6)}
"""How many words or characters an n-gram may have."""

Span = tuple[int, int]

# Equal to scikit-learn's (?u)\b\w\w+\b: a greedy match from the left can only start and
# end at word boundaries.
_words = re.compile(r"\w\w+").findall
_word_matches = re.compile(r"\w\w+").finditer
_chunk_matches = re.compile(r"\S+").finditer


@dataclass(frozen=True)
class Ngrams:
    """The n-grams of one kind and a range of lengths.

    Examples
    --------
    >>> Ngrams("word", 1, 2).terms("No talks with Moscow!")
    ['no', 'talks', 'with', 'moscow', 'no talks', 'talks with', 'with moscow']
    >>> Ngrams("char", 3, 3).terms("no")
    [' no', 'no ']
    """

    kind: Literal["word", "char"]
    low: int
    high: int

    def terms(self, text: str) -> list[str]:
        """Return every n-gram of a text, with repetitions."""
        if self.kind == "char":
            return _char_terms(text.lower().split(), self.low, self.high)
        words = _words(text.lower())
        terms = words.copy() if self.low == 1 else []
        for n in range(max(self.low, 2), self.high + 1):
            terms.extend(map(" ".join, zip(*(words[i:] for i in range(n)), strict=False)))
        return terms

    def shortest_terms(self, text: str) -> list[str]:
        """Return only the n-grams of the shortest length, with repetitions."""
        return Ngrams(self.kind, self.low, self.low).terms(text)

    def spans(self, text: str) -> dict[str, list[Span]]:
        """Return where each n-gram stands in the text as it was before lower-casing.

        Examples
        --------
        >>> Ngrams("word", 1, 1).spans("Talks, talks!")
        {'talks': [(0, 5), (7, 12)]}
        """
        lowered = text.lower()
        origin = _origins(text, lowered)
        found: dict[str, list[Span]] = {}
        locate = _word_spans if self.kind == "word" else _char_spans
        for term, start, end in locate(lowered, self.low, self.high):
            found.setdefault(term, []).append((origin[start], origin[end - 1] + 1))
        return found


def kinds_of_ngrams(features: Any, word_ngrams: Any, char_ngrams: Any) -> list[Ngrams]:
    """Return the kinds of n-grams that settings ask for."""
    if not isinstance(features, str) or features not in _KINDS:
        known = ", ".join(map(repr, _KINDS))
        raise ParameterError(f"features must be one of {known}, got {_shown(features)}")
    ranges = {"word": word_ngrams, "char": char_ngrams}
    for kind, value in ranges.items():
        lengths = _LENGTHS[kind]
        is_pair = isinstance(value, (tuple, list)) and len(value) == 2
        if not (is_pair and all(map(is_integer, value)) and is_range(kind, *value)):
            raise ParameterError(
                f"{kind}_ngrams must be a pair (shortest, longest) within {lengths[0]} to "
                f"{lengths[-1]}, got {_shown(value)}"
            )
    return [Ngrams(kind, *map(int, ranges[kind])) for kind in _KINDS[features]]


def is_integer(value: object) -> bool:
    """Tell whether a setting is an integer, of any type, but not a truth value."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def is_range(kind: str, low: Any, high: Any) -> bool:
    """Tell whether n-grams of a kind may be as short and as long as that."""
    lengths = _LENGTHS.get(kind, range(0))
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


def _origins(text: str, lowered: str) -> range | list[int]:
    """Map each position of the lower-cased text to its position in the text."""
    if len(lowered) == len(text):
        return range(len(text))
    return [i for i, character in enumerate(text) for _ in character.lower()]


def _word_spans(lowered: str, low: int, high: int) -> Iterator[tuple[str, int, int]]:
    matches = list(_word_matches(lowered))
    for n in range(low, high + 1):
        for i in range(len(matches) - n + 1):
            run = matches[i : i + n]
            yield " ".join(m.group() for m in run), run[0].start(), run[-1].end()


def _char_spans(lowered: str, low: int, high: int) -> Iterator[tuple[str, int, int]]:
    for match in _chunk_matches(lowered):
        start, end = match.span()
        padded = f" {match.group()} "
        for n in range(low, high + 1):
            for i in range(max(1, len(padded) - n + 1)):
                first, last = start + i - 1, start + i - 1 + n
                yield padded[i : i + n], max(first, start), min(last, end)
            if n >= len(padded):
                break
