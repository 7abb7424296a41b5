"""Sentences by their offsets: nothing is lost, and they end where a reader would end them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stancekit
from stancekit.article.sentences import sentences


def cut(text):
    return [text[found.start : found.end] for found in sentences(text)]


def test_every_sentence_of_the_bundled_article_is_found():
    rows = stancekit.load_dataset("article")
    lines = rows.groupby(rows["line"].astype(int))["text"].agg(" ".join)
    assert cut("\n".join(lines)) == rows["text"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "Gen. Orlo of the U.S. Army met Dr. J. R. Vask at 5 p.m. in Oslo.|She left.",
        "“We talk.|We always talk!”|He paused…|Then he went.",
        "The fee was $3.5 million vs. 2.1 in Jan. 2020.|“Why?” she asked.",
        "He works for the U.N.|However, few know it.",
        "Talks resume.[3]|More follows.",
        "She said no.|Art. IV on p. 5 bans art.|He sat.|Mr. Orlo sat on No. 3 on Dec. 5.",
        "“No.” He left.".replace(" He", "|He"),
        "It cost 5 p.c. of No. 7.|Élan matters.|«Non!»|2,000 came.",
    ],
)
def test_sentences_end_where_a_reader_ends_them(text):
    assert cut(text.replace("|", " ")) == text.split("|")


def test_a_title_is_one_sentence_and_a_numbered_one_begins_with_its_number():
    assert cut("2. Alone? The rift in the east\nIs it? It is.") == [
        "2. Alone? The rift in the east",
        "Is it?",
        "It is.",
    ]


def test_wrapped_lines_are_one_paragraph():
    text = (
        "The envoy from the north has long held that it would be\nwrong to talk to the other side "
        "at this time. She\nsaid so again in the letter that was sent to all the\nmembers.\n\n"
        "They have not answered her."
    )
    assert [found.paragraph for found in sentences(text)] == [0, 0, 1]


@given(st.text(st.sampled_from("aB .!?”“\n'(")))
def test_sentences_hold_all_that_is_seen_in_order(text):
    found = sentences(text)
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(text[one.start : one.end].strip() for one in found)
