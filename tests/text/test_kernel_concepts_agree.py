"""The compiled kernel finds the concepts that the one in plain Python does."""

import copy
import pickle

import numpy as np
import pytest
from dictionaries import BRIDGE, any_concepts, texts_of_tokens
from hypothesis import given, settings
from hypothesis import strategies as st
from kernels import CHAR_NGRAMS, WORD_NGRAMS, block_of, score
from strategies import texts

from stancekit.text import Ngrams, python_kernel
from stancekit.text.concepts import MOST_CONCEPTS, Concepts

pa = pytest.importorskip("pyarrow")

compiled = pytest.importorskip("stancekit.text.compiled_kernel", exc_type=ImportError)

CONCEPTS = Concepts.of(BRIDGE)
KNOWN = ["We must build the bridge if it is safe.", "No! Never build it.", "Lorem ipsum."]

drawn_texts = st.lists(st.one_of(texts_of_tokens, texts), max_size=5)
beside = st.one_of(
    st.just([]),
    st.sampled_from(WORD_NGRAMS).map(lambda ngrams: [ngrams]),
    st.sampled_from(CHAR_NGRAMS).map(lambda ngrams: [ngrams]),
    st.tuples(st.sampled_from(WORD_NGRAMS), st.sampled_from(CHAR_NGRAMS)).map(list),
)


@settings(max_examples=200)
@given(any_concepts, drawn_texts)
def test_both_kernels_count_the_same_concepts(concepts, some):
    found = compiled.count(compiled.texts_of(some), concepts)
    expected = python_kernel.count(some, concepts)
    for name in ("ends", "numbers", "counts", "parents", "children"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    assert found.strings == expected.strings


@settings(max_examples=200)
@given(any_concepts, drawn_texts, beside, st.randoms(use_true_random=False))
def test_both_kernels_score_the_same_concepts(concepts, some, others, random):
    cutters = [*others, concepts]
    random.shuffle(cutters)
    blocks = []
    for cutter in cutters:
        found = sorted({term for text in some for term in cutter.terms(text)})
        known = [term for term in found if random.random() < 0.6] + ["c0 > other", "other"]
        blocks.append(block_of(cutter, known, unit_length=random.random() < 0.5))
    found, expected = (score(module, blocks, some) for module in (compiled, python_kernel))
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(found[1], expected[1])


@pytest.mark.parametrize("layout", [tuple, np.array, pa.array], ids=["list", "NumPy", "Arrow"])
def test_concepts_are_found_in_texts_of_any_layout(layout):
    some = [*KNOWN, "", "Don\u2019t build it?", "\u0130 a bridge\u0301", "x" * 70 + "? Never!"]
    blocks = [block_of(Ngrams("word", 1, 2), ["the", "bridge"]), block_of(CONCEPTS, ["refusal"])]
    found, expected = score(compiled, blocks, layout(some)), score(python_kernel, blocks, some)
    np.testing.assert_allclose(found[0], expected[0], rtol=0, atol=1e-12)


@pytest.mark.parametrize("place", [0, 1, 60, 61, 62, 63, 64, 65, 126, 127, 128])
def test_tokens_are_found_anywhere(place):
    # Plain letters are looked at in groups of 64.
    some = ["." * place + text for text in ("I can't?", "n't", "??", "a?b", "an't a", "not")]
    concepts = Concepts.of({"no": ["n't"], "question": ["?"], "one": ["a"], "i": ["i"]})
    blocks = [block_of(concepts, ["no", "question", "one", "i", "one > no", "no > one"])]
    found, expected = (score(module, blocks, some) for module in (compiled, python_kernel))
    np.testing.assert_allclose(found[0], expected[0], rtol=0, atol=1e-12)
    np.testing.assert_array_equal(found[1], expected[1])


def test_a_scorer_with_concepts_survives_pickling_and_copying():
    blocks = [block_of(Ngrams("word", 1, 2), ["the"]), block_of(CONCEPTS, ["refusal", "target"])]
    scorer = compiled.Scorer(blocks, 2)
    results = []
    for other in (scorer, pickle.loads(pickle.dumps(scorer)), copy.deepcopy(scorer)):
        scores, known = np.zeros((len(KNOWN), 2)), np.zeros(len(KNOWN))
        other.add_scores(compiled.texts_of(KNOWN), 0, scores, known)
        results.append(scores)
    assert results[0].any()
    np.testing.assert_array_equal(results[1:], results[:1] * 2)


@pytest.mark.parametrize(
    ("dictionary", "message"),
    [
        ({f"c{i}": ["a"] for i in range(MOST_CONCEPTS + 1)}, "at most 64 concepts, got 65"),
        ({"c": ["a b c d e f g"]}, "entries of 1 to 6 tokens"),
        ({"c": ["..."]}, "entries of 1 to 6 tokens"),
    ],
)
def test_concepts_for_which_there_is_no_room_are_refused(dictionary, message):
    concepts = Concepts.of(dictionary)
    with pytest.raises(ValueError, match=message):
        compiled.Scorer([block_of(concepts, ["c"])], 2)
    with pytest.raises(ValueError, match=message):
        compiled.count(compiled.texts_of(["a"]), concepts)


def test_concepts_are_not_mixed_with_ngrams_of_texts_that_are_not_folded():
    plain = block_of(Ngrams("word", 1, 1, folded=False), ["the"])
    with pytest.raises(ValueError, match="folded texts, or none"):
        compiled.Scorer([plain, block_of(CONCEPTS, ["refusal"])], 2)


@pytest.mark.slow
def test_millions_of_tokens_and_entries_that_nearly_match(active_kernel):
    # Every token begins every entry, and hardly any ends.
    beginnings = ["a" * n + "*" for n in range(1, 30)]
    entries = [f"{a} {b} a* z" for a in beginnings for b in beginnings]
    concepts = Concepts.of({"long": entries, "z": ["z"]})
    n = 50 if active_kernel is python_kernel else 50_000
    text = " ".join(["a" * 30, "aa", "a" * 40, "a"] * n) + " z"
    counted = active_kernel.count(active_kernel.texts_of([text]), concepts)
    assert counted.strings == ["long"]
    assert counted.numbers.tolist() == [0]
