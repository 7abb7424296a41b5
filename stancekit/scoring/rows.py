"""The rows of a chunk, each judged by itself: what can be scored, and what the others lack."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from stancekit.data import cell_rules
from stancekit.data.problems import Problems
from stancekit.data.quoting import shown
from stancekit.data.table import Stack, Table

__all__ = [
    "Flaw",
    "NamesTaken",
    "Rejected",
    "Rows",
    "Wanted",
    "problems_of",
    "raws_of",
    "score_text",
]


@dataclass(frozen=True)
class Wanted:
    """The column of the texts, and that of their targets with those that a model knows, if any.

    Probabilities are written with so many `digits`, or all.
    """

    text: str = "text"
    target: str = "target"
    targets: tuple[str, ...] | None = None
    digits: int | None = None

    @property
    def names(self) -> list[str]:
        """The columns that are needed."""
        return [self.text] if self.targets is None else [self.text, self.target]


class NamesTaken(Exception):  # noqa: N818
    """Records have keys that the model's columns were to have, or that no column has."""

    def __init__(self, place: str, names: Sequence[str]) -> None:
        super().__init__(place, names)
        self.place, self.names = place, tuple(names)


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a row of a chunk (from 0), in one of its cells or as a whole."""

    row: int
    column: str | None
    kind: str
    detail: str = ""

    @property
    def reason(self) -> str:
        """What is wrong, in words."""
        place = "" if self.column is None else f"column {shown(self.column)}: "
        return f"{place}{self.kind}{self.detail}"


@dataclass(frozen=True)
class Rejected:
    """A row that cannot be scored: where it stands, why, and what it holds."""

    file: str
    row: int
    line: int | None
    reason: str
    raw: bytes


@dataclass(frozen=True)
class Rows:
    """All rows of a chunk as a table, in which some are broken, and their records as they stand."""

    table: Table
    raws: Sequence[bytes]

    def flaws(self, wanted: Wanted) -> list[Flaw]:
        """Return what is wrong, each row's first flaw first."""
        found = [Flaw(row, None, reason) for row, reason in self.table.broken.items()]
        found += self._of_column(wanted.text, score_text)
        if wanted.targets is not None:
            known = wanted.targets

            def target(value: object) -> tuple[str, str] | None:
                wrong = cell_rules.unknown_target(value, known)
                return (f"{wrong}; leave such rows out", "") if wrong else None

            found += self._of_column(wanted.target, target)
        for name in self.table.columns:
            found += self._of_column(name, cell_rules.characters)
        return found

    def _of_column(self, name: str, rule: Any) -> Iterator[Flaw]:
        for row, cell in enumerate(self.table.columns[name]):
            if row not in self.table.broken and (wrong := rule(cell)):
                yield Flaw(row, name, *wrong)

    def rejected(self, flaws: Sequence[Flaw]) -> list[Rejected]:
        """Return each row that has flaws, with the first of them."""
        first = {flaw.row: flaw for flaw in reversed(flaws)}
        numbers, lines = self.table.numbers, self.table.lines
        return [
            Rejected(
                self.table.name,
                numbers[row] if numbers else row + 1,
                lines[row] if lines else None,
                first[row].reason,
                self.raws[row],
            )
            for row in sorted(first)
        ]

    def without(self, flaws: Sequence[Flaw]) -> Rows:
        """Return the rows that have no flaw."""
        if not flaws:
            return self
        wrong = {flaw.row for flaw in flaws}
        kept = [row not in wrong for row in range(len(self.raws))]
        raws = [raw for raw, is_kept in zip(self.raws, kept, strict=True) if is_kept]
        return Rows(self.table.where(kept), raws)


def problems_of(flaws: Sequence[Flaw], table: Table) -> list[str]:
    """Return a line for each kind of flaw of a table, with the rows that have it."""
    problems = Problems(Stack([table]))
    for flaw in flaws:
        problems.add([flaw.row], flaw.column, flaw.kind, flaw.detail)
    return problems.lines()


def score_text(value: object) -> tuple[str, str] | None:
    """Judge a text to be scored; one that is missing is no flaw: its status says so."""
    return None if value is None else cell_rules.text(value)


def raws_of(table: Table) -> list[bytes]:
    """Return the rows of a table that was no text, each as JSON."""
    rows = zip(*table.columns.values(), strict=True)
    return [
        json.dumps(dict(zip(table.columns, row, strict=True)), default=str).encode() for row in rows
    ]
