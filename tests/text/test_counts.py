"""`count_terms` against scikit-learn's ``CountVectorizer``."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer
from strategies import texts

from stancekit.text import Ngrams
from stancekit.text.counts import count_terms

KINDS = {"word": "word", "char": "char_wb"}


def vectoriser(ngrams, **settings):
    limits = (ngrams.low, ngrams.high)
    return CountVectorizer(analyzer=KINDS[ngrams.kind], ngram_range=limits, **settings)


@pytest.mark.parametrize("ngrams", [Ngrams("word", 1, 2), Ngrams("char", 2, 4)], ids=str)
@given(some_texts=st.lists(texts, min_size=1, max_size=6))
def test_counts_and_vocabulary_are_those_of_scikit_learn(ngrams, some_texts):
    assume(any(map(ngrams.terms, some_texts)))
    spec = vectoriser(ngrams)
    expected = spec.fit_transform(some_texts).toarray()
    counted = count_terms(some_texts, ngrams)
    assert list(counted.terms) == spec.get_feature_names_out().tolist()
    np.testing.assert_array_equal(counted.counts.toarray(), expected)


@pytest.mark.parametrize("some_texts", [[], [""], ["", "!"]])
def test_texts_without_ngrams_give_an_empty_vocabulary(some_texts):
    counted = count_terms(some_texts, Ngrams("word", 1, 2))
    assert counted.terms == ()
    assert counted.counts.shape == (len(some_texts), 0)


@given(some_texts=st.lists(texts, min_size=1, max_size=6), min_df=st.integers(1, 3), data=st.data())
def test_frequent_columns_are_those_of_min_df_among_the_given_rows(some_texts, min_df, data):
    ngrams = Ngrams("word", 1, 1)
    numbers = st.lists(st.integers(0, len(some_texts) - 1), min_size=1, unique=True)
    rows = np.array(data.draw(numbers), dtype=np.intp)
    counted = count_terms(some_texts, ngrams)
    found = [counted.terms[j] for j in counted.frequent_columns(rows, min_df)]
    documents = [set(ngrams.terms(some_texts[i])) for i in rows]
    expected = [t for t in counted.terms if sum(t in terms for terms in documents) >= min_df]
    assert found == expected
