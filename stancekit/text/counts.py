"""Count the terms of training texts once, and weigh those of any of the texts.

The matrices are those of scikit-learn's ``TfidfVectorizer(sublinear_tf=True)``, bit for bit.
SciPy is needed, so only training imports this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Integral
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.exceptions import InputTypeError
from stancekit.text import kernel
from stancekit.text.concepts import Analyzer
from stancekit.text.python_kernel import Counted

__all__ = ["TermCounts", "Vocabulary", "count_terms"]

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

_MOST_DAMPED = 1 << 16


@dataclass(frozen=True, eq=False)
class TermCounts:
    """How often each term occurs in each text.

    The key of a term is smaller where it comes earlier in the alphabet. Only some of the counted
    texts may be meant, `texts`: rows are counted among these.
    """

    analyzer: Analyzer
    counted: Counted
    keys: npt.NDArray[np.uint64]
    texts: npt.NDArray[np.int64]

    def of(self, rows: Rows) -> TermCounts:
        """Return the counts of some of the texts."""
        return replace(self, texts=self.texts[rows])

    def among_all(self, rows: Rows | None) -> npt.NDArray[np.int64]:
        """Return rows, or all of them, as numbers of counted texts."""
        return self.texts if rows is None else self.texts[rows]

    def vocabulary(
        self,
        rows: Rows | None = None,
        *,
        min_df: float = 1,
        max_df: float = 1.0,
        max_features: int | None = None,
    ) -> Vocabulary:
        """Choose terms by how many of some texts they are in."""
        counted = self.counted
        rows = self.among_all(rows)
        order, frequency = kernel.active().first_seen(
            rows, counted.ends, counted.numbers, len(counted.parents)
        )
        least = min_df if isinstance(min_df, Integral) else min_df * len(rows)
        most = max_df if isinstance(max_df, Integral) else max_df * len(rows)
        numbers = np.flatnonzero((frequency >= max(least, 1)) & (frequency <= most))
        numbers = numbers[np.argsort(self.keys[numbers])]
        if max_features is not None and len(numbers) > max_features:
            # As scikit-learn has it, which of equally frequent ones are kept included.
            totals = self._totals(rows)[numbers]
            numbers = numbers[np.sort((-totals).argsort()[:max_features])]
        document_frequency = frequency[numbers].astype(np.float64)
        idf = np.log((len(rows) + 1) / (document_frequency + 1.0)) + 1.0
        return Vocabulary(self, numbers, idf, order)

    def _totals(self, rows: npt.NDArray[np.int64]) -> Floats:
        """Return how often each term occurs in some texts."""
        counted = self.counted
        taken = np.zeros(len(counted.ends) - 1, dtype=np.bool_)
        taken[rows] = True
        of_rows = np.repeat(taken, np.diff(counted.ends))
        numbers, counts = counted.numbers[of_rows], counted.counts[of_rows].astype(np.float64)
        return cast(Floats, np.bincount(numbers, counts, minlength=len(counted.parents)))


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Some of the counted terms, in alphabetical order, with their weights.

    They have the numbers that the kernel gave them; the weight of each is its ``idf``,
    ln((1 + n) / (1 + df)) + 1. All counted terms have an order, that in which they are met in the
    texts from which these were chosen.
    """

    counts: TermCounts
    numbers: npt.NDArray[np.intp]
    idf: Floats
    order: npt.NDArray[np.uint32]

    def __len__(self) -> int:
        """Return the number of terms."""
        return len(self.numbers)

    def places(self, some: Vocabulary) -> Rows:
        """Return where the terms of another vocabulary of the same counts stand in this one."""
        place = np.empty(len(self.counts.counted.parents), dtype=np.intp)
        place[self.numbers] = np.arange(len(self))
        return place[some.numbers]

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The terms as strings."""
        counted = self.counts.counted
        parents, children = counted.parents, counted.children
        # The words of each n-gram, the last one first; -1 where a shorter n-gram has none.
        words: list[list[int]] = []
        numbers = self.numbers
        while len(numbers) and (numbers >= 0).any():
            parent, child = parents[numbers].astype(np.intp), children[numbers].astype(np.intp)
            word = np.where(parent > 0, children[child - 1], child)
            words.append(np.where(numbers >= 0, word, -1).tolist())
            numbers = np.where(numbers >= 0, parent - 1, -1)
        return tuple(_spelled(counted.strings, *reversed(words))) if words else ()

    def matrix(self, rows: Rows | None = None, *, unit_length: bool = True) -> sparse.csr_array:
        """Return the TF-IDF weights of some of the counted texts.

        Examples
        --------
        >>> from stancekit.text import Ngrams
        >>> counted = count_terms(["no talks", "talks"], Ngrams("word", 1, 1))
        >>> counted.vocabulary().matrix().toarray().round(2)
        array([[0.81, 0.58],
               [0.  , 1.  ]])
        """
        counted = self.counts.counted
        rows = self.counts.among_all(rows)
        columns = np.full(len(counted.parents), -1, dtype=np.int32)
        columns[self.numbers] = np.arange(len(self.numbers), dtype=np.int32)
        most = min(int(counted.counts.max(initial=0)), _MOST_DAMPED)
        damped = np.zeros(most + 1)
        damped[1:] = np.log(np.arange(1, most + 1, dtype=np.float64)) + 1.0
        data, indices, starts = kernel.active().weigh(
            rows, counted.ends, counted.numbers, counted.counts, self.order, columns, self.idf,
            damped, unit_length,
        )  # fmt: skip
        if starts[-1] < np.iinfo(np.int32).max:
            starts = starts.astype(np.int32)
        return sparse.csr_array((data, indices, starts), shape=(len(rows), len(self)))


def count_terms(texts: Any, analyzer: Analyzer) -> TermCounts:
    """Count the terms of texts, as scikit-learn's ``CountVectorizer`` does."""
    read = kernel.active().texts_of(texts)
    for method in ("tolist", "to_list", "to_pylist"):  # NumPy, pandas and polars, Arrow
        if read is None and hasattr(texts, method):
            read = kernel.active().texts_of(getattr(texts, method)())
    if read is None:
        raise InputTypeError(f"texts: expected strings, got {type(texts).__name__}")
    counted = kernel.active().count(read, analyzer)
    texts_counted = np.arange(len(read), dtype=np.int64)
    return TermCounts(analyzer, counted, _alphabetical_keys(counted), texts_counted)


