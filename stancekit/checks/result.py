"""The result of `stancekit.check_labels`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stancekit.blocks import Block, Caveats, Lines, Result
from stancekit.checks.finding import Finding
from stancekit.checks.sections import sections
from stancekit.data.wording import counted
from stancekit.labels import Label

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LabelCheck"]


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
        return f"<LabelCheck: {self.counted()}, {self.statements:,} statements>"

    def counted(self) -> str:
        """Return how many problems and notes there are, in words."""
        notes = len(self.findings) - self.problems
        return f"{counted(self.problems, 'problem')}, {counted(notes, 'note')}"

    def blocks(self) -> Iterator[Block]:
        """Yield how many statements there are, a section for each check, and what to mind."""
        counts = ", ".join(f"{count:,} {label}" for label, count in self.labels.items())
        found = f"Found {self.counted()}." if self.findings else "Nothing found."
        yield Lines([f"{self.statements:,} statements: {counts}.", found], whole=True)
        yield from sections(self.findings)
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
