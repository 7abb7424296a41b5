"""What `stancekit.check_labels` found, as text to read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from stancekit.data.wording import listed, printable

if TYPE_CHECKING:
    from stancekit.checks.finding import Finding
    from stancekit.checks.result import LabelCheck

__all__ = ["summarise"]

_WIDTH = 100
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


def summarise(result: LabelCheck) -> str:
    """Return what was found as readable text: one section for each check, then caveats."""
    counts = ", ".join(
        f"{count:,} {printable(str(label))}" for label, count in result.labels.items()
    )
    headline = f"{result.statements:,} statements: {counts}."
    parts = [[headline, f"Found {result.counted()}." if result.findings else "Nothing found."]]
    for check, findings in groupby(result.findings, key=lambda finding: finding.check):
        parts.append(list(_section(check, list(findings))))
    if result.caveats:
        parts.append(["Mind:", *(_wrapped(f"- {caveat}", "  ") for caveat in result.caveats)])
    return "\n\n".join("\n".join(part) for part in parts)


def _section(check: str, findings: list[Finding]) -> Iterator[str]:
    meaning, cure = _CHECKS[check]
    number = f" ({len(findings):,})" if len(findings) > 1 else ""
    yield _wrapped(f"{findings[0].severity.upper()}: {check}{number}. {meaning} {cure}", "  ")
    for finding in findings[:_SHOWN]:
        who = f"{listed(finding.ids)}: " if finding.ids else ""
        yield _wrapped(f"- {who}{finding.message}", "    ", "  ")
    if len(findings) > _SHOWN:
        yield f"  ... and {len(findings) - _SHOWN:,} more"


def _wrapped(text: str, then: str, first: str = "") -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent=first, subsequent_indent=then, break_on_hyphens=False
    )
