"""The same text, or nearly the same, under different labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from stancekit.checks.finding import Finding, finding_on
from stancekit.data.labelled import Labelled
from stancekit.data.quoting import counted, listed, quoted, shown
from stancekit.data.repeats import Family, Repeats
from stancekit.labels import Label

__all__ = ["caveats_on_contrasts", "contradictions", "near_contradictions"]


def contradictions(labelled: Labelled, repeats: Repeats) -> Iterator[Finding]:
    """Yield every text that has several labels."""
    for rows in repeats.same:
        labels = [labelled.labels[row] for row in rows]
        if len(set(labels)) > 1:
            found = f"labelled {_counted(labelled, rows)}: {quoted(labelled.texts[rows[0]])}"
            yield finding_on(labelled, "contradiction", rows, found, labels=labels)


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
            message = f"{said} (similarity {similarity:.2f})"
            details = {"labels": labels, "similarity": similarity}
            found.append(
                finding_on(labelled, "near contradiction", family.rows, message, **details)
            )
    yield from sorted(found, key=lambda finding: -finding.details["similarity"])


def caveats_on_contrasts(repeats: Repeats) -> Iterator[str]:
    """Say how many pairs are passed over because they were made to differ."""
    if pairs := len(repeats.contrasts.first):
        yield (
            f"{counted(pairs, 'pair')} of nearly the same text share a pair_id: made to "
            "differ, they are not reported."
        )


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
