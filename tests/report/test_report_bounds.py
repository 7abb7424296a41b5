"""However large a result is, what a notebook shows of it is small, and says what it leaves out."""

import re
from dataclasses import replace

import pytest
from block_strategies import blocks
from hypothesis import given
from hypothesis import strategies as st

from stancekit.blocks import (
    Caveats,
    Detail,
    Grid,
    Intervals,
    Item,
    Lines,
    Listing,
    Mark,
    MarkedText,
    Measure,
    Points,
    Stacks,
)
from stancekit.report.bounds import bounded
from stancekit.report.html_layout import as_fragment

MANY = 5_000
LARGE = {
    "grid": Grid(["n"], [[n] for n in range(MANY)]),
    "intervals": Intervals("Speakers", [("Ann", Measure(0.5, 0.4, 0.6))] * MANY, "stance"),
    "stacks": Stacks(
        "Shares", "speaker", ["a"], [("Ann", [Measure(0.5, 0.4, 0.6)], 3)] * MANY, "", Grid([], [])
    ),
    "listing": Listing(["Found:"], [Item(["one"])] * MANY),
    "points": Points("Found:", ["one"] * MANY),
    "lines": Lines(["one"] * MANY),
    "text": MarkedText("word " * MANY, [Mark(5 * n, 5 * n + 4, 0.1) for n in range(MANY)]),
}


@pytest.mark.parametrize("block", LARGE.values(), ids=LARGE)
def test_a_large_block_is_small_in_a_notebook(block):
    fragment, empty = as_fragment([block]), as_fragment([])
    assert len(fragment) - len(empty) < 60_000


@pytest.mark.parametrize("name", ["grid", "listing", "points", "lines"])
def test_what_is_left_out_is_counted(name):
    assert f"and {MANY - 20:,} more" in as_fragment([LARGE[name]])


def test_a_notebook_shows_no_more_rows_than_a_terminal():
    fragment = as_fragment([Grid(["n"], [[n] for n in range(9)], shown=3, ending=" of no use")])
    assert "and 6 more rows of no use" in fragment
    assert fragment.count("<tr>") == 4


def test_many_blocks_are_cut_but_no_caveat_is_lost():
    some = [*(Lines([f"part {n}"]) for n in range(100)), Caveats(["Mind this."])]
    *shown, caveats, rest = bounded(some)
    assert len(shown) == 30
    assert caveats == Caveats(["Mind this."])
    assert "70 more parts" in rest.lines[0]


@given(st.lists(blocks, max_size=30))
def test_what_is_small_is_whole(some):
    kept = [block for block in some if not isinstance(block, Detail)]
    for block, shown in zip(kept, bounded(some), strict=True):
        if isinstance(block, Listing | Points):
            most = 4 if block.shown is None else block.shown
            block, shown = replace(block, shown=most), replace(shown, shown=min(shown.shown, most))
        assert shown == block


def test_all_lists_together_have_so_many_items():
    some = [Listing([f"Speaker {n}:"], [Item(["one"]), Item(["two"])]) for n in range(25)]
    fragment = as_fragment([*some, Listing(["Nobody:"], []), Caveats(["Mind this."])])
    assert fragment.count("<li>") == 20
    assert "15 more parts" in fragment
    assert "Nobody:" in fragment


def test_a_long_text_in_a_list_is_cut():
    fragment = as_fragment([Listing([], [Item([MarkedText("word " * MANY)])] * 20)])
    assert len(fragment) - len(as_fragment([])) < 20_000


def test_each_fragment_keeps_its_style_to_itself():
    css = re.findall("<style>(.*?)</style>", as_fragment([]), re.DOTALL)[0]
    assert ".stancekit.notebook" in css
    assert not re.search(r"(^|})\s*(body|html|table|p|:root)\s*[,{]", css)
