"""Quotations: where they begin and end, and which are one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.article.quotations import quotations, touching


def quoted(text):
    return [text[found.start : found.end] for found in quotations(text)]


@pytest.mark.parametrize(
    "text",
    [
        'She said [“No.”] and [«jamais»] and [„nie“] and ["never"].',
        "[“One ‘inner’ voice,”] he said.",
        "He told us: [‘We will not talk to them at all’], and left; it’s done.",
        '["It\'s 5" long,"] he said.'.replace('5" ', "5 "),
        "[“Never closed in its paragraph.]\nAnother one.",
        "[“Closed by the wrong mark“] and [“so on”].",
        "A rock 'n' roll show of the '90s, and the players' own.",
    ],
)
def test_quotations_are_found(text):
    plain = text.replace("[", "").replace("]", "")
    expected = [part.split("]")[0] for part in text.split("[")[1:]]
    assert quoted(plain) == expected


def test_a_quotation_that_opens_again_is_one():
    text = "“We talk.\n\n“We always did.\n\n“So there,” she said. “And more.”"
    assert [found.number for found in quotations(text)] == [0, 0, 0, 1]


@given(st.text(st.sampled_from("a “”\"„«»‘’'.\n")))
def test_quotations_are_in_order_and_apart(text):
    found = quotations(text)
    assert all(one.start < one.end for one in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(one.number <= two.number <= one.number + 1 for one, two in pairwise(found))


@given(st.text(st.sampled_from("a “”"), min_size=1), st.data())
def test_touching_is_what_a_search_through_all_would_find(text, data):
    found = quotations(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    slow = [span for span in found if span.end > start and span.start < end]
    assert list(touching(found, start, end)) == slow
