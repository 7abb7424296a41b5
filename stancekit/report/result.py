"""What every result of the library can do: be read as text, as a dictionary and as a page."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from stancekit.blocks import Block
from stancekit.report.html_layout import as_fragment, as_page
from stancekit.report.plots import chart_called, draw
from stancekit.report.text_layout import as_text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Result", "as_frame", "as_json"]


class Result:
    """A result of the library: it yields blocks, from which its text and its page are made."""

    def blocks(self) -> Iterator[Block]:
        """Yield what the result says, in the order in which it is read."""
        raise NotImplementedError

    def summary(self, *, every: bool = False) -> str:
        """Return the result as text to read; long lists end early, unless it is to be `every` line.

        Parameters
        ----------
        every : bool, default=False
            Whether to list everything, and not only the first few of many.

        Returns
        -------
        str
        """
        return as_text(self.blocks(), every=every)

    def to_html(self) -> str:
        """Return the result as a page: one file of HTML that needs nothing else.

        It holds more than `summary`: pictures, every finding, explanations of terms.
        `stancekit.save_report` writes it to a file.
        """
        return as_page(self.title, self.blocks())

    def _repr_html_(self) -> str:
        """Return the result as a notebook shows it."""
        return as_fragment(self.blocks())

    def plot(self, chart: str | None = None, *, ax: Axes | None = None) -> Axes:
        """Draw a chart of the result with matplotlib, which the extra ``plot`` brings.

        Parameters
        ----------
        chart : str, optional
            A word of the title of one of its charts, such as ``"reliability"``, in any case of
            letters. By default its first chart; a word that is in no title names them all.
        ax : matplotlib.axes.Axes, optional
            Where to draw. By default a new figure.

        Returns
        -------
        matplotlib.axes.Axes
            Where it was drawn: for titles, limits, and ``ax.figure.savefig("chart.svg")``.

        Raises
        ------
        MissingDependencyError
            If matplotlib is not installed.
        ParameterError
            If the result has no such chart.
        """
        return draw(chart_called(chart, self._charts()), ax)

    def _charts(self) -> Iterator[Block]:
        """Return the blocks among which `plot` finds the charts."""
        return self.blocks()

    @property
    def title(self) -> str:
        """What the page of the result is called."""
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(self).__name__)
        return words.capitalize()

    def to_dict(self) -> dict[str, Any]:
        """Return everything but models and tables of statements, ready for JSON.

        What does not apply or is undefined is None.
        """
        return {name: as_json(value) for name, value in self._facts().items()}

    def _facts(self) -> dict[str, Any]:
        """Return what belongs into the dictionary, under its names there."""
        raise NotImplementedError

    def _named(self, *names: str) -> dict[str, Any]:
        return {name: getattr(self, name) for name in names}


def as_json(value: Any) -> Any:
    """Return a value as JSON knows it; numbers that are none, such as NaN, are None.

    Examples
    --------
    >>> from stancekit.blocks import Measure
    >>> as_json({"macro_f1": Measure(0.7, float("nan"), 0.74), "labels": ("favor", 3)})
    {'macro_f1': {'value': 0.7, 'low': None, 'high': 0.74}, 'labels': ['favor', 3]}
    """
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Result):
        return value.to_dict()
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: as_json(found) for name, found in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(found) for found in value]
    return as_json(value.tolist()) if hasattr(value, "tolist") else str(value)


def as_frame(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """Return rows as a frame; a column with a None in it keeps its values as they are."""
    import pandas as pd

    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    series = [pd.Series(values, dtype=object if None in values else None) for values in cells]
    return pd.DataFrame(dict(zip(columns, series, strict=True)))
