"""Terms are explained where they stand, however they are spelled there."""

import pytest

from stancekit.blocks import Caveats, Lines, Listing, MarkedText, Records
from stancekit.report.glossary import GLOSSARY, terms_in


@pytest.mark.parametrize("term", GLOSSARY)
def test_every_term_is_found_under_its_name_or_its_sign(term):
    signs = {"Cramér's V": "(V 0.15, p = 0.010)", "Vargha and Delaney's A": "(A 0.70, p < 0.001)"}
    assert term in terms_in(Lines([f"It says {signs.get(term, term)}."]))


def test_the_longest_name_counts_and_parts_of_words_do_not():
    assert list(terms_in(Lines(["The permutation p-value is 0.01."]))) == ["permutation p-value"]
    assert list(terms_in(Lines(["token_ok, recalls, F1-like"]))) == []
    assert list(terms_in(Lines(["Accuracy: p = 0.01"]))) == ["accuracy", "p-value"]


def test_texts_of_strangers_are_not_searched():
    said = MarkedText("The accuracy of the guns.", (), "accuracy")
    assert terms_in([Listing([], []), said, Records("", ["text"], [[said]], (), 1, "")]) == {}
    assert list(terms_in(Records("", ["stance"], [["accuracy"]], (), 1, ""))) == ["stance"]


def test_meanings_are_sentences_that_a_page_can_hold():
    for meaning in GLOSSARY.values():
        assert meaning[0].isupper()
        assert meaning.endswith(".")
        assert len(meaning) < 240
    assert terms_in(Caveats([])) == {}
