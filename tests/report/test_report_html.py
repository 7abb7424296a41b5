"""The laws of pages: whatever stands in the blocks, a page is well formed and does nothing."""

import re
from typing import get_args

import pytest
from block_strategies import HOSTILE, blocks
from html_pages import judge
from hypothesis import given
from hypothesis import strategies as st

from stancekit.blocks import Block, Caveats, Detail, Grid, Heading, Lines, Mark, MarkedText, Points
from stancekit.report.html_layout import as_fragment, as_page, kind_of


@given(st.lists(blocks, max_size=4), st.sampled_from(HOSTILE))
def test_whatever_stands_in_blocks_a_page_is_well_formed_and_does_nothing(some, title):
    judge(as_page(title, some))
    judge(as_fragment(some))


@pytest.mark.parametrize("text", HOSTILE)
def test_strangers_text_is_read_as_text(text):
    block = [Lines([text]), Grid(["", text], [[text, text]]), MarkedText(text, [Mark(0, 3, 0.1)])]
    said = "".join(judge(as_page(text, block)).data)
    shown = text.replace("\x00", "\\x00").replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
    assert said.count(shown.replace("\ud800", "\\ud800")) >= 5


def test_every_kind_of_block_has_a_template_and_is_tried_here():
    from stancekit.report.html_layout import _environment

    names = {name for name in _environment().list_templates() if name.startswith("blocks/")}
    kinds = {f"blocks/{kind_of(kind.__new__(kind))}.html" for kind in get_args(Block)}
    assert kinds - {"blocks/detail.html"} == {name for name in names if name.endswith(".html")}


def test_a_page_forbids_what_it_does_not_hold():
    page = as_page("Title", [Lines(["One."])])
    (policy,) = re.findall('Content-Security-Policy" content="(.*?)"', page)
    assert policy.replace("&#39;", "'") == (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'none'; base-uri 'none'; "
        "form-action 'none'"
    )


def test_a_page_has_a_section_for_each_heading_and_a_way_to_each():
    some = [
        Lines(["Gist."]),
        Heading("One", "About it."),
        Lines(["1"]),
        Heading("Two"),
        Lines(["2"]),
    ]
    some += [Heading("Nothing below"), Heading("Three"), Lines(["3"])]
    page = as_page("Title", some)
    read = judge(page)
    assert read.tags.count("section") == 4
    assert read.tags.count("h2") == 3
    assert "Nothing below" not in page
    assert [f"#{name}" for name in read.values_of("id") if name.startswith("section")] == [
        href for href in read.values_of("href") if href != "#content"
    ]
    assert "<nav" not in as_page("Title", some[:3])


def test_a_page_shows_what_a_notebook_has_no_room_for():
    some = [Points("Title.", ["first", "second"], 1), Detail(iter([Lines(["much more"])]))]
    page, fragment = (
        as_page("Title", some),
        as_fragment([*some[:1], Detail([Lines(["much more"])])]),
    )
    assert "second" in page
    assert "much more" in page
    assert "second" not in fragment
    assert "and 1 more" in fragment
    assert "much more" not in fragment


def test_words_are_explained_in_the_section_in_which_they_stand():
    some = [Lines(["Accuracy is 0.7."]), Heading("Pairs"), Lines(["macro-F1 0.5"]), Caveats(["a"])]
    first, second = as_page("Title", some).split("<section")[1:]
    assert "The share of the statements" in first
    assert "macro-F1</dt>" in second
    assert "macro-F1</dt>" not in first


def test_a_marked_text_is_whole_and_told_apart_by_more_than_colour():
    text = MarkedText("We must talk now", [Mark(3, 7, -0.2), Mark(8, 12, 0.4)])
    page = as_page("Title", [text])
    assert 'We <mark class="against s2" title="-0.200">must</mark> ' in page
    assert '<mark class="for s4" title="+0.400">talk</mark> now' in page


def test_an_import_of_stancekit_needs_no_style_of_its_own_in_a_notebook():
    css = re.findall("<style>(.*?)</style>", as_fragment([Lines(["One."])]), re.DOTALL)[0]
    rules = re.sub(r"@media[^{]*{(.*?})\s*}", r"\1", re.sub(r"\s+", " ", css))
    for selectors in re.findall(r"([^{}]+){", rules):
        assert all(".stancekit" in selector for selector in selectors.split(",")), selectors


def test_what_stands_between_backticks_is_code():
    page = as_page("Title", [Lines(["`check` lists <b>."]), Caveats(["See `a<b>`."])])
    assert "<code>check</code> lists &lt;b&gt;." in page
    assert "See <code>a&lt;b&gt;</code>." in page
