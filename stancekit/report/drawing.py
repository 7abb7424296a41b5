"""How each kind of chart is drawn on matplotlib's axes; names are never read as TeX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import Any

from stancekit.blocks import Bars, Curve, Intervals, Matrix, Measure, Stacks, printable

__all__ = ["draw_bars", "draw_curve", "draw_intervals", "draw_matrix", "draw_shares"]

_LONGEST_NAME = 40
_STYLES = ("--", ":", "-.")
_MARKERS = "so^Dvp"
_COLOURS = {True: "tab:blue", False: "tab:orange"}


def draw_matrix(matrix: Matrix, ax: Any) -> None:
    """Draw counts as scikit-learn does, to a tenth."""
    import numpy as np
    from sklearn.metrics import ConfusionMatrixDisplay

    names = list(map(_words, matrix.names))
    counts = np.round(np.array(matrix.counts, dtype=np.float64), 1)
    display = ConfusionMatrixDisplay(counts, display_labels=names)
    display.plot(ax=ax, cmap="Blues", values_format=",.10g", colorbar=False)
    places = range(len(names))
    ax.set_xticks(places, names, parse_math=False)
    ax.set_yticks(places, names, parse_math=False)


def draw_bars(bars: Bars, ax: Any) -> None:
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
        ax.set_xlabel("contribution to the score: for (+) or against (-)")
    else:
        ax.set_xlim(0, 1)
        ax.set_xlabel("probability, from 0 to 1")


def draw_intervals(chart: Intervals, ax: Any) -> None:
    """Draw measures below each other, and lines to compare them with."""
    places = range(len(chart.rows))
    measures = [of for _, of in chart.rows]
    ax.hlines(places, [of.low for of in measures], [of.high for of in measures])
    ax.plot([of.value for of in measures], places, "o")
    for (name, value), style in zip(chart.beside, cycle(_STYLES), strict=False):
        ax.axvline(value, color="black", linestyle=style, label=_in_legend(name))
    if chart.beside:
        _legend(ax, loc="upper left", bbox_to_anchor=(0, 0), bbox_transform=_below(ax))
    _name_rows(ax, [name for name, _ in chart.rows])
    ax.set_xlabel(_measured(_words(chart.measured), measures), parse_math=False)
    _write_numbers(ax.xaxis, chart.form)


def draw_curve(curve: Curve, ax: Any) -> None:
    """Draw a curve; beside an ideal as scikit-learn draws reliability."""
    x, measures = [at for at, _ in curve.points], [of for _, of in curve.points]
    y = [of.value for of in measures]
    ax.vlines(x, [of.low for of in measures], [of.high for of in measures])
    if curve.ideal:
        from sklearn.calibration import CalibrationDisplay

        CalibrationDisplay(y, x, x).plot(ax=ax)
    else:
        ax.plot(x, y, "o-")
    ax.set_xlabel(_words(curve.x.title), parse_math=False)
    ax.set_ylabel(_measured(_words(curve.y.title), measures), parse_math=False)
    _write_numbers(ax.xaxis, curve.x.form)
    _write_numbers(ax.yaxis, curve.y.form)


def draw_shares(chart: Stacks, ax: Any) -> None:
    """Draw the shares of a thing one below the other, as intervals have no place in a stack."""
    width = 0.8 / max(len(chart.names), 1)
    for number, (name, marker) in enumerate(zip(chart.names, cycle(_MARKERS), strict=False)):
        shares = [shares[number] for _, shares, _ in chart.rows]
        first = (number + 0.5) * width - 0.4
        places = [row + first for row in range(len(shares))]
        colour = f"C{number % 10}"
        ax.hlines(places, [of.low for of in shares], [of.high for of in shares], colors=colour)
        values = [of.value for of in shares]
        ax.plot(values, places, marker, color=colour, label=_in_legend(name))
    _name_rows(ax, [name for name, *_ in chart.rows])
    _legend(ax, loc="upper left", bbox_to_anchor=(1, 1))  # beside the axes: they are full
    ax.set_xlim(0, 1)
    ax.set_xlabel(_measured("share", [of for _, shares, _ in chart.rows for of in shares]))
    _write_numbers(ax.xaxis, ".0%")


def _measured(name: str, measures: Iterable[Measure]) -> str:
    """Say of an axis what stands there, and whether it has intervals."""
    return f"{name}, 95 % interval" if any(of.low == of.low for of in measures) else name


def _name_rows(ax: Any, names: Sequence[str]) -> None:
    ax.set_yticks(range(len(names)), list(map(_words, names)), parse_math=False)
    ax.set_ylim(len(names) - 0.5, -0.5)  # the first on top


def _below(ax: Any) -> Any:
    """Return where the axes are, moved down by the room that the numbers and their title take."""
    from matplotlib.transforms import ScaledTranslation

    return ax.transAxes + ScaledTranslation(0, -40 / 72, ax.figure.dpi_scale_trans)


def _legend(ax: Any, **place: Any) -> None:
    for text in ax.legend(**place).get_texts():
        text.set_parse_math(False)


def _write_numbers(axis: Any, form: str) -> None:
    """Write ticks as percentages, or with separators, where the numbers are written so."""
    if form.endswith("%"):
        axis.set_major_formatter("{x:.0%}")
    elif "," in form:
        axis.set_major_formatter("{x:,.0f}")


def _in_legend(name: str) -> str:
    """Return a name as a legend takes it, which leaves out what begins with an underscore."""
    words = _words(name, most=60)
    return f" {words}" if words.startswith("_") else words


def _words(text: str, most: int = _LONGEST_NAME) -> str:
    """Return text as a figure can show it."""
    shown = printable(text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"