def _spelled(strings: Sequence[str], first: list[int], *others: list[int]) -> list[str]:
    """Join words given by their places among the strings; the first ones may be -1 for none."""
    spelled = [strings[i] if i >= 0 else "" for i in first]
    for column in others:
        spelled = [
            f"{before} {strings[i]}" if before else strings[i] if i >= 0 else ""
            for before, i in zip(spelled, column, strict=True)
        ]
    return spelled


def _alphabetical_keys(counted: Counted) -> npt.NDArray[np.uint64]:
    """Return a number for each n-gram: smaller where the n-gram comes earlier in the alphabet.

    A space comes before every character of a word, so the order of n-grams is that of their
    first words, then that of their second words, where no word comes first.
    """
    parents, children = counted.parents.astype(np.intp), counted.children.astype(np.intp)
    rank = np.empty(len(counted.strings), dtype=np.uint64)
    rank[_alphabetical(counted)] = np.arange(len(rank), dtype=np.uint64)
    is_string = parents == 0
    keys = np.zeros(len(parents), dtype=np.uint64)
    keys[is_string] = rank[children[is_string]] << np.uint64(32)
    ranked = is_string
    while not ranked.all():
        # Those whose shorter n-gram is ranked come behind it, in the order of the last word.
        longer = np.flatnonzero(~ranked)
        longer = longer[ranked[parents[longer] - 1]]
        last_word = rank[children[children[longer] - 1]] + np.uint64(1)
        keys[longer] = keys[parents[longer] - 1] + last_word
        ranked = ranked.copy()
        ranked[longer] = True
        if not ranked.all():
            known = np.flatnonzero(ranked)
            place = np.empty(len(known), dtype=np.uint64)
            place[np.argsort(keys[known])] = np.arange(len(known), dtype=np.uint64)
            keys[known] = place << np.uint64(32)
    return keys


def _alphabetical(counted: Counted) -> npt.NDArray[np.intp]:
    """Return the places of the strings in the order of their code points."""
    order = np.argsort(counted.beginnings)
    found = counted.beginnings[order]
    tied = np.flatnonzero(found[1:] == found[:-1])
    gaps = np.diff(tied) > 1
    firsts = tied[np.concatenate([[True], gaps])] if len(tied) else tied
    lasts = tied[np.concatenate([gaps, [True]])] if len(tied) else tied
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        strings: Sequence[str] = counted.strings
        some = order[first : last + 2]
        order[first : last + 2] = sorted(some.tolist(), key=strings.__getitem__)
    return order
