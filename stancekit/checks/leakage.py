"""The same statements on both sides of a split: a score on such a test flatters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stancekit.checks.finding import Finding, finding_on
from stancekit.data.identity import rows_by
from stancekit.data.labelled import Labelled
from stancekit.data.quoting import counted, listed, quoted, shown
from stancekit.data.repeats import Linked, Repeats
from stancekit.data.splits import LINKING_COLUMNS

__all__ = ["Sides", "caveats_on_targets", "leakage"]


@dataclass(frozen=True, eq=False)
class Sides:
    """The `n` statements of the data, those of another file if there is one, and their sides."""

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

    The same text about another target does not count; one that names no target may be about any.
    """
    texts = sides.statements.texts
    for wording in _wordings(sides, repeats):
        if rows := _facing(sides, wording):
            found = f"the same text in {_where(sides, rows)}: {quoted(texts[rows[0]])}"
            yield _finding(sides, rows, found, similarity=1.0)
    for family in repeats.families(any_target=True):
        if len(sides.of(family.rows)) < 2:
            continue  # spares the look at all of its pairs
        if linked := next((pair for pair in family.linked() if _is_parted(sides, pair)), None):
            found = (
                f"nearly the same text ({family.likeness()}) in {_where(sides, family.rows)}: "
                f"{quoted(texts[linked.first[0]])}"
            )
            yield _finding(sides, family.rows, found, similarity=family.similarity)
    for column in LINKING_COLUMNS:
        yield from _shared_values(sides, column)


def caveats_on_targets(compared: Iterable[tuple[Sides, Repeats]]) -> Iterator[str]:
    """Say how many texts are on several sides without leaking, as their targets differ."""
    texts = sum(
        len(sides.of(rows)) > 1 and not _facing(sides, rows)
        for sides, repeats in compared
        for rows in _wordings(sides, repeats)
    )
    if texts:
        are = "texts are" if texts > 1 else "text is"
        yield (
            f"{texts:,} {are} on several sides of a split, but about different targets: that does "
            "not count as leakage."
        )


def _wordings(sides: Sides, repeats: Repeats) -> Iterable[list[int]]:
    """Return the rows of each text, whatever their target."""
    found: dict[str, list[int]] = {}
    for rows in repeats.same:
        found.setdefault(sides.statements.forms[rows[0]].text, []).extend(rows)
    return map(sorted, found.values())


def _facing(sides: Sides, rows: Sequence[int]) -> list[int]:
    """Return those rows of a text that have another side facing them, about the same target."""
    forms = sides.statements.forms
    by_target: dict[str | None, set[str]] = {}
    for side, some in sides.of(rows).items():
        for row in some:
            by_target.setdefault(forms[row].target, set()).add(side)
    everywhere = set[str]().union(*by_target.values())
    untold = by_target.get(None, set())

    def is_facing(row: int) -> bool:
        about = forms[row].target
        there = everywhere if about is None else by_target.get(about, set()) | untold
        return bool(there - {sides.side[row]}) and sides.side[row] is not None

    return [row for row in rows if is_facing(row)]


def _is_parted(sides: Sides, pair: Linked) -> bool:
    """Tell whether two texts that are nearly, not wholly, the same are on different sides."""
    one, other = sides.of(pair.first), sides.of(pair.second)
    if not one or not other or len({*one, *other}) < 2:
        return False
    forms = sides.statements.forms
    return forms[pair.first[0]].text != forms[pair.second[0]].text


def _shared_values(sides: Sides, column: str) -> Iterator[Finding]:
    """Yield what ties statements on several sides to each other, if anything does."""
    by_value = rows_by(sides.statements.column(column)).items()
    shared = {value: rows for value, rows in by_value if len(sides.of(rows)) > 1}
    if shared:
        rows = sorted(row for some in shared.values() for row in some)
        values = f"{counted(len(shared), 'value')} of {shown(column)}"
        found = f"{values} in {' and '.join(sides.of(rows))}: {listed(list(shared))}"
        yield _finding(sides, rows, found, column=column, values=list(shared))


def _where(sides: Sides, rows: Sequence[int]) -> str:
    """Name the sides of some rows, and those rows that are not of the data."""
    names = []
    for side, some in sides.of(rows).items():
        others = sides.statements.named(row for row in some if row >= sides.n)
        names.append(f"{side} ({listed(others)})" if others else side)
    return " and ".join(names)


def _finding(sides: Sides, rows: Sequence[int], message: str, **details: object) -> Finding:
    own = [row for row in rows if row < sides.n]
    if others := [row for row in rows if row >= sides.n]:
        details["against"] = list(sides.statements.named(others))
    return finding_on(sides.statements, "leakage", own, message, **details)
