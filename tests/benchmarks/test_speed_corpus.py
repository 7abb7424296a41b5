"""The corpus of the speed benchmark: the same from the same seed, and like real text."""

import hashlib
import importlib
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

N_ROWS = 20_000


@pytest.fixture(scope="module")
def corpus():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parents[2] / "benchmarks")
        yield importlib.import_module("speed.corpus")


@pytest.fixture(scope="module")
def blocks(corpus):
    return list(corpus.blocks(N_ROWS))


@pytest.fixture(scope="module")
def texts(blocks):
    return list(chain.from_iterable(block.texts for block in blocks))


def digest(blocks):
    hashed = hashlib.sha256()
    for block in blocks:
        hashed.update("\n".join(block.texts).encode())
        hashed.update(block.codes.tobytes())
    return hashed.hexdigest()


@pytest.mark.slow
def test_equal_seeds_give_equal_bytes_and_others_do_not(corpus, blocks):
    corpus._Language.made.cache_clear()

    assert digest(corpus.blocks(N_ROWS)) == digest(blocks)
    assert digest(corpus.blocks(N_ROWS, seed=1)) != digest(blocks)


@pytest.mark.parametrize("n_rows", [1, 9_999, 10_001])
def test_a_small_corpus_is_the_beginning_of_a_large_one(corpus, texts, n_rows):
    small = list(chain.from_iterable(block.texts for block in corpus.blocks(n_rows)))

    assert small == texts[:n_rows]


def test_rows_are_about_120_bytes_long_and_3_percent_are_not_ascii(texts):
    assert np.mean([len(text.encode()) for text in texts]) == pytest.approx(120, abs=3)
    assert np.mean([not text.isascii() for text in texts]) == pytest.approx(0.03, abs=0.004)
    assert not any("\n" in text or "\r" in text for text in texts)


def test_words_are_about_five_letters_long_and_follow_zipf(texts):
    words = Counter(re.findall(r"\w+", " ".join(texts).lower()))
    counts = np.array([count for _, count in words.most_common(1000)])
    rank = np.arange(len(counts)) + 1
    slope, _ = np.polyfit(np.log(rank[10:]), np.log(counts[10:]), 1)

    assert slope == pytest.approx(-1, abs=0.1)
    mean = sum(len(word) * count for word, count in words.items()) / words.total()
    assert mean == pytest.approx(5, abs=0.5)


def test_the_vocabulary_holds_different_words(corpus):
    forms = corpus._Language.made(0).forms[0]

    assert len(set(forms)) == len(forms) == corpus.N_WORDS + len(corpus.FOREIGN)
    assert not any(word.isascii() for word in corpus.FOREIGN)


def test_labels_can_be_learned_from_the_words(blocks):
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_pipeline

    first, second = blocks
    model = make_pipeline(CountVectorizer(), MultinomialNB()).fit(first.texts, first.codes)

    assert np.bincount(second.codes).min() > 0.15 * len(second.codes)
    assert model.score(second.texts, second.codes) > 0.45
