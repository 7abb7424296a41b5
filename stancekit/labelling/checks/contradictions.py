"""The same text, or nearly the same, under different labels."""

from __future__ import annotations

from collections.abc import Iterator

from stancekit.data.wording import shown
from stancekit.labelling.checks.finding import Finding, listed, quoted
from stancekit.labelling.checks.labelled import Labelled
from stancekit.labelling.checks.repeats import Repeats

__all__ = ["contradictions", "near_contradictions"]

_QUOTED = 2


def contradictions(labelled: Labelled, repeats: Repeats) -> Iterator[Finding]:
    """Yield every text that has several labels.

    Parameters
    ----------
    labelled : Labelled
        The statements.
    repeats : Repeats
        Which of them are the same.
    """
    for rows in repeats.same:
        labels = [labelled.labels[row] for row in rows]
        if len(set(labels)) > 1:
            yield Finding(
                "contradiction",
                "problem",
                tuple(rows),
                labelled.named(rows),
                f"labelled {listed(list(map(shown, labels)))}: {quoted(labelled.texts[rows[0]])}",
                {"labels": labels},
            )


def near_contradictions(labelled: Labelled, repeats: Repeats) -> Iterator[Finding]:
    """Yield statements that are nearly the same and have different labels.

    Parameters
    ----------
    labelled : Labelled
        The statements.
    repeats : Repeats
        Which of them are nearly the same.
    """
    for family in repeats.families():
        labels = [labelled.labels[row] for row in family.rows]
        if len(set(labels)) > 1:
            first_of = dict(zip(reversed(labels), reversed(family.rows), strict=True))
            said = " but ".join(
                f"{shown(label)}: {quoted(labelled.texts[row])}"
                for label, row in sorted(first_of.items(), key=lambda item: item[1])[:_QUOTED]
            )
            yield Finding(
                "near contradiction",
                "note",
                tuple(family.rows),
                labelled.named(family.rows),
                f"{said} ({family.likeness()})",
                {"labels": labels, "similarity": family.similarity},
            )
