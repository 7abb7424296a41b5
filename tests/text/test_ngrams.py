"""`Ngrams` against scikit-learn's analysers, and where it says that n-grams stand."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernels import fold, vectoriser
from strategies import texts

from stancekit.text import Ngrams

WORD_RANGES = [(1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)]
CHAR_RANGES = [(2, 2), (2, 5), (3, 3), (3, 5), (5, 5)]
ALL = [
    Ngrams(kind, low, high, folded)
    for kind, ranges in (("word", WORD_RANGES), ("char", CHAR_RANGES))
    for low, high in ranges
    for folded in (True, False)
]
WORDS, PAIRS = Ngrams("word", 1, 1), Ngrams("char", 2, 2)
SHORTEST = [WORDS, PAIRS, replace(WORDS, folded=False), replace(PAIRS, folded=False)]
any_ngrams = st.sampled_from(ALL)

# All of Unicode, surrogates too, in texts in which each code point has neighbours of its own block.
EVERYTHING = [
    "".join(map(chr, range(start, start + 0x1000))) for start in range(0, 0x110000, 0x1000)
]


def analyser(ngrams):
    return vectoriser(ngrams).build_analyzer()


def counts_of_spans(ngrams, text):
    return Counter({term: len(spans) for term, spans in ngrams.spans(text).items()})


@given(any_ngrams, texts)
def test_terms_are_those_of_scikit_learn(ngrams, text):
    assert Counter(ngrams.terms(text)) == Counter(analyser(ngrams)(text))


@pytest.mark.slow
@pytest.mark.parametrize("ngrams", SHORTEST, ids=str)
def test_every_code_point_is_read_as_scikit_learn_reads_it(ngrams):
    analyse = analyser(ngrams)
    for text in EVERYTHING:
        assert ngrams.terms(text) == analyse(text)


@pytest.mark.parametrize("code_point_in", ["a{}b", "ab{}", "{}ab", "a {} b"])
@pytest.mark.parametrize("ngrams", [WORDS, replace(WORDS, folded=False)], ids=str)
def test_every_code_point_beside_letters_is_read_as_scikit_learn_reads_it(ngrams, code_point_in):
    analyse = analyser(ngrams)
    basic_plane = range(0x10000)
    text = "\n".join(code_point_in.format(chr(i)) for i in basic_plane)
    assert ngrams.terms(text) == analyse(text)


@pytest.mark.parametrize("ngrams", SHORTEST, ids=str)
def test_spans_find_every_code_point(ngrams):
    for text in EVERYTHING[:32]:
        assert counts_of_spans(ngrams, text) == Counter(ngrams.terms(text))


@given(any_ngrams, texts)
def test_spans_count_the_terms(ngrams, text):
    assert counts_of_spans(ngrams, text) == Counter(ngrams.terms(text))


@given(any_ngrams, texts)
def test_spans_lie_in_the_text_in_order_and_are_not_empty(ngrams, text):
    for spans in ngrams.spans(text).values():
        assert spans == sorted(spans)
        assert all(0 <= start < end <= len(text) for start, end in spans)


def same_sigma(text):
    """Return a text without final sigmas: which form is used depends on what follows."""
    return text.replace("\u03c2", "\u03c3")


@given(any_ngrams, texts)
def test_a_span_shows_its_term(ngrams, text):
    for term, spans in ngrams.spans(text).items():
        for start, end in spans:
            shown = text[start:end]
            shown = same_sigma(fold(shown) if ngrams.folded else shown.lower())
            if ngrams.kind == "char":
                assert same_sigma(term.strip(" ")) in shown
            else:
                tokens = vectoriser(ngrams).build_tokenizer()(shown)
                assert " ".join(tokens) == same_sigma(term)


@given(any_ngrams, texts)
def test_shortest_terms_are_the_terms_of_the_lowest_length(ngrams, text):
    alone = replace(ngrams, high=ngrams.low)
    assert ngrams.shortest_terms(text) == alone.terms(text)


@pytest.mark.parametrize(
    ("text", "term", "shown"),
    [
        ("No TALKS, please", "talks", ["TALKS"]),
        ("\u0130zmir and Bridge", "bridge", ["Bridge"]),
        ("\u0130\u0130\u0130 talks \u0130 Talks", "talks", ["talks", "Talks"]),
        (
            "\u039f\u0394\u039f\u03a3 talks",
            "\u03bf\u03b4\u03bf\u03c2",
            ["\u039f\u0394\u039f\u03a3"],
        ),
        ("\U0001f54a talks", "talks", ["talks"]),
        ("e\u0301 talks", "talks", ["talks"]),
    ],
)
def test_spans_point_into_the_original_text(text, term, shown):
    spans = Ngrams("word", 1, 1).spans(text)[term]
    assert [text[start:end] for start, end in spans] == shown


def test_a_span_of_several_words_runs_from_the_first_to_the_last():
    spans = Ngrams("word", 2, 2).spans("No -- TALKS!")
    assert spans == {"no talks": [(0, 11)]}


def test_the_padding_of_a_character_ngram_is_not_part_of_its_span():
    text = "\u0130a"  # lower-cased: i, combining dot, a
    spans = Ngrams("char", 2, 2).spans(text)
    assert spans == {" i": [(0, 1)], "i\u0307": [(0, 1)], "\u0307a": [(0, 2)], "a ": [(1, 2)]}


@pytest.mark.parametrize("text", ["", " ", "\u3000\x85", "\n\t"])
@pytest.mark.parametrize("ngrams", ALL, ids=str)
def test_a_blank_text_has_no_ngrams(ngrams, text):
    assert ngrams.terms(text) == []
    assert ngrams.spans(text) == {}
