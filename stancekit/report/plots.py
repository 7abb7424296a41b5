"""Charts drawn by matplotlib, from the blocks that a page draws as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from stancekit._optional import import_optional
from stancekit.blocks import Bars, Block, Curve, Detail, Intervals, Matrix, printable
from stancekit.exceptions import ParameterError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Chart", "chart_called", "draw"]

Chart: TypeAlias = Matrix | Bars | Intervals | Curve

_LONGEST_NAME = 40
_MOST_ROWS = 60
_COLOURS = {True: "tab:blue", False: "tab:orange"}


def chart_called(name: str | None, blocks: Iterable[Block]) -> Chart:
    """Return the first chart among blocks, or the first with so much in its title.

    Examples
    --------
    >>> matrix = Matrix("", ["yes"], [[1]], title="Confusion matrix")
    >>> chart_called("confusion", [Curve("Reliability", "", "", []), matrix]) is matrix
    True
    """
    charts = list(_charts_in(blocks))
    wanted = (name or "").casefold()
    for chart in charts:
        if wanted in _title(chart).casefold():
            return chart
    if not charts:
        raise ParameterError("plot: this result has no chart; summary() has its figures")
    known = ", ".join(repr(_title(chart)) for chart in charts)
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
            _draw_matrix(chart, ax)
        case Bars():
            _draw_bars(chart, ax)
        case Intervals():
            _draw_intervals(chart, ax)
        case Curve():
            _draw_curve(chart, ax)
    if not isinstance(chart, Bars):
        ax.set_title(_words(chart.title), parse_math=False)
    return cast("Axes", ax)


def _rows(chart: Chart) -> int:
    match chart:
        case Intervals():
            return len(chart.rows)
        case Bars():
            return sum(len(of.bars) + 1 for of in chart.groups)
    return 10


def _draw_matrix(matrix: Matrix, ax: Any) -> None:
    import numpy as np
    from sklearn.metrics import ConfusionMatrixDisplay

    names = list(map(_words, matrix.names))
    display = ConfusionMatrixDisplay(np.array(matrix.counts, dtype=float), display_labels=names)
    display.plot(ax=ax, cmap="Blues", values_format=",.4g", colorbar=False)
    places = range(len(names))
    ax.set_xticks(places, names, parse_math=False)
    ax.set_yticks(places, names, parse_math=False)


def _draw_bars(bars: Bars, ax: Any) -> None:
    """Draw each group below its title."""
    names: list[str] = []
    titles: list[int] = []
    for group in bars.groups:
        titles.append(len(names))
        names += [group.title, *(name for name, _ in group.bars)]
        amounts = [amount for _, amount in group.bars]
        colours = [_COLOURS[amount >= 0] for amount in amounts]
        ax.barh(range(titles[-1] + 1, len(names)), amounts, color=colours)
    _name_rows(ax, names)
    for title in titles:
        ax.get_yticklabels()[title].set_fontweight("bold")
    if bars.signed:
        ax.axvline(0, color="black", linewidth=0.8)
        ax.set_xlabel("contribution: for (+) or against (-)")
    else:
        ax.set_xlim(0, 1)
        ax.set_xlabel("share")


def _draw_intervals(chart: Intervals, ax: Any) -> None:
    places = range(len(chart.rows))
    measures = [of for _, of in chart.rows]
    ax.hlines(places, [of.low for of in measures], [of.high for of in measures])
    ax.plot([of.value for of in measures], places, "o")
    for (name, value), style in zip(chart.beside, _styles(), strict=False):
        ax.axvline(value, color="black", linestyle=style, label=_words(name))
    if chart.beside:
        _legend(ax)
    _name_rows(ax, [name for name, _ in chart.rows])
    ax.set_xlabel("value, with its 95 % interval")
    _write_numbers(ax.xaxis, chart.form)


def _draw_curve(curve: Curve, ax: Any) -> None:
    x, measures = [at for at, _ in curve.points], [of for _, of in curve.points]
    y = [of.value for of in measures]
    ax.vlines(x, [of.low for of in measures], [of.high for of in measures])
    if curve.ideal:
        from sklearn.calibration import CalibrationDisplay

        CalibrationDisplay(y, x, x).plot(ax=ax)
    else:
        ax.plot(x, y, "o-")
    for axis, column, interval in ((ax.xaxis, curve.x, ""), (ax.yaxis, curve.y, ", 95 % interval")):
        axis.set_label_text(_words(column.title) + interval, parse_math=False)
        _write_numbers(axis, column.form)


def _styles() -> Iterator[str]:
    while True:
        yield from ("--", ":", "-.")


def _name_rows(ax: Any, names: Sequence[str]) -> None:
    ax.set_yticks(range(len(names)), list(map(_words, names)), parse_math=False)
    ax.set_ylim(len(names) - 0.5, -0.5)  # the first on top


def _legend(ax: Any) -> None:
    for text in ax.legend().get_texts():
        text.set_parse_math(False)


def _write_numbers(axis: Any, form: str) -> None:
    """Write ticks as percentages, or with separators, where the numbers are written so."""
    if form.endswith("%"):
        axis.set_major_formatter("{x:.0%}")
    elif "," in form:
        axis.set_major_formatter("{x:,.0f}")


def _words(text: str) -> str:
    """Return text as a figure can show it."""
    shown = printable(text)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"
