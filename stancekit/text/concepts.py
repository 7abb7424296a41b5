"""Cut a text into the concepts of a dictionary, and find which of them stand before which.

A dictionary lists words and phrases for each concept, as those of content analysis do (Stone et
al. 1966, The General Inquirer). Texts and entries are cut alike: folded, then into runs of word
characters, "n't" at the end of a word, and question marks. A "*" at the end of a word of an entry
stands for any more word characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Literal, TypeAlias

from stancekit.text.folding import Span, folded, places_of_folded
from stancekit.text.ngrams import Ngrams

__all__ = [
    "BEFORE",
    "LARGEST_WEIGHT",
    "LONGEST_ENTRY",
    "MOST_CONCEPTS",
    "Analyzer",
    "Concepts",
    "tokens_of_entry",
]

BEFORE = " > "
"""What stands between the concepts of a pair in its name."""
LONGEST_ENTRY = 6
"""Of how many tokens an entry may be."""
MOST_CONCEPTS = 64
"""How many concepts a dictionary may have."""
LARGEST_WEIGHT = 100
"""How much concepts may count beside n-grams."""

_WORD = r"n't\b|\w+(?<!n(?='t\b))"  # a run of word characters before "n't" ends before its n
_token_matches = re.compile(rf"{_WORD}|\?").finditer
_entry_tokens = re.compile(rf"(?:{_WORD})\*?|\?").findall


@dataclass(frozen=True)
class Concepts:
    """The concepts of a dictionary, each with its entries.

    At each place of a text the longest entry counts, and the search goes on behind it. Of entries
    of one length, at the first token in which they differ, a whole word comes before one with a
    "*", and one with more characters before that before one with fewer.

    Examples
    --------
    >>> concepts = Concepts.of({"refusal": ["refus*", "n't"], "talk": ["talk*", "peace talks"]})
    >>> concepts.sequence("They refused peace talks. Don't talk!")
    ['refusal', 'talk', 'refusal', 'talk']
    >>> concepts.terms("They refused the peace talks.")
    ['refusal', 'talk', 'refusal > talk']
    """

    entries: tuple[tuple[str, tuple[str, ...]], ...]
    kind: ClassVar[Literal["concept"]] = "concept"
    folded: ClassVar[bool] = True

    @classmethod
    def of(cls, dictionary: Mapping[str, Sequence[str]]) -> Concepts:
        """Return the concepts of a dictionary that was judged."""
        return cls(tuple((concept, tuple(some)) for concept, some in dictionary.items()))

    def has(self, term: str) -> bool:
        """Tell whether a term is one of the concepts, or a pair of them."""
        names = term.split(BEFORE)
        return len(names) <= 2 and self._names.issuperset(names)

    def prepared(self, text: str) -> str:
        """Return a text as it is when it is cut."""
        return folded(text)

    def terms(self, text: str) -> list[str]:
        """Return the concepts of a text, then each pair of which one stands before the other, once.

        Both are in the order in which concepts are first met: pairs by the first, then the second.
        """
        first, last = _places(self.sequence(text))
        pairs = [f"{a}{BEFORE}{b}" for a in first for b in first if first[a] < last[b]]
        return [*first, *pairs]

    def shortest_terms(self, text: str) -> list[str]:
        """Return only the concepts, with repetitions."""
        return self.sequence(text)

    def sequence(self, text: str) -> list[str]:
        """Return the concepts of a text in the order in which they stand there."""
        return [concept for concept, _, _ in self._found(folded(text))]

    def spans(self, text: str) -> dict[str, list[Span]]:
        """Return where each concept stands, and for a pair all that are part of one.

        Examples
        --------
        >>> concepts = Concepts.of({"refusal": ["refus*"], "talk": ["talks"]})
        >>> concepts.spans("No talks: he refuses talks.")["refusal > talk"]
        [(13, 20), (21, 26)]
        """
        places = places_of_folded(text)
        found = [
            (concept, (places[start][0], places[end - 1][1]))
            for concept, start, end in self._found(folded(text))
        ]
        spans: dict[str, list[Span]] = {}
        for concept, span in found:
            spans.setdefault(concept, []).append(span)
        first, last = _places([concept for concept, _ in found])
        for a, start in first.items():
            for b, end in last.items():
                if start < end:
                    spans[f"{a}{BEFORE}{b}"] = [
                        span
                        for place, (concept, span) in enumerate(found)
                        if (concept == a and place < end) or (concept == b and place > start)
                    ]
        return spans

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be made again when concepts are copied or pickled."""
        return {"entries": self.entries}

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(concept for concept, _ in self.entries)

    @cached_property
    def _tree(self) -> _Node:
        tree = _Node()
        for concept, entries in self.entries:
            for entry in entries:
                tree.add(tokens_of_entry(entry), concept)
        return tree

    def _found(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield the concepts of a folded text, with where they begin and end."""
        matches = list(_token_matches(text))
        tokens = [match.group() for match in matches]
        place = 0
        while place < len(tokens):
            end, concept = max(self._tree.ends(tokens, place), key=_end, default=(place + 1, ""))
            if concept:
                yield concept, matches[place].start(), matches[end - 1].end()
            place = end


Analyzer: TypeAlias = Ngrams | Concepts
"""What cuts a text into terms."""


def tokens_of_entry(entry: str) -> list[str]:
    """Cut an entry as texts are cut; the "*" stays with its word.

    Examples
    --------
    >>> tokens_of_entry("Won\u2019t negotiat* face-to-face")
    ['wo', "n't", 'negotiat*', 'face', 'to', 'face']
    """
    return list(_entry_tokens(folded(entry)))


@dataclass
class _Node:
    """A beginning that entries share: the concept that ends here, and what may come next."""

    concept: str = ""
    words: dict[str, _Node] = field(default_factory=dict)
    beginnings: dict[str, _Node] = field(default_factory=dict)
    longest: int = 0

    def add(self, tokens: Sequence[str], concept: str) -> None:
        node = self
        for token in tokens:
            word = token.removesuffix("*")
            if word == token:
                node = node.words.setdefault(word, _Node())
            else:
                node.longest = max(node.longest, len(word))
                node = node.beginnings.setdefault(word, _Node())
        node.concept = concept

    def ends(self, tokens: Sequence[str], place: int) -> Iterator[tuple[int, str]]:
        """Yield where entries end that begin at a place: of each length, the best first."""
        if self.concept:
            yield place, self.concept
        if place < len(tokens):
            for node in self._after(tokens[place]):
                yield from node.ends(tokens, place + 1)

    def _after(self, token: str) -> Iterator[_Node]:
        if token in self.words:
            yield self.words[token]
        for length in range(min(len(token), self.longest), 0, -1):
            if token[:length] in self.beginnings:
                yield self.beginnings[token[:length]]


def _places(sequence: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Return where each concept stands first, and where last."""
    first: dict[str, int] = {}
    for place, concept in enumerate(sequence):
        first.setdefault(concept, place)
    return first, {concept: place for place, concept in enumerate(sequence)}


def _end(found: tuple[int, str]) -> int:
    return found[0]
