"""Every code point and every length of word, read as Python and scikit-learn read them."""

import re
from collections import Counter
from dataclasses import replace
from itertools import islice, pairwise

import numpy as np
import pytest
from kernels import WORDS_OR_NOT, block_of, counts_of, fold, score, vectoriser

from stancekit.text import Ngrams, python_kernel

WORDS = Ngrams("word", 1, 1)
PAIRS = Ngrams("char", 2, 2)
PLAIN_WORDS, PLAIN_PAIRS = replace(WORDS, folded=False), replace(PAIRS, folded=False)
words_of = re.compile(WORDS_OR_NOT).findall
plain_words_of = re.compile(r"(?u)\b\w\w+\b").findall

# The two characters that need Python stand alone, so that no other is read by it for their sake.
ODD = ["\u0130", "\u03a3"]
ALL = 0x110000
BASIC = 0x10000  # beyond them strings take four bytes for each character anyway

LAYOUTS = {
    "as it is": (ALL, list),
    "four bytes for each character": (BASIC, lambda some: [f"{text} \U00010000" for text in some]),
    "a NumPy array": (BASIC, lambda some: np.array([f"{text} ." for text in some])),
}


def batches(template, stop=ALL, joint=" "):
    """Yield texts in which each code point is put into a template, and those of the odd ones."""
    rest = (chr(i) for i in range(stop) if chr(i) not in ODD)
    while some := list(islice(rest, 64)):
        yield joint.join(template.format(c=c) for c in some)
    yield from (template.format(c=c) for c in ODD)


def pairs_of(lowered):
    for chunk in lowered.split():
        yield from map("".join, pairwise(f" {chunk} "))


@pytest.fixture(scope="module")
def compiled():
    """Return the compiled kernel; that in plain Python reads every code point in test_ngrams.py."""
    return pytest.importorskip("stancekit.text.compiled_kernel", exc_type=ImportError)


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_words_with_every_code_point_are_those_of_python(compiled, layout):
    stop, laid_out = LAYOUTS[layout]
    some = laid_out(batches("a{c}b {c}{c} on{c}t", stop))
    expected = [Counter(words_of(fold(text))) for text in map(str, some)]
    assert counts_of(compiled, some, WORDS) == expected
    expected = [Counter(plain_words_of(text.lower())) for text in map(str, some)]
    assert counts_of(compiled, some, PLAIN_WORDS) == expected


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_chunks_with_every_code_point_are_those_of_python(compiled, layout):
    stop, laid_out = LAYOUTS[layout]
    some = laid_out(batches("{c}", stop, joint=""))
    expected = [Counter(pairs_of(fold(text))) for text in map(str, some)]
    assert counts_of(compiled, some, PAIRS) == expected
    expected = [Counter(pairs_of(text.lower())) for text in map(str, some)]
    assert counts_of(compiled, some, PLAIN_PAIRS) == expected


@pytest.mark.slow
@pytest.mark.parametrize(("ngrams", "joint"), [(WORDS, " "), (PAIRS, "")], ids=["word", "char"])
def test_texts_with_many_code_points_are_scored_as_in_plain_python(compiled, ngrams, joint):
    some = list(batches("a{c}" if ngrams is WORDS else "{c}", BASIC, joint))
    # One in five is known, so that an n-gram taken for another changes the scores.
    terms = sorted({term for text in some for term in ngrams.terms(text)})[::5]
    blocks = [block_of(ngrams, terms)]
    expected = score(python_kernel, blocks, some)
    for found, wanted in zip(score(compiled, blocks, some), expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-12)


