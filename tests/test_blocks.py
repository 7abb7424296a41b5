"""The laws of the layout: nothing is lost, columns are aligned, nothing acts on a terminal."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.blocks import (
    Caveats,
    Column,
    Grid,
    Item,
    Lines,
    Listing,
    Measure,
    Points,
    Result,
    as_frame,
    as_json,
    as_text,
    printable,
)

texts = st.text(max_size=30)
words = st.lists(st.text("abcdefgh-", min_size=1, max_size=20), min_size=1, max_size=40).map(
    " ".join
)
figures = st.floats(-1e6, 1e6)
measures = st.builds(Measure, figures, figures, figures)
cells = st.none() | texts | st.integers(-(10**9), 10**9) | figures | measures


@st.composite
def grids(draw):
    n = draw(st.integers(1, 5))
    head = draw(st.lists(texts, min_size=n, max_size=n))
    row = st.tuples(texts, *[cells] * (n - 1))
    return Grid(head, draw(st.lists(row, max_size=6)))


blocks = st.one_of(
    st.builds(Lines, st.lists(texts), st.booleans()),
    st.builds(
        Listing, st.lists(texts), st.lists(st.builds(Item, st.lists(texts), st.lists(texts)))
    ),
    st.builds(Points, texts, st.lists(texts), st.integers(0, 9)),
    st.builds(Caveats, st.lists(texts)),
    grids(),
)


@given(st.lists(blocks, max_size=4))
def test_nothing_but_line_ends_acts_on_a_terminal(given_blocks):
    assert as_text(given_blocks).replace("\n", "").isprintable()


@given(grids())
def test_a_grid_has_a_line_for_each_row_all_of_one_width(grid):
    lines = as_text([grid]).split("\n")
    assert len(lines) == 1 + len(grid.rows)
    assert len(set(map(len, lines))) == 1


@given(grids())
def test_a_grid_shows_every_cell_in_its_order(grid):
    for line, row in zip(as_text([grid]).split("\n")[1:], grid.rows, strict=True):
        place = 0
        for cell in row:
            shown = {str: printable, float: "{:.3f}".format, int: "{:,}".format}.get(type(cell))
            if isinstance(cell, Measure):
                shown = Measure.between
            said = shown(cell) if shown else ""
            assert said in line[place:]
            place = line.index(said, place) + len(said)


def test_columns_are_flush_and_numbers_have_the_form_of_theirs():
    grid = Grid(
        ["label", Column("gain", "+.2f"), Column("95 % interval", "+.2f"), "n"],
        [["favor", 0.125, Measure(0.125, -0.5, 0.75), 1234], ["no", math.nan, None, 5]],
        ["That is all."],
    )
    assert as_text([grid]).splitlines() == [
        "label       gain   95 % interval      n",
        "favor      +0.12  -0.50 to +0.75  1,234",
        "no     undefined                      5",
        "That is all.",
    ]


def test_an_undefined_measure_has_no_interval_to_show():
    undefined = Measure(math.nan, math.nan, math.nan)
    assert as_text([Grid(["a", "b"], [["x", undefined]])]).splitlines()[1] == "x   "


@given(words)
def test_sentences_are_wrapped_without_losing_a_word(sentence):
    for text in (as_text([Lines([sentence])]), as_text([Points(sentence, [sentence])])):
        assert max(map(len, text.split("\n"))) <= 100
    assert "".join(as_text([Lines([sentence])]).split()) == "".join(sentence.split())
    assert as_text([Lines([sentence], whole=True)]) == sentence


def test_points_and_caveats_hang_below_their_titles():
    long = "word " * 30
    text = as_text([Points("Title.", [long], 4), Caveats([long, "short"])])
    points, caveats = text.split("\n\n")
    assert points.startswith("Title.\n  - word")
    assert points.splitlines()[2].startswith("    word")
    assert points.endswith("\n  ... and 3 more")
    assert caveats.startswith("Mind:\n- word")
    assert caveats.splitlines()[2].startswith("  word")
    assert caveats.endswith("\n- short")


def test_a_listing_indents_its_items_below_what_introduces_them():
    item = Item(["spoiled", "s-1", "'Talk  to  them.'"], ["moved by  'to' +0.10"])
    assert as_text([Listing(["1 label flips."], [item], 3)]).splitlines() == [
        "1 label flips.",
        "  spoiled  s-1  'Talk  to  them.'",
        "      moved by  'to' +0.10",
        "  and 2 more",
    ]
    assert as_text([Listing([], [Item(["a: 'Talk.'"], ["least sure"])])]) == (
        "a: 'Talk.'\n  least sure"
    )


def test_empty_blocks_leave_no_empty_lines():
    assert as_text([Caveats([]), Lines(["One."]), Lines([]), Caveats([])]) == "One."
    assert as_text([]) == ""


@dataclass(frozen=True)
class Small(Result):
    """A result with one sentence."""

    share: float

    def blocks(self):
        """Yield the sentence."""
        yield Lines([f"The share is {self.share:.1f}."])

    def _facts(self):
        return {"share": self.share, "counts": np.array([1, 2]), "folder": Path("a")}


def test_a_result_is_read_as_text_and_as_a_dictionary():
    assert Small(0.5).summary() == "The share is 0.5."
    assert Small(math.nan).to_dict() == {"share": None, "counts": [1, 2], "folder": "a"}
    assert as_json({"of": Small(0.5)})["of"]["share"] == 0.5


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner) | st.tuples(inner, inner),
)


@given(plain)
def test_what_is_made_for_json_is_json_and_stays_as_it_is(value):
    found = as_json(value)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert as_json(found) == found


@pytest.mark.parametrize("value", [np.int64(3), np.float64(0.5), np.bool_(True), np.array([[1.5]])])
def test_numpy_becomes_plain(value):
    assert json.loads(json.dumps(as_json(value))) == value.tolist()


def test_a_frame_keeps_integer_labels_beside_none():
    frame = as_frame(["label", "value"], [(None, 0.5), (1, 0.25)])
    assert frame["label"].tolist() == [None, 1]
    assert frame["value"].dtype == float
    assert list(as_frame(["label", "value"], [])) == ["label", "value"]
