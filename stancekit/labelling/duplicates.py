"""Find texts that are the same, or nearly the same, among many."""

from __future__ import annotations

import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from stancekit.exceptions import ParameterError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["SIMILARITY", "Pairs", "near_duplicates", "nearest_earlier", "same_form"]

Integers: TypeAlias = npt.NDArray[np.intp]

SIMILARITY = 0.8
"""How similar texts have to be to count as nearly the same."""

_GRAM = 5
_PRODUCTS_AT_ONCE = 5_000_000
_PAIRS_AT_ONCE = 50_000
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of texts, by their positions among all texts, in the order of these positions.

    Attributes
    ----------
    first, second : ndarray of int, shape (n_pairs,)
        The earlier and the later text of each pair.
    similarity : ndarray of shape (n_pairs,)
        How similar they are, at most 1.
    """

    first: Integers
    second: Integers
    similarity: npt.NDArray[np.float64]

    def where(self, kept: npt.NDArray[np.bool_]) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.first[kept], self.second[kept], self.similarity[kept])


def same_form(text: str) -> str:
    """Return what texts share that differ only in case, spaces and the coding of characters.

    Examples
    --------
    >>> same_form("Talk  to MOSCOW now!")
    'talk to moscow now!'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def near_duplicates(texts: Sequence[str], similarity: float = SIMILARITY) -> Pairs:
    """Find all pairs of texts that are nearly the same.

    Their similarity is the Jaccard index of the sets of their five-character strings, the
    resemblance of Broder (1997), whatever their case, punctuation and spaces. None is missed:
    texts that share too few of their rarest strings to be similar are passed over (the prefixes of
    Bayardo, Ma & Srikant 2007 with the bounds of Xiao et al. 2008), all others are compared.

    Parameters
    ----------
    texts : sequence of str
        The texts.
    similarity : float, default=0.8
        The least similarity of a pair. At 0.8, two texts of twenty words differ in about one.

    Returns
    -------
    Pairs
        Their number, and so time and memory, can grow with the square of that of the texts.

    Raises
    ------
    ParameterError
        If `similarity` is not above 0 and at most 1.

    Examples
    --------
    >>> texts = ["We will call Moscow again this week.", "No.", "WE WILL CALL MOSCOW THIS WEEK"]
    >>> near_duplicates(texts, similarity=0.5)
    Pairs(first=array([0]), second=array([2]), similarity=array([0.66666667]))
    """
    if not 0 < similarity <= 1:
        raise ParameterError(f"similarity={similarity!r}; give a number above 0 and at most 1")
    grams = _grams(texts)
    found = [
        _similar(grams, first, second, similarity)
        for first, second in _candidates(grams, similarity)
    ]
    nothing = (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), np.empty(0))
    first, second, shared = map(np.concatenate, zip(nothing, *found, strict=True))
    order = np.lexsort((second, first))
    return Pairs(first[order], second[order], shared[order])


def nearest_earlier(
    texts: Sequence[str], similarity: float = SIMILARITY
) -> tuple[Integers, npt.NDArray[np.float64]]:
    """Find for each text the most similar one among those before it.

    Parameters
    ----------
    texts : sequence of str
        The texts.
    similarity : float, default=0.8
        The least similarity, as for `near_duplicates`.

    Returns
    -------
    position : ndarray of int, shape (n_texts,)
        The position of the earlier text, the first of equally similar ones; -1 if none is nearly
        the same.
    similarity : ndarray of shape (n_texts,)
        How similar they are; 0 if none is nearly the same.

    Examples
    --------
    >>> nearest_earlier(["Never again.", "Talk to Moscow.", "never again", "Talks, now."])
    (array([-1, -1,  0, -1]), array([0., 0., 1., 0.]))
    """
    first_of: dict[str, int] = {}
    position = np.array(
        [first_of.setdefault(_bare_form(text), i) for i, text in enumerate(texts)], dtype=np.intp
    )
    firsts = np.array(list(first_of.values()), dtype=np.intp)
    nearness = np.ones(len(texts))
    position[firsts], nearness[firsts] = -1, 0.0
    pairs = near_duplicates(list(first_of), similarity)
    order = np.lexsort((pairs.first, -pairs.similarity, pairs.second))
    later, best = np.unique(pairs.second[order], return_index=True)
    position[firsts[later]] = firsts[pairs.first[order[best]]]
    nearness[firsts[later]] = pairs.similarity[order[best]]
    return position, nearness


class _Spaced(dict[int, str]):
    """A table for `str.translate` in which punctuation is a space."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        separates = unicodedata.category(character)[0] in "PZC"
        self[code] = " " if separates else character
        return self[code]


_SPACED = _Spaced()


def _bare_form(text: str) -> str:
    """Return a text without case and punctuation, unless it has nothing else."""
    form = same_form(text)
    return " ".join(form.translate(_SPACED).split()) or form


def _grams(texts: Sequence[str]) -> csr_array:
    """Return one row of 1s for each text; the strings that fewest texts have stand first."""
    from scipy.sparse import csr_array

    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    columns, ends = array("q"), array("q", [0])
    for text in texts:
        padded = f" {_bare_form(text)} "
        starts = range(max(1, len(padded) - _GRAM + 1))
        columns.extend({numbers[padded[start : start + _GRAM]] for start in starts})
        ends.append(len(columns))
    number = np.frombuffer(columns, dtype=np.int64)
    frequency = np.bincount(number, minlength=len(numbers))
    rank = np.empty(len(numbers), dtype=np.int32)
    rank[np.argsort(frequency, kind="stable")] = np.arange(len(numbers))
    ones = np.ones(len(number), dtype=np.int32)
    matrix = csr_array(
        (ones, rank[number], np.frombuffer(ends, dtype=np.int64)),
        shape=(len(texts), len(numbers)),
    )
    matrix.sort_indices()
    return matrix


def _candidates(grams: csr_array, similarity: float) -> Iterator[tuple[Integers, Integers]]:
    """Yield pairs that may be similar.

    Two texts whose Jaccard index is at least s share s / (1 + s) (|x| + |y|) strings or more, one
    of them among the |x| - ceil(s |x|) + 1 rarest of each, its prefix. Strings that are not in both
    prefixes can be shared only if they follow the prefix that ends with the rarer string.
    """
    sizes = np.diff(grams.indptr)
    lengths = sizes - np.ceil(similarity * sizes - _ROUNDING).astype(np.intp) + 1
    within = np.arange(grams.nnz) - np.repeat(grams.indptr[:-1], sizes)
    prefixes = grams.copy()
    prefixes.data = (within < np.repeat(lengths, sizes)).astype(np.int32)
    prefixes.eliminate_zeros()
    last = grams.indices[grams.indptr[:-1] + lengths - 1]
    rest = sizes - lengths
    by_gram = prefixes.T.tocsr()
    products = np.cumsum(prefixes @ np.diff(by_gram.indptr))
    for start, stop in _blocks(products):
        shared = (prefixes[start:stop] @ by_gram).tocoo()
        first, second = shared.row.astype(np.intp) + start, shared.col.astype(np.intp)
        beyond = np.where(last[first] < last[second], rest[first], rest[second])
        total = sizes[first] + sizes[second]
        needed = similarity / (1 + similarity) * total - _ROUNDING
        smaller = np.minimum(sizes[first], sizes[second])
        likely = (first < second) & (smaller >= needed) & (shared.data + beyond >= needed)
        yield first[likely], second[likely]


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
