"""`TermBlock` against scikit-learn's ``TfidfVectorizer``."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from strategies import texts

from stancekit.text import Ngrams, SparseRows, TermBlock

KINDS = {"word": "word", "char": "char_wb"}
BOTH = pytest.mark.parametrize("ngrams", [Ngrams("word", 1, 2), Ngrams("char", 2, 5)], ids=str)


def dense(rows: SparseRows, n_terms: int) -> np.ndarray:
    matrix = np.zeros((rows.n_rows, n_terms))
    matrix[rows.row, rows.column] = rows.value
    return matrix


def fitted_pair(ngrams, some_texts):
    """Return a fitted vectoriser, and the block that should equal it."""
    assume(any(map(ngrams.terms, some_texts)))
    spec = TfidfVectorizer(
        analyzer=KINDS[ngrams.kind], ngram_range=(ngrams.low, ngrams.high), sublinear_tf=True
    ).fit(some_texts)
    return spec, TermBlock(ngrams, tuple(spec.get_feature_names_out()), spec.idf_)


@BOTH
@given(
    known=st.lists(texts, min_size=1, max_size=5),
    new=st.lists(texts, max_size=5),
)
def test_weights_are_those_of_scikit_learn(ngrams, known, new):
    spec, block = fitted_pair(ngrams, known)
    some_texts = [*known, *new]
    weights = dense(block.transform(some_texts), len(block.terms))
    np.testing.assert_allclose(weights, spec.transform(some_texts).toarray(), rtol=0, atol=1e-12)


@BOTH
@given(known=st.lists(texts, min_size=1, max_size=4), new=texts)
def test_the_weights_of_one_text_are_its_row(ngrams, known, new):
    _, block = fitted_pair(ngrams, known)
    for text in (*known, new):
        row = block.transform([text])
        expected = dict(zip(row.column.tolist(), row.value.tolist(), strict=True))
        assert block.weights(text) == pytest.approx(expected, rel=0, abs=1e-12)


@given(known=st.lists(texts, min_size=1, max_size=4), new=st.lists(texts, max_size=4))
def test_times_is_the_product_with_the_transposed_matrix(known, new):
    _, block = fitted_pair(Ngrams("word", 1, 2), known)
    columns = np.random.default_rng(0).normal(size=(3, len(block.terms)))
    rows = block.transform(new)
    expected = dense(rows, len(block.terms)) @ columns.T
    np.testing.assert_allclose(rows.times(columns), expected, rtol=0, atol=1e-12)


def test_texts_without_known_ngrams_have_empty_rows():
    block = TermBlock(Ngrams("word", 1, 1), ("talks",), np.array([1.0]))
    rows = block.transform(["", "unknown", "talks"])
    assert dense(rows, 1).tolist() == [[0.0], [0.0], [1.0]]
    assert block.weights("unknown") == {}


def test_no_texts_give_no_rows():
    block = TermBlock(Ngrams("word", 1, 1), ("talks",), np.array([1.0]))
    assert block.transform([]).times(np.ones((2, 1))).shape == (0, 2)


@pytest.mark.parametrize(
    ("text", "share"),
    [("no talks", 0.5), ("talks, TALKS!", 1.0), ("never", 0.0), ("", 0.0), ("?!", 0.0)],
)
def test_known_share_counts_single_words_with_repetitions(text, share):
    block = TermBlock(Ngrams("word", 1, 2), ("peace talks", "talks"), np.ones(2))
    assert block.known_share(text) == share
