"""`TermBlock` against scikit-learn's ``TfidfVectorizer``."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from kernels import ALL_NGRAMS, vectoriser
from strategies import texts

from stancekit.text import Ngrams, TermBlock


@given(
    ngrams=st.sampled_from(ALL_NGRAMS),
    known=st.lists(texts, min_size=1, max_size=5),
    new=texts,
)
def test_weights_are_those_of_scikit_learn(ngrams, known, new):
    assume(any(map(ngrams.terms, known)))
    spec = vectoriser(ngrams).fit(known)
    block = TermBlock(ngrams, tuple(spec.get_feature_names_out()), spec.idf_)
    for text in (known[0], new):
        row = spec.transform([text])
        expected = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        assert block.weights(text) == pytest.approx(expected, rel=0, abs=1e-12)


@pytest.mark.parametrize("text", ["", "unknown", "?"])
def test_a_text_without_known_ngrams_has_no_weights(text):
    assert TermBlock(Ngrams("word", 1, 1), ("talks",), np.ones(1)).weights(text) == {}
