"""TF-IDF weights of the n-grams that a model knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from stancekit.text.ngrams import Ngrams

__all__ = ["SparseRows", "TermBlock"]


@dataclass(frozen=True, eq=False)
class SparseRows:
    """A sparse matrix, one entry for each known n-gram of each text.

    Parameters
    ----------
    row, column : ndarray of int, shape (n_entries,)
        Where each entry stands.
    value : ndarray of float, shape (n_entries,)
        Its TF-IDF weight; the weights of one row have Euclidean length 1.
    n_rows : int
        Number of texts, with or without known n-grams.
    """

    row: npt.NDArray[np.intp]
    column: npt.NDArray[np.intp]
    value: npt.NDArray[np.float64]
    n_rows: int

    def times(self, columns: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Multiply by a dense matrix, given row by row.

        Parameters
        ----------
        columns : ndarray of shape (n_outputs, n_terms)
            The transposed right-hand side: one row of weights for each output.

        Returns
        -------
        ndarray of shape (n_rows, n_outputs)
        """
        product = np.empty((self.n_rows, len(columns)))
        for k, weights in enumerate(columns):
            entries = self.value * weights[self.column]
            product[:, k] = np.bincount(self.row, entries, self.n_rows)
        return product


@dataclass(frozen=True, eq=False)
class TermBlock:
    """The n-grams of one kind that a model knows, with their inverse document frequencies.

    The weights are those of scikit-learn's ``TfidfVectorizer(sublinear_tf=True)``:
    (1 + ln tf) x idf, scaled to Euclidean length 1.

    Parameters
    ----------
    ngrams : Ngrams
        How a text is cut.
    terms : tuple of str
        The known n-grams, in the order of the columns.
    idf : ndarray of shape (n_terms,)
        Inverse document frequency of each.

    Examples
    --------
    >>> block = TermBlock(Ngrams("word", 1, 1), ("dialogue", "talks"), np.array([1.0, 1.0]))
    >>> block.transform(["Talks, no dialogue."]).value.round(3)
    array([0.707, 0.707])
    >>> block.known_share("Talks with Moscow")
    0.3333333333333333
    """

    ngrams: Ngrams
    terms: tuple[str, ...]
    idf: npt.NDArray[np.float64]
    index: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {term: i for i, term in enumerate(self.terms)})

    def weights(self, text: str) -> dict[int, float]:
        """Return the TF-IDF weight of each known n-gram of one text, by column."""
        row = self.transform([text])
        return dict(zip(row.column.tolist(), row.value.tolist(), strict=True))

    def transform(self, texts: Sequence[str]) -> SparseRows:
        """Return the TF-IDF weights of many texts."""
        lookup, terms_of = self.index.get, self.ngrams.terms
        columns: list[int] = []
        counts: list[int] = []
        sizes: list[int] = []
        for text in texts:
            found = Counter(map(lookup, terms_of(text)))
            found.pop(None, None)
            columns.extend(found)  # type: ignore[arg-type]
            counts.extend(found.values())
            sizes.append(len(found))
        column = np.array(columns, dtype=np.intp)
        row = np.repeat(np.arange(len(sizes)), sizes)
        value = (1.0 + np.log(np.array(counts, dtype=np.float64))) * self.idf[column]
        length = np.sqrt(np.bincount(row, value * value, len(sizes)))
        return SparseRows(row, column, value / length[row], len(sizes))

    def known_share(self, text: str) -> float:
        """Return which share of a text's shortest n-grams is known; 0 for a text without any."""
        terms = self.ngrams.shortest_terms(text)
        return sum(term in self.index for term in terms) / len(terms) if terms else 0.0
