"""`Vectorizer`: the TF-IDF matrix of scikit-learn, made many times as fast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from stancekit.exceptions import DataError, ParameterError
from stancekit.text.counts import Vocabulary, count_terms
from stancekit.text.ngrams import is_integer, kinds_of_ngrams

__all__ = ["Vectorizer"]


class Vectorizer(TransformerMixin, BaseEstimator):
    """Sublinear TF-IDF weights of n-grams of words, of characters inside words, or of both.

    The matrix equals that of scikit-learn's ``TfidfVectorizer(sublinear_tf=True)`` with
    ``analyzer="word"`` or ``"char_wb"`` and the same settings; for "word+char" that of a
    ``FeatureUnion`` of the two. `StanceClassifier` reads texts more closely: it takes all kinds of
    apostrophes for the same, and "can't" for "ca" and "n't", not for "can".

    Parameters
    ----------
    features : {"word", "char", "word+char"}, default="word"
        What to count.
    word_ngrams : tuple of (int, int), default=(1, 2)
        Shortest and longest word n-gram, within 1 to 3.
    char_ngrams : tuple of (int, int), default=(2, 5)
        Shortest and longest character n-gram, within 2 to 5.
    min_df, max_df : int or float, default=1 and 1.0
        In how many texts an n-gram must be at least, and may be at most; a float is a share of
        the texts.
    max_features : int or None, default=None
        Keep only so many n-grams of each kind: those that occur most often.
    norm : {"l2"} or None, default="l2"
        Whether to scale the weights of each text and kind to Euclidean length 1.

    Attributes
    ----------
    idf_ : ndarray of shape (n_terms,)
        ln((1 + n) / (1 + df)) + 1 of each n-gram.

    Examples
    --------
    >>> from stancekit.text import Vectorizer
    >>> vectorizer = Vectorizer(word_ngrams=(1, 1))
    >>> vectorizer.fit_transform(["No talks.", "Talks!"]).toarray().round(2)
    array([[0.81, 0.58],
           [0.  , 1.  ]])
    >>> vectorizer.get_feature_names_out()
    array(['no', 'talks'], dtype=object)
    """

    idf_: npt.NDArray[np.float64]

    def __init__(
        self,
        *,
        features: str = "word",
        word_ngrams: tuple[int, int] = (1, 2),
        char_ngrams: tuple[int, int] = (2, 5),
        min_df: float = 1,
        max_df: float = 1.0,
        max_features: int | None = None,
        norm: Literal["l2"] | None = "l2",
    ) -> None:
        self.features = features
        self.word_ngrams = word_ngrams
        self.char_ngrams = char_ngrams
        self.min_df = min_df
        self.max_df = max_df
        self.max_features = max_features
        self.norm = norm

    def fit(self, X: Any, y: object = None) -> Self:
        """Learn the n-grams of texts and their weights.

        Parameters
        ----------
        X : list of str, ndarray of strings, or Arrow column
            The texts.
        y : object, optional
            Not used.

        Returns
        -------
        Vectorizer
            Itself.

        Raises
        ------
        ParameterError
            If a setting is out of its range.
        InputTypeError
            If X does not hold strings.
        DataError
            If no n-gram is left.

        Examples
        --------
        >>> from stancekit.text import Vectorizer
        >>> Vectorizer(min_df=2).fit(["No talks.", "Talks!"]).get_feature_names_out().tolist()
        ['talks']
        """
        self._learn(X)
        return self

    def fit_transform(self, X: Any, y: object = None) -> sparse.csr_array:
        """Learn the n-grams of texts, as `fit` does, and return their matrix.

        Returns
        -------
        csr_array of shape (n_texts, n_terms)

        Examples
        --------
        >>> from stancekit.text import Vectorizer
        >>> Vectorizer(norm=None).fit_transform(["No talks.", "Talks!"]).shape
        (2, 3)
        """
        return self._beside([part.matrix(unit_length=self.norm == "l2") for part in self._learn(X)])

    def transform(self, X: Any) -> sparse.csr_array:
        """Return the matrix of other texts.

        Parameters
        ----------
        X : list of str, ndarray of strings, or Arrow column
            The texts.

        Returns
        -------
        csr_array of shape (n_texts, n_terms)

        Raises
        ------
        InputTypeError
            If X does not hold strings.

        Examples
        --------
        >>> from stancekit.text import Vectorizer
        >>> Vectorizer().fit(["No talks.", "Talks!"]).transform(["Talks, no?"]).nnz
        2
        """
        check_is_fitted(self)
        return self._beside([self._matrix_of(X, part) for part in self._vocabularies])

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Return the n-grams, in the order of the columns.

        Parameters
        ----------
        input_features : object, optional
            Not used.

        Returns
        -------
        ndarray of str, shape (n_terms,)

        Examples
        --------
        >>> from stancekit.text import Vectorizer
        >>> vectorizer = Vectorizer(features="char", char_ngrams=(4, 4)).fit(["No talks."])
        >>> vectorizer.get_feature_names_out().tolist()
        [' no ', ' tal', 'alks', 'ks. ', 'lks.', 'talk']
        """
        check_is_fitted(self)
        return np.array([t for part in self._vocabularies for t in part.terms], dtype=object)

    def _learn(self, X: Any) -> list[Vocabulary]:
        kinds = kinds_of_ngrams(self.features, self.word_ngrams, self.char_ngrams, folded=False)
        self._check_limits()
        limits = {name: getattr(self, name) for name in ("min_df", "max_df", "max_features")}
        learned = [count_terms(X, kind).vocabulary(**limits) for kind in kinds]
        for kind, vocabulary in zip(kinds, learned, strict=True):
            if not len(vocabulary):
                raise DataError(
                    f"X: no {kind.kind} n-gram is left; give texts that hold words of 2 letters or "
                    "more, lower min_df, or raise max_df"
                )
        self._vocabularies = learned
        self.idf_ = np.concatenate([vocabulary.idf for vocabulary in learned])
        return learned

    def _check_limits(self) -> None:
        for name in ("min_df", "max_df"):
            value = getattr(self, name)
            is_share = isinstance(value, float) and 0 <= value <= 1
            if not is_share and not (is_integer(value) and value >= 1):
                raise ParameterError(
                    f"{name} must be a whole number of texts from 1, or a share from 0.0 to 1.0, "
                    f"got {value!r}"
                )
        most = self.max_features
        if most is not None and not (is_integer(most) and most >= 1):
            raise ParameterError(
                f"max_features must be a whole number from 1, or None, got {most!r}"
            )
        if self.norm not in ("l2", None):
            raise ParameterError(f"norm must be 'l2' or None, got {self.norm!r}")

    def _matrix_of(self, X: Any, known: Vocabulary) -> sparse.csr_array:
        """Return the weights of texts for the n-grams that were learned."""
        found = count_terms(X, known.counts.analyzer).vocabulary()
        column_of = {term: column for column, term in enumerate(known.terms)}
        columns = np.array([column_of.get(term, -1) for term in found.terms], dtype=np.intp)
        columns, numbers = columns[columns >= 0], found.numbers[columns >= 0]
        some = Vocabulary(found.counts, numbers, known.idf[columns], found.order)
        matrix = some.matrix(unit_length=self.norm == "l2")
        return sparse.csr_array(
            (matrix.data, columns[matrix.indices], matrix.indptr),
            shape=(matrix.shape[0], len(known)),
        )

    def _beside(self, parts: Sequence[sparse.csr_array]) -> sparse.csr_array:
        return parts[0] if len(parts) == 1 else sparse.csr_array(sparse.hstack(parts, format="csr"))
