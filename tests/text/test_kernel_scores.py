"""Scores, known shares and probabilities of both kernels against scikit-learn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from kernels import ALL_NGRAMS, any_kinds, block, score, vectoriser
from scipy.special import softmax
from strategies import texts

from stancekit.text import Ngrams

some_texts = st.lists(texts, min_size=1, max_size=5)
label_counts = st.sampled_from([1, 2, 3, 8, 50])


def fitted(ngrams, known, unit_length=True):
    """Return scikit-learn's vectoriser, fitted."""
    assume(any(map(ngrams.terms, known)))
    return vectoriser(ngrams, norm="l2" if unit_length else None).fit(known)


def pair(ngrams, known, n_labels, seed, unit_length=True):
    """Return scikit-learn's vectoriser with coefficients, and the block that equals them."""
    spec = fitted(ngrams, known, unit_length)
    coef = np.random.default_rng(seed).normal(size=(n_labels, len(spec.idf_)))
    terms = spec.get_feature_names_out()
    return spec, coef, block(ngrams, terms, spec.idf_, coef, unit_length=unit_length)


@pytest.mark.parametrize("ngrams", ALL_NGRAMS, ids=str)
@settings(max_examples=10)
@given(known=some_texts, new=some_texts, n_labels=label_counts, unit_length=st.booleans())
def test_scores_of_every_range_are_those_of_scikit_learn(
    active_kernel, ngrams, known, new, n_labels, unit_length
):
    spec, coef, ours = pair(ngrams, known, n_labels, 0, unit_length)
    scores, _ = score(active_kernel, [ours], known + new, n_labels)
    expected = spec.transform(known + new) @ coef.T
    np.testing.assert_allclose(scores, expected, rtol=1e-12, atol=1e-12)


@given(
    kinds=any_kinds, known=some_texts, new=some_texts, n_labels=label_counts, seed=st.integers(0)
)
def test_scores_of_several_kinds_of_ngrams_add_up(active_kernel, kinds, known, new, n_labels, seed):
    pairs = [pair(ngrams, known, n_labels, seed + i) for i, ngrams in enumerate(kinds)]
    scores, _ = score(active_kernel, [ours for _, _, ours in pairs], known + new, n_labels)
    expected = sum(spec.transform(known + new) @ coef.T for spec, coef, _ in pairs)
    np.testing.assert_allclose(scores, expected, rtol=1e-12, atol=1e-12)


@settings(max_examples=60)
@given(kinds=any_kinds, known=some_texts, new=some_texts)
def test_the_known_share_is_that_of_the_shortest_ngrams_of_the_first_kind(
    active_kernel, kinds, known, new
):
    blocks = [pair(ngrams, known, 1, 0)[2] for ngrams in kinds]
    first = kinds[0]
    terms = set(blocks[0][2])
    shortest = vectoriser(replace(first, high=first.low)).build_analyzer()
    expected = [
        sum(term in terms for term in found) / len(found) if (found := shortest(text)) else 0.0
        for text in known + new
    ]
    _, shares = score(active_kernel, blocks, known + new, 1)
    assert shares.tolist() == expected


@given(
    scores=st.lists(
        st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=1, max_size=6
    ).map(np.array),
    temperature=st.floats(0.01, 100),
    with_prior=st.booleans(),
)
def test_probabilities_are_the_softmax_or_the_prior(active_kernel, scores, temperature, with_prior):
    known = np.linspace(0, 1, len(scores))
    prior = np.array([0.5, 0.3, 0.2])
    expected = softmax(scores / temperature, axis=1)
    if with_prior:
        expected[known < 0.4] = prior
    active_kernel.to_probabilities(scores, temperature, known, 0.4, prior if with_prior else None)
    np.testing.assert_allclose(scores, expected, rtol=0, atol=1e-12)


def test_scores_are_added_to_what_is_there_from_the_given_text_on(active_kernel):
    ours = (Ngrams("word", 1, 1), False, ("talks",), np.array([[1.0, 2.0]]))
    scorer = active_kernel.Scorer([ours], 1)
    scores, known = np.array([[10.0], [20.0]]), np.zeros(2)
    scorer.add_scores(active_kernel.texts_of(["talks", "no", "talks"]), 1, scores, known)
    assert scores.tolist() == [[10.0], [22.0]]
    assert known.tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("first", "n_scores", "n_known", "n_labels"),
    [(-1, 1, 1, 1), (2, 1, 1, 1), (0, 3, 3, 1), (0, 2, 1, 1), (0, 2, 2, 2), (2**63 - 1, 1, 1, 1)],
)
def test_arrays_that_do_not_fit_the_texts_are_refused(
    active_kernel, first, n_scores, n_known, n_labels
):
    scorer = active_kernel.Scorer([(Ngrams("word", 1, 1), True, ("aa",), np.ones((1, 2)))], 1)
    two = active_kernel.texts_of(["aa", "bb"])
    with pytest.raises(ValueError, match="do not fit"):
        scorer.add_scores(two, first, np.zeros((n_scores, n_labels)), np.zeros(n_known))


def test_no_texts_are_scored(active_kernel):
    scores, known = score(active_kernel, [(Ngrams("word", 1, 1), True, (), np.ones((0, 3)))], [])
    assert (scores.shape, known.shape) == ((0, 2), (0,))
    active_kernel.to_probabilities(scores, 1.0, known, 0.3, np.array([0.5, 0.5]))
