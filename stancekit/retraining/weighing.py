"""How much each new statement counts, and what was tried to choose that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stancekit.blocks import Block, Cell, Column, Grid, Lines, Measure
from stancekit.data.quoting import counted
from stancekit.report.result import Result

__all__ = ["Tried", "Weighing"]


@dataclass(frozen=True)
class Tried:
    """A weight of the new statements, and what came of it.

    Attributes
    ----------
    weight : float
        How much each new statement counted, beside 1 for each old one.
    log_loss : float
        On new statements that were held out, probabilities calibrated on them all alike.
    gain : Measure
        By how much that is less than with weight 1, with its 95 % interval, of two standard errors.

    Examples
    --------
    >>> from stancekit.results import Measure, Tried
    >>> Tried(2.0, 0.81, Measure(0.03, -0.01, 0.07)).gain.value
    0.03
    """

    weight: float
    log_loss: float
    gain: Measure


@dataclass(frozen=True)
class Weighing(Result):
    """How much each new statement counts, beside 1 for each old one.

    Attributes
    ----------
    weight : float
        As it was given or chosen.
    statements : int
        How many are new.
    tried : tuple of Tried
        What was tried, where the weight was to be chosen and could be.
    why_not : str
        Why it could not be chosen, if it could not.

    Examples
    --------
    >>> print(Weighing(5.0, 40).summary())
    Each of the 40 new statements counts 5 times as much as its file says.
    """

    weight: float
    statements: int
    tried: tuple[Tried, ...] = ()
    why_not: str = ""

    def blocks(self) -> Iterator[Block]:
        """Yield the weight, and what was tried; nothing where new statements count as any."""
        if self.why_not:
            yield Lines([f"Each new statement counts once: {self.why_not}."])
        elif self.tried:
            yield self._grid()
        elif self.statements and self.weight != 1:
            of_file = f"{self.weight:g} times as much as its file says"
            yield Lines(
                [f"Each of the {counted(self.statements, 'new statement')} counts {of_file}."]
            )

    def _grid(self) -> Grid:
        head = [
            Column("new weight"),
            Column("log loss"),
            Column("less than with 1", "+.3f"),
            Column("95 % interval", "+.3f"),
        ]
        first, *others = self.tried
        rows: list[list[Cell]] = [[f"{first.weight:g}", first.log_loss, None, None]]
        rows += [[f"{o.weight:g}", o.log_loss, o.gain.value, o.gain] for o in others]
        chosen = (
            f"Chosen on {counted(self.statements, 'new statement')}, held out in folds: "
            f"{self.weight:g}, the smallest weight that is not clearly worse than the best."
        )
        return Grid(head, rows, [chosen])

    def _facts(self) -> dict[str, Any]:
        return self._named("weight", "statements", "tried", "why_not")
