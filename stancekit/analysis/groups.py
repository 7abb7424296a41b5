"""The groups of a corpus for which shares are wanted each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from stancekit.analysis.periods import periods
from stancekit.analysis.sample import Corpus
from stancekit.data.identity import rows_by
from stancekit.data.quoting import counted, listed, no_column, shown
from stancekit.exceptions import DataError, ParameterError

__all__ = ["ALL", "Groups", "groups_of"]

ALL = "all"
"""What the one group is called where none are wanted."""

Groups = dict[str, npt.NDArray[np.intp]]
"""The rows of each group."""


def groups_of(corpus: Corpus, by: str | None, every: str | None) -> tuple[Groups, tuple[str, ...]]:
    """Return the rows of each group, sorted by name, and what to mind of them."""
    if by is None and every is None:
        return {ALL: np.arange(len(corpus))}, ()
    column = "date" if by is None else by
    frame = corpus.statements.frame
    if not isinstance(column, str):
        raise ParameterError(f"by={shown(by)} is not the name of a column; give a string")
    if column not in frame:
        names = list(map(str, frame.columns))
        raise DataError(f"corpus: {no_column(column, names)} (by, --by)")
    if every is None:
        cells = corpus.statements.column(column)
    else:
        cells = periods(frame[column].tolist(), corpus.statements.names, column, every)
    return _groups(corpus, cells, column)


def _groups(
    corpus: Corpus, cells: Sequence[str | None], column: str
) -> tuple[Groups, tuple[str, ...]]:
    groups = {name: np.array(rows) for name, rows in sorted(rows_by(cells).items())}
    weightless = [name for name, rows in groups.items() if not corpus.weights[rows].any()]
    kept = {name: rows for name, rows in groups.items() if name not in weightless}
    if not kept:
        raise DataError(f"corpus, column {shown(column)}: all cells are blank; name the groups")
    caveats = []
    if unnamed := list(cells).count(None):
        caveats.append(
            f"{counted(unnamed, 'statement')} left out, as {shown(column)} is blank there."
        )
    if weightless:
        caveats.append(f"Left out, as all weights there are 0: {listed(weightless)}.")
    return kept, tuple(caveats)
