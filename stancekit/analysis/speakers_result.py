"""The result of `stancekit.by_speaker`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stancekit.analysis.positions import Evidence
from stancekit.analysis.result import Prevalence, Share
from stancekit.blocks import (
    Block,
    Caveats,
    Cell,
    Column,
    Detail,
    Grid,
    Intervals,
    Item,
    Lines,
    Listing,
    MarkedText,
    Measure,
)
from stancekit.data.quoting import counted, quoted
from stancekit.report.result import Result, as_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Position", "Positions"]


@dataclass(frozen=True)
class Position:
    """Where a speaker stands, or another group.

    Attributes
    ----------
    group : str
    n : int
        How many statements there are.
    n_position : int
        How many take a position, as people said or the model is sure of.
    shares : tuple of Share
        The share of each label.
    stance : Measure or None
        The share in favor minus the share against; None where labels do not point that way.
    evidence : tuple of Evidence
        The two strongest statements for each position.
    conflicts : tuple of Evidence
        Statements for the side that the group takes less often, of in favor and against.

    Examples
    --------
    >>> Position("Ann", 12, 7, (), Measure(0.4, 0.1, 0.6), (), ()).stance.value
    0.4
    """

    group: str
    n: int
    n_position: int
    shares: tuple[Share, ...]
    stance: Measure | None
    evidence: tuple[Evidence, ...]
    conflicts: tuple[Evidence, ...]


@dataclass(frozen=True, repr=False)
class Positions(Result):
    """Who stands where, how sure that is, and which statements show it.

    Attributes
    ----------
    positions : tuple of Position
        The group with most statements first.
    by : str
        The column of the groups.
    prevalence : Prevalence or None
        The shares with their intervals and differences; None without labels of people.
    caveats : tuple of str
        What else there is to know, in plain words.

    Examples
    --------
    >>> Positions((Position("Ann", 12, 7, (), None, (), ()),), "speaker", None, ())
    <Positions: 1 by speaker, 12 statements, 7 with a position>
    """

    positions: tuple[Position, ...]
    by: str
    prevalence: Prevalence | None
    caveats: tuple[str, ...]

    def __repr__(self) -> str:
        """Return one line with the counts."""
        n, taken = (sum(getattr(of, name) for of in self.positions) for name in ("n", "n_position"))
        return (
            f"<Positions: {len(self.positions):,} by {self.by}, {counted(n, 'statement')}, "
            f"{taken:,} with a "
            "position>"
        )

    def blocks(self) -> Iterator[Block]:
        """Yield a table of all groups, the evidence for each, and what to mind."""
        labels = [str(of.label) for of in self.positions[0].shares]
        stance = [Column("stance", "+.2f"), Column("95 % interval", "+.2f")]
        with_stance = self.positions[0].stance is not None
        head: list[str | Column] = [self.by, "statements", "with a position"]
        head += [Column(name, ".2f") for name in labels]
        yield Grid([*head, *stance * with_stance], list(map(_row, self.positions)))
        if with_stance:
            yield Detail([self._chart()])
        for of in self.positions:
            yield from _evidence(of)
        yield Caveats(self.caveats)

    def _chart(self) -> Intervals:
        """Draw the stance of each group, from against to favor."""
        found = [(of.group, of.stance) for of in self.positions if of.stance is not None]
        found.sort(key=lambda of: (math.isnan(of[1].value), of[1].value))
        title = f"Stance by {self.by}, from against (-1) to favor (+1)"
        return Intervals(
            title, found, "stance, from -1 to +1", [("as often for as against", 0.0)], "+.2f"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each group.

        Its columns are the one of the groups, ``n``, ``n_position``, ``share_<label>`` for each
        label, ``stance``, ``low`` and ``high`` where labels point from against to favor,
        ``conflicts``, and ``method``.
        """
        shares = [f"share_{of.label}" for of in self.positions[0].shares]
        stance = ["stance", "low", "high"] * (self.positions[0].stance is not None)
        names = [self.by, "n", "n_position", *shares, *stance, "conflicts", "method"]
        return as_frame(names, map(_cells, self.positions))

    def evidence(self) -> pd.DataFrame:
        """Return a row for each statement shown: ``group, label, id, text, probability, kind``.

        The kind is ``strongest`` or ``conflict``.
        """
        rows = [
            (of.group, shown.label, shown.id, shown.text, shown.probability, kind)
            for of in self.positions
            for kind, some in (("strongest", of.evidence), ("conflict", of.conflicts))
            for shown in some
        ]
        return as_frame(("group", "label", "id", "text", "probability", "kind"), rows)

    def _facts(self) -> dict[str, Any]:
        return self._named("by", "positions", "prevalence", "caveats")


def _row(of: Position) -> list[Cell]:
    row: list[Cell] = [of.group, of.n, of.n_position, *(share.share.value for share in of.shares)]
    if of.stance is None:
        return row
    return [*row, of.stance.value, "none" if math.isnan(of.stance.low) else of.stance]


def _cells(of: Position) -> list[object]:
    stance = [] if of.stance is None else [of.stance.value, of.stance.low, of.stance.high]
    shares = [share.share.value for share in of.shares]
    method = of.shares[0].method
    return [of.group, of.n, of.n_position, *shares, *stance, len(of.conflicts), method]


def _evidence(of: Position) -> Iterator[Block]:
    if of.evidence:
        items = [
            Item(
                [f"{shown.label} {shown.probability:.2f}", shown.id],
                [MarkedText(shown.text, plain=quoted(shown.text))],
            )
            for shown in of.evidence
        ]
        yield Listing([f"{of.group}:"], items)
    if of.conflicts:
        sides = " and ".join(sorted({str(shown.label) for shown in of.conflicts}))
        yield Lines([f"{of.group} says both; {len(of.conflicts):,} on the rarer side, {sides}."])
