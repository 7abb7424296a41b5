"""The concepts of a dictionary as numbers, for the compiled kernel to look them up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import numpy.typing as npt

from stancekit.text.concepts import (
    BEFORE,
    LONGEST_ENTRY,
    MOST_CONCEPTS,
    Concepts,
    tokens_of_entry,
)

__all__ = ["ConceptTables"]

Numbers = npt.NDArray[np.uint32]

_BITS = 64


@dataclass
class _Tree:
    """What may follow each beginning; beginnings are numbered from 0, which is the empty one."""

    after: list[dict[int, int]] = field(default_factory=lambda: [{}])
    steps: list[tuple[int, int, int]] = field(default_factory=list)

    def add(self, symbols: Sequence[int]) -> int:
        """Return the number of a beginning, a new one if need be."""
        node = 0
        for symbol in symbols:
            if symbol not in self.after[node]:
                self.steps.append((node, symbol, len(self.after)))
                self.after[node][symbol] = len(self.after)
                self.after.append({})
            node = self.after[node][symbol]
        return node


class ConceptTables:
    """Concepts as trees of numbers: one of the bytes of tokens, one of the tokens of entries.

    The tokens that stand in entries, whole words or beginnings (``*``), are numbered from 1: they
    are patterns. Tokens of a text that fit the same patterns are of one group; group 0 fits none.

    Attributes
    ----------
    names : list of str
        The concepts.
    letters : ndarray, shape (n, 3)
        The tree of bytes: a node, a byte and the node to which it leads.
    ends, goes_on : ndarray, shape (n_letters,)
        The group of a token that ends at a node, and of one that goes on where the tree does not.
    whole, longest : ndarray, shape (n_groups,)
        The pattern that is a token itself, and the longest beginning that fits it; 0 for none.
    shorter : ndarray, shape (n_patterns + 1,)
        For each beginning the next shorter one that fits the same tokens; 0 for none.
    begin : ndarray, shape (n_patterns + 1,)
        The tree of entries: the node to which each pattern leads at their begin; 0 for none.
    steps : ndarray, shape (n, 3)
        And from there on: a node, a pattern and the node to which it leads.
    concept : ndarray, shape (n_nodes,)
        The concept of the entry that ends at a node, from 1; 0 for none.
    single : ndarray, shape (n_groups,)
        The concept of a token where no entry of several tokens begins, from 1; 0 for none.
    fitting : ndarray of uint64, shape (n_groups,)
        The patterns that a token fits, as a set of bits; each pattern has one of 64.
    after_node, after_first : ndarray of uint64, shape (n_nodes,) and (n_groups,)
        In the same way the patterns that may follow a node, and a token at the begin of an entry.
    """

    def __init__(self, concepts: Concepts) -> None:
        self.names = list(dict.fromkeys(name for name, _ in concepts.entries))
        if len(self.names) > MOST_CONCEPTS:
            raise ValueError(f"expected at most {MOST_CONCEPTS} concepts, got {len(self.names)}")
        patterns: dict[str, int] = {}
        self._set_entries(concepts, patterns)
        self._set_tokens(patterns)

    def features(self, terms: Sequence[str]) -> Numbers:
        """Return the place of each concept among terms, then of each pair, from 1; 0 for none."""
        n, number = len(self.names), {name: i for i, name in enumerate(self.names)}
        found = np.zeros(n + n * n, dtype=np.uint32)
        for place, term in enumerate(terms, start=1):
            first, _, second = term.partition(BEFORE)
            if term in number:
                found[number[term]] = place
            elif first in number and second in number:
                found[n + n * number[first] + number[second]] = place
        return found

    def named(self, feature: int) -> str:
        """Return the term that a number of a concept or pair stands for."""
        n = len(self.names)
        if feature < n:
            return self.names[feature]
        first, second = divmod(feature - n, n)
        return f"{self.names[first]}{BEFORE}{self.names[second]}"

    def _set_entries(self, concepts: Concepts, patterns: dict[str, int]) -> None:
        number = {name: i for i, name in enumerate(self.names, start=1)}
        tree, concept_at = _Tree(), {}
        for name, entries in concepts.entries:
            for tokens in map(tokens_of_entry, entries):
                if not 1 <= len(tokens) <= LONGEST_ENTRY:
                    raise ValueError(f"expected entries of 1 to {LONGEST_ENTRY} tokens")
                node = tree.add([patterns.setdefault(t, len(patterns) + 1) for t in tokens])
                concept_at[node] = number[name]
        self.begin = _numbers([tree.after[0].get(p, 0) for p in range(len(patterns) + 1)])
        self.steps = _triples([step for step in tree.steps if step[0]])
        self.concept = _numbers([concept_at.get(node, 0) for node in range(len(tree.after))])
        self.after_node = _sets(tree.after)

    def _set_tokens(self, patterns: dict[str, int]) -> None:
        tree = _Tree()
        whole_at: dict[int, int] = {}
        beginning_at: dict[int, int] = {}
        for token, pattern in patterns.items():
            word = token.removesuffix("*")
            node = tree.add(word.encode("utf-8", "surrogatepass"))
            (whole_at if word == token else beginning_at)[node] = pattern
        self.letters = _triples(tree.steps)
        longest, shorter = [beginning_at.get(0, 0)], [0] * (len(patterns) + 1)
        for before, _, node in tree.steps:  # a node comes after the one before it
            beginning = beginning_at.get(node, 0)
            shorter[beginning] = longest[before] if beginning else 0
            longest.append(beginning or longest[before])
        groups = {(0, 0): 0}
        ends = [
            groups.setdefault((whole_at.get(node, 0), beginning), len(groups))
            for node, beginning in enumerate(longest)
        ]
        goes_on = [groups.setdefault((0, beginning), len(groups)) for beginning in longest]
        self.ends, self.goes_on, self.shorter = map(_numbers, (ends, goes_on, shorter))
        self.whole, self.longest = map(_numbers, zip(*groups, strict=True))
        self._set_groups([list(_fitting(*group, shorter)) for group in groups])

    def _set_groups(self, fitting: Sequence[Sequence[int]]) -> None:
        """Say of each group, of which the best patterns come first, what is known beforehand."""
        begin, concepts, after = (x.tolist() for x in (self.begin, self.concept, self.after_node))
        after[0] = 0  # no entry begins
        nodes = [[begin[pattern] for pattern in some] for some in fitting]
        single = [next((concepts[n] for n in some if concepts[n]), 0) for some in nodes]
        self.single, self.fitting = _numbers(single), _sets(fitting)
        sets = [reduce(or_, (after[n] for n in some), 0) for some in nodes]
        self.after_first = np.array(sets, dtype=np.uint64)


def _fitting(whole: int, longest: int, shorter: Sequence[int]) -> Iterator[int]:
    """Yield the patterns that the tokens of a group fit."""
    if whole:
        yield whole
    while longest:
        yield longest
        longest = shorter[longest]


def _sets(patterns: Iterable[Iterable[int]]) -> npt.NDArray[np.uint64]:
    sets = [reduce(or_, (1 << p % _BITS for p in some), 0) for some in patterns]
    return np.array(sets, dtype=np.uint64)


def _numbers(values: Any) -> Numbers:
    return np.array(values, dtype=np.uint32)


def _triples(steps: Sequence[tuple[int, int, int]]) -> Numbers:
    return _numbers(steps).reshape(-1, 3)
