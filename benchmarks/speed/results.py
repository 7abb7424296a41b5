"""What the measurements found: goals, tables and remarks, and how they read in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from speed.measure import Spread, figure

__all__ = ["Findings", "Goal", "Table"]


@dataclass(frozen=True)
class Goal:
    """A figure that has to be reached.

    Attributes
    ----------
    what : str
    limit : float
    unit : str
        For instance ``MB``.
    at_most : bool
        Whether small figures are good.
    measured : Spread or None
        None if it was not measured.
    why : str
        If it was not measured, why; if it was not reached, where the time goes.

    Examples
    --------
    >>> Goal("reading", 8, "MB/s").measuring(Spread(9.5, 9.2, 9.9)).cells()
    ['reading', '9.5 MB/s (9.2 MB/s to 9.9 MB/s)', '≥ 8 MB/s', 'yes']
    >>> Goal("memory", 200, "MB", at_most=True).without("only on Linux").cells()
    ['memory', 'only on Linux', '≤ 200 MB', 'not measured']
    """

    what: str
    limit: float
    unit: str
    at_most: bool = False
    measured: Spread | None = None
    why: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the median reaches the goal; None if it was not measured."""
        if self.measured is None:
            return None
        if self.at_most:
            return self.measured.median <= self.limit
        return self.measured.median >= self.limit

    def measuring(self, measured: Spread, explain: Callable[[], str] = str) -> Goal:
        """Fill in what was measured, and ask for an explanation if that is not enough."""
        goal = replace(self, measured=measured)
        return goal if goal.reached else replace(goal, why=explain())

    def without(self, why: str) -> Goal:
        """Say why it was not measured."""
        return replace(self, why=why)

    def cells(self) -> list[str]:
        """Return the row of the table of goals."""
        limit = f"{'≤' if self.at_most else '≥'} {self._with_unit(self.limit)}"
        if self.measured is None:
            return [self.what, self.why, limit, "not measured"]
        verdict = "yes" if self.reached else "**no**"
        return [self.what, self.measured.shown(self._with_unit), limit, verdict]

    def _with_unit(self, value: float) -> str:
        return f"{figure(value)}{'' if self.unit == '×' else ' '}{self.unit}"


@dataclass(frozen=True)
class Table:
    """A table with a title.

    Examples
    --------
    >>> print(Table("Speed", ["contender", "ns"], [["wc", "3.7"]]).markdown())
    ### Speed
    <BLANKLINE>
    | contender | ns |
    | --- | ---: |
    | wc | 3.7 |
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """Write the table in Markdown."""
        lines = [self.head, ["---"] + ["---:"] * (len(self.head) - 1), *self.rows]
        return "\n".join([f"### {self.title}\n", *(f"| {' | '.join(line)} |" for line in lines)])


@dataclass(frozen=True)
class Findings:
    """What one or several measurements found."""

    goals: Sequence[Goal] = ()
    tables: Sequence[Table] = ()
    remarks: Sequence[str] = ()

    def __add__(self, other: Findings) -> Findings:
        return Findings(
            [*self.goals, *other.goals],
            [*self.tables, *other.tables],
            [*self.remarks, *other.remarks],
        )

    def markdown(self) -> str:
        """Write goals, remarks, tables and the profiles of the goals that were missed."""
        goals = [goal.cells() for goal in self.goals]
        parts = [Table("Goals", ["what", "measured", "goal", "reached"], goals).markdown()]
        if self.remarks:
            parts.append("\n".join(f"- {remark}" for remark in self.remarks))
        parts += [table.markdown() for table in self.tables]
        parts += [f"### Not reached: {names}\n\n```\n{why}\n```" for why, names in self._misses()]
        return "\n\n".join(parts)

    def _misses(self) -> Iterator[tuple[str, str]]:
        """Yield each explanation with the names of the goals that it belongs to."""
        missed = [goal for goal in self.goals if goal.reached is False]
        for why, goals in groupby(missed, key=lambda goal: goal.why):
            yield why, "; ".join(goal.what for goal in goals)
