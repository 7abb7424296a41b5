"""Texts that people type in several ways and that are to be read as one."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernels import counts_of, fold
from strategies import texts

from stancekit.text import Ngrams
from stancekit.text.folding import APOSTROPHES, folded, is_composing, places_of_folded

EVERY = [chr(i) for i in range(0x110000)]
DECOMPOSED = sorted({unicodedata.normalize("NFD", c) for c in EVERY} - set(EVERY))
FORMS = ("NFC", "NFD")

some_texts = st.one_of(
    texts,
    st.lists(st.sampled_from(DECOMPOSED), max_size=9).map("".join),
    st.text(st.sampled_from([c for c in EVERY if is_composing(c)] + list("aei\u0438\u1100\uac00"))),
)


@given(some_texts)
def test_a_text_is_folded_as_it_says(text):
    assert folded(text) == fold(text)
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize("form", FORMS)
@given(text=some_texts.filter(lambda text: not set(text) & {"\u0130", "\u03a3"}))
def test_a_text_is_the_same_in_any_coding_of_accents(form, text):
    lowered = text.lower()
    assert folded(unicodedata.normalize(form, lowered)) == folded(text)


def test_all_apostrophes_are_one():
    for apostrophe in APOSTROPHES:
        assert folded(f"CAN{apostrophe}T") == "can't"
    assert not set(APOSTROPHES) & set(folded("".join(EVERY)))


@given(some_texts)
def test_each_folded_character_has_a_place(text):
    places = places_of_folded(text)
    assert len(places) == len(folded(text))
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(one <= other for one, other in pairwise(places))


@given(some_texts)
def test_what_stands_at_places_is_what_was_folded(text):
    # Sigmas apart, whose form depends on what follows.
    whole, places = folded(text).replace("\u03c2", "\u03c3"), places_of_folded(text)
    runs = dict.fromkeys(places)
    shown = [folded(text[start:end]).replace("\u03c2", "\u03c3") for start, end in runs]
    for run, found in zip(runs, shown, strict=True):
        assert "".join(c for c, place in zip(whole, places, strict=True) if place == run) == found


def test_places_of_a_composed_letter_are_those_of_its_parts():
    assert places_of_folded("e\u0301!") == [(0, 2), (2, 3)]
    assert places_of_folded("\u0130x") == [(0, 1), (0, 1), (1, 2)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "ngrams", [Ngrams("word", 1, 1), Ngrams("char", 2, 2)], ids=["word", "char"]
)
def test_every_decomposed_letter_is_composed(active_kernel, ngrams):
    found = counts_of(active_kernel, [f"a{letters}" for letters in DECOMPOSED], ngrams)
    composed = [f"a{unicodedata.normalize('NFC', letters)}" for letters in DECOMPOSED]
    assert found == counts_of(active_kernel, composed, ngrams)


def test_spans_of_folded_words_are_those_of_the_given_text():
    text = "We can\u2019t re-open the cafe\u0301\u2026 DON`T"
    spans = Ngrams("word", 1, 1).spans(text)
    shown = {term: [text[start:end] for start, end in found] for term, found in spans.items()}
    assert shown["n't"] == ["n\u2019t", "N`T"]
    assert shown["ca"] == ["ca"]
    assert shown["caf\u00e9"] == ["cafe\u0301"]
