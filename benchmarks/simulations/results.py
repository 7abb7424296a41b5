"""What simulations found: rows of a table, and how they read in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["Row", "markdown", "mean", "pooled", "share"]

HEAD = ("world", "what", "claimed", "realised", "runs", "Monte-Carlo error", "kept", "remark")


@dataclass(frozen=True)
class Row:
    """One figure that was promised, and what it came to.

    Attributes
    ----------
    world, what : str
        Where, and which figure.
    realised : float
    runs : int
        How many simulated runs it comes from.
    error : float
        Its Monte-Carlo standard error.
    at_least, at_most : float
        What was promised; without either, the figure is there to be read.
    remark : str

    Examples
    --------
    >>> Row("60 statements", "coverage", 0.91, 200, 0.02, at_least=0.93).cells()
    ['60 statements', 'coverage', '≥ 0.93', '0.910', '200', '0.020', 'within error', '']
    """

    world: str
    what: str
    realised: float
    runs: int
    error: float
    at_least: float = -inf
    at_most: float = inf
    remark: str = ""

    @property
    def kept(self) -> str:
        """Whether the promise is kept: ``yes``, ``no``, or not told apart by two errors."""
        if self.claimed == "":
            return ""
        missed_by = max(self.at_least - self.realised, self.realised - self.at_most)
        if missed_by <= 0:
            return "yes"
        return "within error" if missed_by <= 2 * self.error else "**no**"

    @property
    def claimed(self) -> str:
        """The promise in figures."""
        bounds = (("≥", self.at_least), ("≤", self.at_most))
        return ", ".join(f"{sign} {bound:g}" for sign, bound in bounds if abs(bound) < inf)

    def cells(self) -> list[str]:
        """Return the row of the table."""
        figures = [f"{self.realised:.3f}", f"{self.runs:,}", f"{self.error:.3f}"]
        return [self.world, self.what, self.claimed, *figures, self.kept, self.remark]


def share(world: str, what: str, hits: ArrayLike, **more: Any) -> Row:
    """Return how often something happened, one entry for each run.

    Examples
    --------
    >>> share("noise", "coverage", [True, True, False, True], at_least=0.7).cells()[3:7]
    ['0.750', '4', '0.217', 'yes']
    """
    found = np.asarray(hits, dtype=np.float64)
    p, runs = float(found.mean()), len(found)
    smooth = (found.sum() + 0.5) / (runs + 1) if p in (0, 1) else p  # so that 1 has an error too
    return Row(world, what, p, runs, float(np.sqrt(smooth * (1 - smooth) / runs)), **more)


def mean(world: str, what: str, values: ArrayLike, **more: Any) -> Row:
    """Return the mean over runs; those that are not a number do not count.

    Examples
    --------
    >>> mean("noise", "bias", [0.1, 0.3, float("nan")]).cells()[3:6]
    ['0.200', '2', '0.100']
    """
    found = np.asarray(values, dtype=np.float64)
    found = found[~np.isnan(found)]
    spread = found.std(ddof=1) if len(found) > 1 else np.nan
    centre = float(found.mean()) if len(found) else np.nan
    return Row(world, what, centre, len(found), float(spread / np.sqrt(len(found) or 1)), **more)


def pooled(world: str, what: str, hits: ArrayLike, of: ArrayLike, **more: Any) -> Row:
    """Return a share pooled over runs, ``hits`` of ``of`` in each; runs are what varies.

    Examples
    --------
    >>> pooled("noise", "precision", hits=[8, 0, 18], of=[10, 0, 20]).cells()[3:6]
    ['0.867', '2', '0.044']
    """
    found, total = np.asarray(hits, dtype=np.float64), np.asarray(of, dtype=np.float64)
    found, total = found[total > 0], total[total > 0]
    runs = len(total)
    if runs == 0:
        return Row(world, what, np.nan, 0, np.nan, **more)
    centre = float(found.sum() / total.sum())
    gaps = found - centre * total
    error = float(np.sqrt((gaps**2).sum() * runs / max(runs - 1, 1)) / total.sum())
    if error == 0:  # as in `share`
        error = share(world, what, found / total).error
    return Row(world, what, centre, runs, error, **more)


def markdown(name: str, promise: str, worlds: str, rows: Iterable[Row]) -> str:
    """Write a simulation in Markdown."""
    table: list[Sequence[str]] = [HEAD, ["---"] * len(HEAD), *(row.cells() for row in rows)]
    lines = "\n".join(f"| {' | '.join(line)} |" for line in table)
    return f"## {name}\n\n{promise}\n\nWorlds: {worlds}\n\n{lines}"
