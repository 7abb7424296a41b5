"""The compiled kernel and the one in plain Python give the same results."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernels import any_kinds, any_ngrams, block_of, score
from strategies import texts

from stancekit.text import Ngrams, python_kernel

compiled = pytest.importorskip("stancekit.text.compiled_kernel", exc_type=ImportError)

some_texts = st.lists(texts, max_size=6)
rows = st.lists(st.integers(0, 5), max_size=8)


def assert_same_scores(blocks, some, n_labels=2):
    found = score(compiled, blocks, some, n_labels)
    expected = score(python_kernel, blocks, some, n_labels)
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(found[1], expected[1])


@given(
    kinds=any_kinds, known=some_texts, new=some_texts, n_labels=st.sampled_from([1, 2, 7, 8, 50])
)
def test_scores(kinds, known, new, n_labels):
    blocks = [
        block_of(ngrams, sorted({term for text in known for term in ngrams.terms(text)}), n_labels)
        for ngrams in kinds
    ]
    assert_same_scores(blocks, known + new, n_labels)


@given(
    kinds=any_kinds, terms=st.lists(st.one_of(texts, st.text(" aA\0", max_size=9))), new=some_texts
)
def test_scores_with_terms_that_no_text_can_hold(kinds, terms, new):
    # Empty, blank, upper-case, repeated, of many words, with spaces around them.
    blocks = [block_of(ngrams, terms + terms[:2]) for ngrams in kinds]
    assert_same_scores(blocks, [*new, *terms, " ".join(terms)])


@pytest.mark.parametrize("ngrams", [Ngrams("word", 1, 3), Ngrams("char", 2, 5)], ids=str)
def test_of_a_term_that_is_given_twice_the_last_one_counts(ngrams):
    terms = ["talks", " no ", "talks", "no talks", "no talks"]
    weights = np.column_stack([np.ones(5), [1.0, 2.0, 4.0, 8.0, 16.0]])
    blocks = [(ngrams, False, terms, weights)]
    assert_same_scores(blocks, ["no talks"], 1)


def test_a_known_ngram_that_is_shorter_than_the_shortest_is_not_found():
    weights = np.column_stack([np.ones(4), [1.0, 2.0, 4.0, 8.0]])
    terms = ["talks", "no talks", "no talks now", "x"]
    blocks = [(Ngrams("word", 2, 2), False, terms, weights)]
    assert score(compiled, blocks, ["No talks now."], 1)[0] == [[2.0]]
    assert_same_scores(blocks, ["No talks now."], 1)


@given(scores=st.lists(st.tuples(st.floats(), st.floats(), st.floats()), min_size=1))
def test_probabilities_of_any_number(scores):
    known, prior = np.linspace(0, 1, len(scores)), np.array([0.2, 0.3, 0.5])
    found, expected = np.array(scores), np.array(scores)
    compiled.to_probabilities(found, 2.0, known, 0.5, prior)
    with np.errstate(all="ignore"):
        python_kernel.to_probabilities(expected, 2.0, known, 0.5, prior)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def counted_by_both(some, ngrams):
    return [k.count(k.texts_of(some), ngrams) for k in (compiled, python_kernel)]


@given(ngrams=st.sampled_from([Ngrams("word", 1, 1), *(Ngrams("char", n, 5) for n in (2, 3, 5))]),
       some=some_texts)  # fmt: skip
def test_counts_of_strings(ngrams, some):
    found, expected = counted_by_both(some, ngrams)
    for name in ("ends", "numbers", "counts", "parents", "children"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    assert found.strings == expected.strings


@given(ngrams=any_ngrams, some=some_texts, taken=rows)
def test_order_and_frequency_and_weights(ngrams, some, taken):
    counted = counted_by_both(some, ngrams)[0]
    n = len(counted.parents)
    taken = np.array([row for row in taken if row < len(some)], dtype=np.int64)
    found = compiled.first_seen(taken, counted.ends, counted.numbers, n)
    for ours, theirs in zip(
        found, python_kernel.first_seen(taken, counted.ends, counted.numbers, n), strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)
    columns = np.arange(n, dtype=np.int32)
    columns[::3] = -1
    idf, damped = np.linspace(1, 2, n), np.array([0.0, 1.0, 1.5])
    for unit_length in (True, False):
        arguments = (
            taken, counted.ends, counted.numbers, counted.counts, found[0], columns, idf, damped,
            unit_length,
        )  # fmt: skip
        pairs = zip(compiled.weigh(*arguments), python_kernel.weigh(*arguments), strict=True)
        for ours, theirs in pairs:
            assert ours.dtype == theirs.dtype
            np.testing.assert_allclose(ours, theirs, rtol=1e-15)


@pytest.mark.parametrize("ngrams", [Ngrams("word", 1, 3), Ngrams("char", 2, 5)], ids=str)
def test_long_texts_of_many_different_words(ngrams):
    # More look-ups than are under way together, and tables that grow several times.
    random = np.random.default_rng(0)
    words = [f"{'long' * (i % 7)}{i:x}" for i in random.integers(0, 10_000, 5000)]
    long = " ".join(words)
    terms = sorted(set(ngrams.terms(long)))[::2]
    assert_same_scores([block_of(ngrams, terms)], [long, long[:900], long + long, ""])


@pytest.mark.parametrize("n_labels", [1, 2, 7, 8, 9, 50])
def test_a_scorer_survives_pickling_and_copying(n_labels):
    blocks = [block_of(Ngrams("word", 1, 2), ["no", "no talks", "talks"], n_labels)]
    some = compiled.texts_of(["No talks, no!", "", "talks"])
    scorer = compiled.Scorer(blocks, n_labels)
    results = []
    for other in (scorer, pickle.loads(pickle.dumps(scorer)), copy.deepcopy(scorer)):
        scores, known = np.zeros((3, n_labels)), np.zeros(3)
        other.add_scores(some, 0, scores, known)
        results.append(np.column_stack([scores, known]))
    np.testing.assert_array_equal(results[1:], results[:1] * 2)
