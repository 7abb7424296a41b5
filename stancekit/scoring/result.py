"""The result of scoring files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stancekit.blocks import Block, Lines
from stancekit.data.quoting import counted, verb
from stancekit.report.result import Result

__all__ = ["ScoredFiles"]


@dataclass(frozen=True, eq=False, repr=False)
class ScoredFiles(Result):
    """How many rows were scored and rejected, and where both are.

    Attributes
    ----------
    rows : int
        How many rows were scored: all of the input but those that were rejected.
    rejected : int
        How many could not be scored.
    statuses : dict of str to int
        How many rows have which status.
    output, rejects : str or None
        The files with the scored and with the rejected rows; None for standard output, and where
        no row was rejected.
    renamed : dict of str to str
        What columns of the model are called where the input has one of their name.
    resumed : int
        How many of the rows a run had done that was stopped before.

    Examples
    --------
    >>> ScoredFiles(3, 1, {"ok": 2, "unsure": 1}, "scored.csv", "scored.csv.rejected.jsonl", {}, 0)
    <ScoredFiles: 3 rows in scored.csv, 1 rejected>
    """

    rows: int
    rejected: int
    statuses: Mapping[str, int]
    output: str | None
    rejects: str | None
    renamed: Mapping[str, str]
    resumed: int

    def __repr__(self) -> str:
        """Return one line with the counts."""
        where = f" in {self.output}" if self.output else ""
        return f"<ScoredFiles: {counted(self.rows, 'row')}{where}, {self.rejected:,} rejected>"

    def blocks(self) -> Iterator[Block]:
        """Yield what was done."""
        ranked = sorted(self.statuses.items(), key=lambda found: -found[1])
        found = ", ".join(f"{count:,} {status}" for status, count in ranked)
        wrote = f" Wrote {self.output}." if self.output else ""
        lines = [f"Scored {counted(self.rows, 'statement')}: {found}.{wrote}"]
        if self.resumed:
            were = verb(self.resumed, "was", "were")
            lines.append(f"{self.resumed:,} of them {were} done by a run that was stopped.")
        if self.rejected:
            were = verb(self.rejected, "was", "were")
            lines.append(f"{counted(self.rejected, 'row')} {were} rejected; see {self.rejects}.")
        yield Lines(lines, whole=True)

    def _facts(self) -> dict[str, Any]:
        names = ("rows", "rejected", "statuses", "output", "rejects", "renamed", "resumed")
        return self._named(*names)
