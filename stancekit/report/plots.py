"""Charts drawn by matplotlib, from the blocks that a page draws as SVG."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias, cast

from stancekit._optional import import_optional
from stancekit.blocks import (
    Bars,
    Block,
    Curve,
    Detail,
    Intervals,
    Matrix,
    Stacks,
    printable,
)
from stancekit.exceptions import ParameterError
from stancekit.report import drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Chart", "chart_called", "draw"]

Chart: TypeAlias = Matrix | Bars | Intervals | Curve | Stacks

_MOST_ROWS = 60
_TITLE = 60


def chart_called(name: str | None, blocks: Iterable[Block]) -> Chart:
    """Return the first chart among blocks, or the first with so much in its title.

    Examples
    --------
    >>> matrix = Matrix("", ["yes"], [[1]], title="Confusion matrix")
    >>> chart_called("confusion", [Curve("Reliability", "", "", []), matrix]) is matrix
    True
    """
    wanted, titles = (name or "").casefold(), []
    for chart in _charts_in(blocks):  # no further than need be: some blocks take long to make
        titles.append(_title(chart))
        if wanted in titles[-1].casefold():
            return chart
    if not titles:
        raise ParameterError("plot: this result has no chart; summary() has its figures")
    known = ", ".join(map(repr, titles))
    raise ParameterError(f"plot: expected a word of one of the titles {known}, got {name!r}")


def _charts_in(blocks: Iterable[Block]) -> Iterator[Chart]:
    for block in blocks:
        if isinstance(block, Detail):
            yield from _charts_in(block.blocks)
        elif isinstance(block, Chart):
            yield block


def _title(chart: Chart) -> str:
    return "; ".join(of.title for of in chart.groups) if isinstance(chart, Bars) else chart.title


def draw(chart: Chart, ax: Axes | None = None) -> Axes:
    """Draw a chart on some axes, or on those of a new figure."""
    pyplot = import_optional("matplotlib.pyplot", extra="plot", purpose="plotting a result")
    if ax is None:
        height = 1.5 + 0.3 * min(_rows(chart), _MOST_ROWS)
        ax = pyplot.subplots(figsize=(6.4, max(height, 3)), layout="constrained")[1]
    match chart:
        case Matrix():
            drawing.draw_matrix(chart, ax)
        case Bars():
            drawing.draw_bars(chart, ax)
        case Intervals():
            drawing.draw_intervals(chart, ax)
        case Curve():
            drawing.draw_curve(chart, ax)
        case Stacks():
            drawing.draw_shares(chart, ax)
    if not isinstance(chart, Bars):
        ax.set_title(textwrap.fill(printable(chart.title), _TITLE), parse_math=False)
    return cast("Axes", ax)


def _rows(chart: Chart) -> int:
    match chart:
        case Intervals():
            return len(chart.rows)
        case Bars():
            return sum(len(of.bars) + 1 for of in chart.groups)
        case Stacks():
            return len(chart.rows) * len(chart.names)
    return 10
