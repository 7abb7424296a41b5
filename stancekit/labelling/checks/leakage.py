"""The same statements on both sides of a split: a score on such a test flatters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stancekit.data.splits import LINKING_COLUMNS
from stancekit.data.wording import shown
from stancekit.labelling.checks.finding import Finding, listed, quoted
from stancekit.labelling.checks.labelled import Labelled
from stancekit.labelling.checks.repeats import Repeats

__all__ = ["Sides", "leakage"]


@dataclass(frozen=True, eq=False)
class Sides:
    """Statements and the side of a split on which each stands.

    Attributes
    ----------
    statements : Labelled
        Those of the data, and after them those of another file, if there is one.
    side : list of str or None
        The side of each, as reports call it.
    n : int
        How many of them are those of the data.
    """

    statements: Labelled
    side: Sequence[str | None]
    n: int

    @classmethod
    def of_splits(cls, labelled: Labelled) -> Sides:
        """Return the sides that the column ``split`` names."""
        sides = [None if split is None else shown(split) for split in labelled.column("split")]
        return cls(labelled, sides, len(labelled))

    @classmethod
    def of_files(cls, both: Labelled, n: int, name: str) -> Sides:
        """Return the data on one side and another file on the other."""
        return cls(both, ["the data"] * n + [name] * (len(both) - n), n)

    def of(self, rows: Sequence[int]) -> dict[str, list[int]]:
        """Return some of the rows by side."""
        found: dict[str, list[int]] = {}
        for row in rows:
            side = self.side[row]
            if side is not None:
                found.setdefault(side, []).append(row)
        return found


def leakage(sides: Sides, repeats: Repeats) -> Iterator[Finding]:
    """Yield what is on several sides: texts, near copies, documents, pairs and groups.

    Parameters
    ----------
    sides : Sides
        Where each statement stands.
    repeats : Repeats
        Which of them are the same or nearly so.
    """
    texts = sides.statements.texts
    for rows in repeats.same:
        if len(sides.of(rows)) > 1:
            found = f"the same text in {_where(sides, rows)}: {quoted(texts[rows[0]])}"
            yield _finding(sides, rows, found, similarity=1.0)
    for family in repeats.families():
        if len(sides.of(family.rows)) > 1:
            found = (
                f"nearly the same text ({family.likeness()}) in {_where(sides, family.rows)}: "
                f"{quoted(texts[family.rows[0]])}"
            )
            yield _finding(sides, family.rows, found, similarity=family.similarity)
    for column in LINKING_COLUMNS:
        yield from _shared_values(sides, column)


def _shared_values(sides: Sides, column: str) -> Iterator[Finding]:
    """Yield what ties statements on several sides to each other, if anything does."""
    by_value: dict[str, list[int]] = {}
    for row, value in enumerate(sides.statements.column(column)):
        if value is not None:
            by_value.setdefault(value, []).append(row)
    shared = {value: rows for value, rows in by_value.items() if len(sides.of(rows)) > 1}
    if shared:
        rows = sorted(row for some in shared.values() for row in some)
        values = f"{len(shared):,} value{'s' * (len(shared) > 1)} of {shown(column)}"
        found = f"{values} in {' and '.join(sides.of(rows))}: {listed(list(shared))}"
        yield _finding(sides, rows, found, column=column, values=list(shared))


def _where(sides: Sides, rows: Sequence[int]) -> str:
    """Name the sides of some rows, and those rows that are not of the data."""
    others = {
        side: [row for row in some if row >= sides.n] for side, some in sides.of(rows).items()
    }
    return " and ".join(
        f"{side} ({listed(sides.statements.named(some))})" if some else side
        for side, some in others.items()
    )


def _finding(sides: Sides, rows: Sequence[int], message: str, **details: object) -> Finding:
    own = [row for row in rows if row < sides.n]
    others = [row for row in rows if row >= sides.n]
    if others:
        details["against"] = list(sides.statements.named(others))
    return Finding("leakage", "problem", tuple(own), sides.statements.named(own), message, details)
