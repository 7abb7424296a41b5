"""What one check has to say about some statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from stancekit.data.labelled import Labelled
from stancekit.data.quoting import quoted
from stancekit.report.result import as_json

__all__ = ["Finding", "finding_on"]

_QUOTED = 20  # a message quotes the first of many, or all of few
_PROBLEMS = ("contradiction", "leakage", "rare label")


@dataclass(frozen=True)
class Finding:
    """What one check has to say about some statements.

    Attributes
    ----------
    check : str
        What was looked for, as `stancekit.check_labels` names it.
    severity : {"problem", "note"}
        A problem spoils a model or its score; a note wants a look.
    rows : tuple of int
        The statements it is about, as positions in the data, from 0.
    ids : tuple of str
        The same, by name: the id, or the number of the row, from 1.
    message : str
        What was found.
    details : dict
        The same in numbers and names, ready for JSON.
    in_full : str
        The message with the statements that it quotes at their full length.

    Examples
    --------
    >>> Finding("rare label", "problem", (2,), ("row 3",), "only 1 statement").ids
    ('row 3',)
    """

    check: str
    severity: Literal["problem", "note"]
    rows: tuple[int, ...]
    ids: tuple[str, ...]
    message: str
    details: Mapping[str, Any] = field(default_factory=dict)
    in_full: str = field(default="", repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain dictionaries, lists and numbers, ready for JSON."""
        names = ("check", "severity", "ids", "rows", "message", "details")
        return {name: as_json(getattr(self, name)) for name in names}


def finding_on(
    labelled: Labelled, check: str, rows: Sequence[int], message: str, **details: Any
) -> Finding:
    """Return what a check has to say about some rows, as severe as all of its findings are."""
    severity: Literal["problem", "note"] = "problem" if check in _PROBLEMS else "note"
    in_full = _in_full(message, [labelled.texts[row] for row in rows[:_QUOTED]])
    return Finding(check, severity, tuple(rows), labelled.named(rows), message, details, in_full)


def _in_full(message: str, texts: Sequence[str]) -> str:
    """Put whole statements for those that a message had to cut."""
    for text in texts:
        message = message.replace(quoted(text), repr(" ".join(text.split())))
    return message
