"""The same text, or nearly the same, under different labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from stancekit.checks.finding import Finding
from stancekit.data.labelled import Labelled
from stancekit.data.repeats import Family, Repeats
from stancekit.data.wording import listed, quoted, shown
from stancekit.labels import Label

__all__ = ["contradictions", "near_contradictions"]


def contradictions(labelled: Labelled, repeats: Repeats) -> Iterator[Finding]:
    """Yield every text that has several labels."""
    for rows in repeats.same:
        labels = [labelled.labels[row] for row in rows]
        if len(set(labels)) > 1:
            yield Finding(
                "contradiction",
                "problem",
                tuple(rows),
                labelled.named(rows),
                f"labelled {_counted(labelled, rows)}: {quoted(labelled.texts[rows[0]])}",
                {"labels": labels},
            )


def near_contradictions(labelled: Labelled, repeats: Repeats) -> Iterator[Finding]:
    """Yield statements that are nearly the same and have different labels."""
    found = []
    for family in repeats.families():
        labels = [labelled.labels[row] for row in family.rows]
        if len(set(labels)) > 1:
            one, other, similarity = _closest(labelled, family)
            said = " but ".join(
                f"{shown(labelled.labels[row])}: {quoted(labelled.texts[row])}"
                for row in sorted((one, other))
            )
            found.append(
                Finding(
                    "near contradiction",
                    "note",
                    tuple(family.rows),
                    labelled.named(family.rows),
                    f"{said} (similarity {similarity:.2f})",
                    {"labels": labels, "similarity": similarity},
                )
            )
    yield from sorted(found, key=lambda finding: -finding.details["similarity"])


def _counted(labelled: Labelled, rows: Sequence[int]) -> str:
    """Say how many of some rows have each label, and which is the first; the fewest last."""
    counts = Counter(labelled.labels[row] for row in rows)
    first = _first_rows(labelled, rows)
    return listed(
        [
            f"{count} {shown(label)} ({labelled.names[first[label]]}{', ...' * (count > 1)})"
            for label, count in counts.most_common()
        ]
    )


def _closest(labelled: Labelled, family: Family) -> tuple[int, int, float]:
    """Return the two most similar statements of a family that have different labels.

    There are some if the family has several labels: pairs connect all of its texts.
    """
    return next(
        (one, other, linked.similarity)
        for linked in family.linked()
        for label, one in _first_rows(labelled, linked.first).items()
        for another, other in _first_rows(labelled, linked.second).items()
        if label != another
    )


def _first_rows(labelled: Labelled, rows: Sequence[int]) -> dict[Label, int]:
    """Return the first of some rows that has each label."""
    return {labelled.labels[row]: row for row in reversed(rows)}
