"""Find texts that are the same, or nearly the same, among many."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from stancekit.data.lookalikes import same_form
from stancekit.exceptions import ParameterError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["MOST_EARLIER", "SIMILARITY", "Pairs", "bare_form", "grams_of", "near_duplicates"]

Integers: TypeAlias = npt.NDArray[np.intp]
Comparable: TypeAlias = Callable[[Integers, Integers], npt.NDArray[np.bool_]]
"""Tells which pairs count, from the positions of their earlier and their later texts."""

SIMILARITY = 0.8
"""How similar texts have to be to count as nearly the same."""

MOST_EARLIER = 20
"""With how many earlier texts, at most, a text is paired."""

_GRAM = 5
_FEWEST_WORDS = 5
_PRODUCTS_AT_ONCE = 1_000_000
_PAIRS_AT_ONCE = 50_000
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of texts, by their positions among all texts, in the order of these positions."""

    first: Integers
    second: Integers
    similarity: npt.NDArray[np.float64]

    def where(self, kept: npt.NDArray[np.bool_] | Integers) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.first[kept], self.second[kept], self.similarity[kept])

    def followed_by(self, other: Pairs) -> Pairs:
        """Return these pairs and then others."""
        return Pairs(
            np.concatenate([self.first, other.first]),
            np.concatenate([self.second, other.second]),
            np.concatenate([self.similarity, other.similarity]),
        )


def near_duplicates(
    texts: Sequence[str], similarity: float = SIMILARITY, comparable: Comparable | None = None
) -> Pairs:
    """Find the pairs of texts that are nearly the same.

    Their similarity is the Jaccard index of the sets of their five-character strings, the
    resemblance of Broder (1997), whatever their case, punctuation and spaces. URLs do not count,
    and not whom a post answers or repeats (``@name`` and ``RT @name:`` in front), if five words or
    more are left without them.

    No pair is missed: texts that share too few of their rarest strings to be similar are passed
    over (the prefixes of Bayardo, Ma & Srikant 2007 with the bounds of Xiao et al. 2008), all
    others are compared. But of one text with very many, not all are told: each text is paired with
    the first 20 (`MOST_EARLIER`) of those before it that it is like.

    Examples
    --------
    >>> texts = ["We will call Moscow again this week.", "No.", "WE WILL CALL MOSCOW THIS WEEK"]
    >>> near_duplicates(texts, similarity=0.5)
    Pairs(first=array([0]), second=array([2]), similarity=array([0.66666667]))
    """
    if not 0 < similarity <= 1:
        raise ParameterError(f"similarity={similarity!r}; give a number above 0 and at most 1")
    nothing = (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), np.empty(0))
    found = _pairs(_grams(texts), similarity, comparable)
    first, second, shared = map(np.concatenate, zip(nothing, *found, strict=True))
    order = np.lexsort((first, second))
    earlier_ones = np.arange(len(order)) - np.searchsorted(second[order], second[order])
    order = order[earlier_ones < MOST_EARLIER]
    order = order[np.lexsort((second[order], first[order]))]
    return Pairs(first[order], second[order], shared[order])


