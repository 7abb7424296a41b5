"""Statements that are there more than once, word for word or nearly, with the same label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stancekit.checks.finding import Finding
from stancekit.data.labelled import Labelled
from stancekit.data.repeats import Repeats
from stancekit.data.wording import listed, quoted, shown
from stancekit.labels import Label

__all__ = ["copies", "near_copies"]


def copies(labelled: Labelled, repeats: Repeats) -> Iterator[Finding]:
    """Yield every text that several statements have, unless they differ in label or split."""
    sources = labelled.column("source")
    labels, splits = labelled.labels, labelled.column("split")
    for rows in repeats.same:
        if len(rows) > 1 and _alike(labels, splits, rows):
            found = f"{len(rows)} times the same{_across(sources, rows)}"
            yield _finding("duplicate", labelled, rows, found, similarity=1.0)


def near_copies(labelled: Labelled, repeats: Repeats) -> Iterator[Finding]:
    """Yield statements that are nearly the same, unless they differ in label or split."""
    sources = labelled.column("source")
    labels, splits = labelled.labels, labelled.column("split")
    for family in repeats.families():
        rows = family.rows
        if _alike(labels, splits, rows):
            found = f"{len(rows)} alike ({family.likeness()}){_across(sources, rows)}"
            yield _finding("near duplicate", labelled, rows, found, family.similarity)


def _alike(labels: Sequence[Label], splits: Sequence[str | None], rows: Sequence[int]) -> bool:
    """Tell whether some rows have one label, and are not of several splits."""
    named = {splits[row] for row in rows} - {None}
    return len({labels[row] for row in rows}) == 1 and len(named) < 2


def _across(sources: Sequence[str | None], rows: Sequence[int]) -> str:
    names = dict.fromkeys(source for row in rows if (source := sources[row]) is not None)
    return f" in the sources {listed(list(map(shown, names)))}" if len(names) > 1 else ""


def _finding(
    check: str, labelled: Labelled, rows: Sequence[int], found: str, similarity: float
) -> Finding:
    return Finding(
        check,
        "note",
        tuple(rows),
        labelled.named(rows),
        f"{found}: {quoted(labelled.texts[rows[0]])}",
        {"similarity": similarity},
    )
