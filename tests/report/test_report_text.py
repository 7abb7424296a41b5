"""The laws of the layout: nothing is lost, columns are aligned, nothing acts on a terminal."""

import math
from dataclasses import replace

from block_strategies import blocks, grids, said, words
from hypothesis import given
from hypothesis import strategies as st

from stancekit.blocks import (
    BarGroup,
    Bars,
    Caveats,
    Column,
    Curve,
    Detail,
    Grid,
    Heading,
    Item,
    Lines,
    Listing,
    Mark,
    MarkedText,
    Matrix,
    Measure,
    Points,
    printable,
)
from stancekit.report.text_layout import as_text, is_shortened

shortened_grids = st.builds(lambda grid, n: replace(grid, shown=n), grids(), st.integers(0, 3))


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
    text = as_text([Points("Title.", [long, "b", "c", "d"], 1), Caveats([long, "short"])])
    points, caveats = text.split("\n\n")
    assert points.startswith("Title.\n  - word")
    assert points.splitlines()[2].startswith("    word")
    assert points.endswith("\n  ... and 3 more")
    assert caveats.startswith("Mind:\n- word")
    assert caveats.splitlines()[2].startswith("  word")
    assert caveats.endswith("\n- short")


def test_a_listing_indents_its_items_below_what_introduces_them():
    item = Item(["spoiled", "s-1", "'Talk  to  them.'"], ["moved by  'to' +0.10"])
    assert as_text([Listing(["1 label flips."], [item] * 3, 1)]).splitlines() == [
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


def test_every_thing_is_listed_where_that_is_asked_for():
    blocks = [Points("Title.", ["a", "b"], 1), Listing([], [Item(["c"]), Item(["d"])], 1)]
    assert as_text(blocks).splitlines()[-1] == "  and 1 more"
    assert as_text(blocks, every=True).splitlines() == ["Title.", "  - a", "  - b", "", "c", "d"]


@given(st.lists(said | shortened_grids, max_size=4))
def test_what_is_shortened_is_what_a_list_of_everything_adds_to(given_blocks):
    some, every = as_text(given_blocks), as_text(given_blocks, every=True)
    assert is_shortened(given_blocks) == (some != every)


def test_a_grid_may_show_its_first_rows():
    grid = Grid(["", "score"], [["a", 1], ["b", 2], ["c", 3]], shown=1, ending=", lower ones")
    assert as_text([grid]).splitlines() == ["   score", "a      1", "  and 2 more, lower ones"]
    assert len(as_text([grid], every=True).splitlines()) == 4


def test_what_a_listing_leaves_out_is_not_computed():
    def lazy():
        raise AssertionError("computed")
        yield ""

    assert as_text([Listing([], [Item(["a"], ["b"]), Item(["c"], lazy())], 1)]).startswith("a\n")


def test_a_terminal_shows_a_curve_by_its_grid_and_no_headings():
    grid = Grid(["surest answers:", "10 %"], [["right", 0.5]])
    points = [(0.1, Measure(0.5, 0.4, 0.6))]
    curve = Curve("Risk", Column("answered"), Column("right"), points, grid)
    page_only = [
        Heading("Title"),
        Detail(iter([Lines(["more"])])),
        Curve("", *[Column("")] * 2, []),
    ]
    assert as_text([*page_only, curve]) == as_text([grid])


def test_a_matrix_is_a_grid_of_counts():
    assert as_text([Matrix("true:", ["no", "yes"], [[1.25, 1000.0], [0.0, 2.0]])]).splitlines() == [
        "true:   no      yes",
        "no     1.2  1,000.0",
        "yes    0.0      2.0",
    ]


def test_bars_are_shares_or_parts_of_a_sum():
    shares = Bars([BarGroup("favor (ok)", [("favor", 0.75), ("no", 0.25)])])
    assert as_text([shares]).splitlines() == [
        "favor (ok)",
        "  favor  0.75  ###############",
        "  no     0.25  #####",
    ]
    groups = [BarGroup("for", [("a", 0.5), ("b", 0.25), ("c", 0.125)]), BarGroup("against", [])]
    assert as_text([Bars(groups, ["sum"], signed=True, shown=1, empty="nothing")]).splitlines() == [
        "for",
        "  +0.500  ####################  a",
        "  +0.375  from 2 more",
        "against",
        "  nothing",
        "sum",
    ]


def test_a_marked_text_has_its_marks_below_or_is_said_in_a_line():
    text = MarkedText("Talk now!", [Mark(0, 4, 0.25), Mark(5, 9, -0.5)], "'Talk'")
    assert as_text([text]).splitlines() == ["Talk now!", "++++ ----"]
    assert as_text([Listing([], [Item(["a", text])])]) == "a  'Talk'"