class _Spaced(dict[int, str]):
    """A table for `str.translate` in which punctuation is a space."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        separates = unicodedata.category(character)[0] in "PZC"
        self[code] = " " if separates else character
        return self[code]


_SPACED = _Spaced()
_DRESSING = re.compile(r"^\s*(?:(?:rt\s+)?@\w+[\s:,]*)+|(?:https?://|www\.)\S+", re.IGNORECASE)


def bare_form(text: str, fewest_words: int = _FEWEST_WORDS) -> str:
    """Return a text without case and punctuation, unless it has nothing else.

    What posts put around a statement is left out too, unless fewer words are left than that.
    """
    form = same_form(text)
    plain = form.translate(_SPACED).split()
    words = plain
    if "@" in form or "://" in form or "www." in form:  # a look that costs less than the search
        words = _DRESSING.sub(" ", form).translate(_SPACED).split()
    return " ".join(words if len(words) >= fewest_words else plain) or form


def grams_of(form: str) -> set[str]:
    """Return the five-character strings of a text in its bare form."""
    padded = f" {form} "
    return {padded[start : start + _GRAM] for start in range(max(1, len(padded) - _GRAM + 1))}


def _grams(texts: Sequence[str]) -> csr_array:
    """Return one row of 1s for each text; the strings that fewest texts have stand first."""
    from scipy.sparse import csr_array

    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    columns, ends = array("q"), array("q", [0])
    for text in texts:
        columns.extend({numbers[gram] for gram in grams_of(bare_form(text))})
        ends.append(len(columns))
    number = np.frombuffer(columns, dtype=np.int64)
    frequency = np.bincount(number, minlength=len(numbers))
    rank = np.empty(len(numbers), dtype=np.int32)
    rank[np.argsort(frequency, kind="stable")] = np.arange(len(numbers))
    ones = np.ones(len(number), dtype=np.int32)
    matrix = csr_array(
        (ones, rank[number], np.frombuffer(ends, dtype=np.int64)), shape=(len(texts), len(numbers))
    )
    matrix.sort_indices()
    return matrix


@dataclass(frozen=True, eq=False)
class _Prefixes:
    """The rarest strings of each text, of which two similar texts share at least one.

    Two texts whose Jaccard index is at least s share s / (1 + s) (|x| + |y|) strings or more, one
    of them among the |x| - ceil(s |x|) + 1 rarest of each, its prefix. Strings that are not in both
    prefixes can be shared only if they follow the prefix that ends with the rarer string.
    """

    matrix: csr_array
    last: Integers
    sizes: Integers
    rest: Integers
    similarity: float

    @classmethod
    def of(cls, grams: csr_array, similarity: float) -> _Prefixes:
        """Take them out of all strings."""
        sizes = np.diff(grams.indptr)
        lengths = sizes - np.ceil(similarity * sizes - _ROUNDING).astype(np.intp) + 1
        within = np.arange(grams.nnz) - np.repeat(grams.indptr[:-1], sizes)
        matrix = grams.copy()
        matrix.data = (within < np.repeat(lengths, sizes)).astype(np.int32)
        matrix.eliminate_zeros()
        last = grams.indices[grams.indptr[:-1] + lengths - 1]
        return cls(matrix, last, sizes, sizes - lengths, similarity)

    def sharing(
        self, start: int, others: Integers
    ) -> Iterator[tuple[int, Integers, Integers, Integers]]:
        """Compare the texts from one on with some others.

        Yield the text behind those compared, and the pairs that share something: their two
        positions, and how many strings of their prefixes they share.
        """
        by_gram = self.matrix[others].T.tocsr()
        products = np.cumsum(self.matrix[start:] @ np.diff(by_gram.indptr))
        for begin, end in _blocks(products):
            shared = (self.matrix[start + begin : start + end] @ by_gram).tocoo()
            first = shared.row.astype(np.intp) + start + begin
            yield start + end, first, others[shared.col], shared.data

    def allow(self, first: Integers, second: Integers, shared: Integers) -> npt.NDArray[np.bool_]:
        """Tell which pairs may be similar, from how many strings their prefixes share."""
        total = self.sizes[first] + self.sizes[second]
        needed = self.similarity / (1 + self.similarity) * total - _ROUNDING
        smaller = np.minimum(self.sizes[first], self.sizes[second])
        beyond = np.where(self.last[first] < self.last[second], self.rest[first], self.rest[second])
        return (smaller >= needed) & (shared + beyond >= needed)


def _pairs(
    grams: csr_array, similarity: float, comparable: Comparable | None
) -> Iterator[tuple[Integers, Integers, npt.NDArray[np.float64]]]:
    """Yield similar pairs: of each later text at least the first ones, as many as are told.

    A text that has them all is compared with no further one. So of very many that are alike, each
    is compared with the first few, and time does not grow with the square of their number.
    """
    prefixes = _Prefixes.of(grams, similarity)
    found = np.zeros(grams.shape[0], dtype=np.intp)
    start = 0
    while len(waiting := start + np.flatnonzero(found[start:] < MOST_EARLIER)):
        for stop, first, second, shared in prefixes.sharing(start, waiting):
            likely = (first < second) & (found[second] < MOST_EARLIER)
            likely &= prefixes.allow(first, second, shared)
            first, second = first[likely], second[likely]
            if comparable is not None:
                counts = comparable(first, second)
                first, second = first[counts], second[counts]
            pairs = _similar(grams, first, second, similarity)
            yield pairs
            found += np.bincount(pairs[1], minlength=len(found))
            start = stop
            if 2 * np.sum(found[waiting[waiting >= start]] < MOST_EARLIER) < len(waiting):
                break


def _blocks(products: Integers) -> Iterator[tuple[int, int]]:
    """Cut rows into runs of a bounded number of products, from their cumulative numbers."""
    start, done = 0, 0
    while start < len(products):
        stop = int(np.searchsorted(products, done + _PRODUCTS_AT_ONCE, side="right"))
        stop = max(stop, start + 1)
        yield start, stop
        start, done = stop, int(products[stop - 1])


def _similar(
    grams: csr_array, first: Integers, second: Integers, similarity: float
) -> tuple[Integers, Integers, npt.NDArray[np.float64]]:
    """Return the pairs that are similar, with their similarity."""
    nearness = np.empty(len(first))
    sizes = np.diff(grams.indptr)
    for start in range(0, len(first), _PAIRS_AT_ONCE):
        some = slice(start, start + _PAIRS_AT_ONCE)
        one, other = first[some], second[some]
        shared = grams[one].multiply(grams[other]).sum(axis=1)
        nearness[some] = shared / (sizes[one] + sizes[other] - shared)
    enough = nearness >= similarity
    return first[enough], second[enough], nearness[enough]
