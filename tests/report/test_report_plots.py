"""Charts of results on matplotlib's axes: what stands there is what the blocks hold."""

import sys

import pytest
from block_strategies import blocks
from hypothesis import given, settings

from stancekit.blocks import (
    BarGroup,
    Bars,
    Column,
    Curve,
    Detail,
    Grid,
    Intervals,
    Lines,
    Matrix,
    Measure,
    Stacks,
)
from stancekit.exceptions import MissingDependencyError, ParameterError
from stancekit.report.plots import Chart, chart_called, draw

mpl = pytest.importorskip("matplotlib")
pyplot = pytest.importorskip("matplotlib.pyplot")

NAN = float("nan")
HOSTILE = ["$\\frac{", "$x^$", "_", "<b>", "a\x1b[31m", "x" * 300, "\u202eabc"]


@pytest.fixture(autouse=True)
def without_a_screen():
    mpl.use("Agg")
    yield
    pyplot.close("all")


def names_on(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


def segments(ax):
    """Return the ends of the intervals that are drawn."""
    (lines,) = ax.collections
    return [segment.tolist() for segment in lines.get_segments()]


def test_a_matrix_is_drawn_as_scikit_learn_does():
    ax = draw(Matrix("true", ["no", "yes"], [[3, 1.5], [0, 1200]], title="Confusion matrix"))
    assert ax.get_title() == "Confusion matrix"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Predicted label", "True label")
    assert names_on(ax.xaxis) == names_on(ax.yaxis) == ["no", "yes"]
    assert ax.images[0].get_array().tolist() == [[3, 1.5], [0, 1200]]
    assert [text.get_text() for text in ax.texts] == ["3", "1.5", "0", "1,200"]


def test_intervals_stand_in_their_order_from_above_beside_what_they_are_compared_with():
    rows = [("macro-F1", Measure(0.5, 0.4, 0.7)), ("accuracy", Measure(0.6, NAN, NAN))]
    ax = draw(Intervals("Scores", rows, "score, from 0 to 1", beside=[("majority", 0.2)]))
    assert names_on(ax.yaxis) == ["macro-F1", "accuracy"]
    assert ax.yaxis_inverted()
    values, majority = ax.lines
    assert values.get_xydata().tolist() == [[0.5, 0], [0.6, 1]]
    assert segments(ax)[0] == [[0.4, 0], [0.7, 0]]
    assert majority.get_xdata() == [0.2, 0.2]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["majority"]
    assert ax.get_xlabel() == "score, from 0 to 1, 95 % interval"


def test_a_curve_has_its_points_with_their_intervals_and_says_what_the_axes_are():
    points = [(100, Measure(0.4, 0.3, 0.5)), (2000, Measure(0.6, 0.55, 0.7))]
    ax = draw(Curve("Learning curve", Column("statements", ",.0f"), Column("macro-F1"), points))
    (line,) = ax.lines
    assert line.get_xydata().tolist() == [[100, 0.4], [2000, 0.6]]
    assert segments(ax) == [[[100, 0.3], [100, 0.5]], [[2000, 0.55], [2000, 0.7]]]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("statements", "macro-F1, 95 % interval")
    assert ax.xaxis.get_major_formatter()(2000) == "2,000"


def test_a_curve_with_an_ideal_is_a_reliability_diagram_of_scikit_learn():
    points = [(0.3, Measure(0.25, 0.2, 0.3)), (0.8, Measure(0.7, 0.6, 0.8))]
    columns = Column("mean probability", ".0%"), Column("right", ".0%")
    ax = draw(Curve("Reliability", *columns, points, ideal=True))
    ideal, line = ax.lines
    assert ideal.get_xydata().tolist() == [[0, 0], [1, 1]]
    assert line.get_xydata().tolist() == [[0.3, 0.25], [0.8, 0.7]]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("mean probability", "right, 95 % interval")
    assert ax.yaxis.get_major_formatter()(0.5) == "50%"


def test_bars_stand_below_the_title_of_their_group():
    groups = [BarGroup("for", [("talk", 0.5)]), BarGroup("against", [("never", -0.2)])]
    ax = draw(Bars(groups, signed=True))
    assert names_on(ax.yaxis) == ["for", "talk", "against", "never"]
    found = {round(bar.get_y() + bar.get_height() / 2): bar.get_width() for bar in ax.patches}
    assert found == {1: 0.5, 3: -0.2}
    assert len({bar.get_facecolor() for bar in ax.patches}) == 2


def test_shares_go_from_0_to_1():
    ax = draw(Bars([BarGroup("favor", [("favor", 0.7), ("against", 0.3)])]))
    assert (ax.get_xlim(), ax.get_xlabel()) == ((0, 1), "probability, from 0 to 1")


def test_shares_of_one_thing_stand_below_each_other_with_their_intervals():
    rows = [
        ("Ann", [Measure(0.4, 0.3, 0.5), Measure(0.6, 0.5, 0.7)], 20),
        ("Bo", [Measure(0.1, NAN, NAN), Measure(0.9, NAN, NAN)], 0),
    ]
    chart = Stacks("Shares by speaker", "speaker", ["against", "favor"], rows, "", Grid([], []))
    ax = draw(chart)
    against, favor = ax.lines
    assert names_on(ax.yaxis) == ["Ann", "Bo"]
    assert against.get_xdata().tolist() == [0.4, 0.1]
    assert favor.get_xdata().tolist() == [0.6, 0.9]
    assert [round(y) for y in favor.get_ydata()] == [0, 1]
    assert against.get_ydata()[0] < favor.get_ydata()[0]
    (low, _), (high, _) = ax.collections[0].get_segments()[0].tolist()
    assert (low, high) == (0.3, 0.5)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["against", "favor"]
    assert against.get_marker() != favor.get_marker()
    assert ax.xaxis.get_major_formatter()(0.5) == "50%"


@pytest.mark.filterwarnings("ignore::UserWarning")  # no room for the longest names, no glyphs
@settings(max_examples=30, deadline=None)
@given(blocks.filter(lambda block: isinstance(block, Chart)))
def test_whatever_stands_in_a_chart_it_can_be_drawn(chart):
    if isinstance(chart, Matrix) and not chart.names:
        return
    draw(chart).figure.canvas.draw()
    pyplot.close("all")


def test_a_chart_is_drawn_where_one_says():
    figure, (left, right) = pyplot.subplots(1, 2)
    assert draw(Bars([BarGroup("a", [("b", 0.5)])]), right) is right
    assert not left.patches
    assert pyplot.get_fignums() == [figure.number]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_text_and_nothing_else(name):
    measure = Measure(0.5, 0.4, 0.6)
    charts = [
        Matrix(name, [name, "b"], [[1, 0], [0, 1]], title=name),
        Bars([BarGroup(name, [(name, 0.5)])]),
        Intervals(name, [(name, measure)], name, [(f"a {name}", 0.1)]),
        Curve(name, Column(name), Column(name), [(1, measure), (2, measure)]),
        Curve(name, Column(name), Column(name), [(0.1, measure), (0.2, measure)], ideal=True),
    ]
    for chart in charts:
        ax = draw(chart)
        ax.figure.canvas.draw()
        words = {text.get_text() for text in ax.findobj(mpl.text.Text)}
        assert not any("\x1b" in word for word in words)
        assert max(map(len, "\n".join(words).split("\n"))) < 100


def test_an_axis_promises_no_intervals_where_there_are_none():
    ax = draw(Intervals("Scores", [("accuracy", Measure(0.6, NAN, NAN))], "score, from 0 to 1"))
    assert ax.get_xlabel() == "score, from 0 to 1"


def test_a_label_that_begins_with_an_underscore_is_in_the_legend():
    rows = [("Ann", [Measure(0.4, 0.3, 0.5)] * 2, 20)]
    ax = draw(Stacks("Shares", "speaker", ["_a", "b"], rows, "", Grid([], [])))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [" _a", "b"]


def test_a_chart_is_found_by_a_word_of_its_title_the_first_without_one():
    matrix = Matrix("", ["yes"], [[1]], title="Confusion matrix")
    curve = Curve("Reliability", Column("x"), Column("y"), [])
    blocks = [Lines(["No chart."]), matrix, Detail([curve])]
    assert chart_called(None, blocks) is matrix
    assert chart_called("RELIA", blocks) is curve
    with pytest.raises(ParameterError, match="'Confusion matrix', 'Reliability', got 'roc'"):
        chart_called("roc", blocks)
    with pytest.raises(ParameterError, match="no chart"):
        chart_called(None, blocks[:1])


def test_without_matplotlib_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "stancekit\[plot\]"'):
        draw(Bars([BarGroup("a", [("b", 0.5)])]))
