"""The page of a stance map: actors in order, and the article with each sentence marked."""

from __future__ import annotations

import pytest

import stancekit
from stancekit.analysis.map_page import passages
from stancekit.blocks import Detail, Grid, Heading, Lines, Listing, Passage

TEXT = (
    "“We must keep talking to Moscow. There is no other way,” said Ann Orlo, the envoy.\n\n"
    "Talking to Putin is a mistake, according to Warsaw. Lorem ipsum dolor sit amet. Orlo said: "
    "We should talk to Moscow now."
)


@pytest.fixture(scope="module")
def found():
    return stancekit.stance_map(TEXT)


def of_kind(blocks, kind):
    return [block for block in blocks if isinstance(block, kind)]


def article(found):
    (detail,) = of_kind(found.blocks(), Detail)[-1:]
    return list(detail.blocks)


def sentences(passage):
    return [one for some in passage.paragraphs for turn in some for one in turn.sentences]


def test_actors_stand_from_against_to_favor_and_nobody_last(found):
    (grid,) = of_kind(found.blocks(), Grid)
    speakers = [row[0] for row in grid.rows]
    assert speakers == ["Poland", "Ann Orlo", "unattributed"]
    stances = [row[3] for row in grid.rows[:-1]]
    assert stances == sorted(stances)


def test_evidence_leads_to_its_sentence(found):
    (listing,) = of_kind(found.blocks(), Listing)
    links = [link for item in listing.items for link in item.below]
    assert links
    for link in links:
        assert found.mapped[link.to].text == link.text


def test_all_sentences_stand_in_the_article_by_paragraph_and_by_who_speaks(found):
    heading, _, passage = article(found)
    assert isinstance(heading, Heading)
    assert [one.text.text for one in sentences(passage)] == [one.text for one in found.mapped]
    assert [one.number for one in sentences(passage)] == list(range(len(found.mapped)))
    assert len(passage.paragraphs) == 2
    turns = [(turn.speaker, turn.quiet) for some in passage.paragraphs for turn in some]
    assert turns == [
        ("Ann Orlo", False),
        ("Poland", False),
        ("nobody named", True),
        ("Ann Orlo", False),
    ]


def test_a_sentence_is_marked_as_the_explanation_has_it(found):
    (passage,) = of_kind(article(found), Passage)
    first = sentences(passage)[0]
    explained = stancekit.load_model().explain(found.mapped[0].text)
    assert first.text == explained.marked()
    assert (first.label, first.status) == (explained.label, explained.status)
    assert first.notes[0] == "Speaks: Ann Orlo (rule: same quotation)"
    top = explained.terms[0]
    assert f"For favor: {top.term} {top.contributions['favor']:+.2f}; " in first.notes[2]


def test_a_sentence_of_which_nothing_is_known_has_no_label_and_no_marks(found):
    (passage,) = of_kind(article(found), Passage)
    (unknown,) = [one for one in sentences(passage) if one.text.text.startswith("Lorem")]
    assert (unknown.label, unknown.status, unknown.text.marks) == ("", "no_evidence", ())
    assert unknown.notes[0] == "Speaks: nobody named"


def test_a_terminal_shows_no_article(found):
    assert "sentence by sentence" not in found.summary()
    assert "sentence by sentence" in found.to_html()


def test_of_very_many_sentences_the_first_are_shown_and_the_page_says_so(found):
    *_, last = passages(found.mapped[:1] * 2003, found.explain)
    assert isinstance(last, Lines)
    assert last.lines[0].startswith("3 more sentences are not shown here")
