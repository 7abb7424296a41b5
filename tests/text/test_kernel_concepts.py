"""Both kernels count and score concepts as scikit-learn does with an analyser in plain Python."""

import numpy as np
import pytest
from dictionaries import BRIDGE
from hypothesis import given, settings
from hypothesis import strategies as st
from kernels import block_of, score
from sklearn.feature_extraction.text import TfidfVectorizer
from strategies import bridge_texts

from stancekit.text import Ngrams, kernel
from stancekit.text.concepts import MOST_CONCEPTS, Concepts
from stancekit.text.corpus import Corpus, count_once
from stancekit.text.counts import count_terms
from stancekit.text.tfidf import TermBlock

pytestmark = pytest.mark.usefixtures("active_kernel")

CONCEPTS = Concepts.of(BRIDGE)
KNOWN = [
    "We must build the bridge if the valley is safe.",
    "No bridge. Never build it, or the new road!",
    "Why should we not accept the bridge?",
    "Lorem ipsum.",
]
some_texts = st.lists(bridge_texts, min_size=1, max_size=6)


def specification(**settings):
    return TfidfVectorizer(analyzer=CONCEPTS.terms, sublinear_tf=True, **settings)


@settings(max_examples=50)
@given(some_texts, st.integers(1, 2))
def test_the_matrix_is_that_of_scikit_learn(new, min_df):
    known = [*KNOWN, *new]
    vocabulary = count_terms(known, CONCEPTS).vocabulary(min_df=min_df)
    spec = specification(min_df=min_df).fit(known)
    assert list(vocabulary.terms) == spec.get_feature_names_out().tolist()
    np.testing.assert_array_equal(vocabulary.idf, spec.idf_)
    matrix, expected = vocabulary.matrix(), spec.fit_transform(known)
    for name in ("data", "indices", "indptr"):
        np.testing.assert_array_equal(getattr(matrix, name), getattr(expected, name))


@settings(max_examples=50)
@given(some_texts, st.sampled_from([1, 3, 9]))
def test_scores_are_those_of_scikit_learn(new, n_labels):
    spec = specification().fit(KNOWN)
    terms = spec.get_feature_names_out().tolist()
    block = block_of(CONCEPTS, terms, n_labels)
    coef = (block[3][:, 1:] / block[3][:, :1]).T
    spec.idf_ = block[3][:, 0]
    found, known = score(kernel.active(), [block], new, n_labels)
    np.testing.assert_allclose(found, spec.transform(new) @ coef.T, rtol=0, atol=1e-12)
    shares = [CONCEPTS.shortest_terms(text) for text in new]
    expected = [sum(c in terms for c in some) / len(some) if some else 0 for some in shares]
    np.testing.assert_array_equal(known, expected)


@settings(max_examples=50)
@given(some_texts)
def test_beside_words_scores_add_up_and_words_alone_are_known_or_not(new):
    words, kernel_in_use = Ngrams("word", 1, 2), kernel.active()
    blocks = [
        block_of(words, sorted({term for text in KNOWN for term in words.terms(text)})),
        block_of(CONCEPTS, sorted({term for text in KNOWN for term in CONCEPTS.terms(text)})),
    ]
    both, known = score(kernel_in_use, blocks, new)
    alone = [score(kernel_in_use, [block], new) for block in blocks]
    np.testing.assert_allclose(both, alone[0][0] + alone[1][0], rtol=0, atol=1e-12)
    np.testing.assert_array_equal(known, alone[0][1])


def test_a_corpus_counts_concepts_once():
    corpus = Corpus(KNOWN)
    rows = np.array([2, 0])
    some = count_once(corpus.excerpt(rows), CONCEPTS).vocabulary()
    assert some.terms == count_terms([KNOWN[2], KNOWN[0]], CONCEPTS).vocabulary().terms
    assert corpus.counts(Concepts.of(BRIDGE)) is corpus.counts(CONCEPTS)


@given(bridge_texts, st.floats(0.1, 9))
def test_a_block_weighs_its_terms(text, weight):
    spec = specification().fit(KNOWN)
    terms = tuple(spec.get_feature_names_out())
    found = TermBlock(CONCEPTS, terms, spec.idf_, weight).weights(text)
    (expected,) = spec.transform([text]).toarray()
    assert set(found) == set(np.flatnonzero(expected))
    for column, value in found.items():
        assert value == pytest.approx(weight * expected[column], rel=1e-12)


def test_as_many_concepts_as_there_may_be():
    names = [f"c{i}" for i in range(MOST_CONCEPTS)]
    concepts = Concepts.of({name: [name] for name in names})
    text = " ".join(names)
    counted = kernel.active().count(kernel.active().texts_of([text]), concepts)
    assert len(counted.numbers) == MOST_CONCEPTS * (MOST_CONCEPTS + 1) / 2
    assert counted.strings == concepts.terms(text)
