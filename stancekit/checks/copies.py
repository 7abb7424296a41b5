"""Statements that are there more than once, word for word or nearly, with the same label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stancekit.checks.finding import Finding, finding_on
from stancekit.data.labelled import Labelled
from stancekit.data.quoting import listed, quoted, shown
from stancekit.data.repeats import Repeats

__all__ = ["copies", "near_copies"]


def copies(labelled: Labelled, repeats: Repeats) -> Iterator[Finding]:
    """Yield every text that several statements have, unless they differ in label or split."""
    found = ((rows, f"{len(rows)} times the same", 1.0) for rows in repeats.same if len(rows) > 1)
    return _alike(labelled, "duplicate", found)


def near_copies(labelled: Labelled, repeats: Repeats) -> Iterator[Finding]:
    """Yield statements that are nearly the same, unless they differ in label or split."""
    found = (
        (family.rows, f"{len(family.rows)} alike ({family.likeness()})", family.similarity)
        for family in repeats.families()
    )
    return _alike(labelled, "near duplicate", found)


def _alike(
    labelled: Labelled, check: str, found: Iterable[tuple[list[int], str, float]]
) -> Iterator[Finding]:
    """Yield what was said of rows that have one label, and are not of several splits."""
    sources, splits = labelled.column("source"), labelled.column("split")
    for rows, said, similarity in found:
        labels = {labelled.labels[row] for row in rows}
        if len(labels) == 1 and len({splits[row] for row in rows} - {None}) < 2:
            names = dict.fromkeys(sources[row] for row in rows if sources[row] is not None)
            across = f" in the sources {listed(map(shown, names))}" if len(names) > 1 else ""
            message = f"{said}{across}: {quoted(labelled.texts[rows[0]])}"
            yield finding_on(labelled, check, rows, message, similarity=similarity)
