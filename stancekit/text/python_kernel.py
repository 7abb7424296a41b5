"""The kernel in plain Python and NumPy: what the compiled one does, said as simply as possible."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from stancekit.text.concepts import Analyzer
from stancekit.text.python_newton import newton_step

__all__ = [
    "Scorer",
    "count",
    "first_seen",
    "json_texts",
    "newton_step",
    "texts_of",
    "to_probabilities",
    "weigh",
]

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

_AT_ONCE = 4096  # texts whose terms are kept at once


class Texts(list[str]):
    """A list of strings."""

    def tolist(self) -> list[str]:
        """Return the texts as a plain list."""
        return list(self)


def texts_of(X: Any) -> Texts | None:
    """Return a list or tuple of strings as texts, None for anything else."""
    if isinstance(X, (list, tuple)) and all(isinstance(text, str) for text in X):
        return Texts(X)
    return None


def json_texts(data: bytes, ends: Places, names: Sequence[str], reserved: object) -> None:
    """Return that lines of JSON are to be read one by one: here, nothing else is quicker."""


class Scorer:
    """Everything that is needed to score texts: terms and what each adds to the scores.

    Parameters
    ----------
    blocks : sequence of (analyzer, unit_length, terms, weights)
        ``weights`` has one row for each term: its idf, then the products of the idf and the
        coefficients of the labels. All terms are of folded texts, or none.
    n_labels : int
    """

    def __init__(
        self, blocks: Sequence[tuple[Analyzer, bool, Sequence[str], Floats]], n_labels: int
    ) -> None:
        self.n_labels = n_labels
        self._blocks = [
            (analyzer, unit_length, {term: i for i, term in enumerate(terms)}, weights)
            for analyzer, unit_length, terms, weights in blocks
        ]

    def add_scores(self, texts: Sequence[str], first: int, scores: Floats, known: Floats) -> None:
        """Add what the terms of texts say to their scores."""
        is_within = 0 <= first <= len(texts) - len(scores)
        if not is_within or scores.shape != (len(known), self.n_labels):
            raise ValueError("scores, known and texts do not fit")
        some = texts[first : first + len(scores)]
        for start in range(0, len(scores), _AT_ONCE):
            rows = slice(start, start + _AT_ONCE)
            self._add(some[rows], scores[rows], known[rows])

    def _add(self, some: Sequence[str], scores: Floats, known: Floats) -> None:
        for analyzer, unit_length, index, weights in self._blocks:
            row, column, tf = _known_terms(some, analyzer, index)
            idf = weights[:, 0]
            scale = np.ones(len(some))
            if unit_length:
                squares = np.bincount(row, (tf * idf[column]) ** 2, len(some))
                np.sqrt(squares, out=scale, where=squares > 0)
            for k in range(self.n_labels):
                total = np.bincount(row, tf * weights[column, 1 + k], len(some))
                scores[:, k] += total / scale
        if self._blocks:
            analyzer, _, index, _ = self._blocks[0]
            known[:] = [_known_share(analyzer.shortest_terms(text), index) for text in some]


def _known_terms(
    texts: Sequence[str], analyzer: Analyzer, index: dict[str, int]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Floats]:
    """Return row, column and damped count of each known term of each text."""
    columns: list[int] = []
    counts: list[int] = []
    sizes: list[int] = []
    for text in texts:
        found = Counter(map(index.get, analyzer.terms(text)))
        found.pop(None, None)
        columns.extend(cast(Counter[int], found))
        counts.extend(found.values())
        sizes.append(len(found))
    row = np.repeat(np.arange(len(sizes)), sizes)
    return row, np.array(columns, dtype=np.intp), 1.0 + np.log(np.array(counts, dtype=np.float64))


def _known_share(terms: Sequence[str], index: dict[str, int]) -> float:
    return sum(term in index for term in terms) / len(terms) if terms else 0.0


def to_probabilities(
    scores: Floats, temperature: float, known: Floats, min_known: float, prior: Floats | None
) -> None:
    """Turn scores into probabilities, in place."""
    if len(scores):
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores / temperature, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
    if prior is not None:
        scores[known < min_known] = prior


@dataclass(frozen=True, eq=False)
class Counted:
    """The terms of texts, numbered from 0 as they are met.

    Parameters
    ----------
    ends : ndarray of int64, shape (n_texts + 1,)
        Where the entries of each text begin, and where those of the last one end.
    numbers, counts : ndarray of uint32, shape (n_entries,)
        Each term of a text, in the order in which they are met, and how often it occurs there.
    parents, children : ndarray of uint32, shape (n_numbers,)
        What an n-gram of words is made of: the number of the n-gram without its last word, and of
        that word, both plus one. For a string, 0 and its place among the strings.
    strings : list of str
        Words, or whole terms.
    beginnings : ndarray of uint64, shape (n_strings,)
        Smaller where a string comes earlier in the order of code points; equal where unknown.
    """

    ends: Places
    numbers: Numbers
    counts: Numbers
    parents: Numbers
    children: Numbers
    strings: list[str]
    beginnings: npt.NDArray[np.uint64]


def count(texts: Sequence[str], analyzer: Analyzer) -> Counted:
    """Count the terms of texts; here every term is a string.

    Examples
    --------
    >>> from stancekit.text import Ngrams
    >>> counted = count(["no talks", "talks, talks"], Ngrams("word", 1, 1))
    >>> counted.strings, counted.numbers.tolist(), counted.counts.tolist()
    (['no', 'talks'], [0, 1, 1], [1, 1, 2])
    """
    number_of: defaultdict[str, int] = defaultdict()
    number_of.default_factory = number_of.__len__  # a new term gets the next number
    numbers, counts, ends = array("I"), array("I"), array("q", [0])
    for text in texts:
        found = Counter(analyzer.terms(text))
        numbers.extend(map(number_of.__getitem__, found))
        counts.extend(found.values())
        ends.append(len(numbers))
    n = len(number_of)
    return Counted(
        ends=np.array(ends, dtype=np.int64),
        numbers=np.array(numbers, dtype=np.uint32),
        counts=np.array(counts, dtype=np.uint32),
        parents=np.zeros(n, dtype=np.uint32),
        children=np.arange(n, dtype=np.uint32),
        strings=list(number_of),
        beginnings=np.zeros(n, dtype=np.uint64),
    )


def first_seen(
    rows: Places, ends: Places, numbers: Numbers, n_numbers: int
) -> tuple[Numbers, Numbers]:
    """Say in which order the terms of some texts are met, and in how many of the texts."""
    met = numbers[_entries(rows, ends)[1]]
    order = np.zeros(n_numbers, dtype=np.uint32)
    different, first = np.unique(met, return_index=True)
    order[different[np.argsort(first)]] = np.arange(1, len(different) + 1)
    return order, np.bincount(met, minlength=n_numbers).astype(np.uint32)


def weigh(
    rows: Places,
    ends: Places,
    numbers: Numbers,
    counts: Numbers,
    order: Numbers,
    columns: npt.NDArray[np.int32],
    idf: Floats,
    damped: Floats,
    unit_length: bool,
) -> tuple[Floats, npt.NDArray[np.int32], Places]:
    """Return the TF-IDF matrix of some texts, as the three arrays of a CSR matrix.

    Entries of a row stand in the order in which their terms are first met, as scikit-learn's
    do: sums over a row then round alike, and a solver takes the same steps to the last bit.
    """
    row, entry = _entries(rows, ends)
    kept = columns[numbers[entry]] >= 0
    row, entry = row[kept], entry[kept]
    ordered = np.lexsort((order[numbers[entry]], row))
    row, entry = row[ordered], entry[ordered]
    column = columns[numbers[entry]]
    few = counts[entry] < len(damped)
    value = np.empty(len(entry))
    value[few] = damped[counts[entry][few]]
    value[~few] = 1.0 + np.log(counts[entry][~few])
    value *= idf[column]
    if unit_length:
        value /= np.sqrt(np.bincount(row, value * value, len(rows)))[row]
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(rows)))])
    return value, column, starts.astype(np.int64)


def _entries(rows: Places, ends: Places) -> tuple[Places, Places]:
    """Return, for every entry of some texts, which of the texts it is in, and its place."""
    sizes = ends[rows + 1] - ends[rows]
    row = np.repeat(np.arange(len(rows)), sizes)
    within = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return row, ends[rows][row] + within
