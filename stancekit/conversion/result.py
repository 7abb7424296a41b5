"""The result of a conversion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stancekit.blocks import Block, Lines
from stancekit.data.identity import names_in
from stancekit.data.quoting import counted
from stancekit.data.table import Stack, Table, is_blank
from stancekit.report.result import Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Conversion"]


@dataclass(frozen=True, eq=False, repr=False)
class Conversion(Result):
    """What was converted, and what the user should know about it.

    Attributes
    ----------
    output : str
        What was written.
    table : Table
        The rows: one for each label that somebody gave, and one for each statement without any.
    caveats : tuple of str
        What has no place in the output, why rows lack labels, how to import the output.

    Examples
    --------
    >>> rows = Table("export.json", {"text": ["Yes.", "No."], "label": ["favor", None]})
    >>> Conversion("labels.csv", rows, ("annotations skipped (rows without a label): 1",))
    <Conversion: export.json to labels.csv, 2 rows, 1 with a label>
    """

    output: str
    table: Table
    caveats: tuple[str, ...]

    def __repr__(self) -> str:
        """Return one line with the counts."""
        return f"<Conversion: {self.table.name} to {self.output}, {self._counts()}>"

    @property
    def labelled(self) -> int:
        """Number of rows with a label."""
        return sum(not is_blank(value) for value in self.table.columns["label"])

    @property
    def predicted(self) -> int:
        """Number of rows with a prediction."""
        return sum(not is_blank(value) for value in self.table.columns.get("prediction", ()))

    @property
    def annotators(self) -> tuple[str, ...]:
        """Who gave labels, sorted; empty where nobody is named."""
        named = zip(names_in(self.table, "annotator"), self.table.columns["label"], strict=True)
        return tuple(sorted({name for name, label in named if name and not is_blank(label)}))

    def blocks(self) -> Iterator[Block]:
        """Yield what was read and written, and what to mind below it."""
        n = len(self.annotators)
        by = f", by {counted(n, 'annotator')}" if n > 1 else ""
        head = f"Read {self.table.name}, wrote {self.output}: {self._counts()}{by}."
        yield Lines([head, *(f"  {caveat}" for caveat in self.caveats)], whole=True)

    def _facts(self) -> dict[str, Any]:
        counts = {"source": self.table.name, "output": self.output, "rows": len(self.table)}
        return counts | self._named("labelled", "predicted", "annotators", "caveats")

    def to_frame(self) -> pd.DataFrame:
        """Return the rows."""
        return Stack([self.table]).frame()

    def _counts(self) -> str:
        rows = len(self.table)
        counts = f"{counted(rows, 'row')}, {self.labelled:,} with a label"
        return f"{counts}, {self.predicted:,} with a prediction" if self.predicted else counts