def test_lower_case_of_lower_case_is_the_same():
    # A text that Python has lower-cased is read as if it were not.
    everything = "".join(map(chr, range(ALL)))
    assert everything.lower().lower() == everything.lower()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\u0130stanbul", ["i", "stanbul"]),  # the combining dot is part of no word
        ("stra\u00dfe STRA\u1e9eE", ["stra\u00dfe", "stra\u00dfe"]),
        ("\u039f\u0394\u039f\u03a3", ["\u03bf\u03b4\u03bf\u03c2"]),
        ("\u03a3\u0391\u03a3. \u03a3", ["\u03c3\u03b1\u03c2"]),
        ("caf\u00e9 cafe\u0301", ["caf\u00e9", "caf\u00e9"]),
        ("\u0438\u0306\u0438 \u0399\u0308\u0301\u03b9", ["\u0439\u0438", "\u0390\u03b9"]),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af \u1112\u1161\u11ab", ["\ud55c\uae00", "\ud55c"]),
        ("can't CAN\u2019T don`t", ["ca", "n't", "ca", "n't", "do", "n't"]),
        ("is\u00e9n\u02bct NON\u00b4T", ["is\u00e9", "n't", "no", "n't"]),
        ("n't an't nn't \u00e9n't", ["n't", "n't", "n't", "n't"]),
        ("can'tx can't_ can''t can 't n'", ["can", "tx", "can", "t_", "can", "can"]),
        ("couldn't've don't't don't'n't", ["could", "n't", "ve", "do", "n't", "do", "n't", "n't"]),
        ("canN\u2019T. can\u2019t\u00e9 it\u2019s", ["can", "n't", "can", "t\u00e9", "it"]),
        ("\U00010400\U00010401", ["\U00010428\U00010429"]),
        ("\u0661\u0662 \U0001d7d8\U0001d7d9", ["\u0661\u0662", "\U0001d7d8\U0001d7d9"]),
        ("\u00b2\u00b3 \u0967a", ["\u00b2\u00b3", "\u0967a"]),
        ("aa\0bb", ["aa", "bb"]),
        ("aa\ud800bb", ["aa", "bb"]),
        ("__ _a a", ["__", "_a"]),
        ("", []),
        ("a", []),
        ("ab", ["ab"]),
    ],
)  # fmt: skip
def test_words_of_odd_texts(active_kernel, text, words):
    expected = Counter(word for word in words if len(word) > 1)
    assert counts_of(active_kernel, [text], WORDS) == [expected]


@pytest.mark.parametrize("n_letters", [1, 2, 3, 63, 64, 65, 66, 127, 128, 129, 200])
def test_words_of_any_length_are_found_anywhere(active_kernel, n_letters):
    # Plain letters are looked at in groups of 8 and 64.
    for before in (0, 1, 6, 7, 8, 60, 61, 62, 63, 64, 65, 127, 128):
        for word in ("A" * n_letters, f"{'z' * n_letters}. b9", f"{'n' * n_letters}'T b9", "n't"):
            text = "." * before + word
            assert counts_of(active_kernel, [text], WORDS) == [Counter(words_of(text.lower()))]


@pytest.mark.parametrize("length", [2, 7, 8, 9, 14, 15, 16, 17, 31, 32, 100, 5000])
def test_words_that_differ_in_one_byte_are_told_apart(active_kernel, length):
    # Up to 15 bytes are a key of their own; of longer ones a hash is.
    places = {0, length // 2, length - 1}
    variants = ["a" * i + letter + "a" * (length - i - 1) for i in places for letter in "bc"]
    variants += ["a" * length, "a" * (length + 1)]
    counts = counts_of(active_kernel, [" ".join(variants)] * 2, WORDS)
    assert counts == [Counter(variants)] * 2
    _, shares = score(active_kernel, [block_of(WORDS, variants[:1])], variants)
    assert shares.tolist() == [1.0] + [0.0] * (len(variants) - 1)


@pytest.mark.parametrize("character", ["\u00e9", "\u5bf9", "\U00010428"])
def test_character_ngrams_of_many_bytes_are_told_apart(active_kernel, character):
    ngrams = Ngrams("char", 5, 5)  # up to 20 bytes each
    variants = [character * 5, character * 4 + "b", "b" + character * 4]
    counts = counts_of(active_kernel, [" ".join(variants)], ngrams)
    analyse = vectoriser(ngrams).build_analyzer()
    assert counts == [Counter(analyse(" ".join(variants)))]


@pytest.mark.slow
def test_ten_million_characters_of_words(active_kernel):
    different = [f"word{i}" for i in range(1000)]
    text = " ".join(different * 1200)
    assert len(text) > 8e6
    ngrams = Ngrams("word", 1, 1)
    assert counts_of(active_kernel, [text], ngrams) == [Counter(dict.fromkeys(different, 1200))]
    ours = (ngrams, True, ("word7", "word8"), np.array([[1.0, 3.0], [1.0, 1.0]]))
    scores, shares = score(active_kernel, [ours], [text], 1)
    np.testing.assert_allclose(scores, [[4 / np.sqrt(2)]], rtol=1e-12)
    assert shares == [2 / 1000]


def test_ten_million_characters_of_one_word(active_kernel):
    half = 50_000 if active_kernel is python_kernel else 5_000_000
    text = "aB" * half
    assert counts_of(active_kernel, [text], WORDS) == [{text.lower(): 1}]
    assert counts_of(active_kernel, [text], PAIRS) == [
        {" a": 1, "ab": half, "ba": half - 1, "b ": 1}
    ]
    ours = (PAIRS, False, ("ab",), np.array([[1.0, 1.0]]))
    scores, shares = score(active_kernel, [ours], [text], 1)
    np.testing.assert_allclose(scores, [[1 + np.log(half)]], rtol=1e-12)
    assert shares == [half / (2 * half + 1)]
