"""The result of `stancekit.prevalence`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stancekit.blocks import (
    Block,
    Caveats,
    Cell,
    Column,
    Detail,
    Grid,
    Heading,
    Intervals,
    Lines,
    Measure,
    Stacks,
)
from stancekit.data.quoting import counted
from stancekit.labels import POLARITY, Label
from stancekit.measure.p_values import told_p
from stancekit.report.result import Result, as_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OK_ANSWERS", "GroupDifference", "Prevalence", "Share"]

OK_ANSWERS = "ok answers"
"""The method of shares that rest on no labels of people."""

_SURE = 0.05
_SHARE = "share, from 0 to 1"
_LAST = 2  # behind favor, which is 1


@dataclass(frozen=True)
class Share:
    """The share of a label in a group, and how many labels drawn at random it rests on.

    Attributes
    ----------
    group : str
    label : str or int
    share : Measure
        With its 95 % interval, which is not a number where there is none.
    method : str
        How it was estimated.
    n : int
        How many labels drawn at random it rests on.

    Examples
    --------
    >>> print(Share("Ann", "favor", Measure(0.24, 0.19, 0.3), "ppi++", 200).share)
    Measure(value=0.24, low=0.19, high=0.3)
    """

    group: str
    label: Label
    share: Measure
    method: str
    n: int


@dataclass(frozen=True)
class GroupDifference:
    """By how much the share of a label differs between two groups: that of the first is larger by.

    Attributes
    ----------
    group, other : str
    label : str or int
    difference : Measure
        The share in `group` minus that in `other`, with its 95 % interval.
    p_value : float
        Adjusted by Holm's method for the number of differences.

    Examples
    --------
    >>> GroupDifference("Ann", "Bo", "favor", Measure(0.2, 0.05, 0.35), p_value=0.02).is_sure
    True
    """

    group: str
    other: str
    label: Label
    difference: Measure
    p_value: float

    @property
    def is_sure(self) -> bool:
        """Whether the two can be told apart, at the 5 % level for all differences together."""
        return self.p_value < _SURE


@dataclass(frozen=True, repr=False)
class Prevalence(Result):
    """Which share of a corpus each label has.

    Attributes
    ----------
    shares : tuple of Share
    differences : tuple of GroupDifference
        Between all groups with enough labels; of periods, between each and the one before.
    method : str
    statements : int
        How many statements there are, without those that have no text.
    n : int
        How many of them have a label because they were drawn at random.
    by : str or None
        The column of the groups.
    more : int
        How many more labels, drawn at random, would halve the intervals.
    caveats : tuple of str
        What else there is to know, in plain words.

    Examples
    --------
    >>> share = Share("all", "favor", Measure(0.24, 0.19, 0.3), "ppi++", 200)
    >>> Prevalence((share,), (), "ppi++", 5000, 200, None, 553, ())
    <Prevalence: favor 0.24 (0.19 to 0.30), 200 of 5,000 statements with a label>
    """

    shares: tuple[Share, ...]
    differences: tuple[GroupDifference, ...]
    method: str
    statements: int
    n: int
    by: str | None
    more: int
    caveats: tuple[str, ...]

    def __repr__(self) -> str:
        """Return one line with the shares, or with the number of groups."""
        found = ", ".join(f"{row.label} {_told(row.share)}" for row in self.shares)
        if self.by is not None:
            found = f"{counted(len({row.group for row in self.shares}), 'group')} by {self.by}"
        statements = counted(self.statements, "statement")
        return f"<Prevalence: {found}, {self.n:,} of {statements} with a label>"

    def blocks(self) -> Iterator[Block]:
        """Yield the shares, the differences that are sure, and what to mind."""
        yield from self.figures()
        yield Heading("What to mind")
        yield Caveats(self.caveats)

    def figures(self) -> Iterator[Block]:
        """Yield the shares as a picture and as a table, and the differences that are sure."""
        how = f"{self.n:,} of them with a label and drawn at random; method: {self.method}."
        if self.method == OK_ANSWERS:
            how = "counted among the model's answers that are ok, which is biased."
        yield Lines([f"Shares of {counted(self.statements, 'statement')}, {how}"])
        group = [] if self.by is None else [self.by]
        head: list[str | Column] = [
            *group,
            "label",
            Column("share", ".3f"),
            "95 % interval",
            "labels",
        ]
        rows = [self._row(share) for share in self.shares]
        yield self._picture(Grid(head, rows, tuple(self._below())))
        if any(not math.isnan(of.share.low) for of in self.shares):
            yield Detail(self._intervals())
        if self.differences:
            yield from self._differences()

    def _intervals(self) -> Iterator[Intervals]:
        """Show all shares on one scale, or those of each label where there are groups."""
        if self.by is None:
            rows = [(str(found.label), found.share) for found in self.shares]
            yield Intervals("Share of each label", rows, _SHARE)
            return
        for label in dict.fromkeys(found.label for found in self.shares):
            rows = [(found.group, found.share) for found in self.shares if found.label == label]
            yield Intervals(f"Share of {label}, by {self.by}", rows, _SHARE)

    def _picture(self, grid: Grid) -> Stacks:
        """Show each group as a bar that the labels divide, from against to favor."""
        groups: dict[str, list[Share]] = {}
        for of in self.shares:
            groups.setdefault(of.group, []).append(of)
        rows = []
        for name, shares in groups.items():
            shares.sort(key=lambda of: POLARITY.get(of.label, _LAST))
            rows.append((name, [of.share for of in shares], shares[0].n))
        names = [str(of.label) for of in next(iter(groups.values()), [])]
        numbers = "" if self.method == OK_ANSWERS else "labels drawn"
        title = f"Shares of the labels{'' if self.by is None else f' by {self.by}'}"
        return Stacks(title, self.by or "statements", names, rows, numbers, grid)

    def _row(self, found: Share) -> list[Cell]:
        group: list[Cell] = [] if self.by is None else [found.group]
        interval = "none" if math.isnan(found.share.low) else found.share.between()
        return [*group, str(found.label), found.share.value, interval, found.n]

    def _below(self) -> Iterator[str]:
        if self.more:
            yield f"Label {self.more:,} more at random to halve the intervals."

    def _differences(self) -> Iterator[Block]:
        sure = [found for found in self.differences if found.is_sure]
        others = len(self.differences) - len(sure)
        if sure:
            rows: list[list[Cell]] = [
                [
                    str(of.label),
                    f"{of.group} - {of.other}",
                    of.difference.value,
                    of.difference,
                    told_p(of.p_value),
                ]
                for of in sure
            ]
            signed = Column("", "+.3f"), Column("95 % interval", "+.3f")
            yield Grid(["label", "difference", *signed, "p"], rows)
        every = counted(len(self.differences), "difference")
        yield Lines(
            [f"Of {every} {others:,} cannot be told from 0 (Holm's correction, 5 % for all)."]
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each share: ``group, label, share, low, high, method, n``."""
        names = ("group", "label", "share", "low", "high", "method", "n")
        rows = (
            (of.group, of.label, of.share.value, of.share.low, of.share.high, of.method, of.n)
            for of in self.shares
        )
        return as_frame(names, rows)

    def _facts(self) -> dict[str, Any]:
        return self._named(
            "method", "statements", "n", "by", "more", "shares", "differences", "caveats"
        )


def _told(share: Measure) -> str:
    return f"{share.value:.2f}" if math.isnan(share.low) else f"{share:.2f}"
