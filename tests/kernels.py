"""How tests call the kernels: settings, and what each function returns in a form to compare."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from stancekit.text import Ngrams

WORD_NGRAMS = [Ngrams("word", low, high) for low in (1, 2, 3) for high in range(low, 4)]
CHAR_NGRAMS = [Ngrams("char", low, high) for low in (2, 3, 4, 5) for high in range(low, 6)]
ALL_NGRAMS = WORD_NGRAMS + CHAR_NGRAMS

any_ngrams = st.builds(
    lambda ngrams, folded: replace(ngrams, folded=folded),
    st.sampled_from(ALL_NGRAMS),
    st.booleans(),
)
any_kinds = st.builds(
    lambda kinds, folded: [replace(ngrams, folded=folded) for ngrams in kinds],
    st.one_of(
        st.sampled_from(ALL_NGRAMS).map(lambda ngrams: [ngrams]),
        st.tuples(st.sampled_from(WORD_NGRAMS), st.sampled_from(CHAR_NGRAMS)).map(list),
    ),
    st.booleans(),
)
"""What a model is made of: n-grams of words, of characters, or of both, by one rule."""


def vectoriser(ngrams, **settings):
    """Return the scikit-learn vectoriser that is the specification."""
    analyzer = {"word": "word", "char": "char_wb"}[ngrams.kind]
    limits = (ngrams.low, ngrams.high)
    if ngrams.folded:
        settings["preprocessor"] = fold
        if ngrams.kind == "word":
            settings["token_pattern"] = WORDS_OR_NOT
    return TfidfVectorizer(analyzer=analyzer, ngram_range=limits, sublinear_tf=True, **settings)


# Said in another way than in the package: a word is of characters at which no "n't" begins.
WORDS_OR_NOT = r"n't\b|(?:(?!n't\b)\w){2,}"


def fold(text):
    """Return a text as models read it."""
    composed = unicodedata.normalize("NFC", text.lower())
    return re.sub("[`\u00b4\u02bc\u2018\u2019\u201b\u2032\uff07]", "'", composed)


def block(ngrams, terms, idf, coef, *, unit_length=True):
    """Return what a scorer is made of; `coef` has one row for each label."""
    weights = np.column_stack([idf, idf[:, None] * np.asarray(coef).T])
    return (ngrams, unit_length, tuple(terms), weights)


def block_of(ngrams, terms, n_labels=2, seed=0, *, unit_length=True):
    """Return a block with drawn weights."""
    random = np.random.default_rng(seed)
    idf, coef = random.uniform(1, 9, len(terms)), random.normal(size=(n_labels, len(terms)))
    return block(ngrams, terms, idf, coef, unit_length=unit_length)


def score(kernel, blocks, texts, n_labels=2):
    """Return scores from zero, and the known share of each text."""
    read = kernel.texts_of(texts)
    scores, known = np.zeros((len(read), n_labels)), np.zeros(len(read))
    kernel.Scorer(blocks, n_labels).add_scores(read, 0, scores, known)
    return scores, known


def counts_of(kernel, texts, ngrams):
    """Return how often each word, or n-gram of characters, is in each text."""
    counted = kernel.count(kernel.texts_of(texts), ngrams)
    assert not counted.parents.any(), "strings only"
    named = [counted.strings[i] for i in counted.children[counted.numbers].tolist()]
    pairs = list(zip(named, counted.counts.tolist(), strict=True))
    ends = counted.ends.tolist()
    return [Counter(dict(pairs[a:b])) for a, b in pairwise(ends)]
