"""A labelled statement that a result shows as an example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stancekit.data.identity import name_of
from stancekit.data.table import is_blank
from stancekit.labels import Label

__all__ = ["Example"]


@dataclass(frozen=True)
class Example:
    """A statement of the data, and its true label.

    Attributes
    ----------
    row : int
        Its position in the data, from 0.
    id : object
        Its id, or None.
    text : str
        The statement.
    label : str or int
        The true label.

    Examples
    --------
    >>> Example(3, "s-4", "Talk?", "none").name, Example(3, None, "Talk?", "none").name
    ('s-4', 'row 4')
    """

    row: int
    id: object
    text: str
    label: Label

    @property
    def name(self) -> str:
        """The id, or else where the statement stands."""
        return name_of(self.id) or f"row {self.row + 1}"

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        id_ = self.id if isinstance(self.id, str | int) else name_of(self.id)
        return {
            "row": self.row,
            "id": None if is_blank(id_) else id_,
            "text": self.text,
            "label": self.label,
        }
