"""Whether Spark wrote each row once, as one process says it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

__all__ = ["Checked", "check"]


@dataclass(frozen=True)
class Checked:
    """What became of the rows.

    Attributes
    ----------
    rows, lost, doubled, different : int
        How many were written, are not there, are there more than once, and are not as expected.
    """

    rows: int
    lost: int
    doubled: int
    different: int

    @property
    def sound(self) -> bool:
        """Whether each row is there once, and as expected."""
        return not (self.lost or self.doubled or self.different)


def check(scored: Path, expected: Path) -> Checked:
    """Compare what Spark wrote with what is expected, row by row and to the last bit."""
    found, wanted = (pq.read_table(path).sort_by("id") for path in (scored, expected))
    ids, n_times = np.unique(found["id"].to_numpy(), return_counts=True)
    lost = int((~np.isin(wanted["id"].to_numpy(), ids)).sum())
    doubled = int((n_times > 1).sum())
    if lost or doubled or found.num_rows != wanted.num_rows:
        return Checked(found.num_rows, lost, doubled, found.num_rows)
    if found.column_names != wanted.column_names:
        return Checked(found.num_rows, 0, 0, found.num_rows)
    same = [_equal(found[name], wanted[name]) for name in wanted.column_names]
    n_same = pc.sum(reduce(pc.and_, same)).as_py() or 0
    return Checked(found.num_rows, 0, 0, found.num_rows - n_same)


def _equal(found: Any, wanted: Any) -> Any:
    """Return for each row whether two columns hold the same there."""
    if not hasattr(found.type, "value_type"):
        both_null = pc.and_(pc.is_null(found), pc.is_null(wanted))
        return pc.or_(pc.fill_null(pc.equal(found, wanted), False), both_null)
    pairs = zip(found.to_pylist(), wanted.to_pylist(), strict=True)  # nothing compares lists
    return [one == other for one, other in pairs]
