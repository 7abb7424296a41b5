"""What each check looks for, how to mend it, and a section of a report for what it found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from stancekit.blocks import Points
from stancekit.checks.finding import Finding
from stancekit.data.wording import listed

__all__ = ["sections"]

_SHOWN = 5

_CHECKS = {
    "contradiction": (
        "The same text has different labels.",
        "Keep one label, or remove the text. 'stancekit agree' merges several annotators.",
    ),
    "leakage": (
        "The same statements, or what ties statements, stand on both sides of a split.",
        "Remove them from one side: a score on such a test flatters.",
    ),
    "rare label": (
        "A label has fewer than 20 statements, too few to learn, test and calibrate it.",
        "Label more of it, merge it with another label, or leave it out.",
    ),
    "near contradiction": (
        "Nearly the same text has different labels.",
        "See which label is right. Pairs that are meant to differ: give them a pair_id.",
    ),
    "likely label error": (
        "Models that have not seen the statement give it another label.",
        "Read them from the top, and change a label only where it is wrong.",
    ),
    "duplicate": (
        "The same text, with the same label.",
        "Keep one: each copy counts again.",
    ),
    "near duplicate": (
        "Nearly the same text, with the same label.",
        "Keep one, or give them the same value in a column group, so that no split parts them.",
    ),
    "giveaway": (
        "A token stands under one label only, and hardly for what the statements say.",
        "Remove it from the texts, or label statements that have it and another position.",
    ),
    "label skew": (
        "A source has other label shares than the others.",
        "Label more of what it lacks, and evaluate with each source left out.",
    ),
    "length skew": (
        "A label's or a source's statements are longer or shorter than the others.",
        "Label statements of other lengths: a model can take the length for the position.",
    ),
}


def sections(findings: Iterable[Finding]) -> Iterator[Points]:
    """Yield the first findings of each check, below what it looks for and the cure."""
    for check, found in groupby(findings, key=lambda finding: finding.check):
        yield _section(check, list(found))


def _section(check: str, findings: Sequence[Finding]) -> Points:
    meaning, cure = _CHECKS[check]
    number = f" ({len(findings):,})" if len(findings) > 1 else ""
    return Points(
        f"{findings[0].severity.upper()}: {check}{number}. {meaning} {cure}",
        [
            f"{listed(finding.ids)}: {finding.message}" if finding.ids else finding.message
            for finding in findings[:_SHOWN]
        ],
        total=len(findings),
    )
