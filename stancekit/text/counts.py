"""Count the n-grams of training texts; needs SciPy, so only training imports it."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from stancekit.text.ngrams import Ngrams

__all__ = ["TermCounts", "count_terms"]


@dataclass(frozen=True, eq=False)
class TermCounts:
    """How often each n-gram occurs in each text.

    Parameters
    ----------
    ngrams : Ngrams
        How the texts were cut.
    terms : tuple of str
        All n-grams that occur, sorted.
    counts : csr_array of shape (n_texts, n_terms)
    """

    ngrams: Ngrams
    terms: tuple[str, ...]
    counts: sparse.csr_array

    def frequent_columns(self, rows: npt.NDArray[np.intp], min_df: int) -> npt.NDArray[np.intp]:
        """Return the columns of n-grams that occur in at least `min_df` of the given texts."""
        frequency = np.bincount(self.counts[rows].indices, minlength=len(self.terms))
        return np.flatnonzero(frequency >= min_df)


def count_terms(texts: Sequence[str], ngrams: Ngrams) -> TermCounts:
    """Count the n-grams of texts, as scikit-learn's ``CountVectorizer`` does.

    Examples
    --------
    >>> counted = count_terms(["no talks", "talks, talks"], Ngrams("word", 1, 1))
    >>> counted.terms, counted.counts.toarray().tolist()
    (('no', 'talks'), [[1.0, 1.0], [0.0, 2.0]])
    """
    column_of: defaultdict[str, int] = defaultdict()
    column_of.default_factory = column_of.__len__  # a new n-gram gets the next column
    columns, counts, ends = array("q"), array("d"), array("q", [0])
    for text in texts:
        found = Counter(ngrams.terms(text))
        columns.extend(map(column_of.__getitem__, found))
        counts.extend(found.values())
        ends.append(len(columns))
    matrix = sparse.csr_array(
        (
            np.frombuffer(counts, dtype=np.float64),
            np.frombuffer(columns, dtype=np.int64),
            np.frombuffer(ends, dtype=np.int64),
        ),
        shape=(len(texts), len(column_of)),
    )
    # Entries of a row stand in the order in which their n-grams first occurred, as scikit-learn's
    # do: sums over a row then round alike, and a solver takes the same steps to the last bit.
    matrix.sort_indices()
    terms = sorted(column_of)
    rank = np.empty(len(terms), dtype=matrix.indices.dtype)
    rank[[column_of[term] for term in terms]] = np.arange(len(terms))
    matrix.indices = rank[matrix.indices]
    matrix.has_sorted_indices = False
    return TermCounts(ngrams, tuple(terms), matrix)
