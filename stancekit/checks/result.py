"""The result of `stancekit.check_labels`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from stancekit.blocks import Block, Caveats, Heading, Lines, Points
from stancekit.checks.finding import Finding
from stancekit.data.quoting import counted, listed
from stancekit.labels import Label
from stancekit.report.result import Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LabelCheck"]

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
        "A source has other label shares than the others; V says how strongly, from 0 to 1.",
        "Label more of what it lacks, and evaluate with each source left out.",
    ),
    "length skew": (
        "Statements of a label or a source are longer or shorter than the others (A: how often).",
        "Label statements of other lengths: a model can take the length for the position.",
    ),
}
"""What each check looks for, and how to mend it."""


@dataclass(frozen=True, eq=False, repr=False)
class LabelCheck(Result):
    """What is wrong with labelled statements, or wants a look.

    Attributes
    ----------
    statements : int
        How many were checked.
    labels : dict of label to int
        How many of them have each label.
    findings : tuple of Finding
        Problems first; within a check, what matters most first.
    caveats : tuple of str
        What was left out, and how to read the rest.

    Examples
    --------
    >>> import stancekit
    >>> data = [("Talk!", "favor"), ("talk!", "against")] * 20
    >>> found = stancekit.check_labels(data, fast=True)
    >>> found
    <LabelCheck: 1 problem, 0 notes, 40 statements>
    >>> found.to_frame()[["check", "message"]].values.tolist()
    [['contradiction', "labelled 20 'favor' (row 1, ...), 20 'against' (row 2, ...): 'Talk!'"]]
    """

    statements: int
    labels: dict[Label, int]
    findings: tuple[Finding, ...]
    caveats: tuple[str, ...]

    @property
    def problems(self) -> int:
        """How many findings are problems; the others are notes."""
        return sum(finding.severity == "problem" for finding in self.findings)

    def __repr__(self) -> str:
        """Return one line with the headline."""
        return f"<LabelCheck: {self.counted()}, {counted(self.statements, 'statement')}>"

    def counted(self) -> str:
        """Return how many problems and notes there are, in words."""
        notes = len(self.findings) - self.problems
        return f"{counted(self.problems, 'problem')}, {counted(notes, 'note')}"

    def blocks(self) -> Iterator[Block]:
        """Yield how many statements there are, a section for each check, and what to mind."""
        counts = ", ".join(f"{count:,} {label}" for label, count in self.labels.items())
        whole = f"Found {self.counted()}." if self.findings else "Nothing found."
        yield Lines([f"{counted(self.statements, 'statement')}: {counts}.", whole], whole=True)
        for check, found in groupby(self.findings, key=lambda finding: finding.check):
            yield from _section(check, list(found))
        yield Heading("What to mind")
        yield Caveats(self.caveats)

    def _facts(self) -> dict[str, Any]:
        return {
            "statements": self.statements,
            "labels": [
                {"label": label, "statements": count} for label, count in self.labels.items()
            ],
            "problems": self.problems,
            "findings": [finding.to_dict() for finding in self.findings],
            "caveats": self.caveats,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each finding.

        The columns are ``check``, ``severity`` (``problem`` or ``note``), ``ids``, ``rows`` (their
        positions in the data, from 0) and ``message``.
        """
        import pandas as pd

        columns = ("check", "severity", "ids", "rows", "message")
        return pd.DataFrame(
            {name: [getattr(finding, name) for finding in self.findings] for name in columns},
            dtype=object,
        )


def _section(check: str, findings: Sequence[Finding]) -> Iterator[Block]:
    """Yield the findings of a check, below what it looks for and the cure."""
    meaning, cure = _CHECKS[check]
    number = f" ({len(findings):,})" if len(findings) > 1 else ""
    yield Heading(f"{check.capitalize()}: {counted(len(findings), findings[0].severity)}")
    names = [f"{listed(finding.ids)}: " if finding.ids else "" for finding in findings]
    yield Points(
        f"{findings[0].severity.upper()}: {check}{number}. {meaning} {cure}",
        [f"{name}{of.message}" for name, of in zip(names, findings, strict=True)],
        shown=_SHOWN,
        is_to_do=True,
        under_heading=f"{meaning} {cure}",
        in_full=[
            f"{name}{of.in_full or of.message}" for name, of in zip(names, findings, strict=True)
        ],
    )
