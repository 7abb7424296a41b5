"""`count_terms`: one count of all texts gives what scikit-learn finds in any of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernels import any_ngrams, vectoriser
from sklearn.feature_extraction.text import CountVectorizer
from strategies import texts

from stancekit.exceptions import InputTypeError
from stancekit.text import Ngrams
from stancekit.text.counts import count_terms

pytestmark = pytest.mark.usefixtures("active_kernel")

some_texts = st.lists(texts, min_size=1, max_size=6)


@st.composite
def texts_and_rows(draw):
    known = draw(some_texts)
    numbers = st.lists(st.integers(0, len(known) - 1), min_size=1, unique=True)
    return known, np.array(draw(numbers))


@settings(max_examples=50)
@given(any_ngrams, texts_and_rows(), st.integers(1, 3))
def test_some_of_the_texts_have_the_vocabulary_and_matrix_of_those_texts_alone(
    ngrams, known_rows, min_df
):
    known, rows = known_rows
    some = [known[row] for row in rows]
    vocabulary = count_terms(known, ngrams).vocabulary(rows, min_df=min_df)
    try:
        spec = vectoriser(ngrams, min_df=min_df).fit(some)
    except ValueError:
        assert vocabulary.terms == ()
        return
    assert list(vocabulary.terms) == spec.get_feature_names_out().tolist()
    np.testing.assert_array_equal(vocabulary.idf, spec.idf_)
    matrix, expected = vocabulary.matrix(rows), spec.fit_transform(some)
    for name in ("data", "indices", "indptr"):
        np.testing.assert_array_equal(getattr(matrix, name), getattr(expected, name))
    everything = vocabulary.matrix().toarray()
    np.testing.assert_allclose(everything, spec.transform(known).toarray(), rtol=0, atol=1e-12)


@settings(max_examples=50)
@given(any_ngrams, some_texts)
def test_without_scaling_the_weights_tell_the_counts(ngrams, known):
    vocabulary = count_terms(known, ngrams).vocabulary()
    weights = vocabulary.matrix(unit_length=False).toarray() / vocabulary.idf
    counts = np.exp(weights - 1) * (weights > 0)
    analyse = vectoriser(ngrams).build_analyzer()
    expected = [[analyse(text).count(term) for term in vocabulary.terms] for text in known]
    np.testing.assert_allclose(counts, np.reshape(expected, counts.shape), rtol=1e-12)


def test_rows_may_be_taken_in_steps():
    known = ["aa bb", "cc", "bb", "aa"]
    counted = count_terms(known, Ngrams("word", 1, 1))
    assert counted.vocabulary(np.arange(4)[::2]).terms == ("aa", "bb")
    assert counted.vocabulary().matrix(np.arange(4)[::-1]).indices.tolist() == [0, 1, 2, 0, 1]


@pytest.mark.parametrize("row", [2, 10**12, -3])
def test_rows_that_do_not_exist_are_refused(row):
    counted = count_terms(["aa bb", "cc"], Ngrams("word", 1, 1))
    for use in (counted.vocabulary, counted.vocabulary().matrix):
        with pytest.raises(IndexError, match=f"{row} is out of bounds"):
            use(np.array([0, row]))


@pytest.mark.parametrize("ngrams", [Ngrams("word", 1, 2), Ngrams("char", 2, 5)], ids=str)
@pytest.mark.parametrize("empty", [[], [""], ["", " "]])
def test_texts_without_ngrams_give_an_empty_vocabulary(ngrams, empty):
    vocabulary = count_terms(empty, ngrams).vocabulary()
    assert vocabulary.terms == ()
    assert vocabulary.matrix().shape == (len(empty), 0)


@pytest.mark.parametrize("limit", [1, 3, 5, 40])
def test_ngrams_with_common_beginnings_are_in_alphabetical_order(limit):
    # The first 8 bytes are equal, or hold half a character, or one word begins with another.
    words = ["abcdefgh", "abcdefghi", "abcdefgha", "abcdefg\u00e9", "abcdefg\u00e8", "abcdefg"]
    words += ["abcdefg\u5bf9", "abcdefg\U00010428", "ab", "ab_", "abc"]
    some = [" ".join(words[i:] + words[:i]) for i in range(min(limit, len(words)))]
    spec = CountVectorizer(ngram_range=(1, 3)).fit(some)
    counted = count_terms(some, Ngrams("word", 1, 3))
    assert list(counted.vocabulary().terms) == spec.get_feature_names_out().tolist()


@pytest.mark.parametrize("wrong", ["aa", 3, None, ["aa", 3], {"aa": 1}])
def test_what_are_no_texts_is_refused(wrong):
    with pytest.raises(InputTypeError, match=f"expected strings, got {type(wrong).__name__}"):
        count_terms(wrong, Ngrams("word", 1, 1))
