"""What became of new labels."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from stancekit.labels import Label

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Change", "Lookalike", "Merged"]


@dataclass(frozen=True)
class Change:
    """A statement with a new label.

    Parameters
    ----------
    name : str
        Its id, or else its row in the training statements; with its target if there are several.
    text : str
    old, new : str or int
        The label that it had, and the one that it has now.
    """

    name: str
    text: str
    old: Label
    new: Label


@dataclass(frozen=True)
class Lookalike:
    """A new statement beside an old one from which it hardly differs, but for its label.

    Parameters
    ----------
    name : str
        The id of the old one, or else its row.
    old_text, new_text : str
        They differ in case, in spaces or in the coding of characters.
    old, new : str or int
        Their labels.
    """

    name: str
    old_text: str
    new_text: str
    old: Label
    new: Label


@dataclass(frozen=True, eq=False)
class Merged:
    """What became of new labels.

    Attributes
    ----------
    frame : DataFrame
        All statements: the old ones in their order, then the new ones.
    added : int
        How many of them are new.
    changed : tuple of Change
        Statements that have another label than before.
    reweighted : int
        How many have the label that they had, and another weight.
    repeated : int
        How many new rows say what was known.
    duplicates : int
        How many new rows say what another new row says.
    unlabelled : int
        How many rows had no label and were left out.
    new_labels : tuple of str or int
        Labels that no old statement has.
    dropped : dict of label to int
        Labels that were dropped, with how many statements they took along.
    lookalikes : tuple of Lookalike
        New statements that may be old ones with another label; they were added all the same.
    """

    frame: pd.DataFrame
    added: int
    changed: tuple[Change, ...]
    reweighted: int
    repeated: int
    duplicates: int
    unlabelled: int
    new_labels: tuple[Label, ...]
    dropped: dict[Label, int]
    lookalikes: tuple[Lookalike, ...]

    @property
    def is_news(self) -> bool:
        """Whether anything is different from before."""
        news = (self.added, self.changed, self.reweighted, *self.dropped.values())
        return any(news)

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the statements, ready for JSON."""
        return {
            "statements": len(self.frame),
            "added": self.added,
            "changed": [asdict(change) for change in self.changed],
            "reweighted": self.reweighted,
            "repeated": self.repeated,
            "duplicates": self.duplicates,
            "unlabelled": self.unlabelled,
            "new_labels": list(self.new_labels),
            "dropped": [
                {"label": label, "statements": count} for label, count in self.dropped.items()
            ],
            "lookalikes": [asdict(pair) for pair in self.lookalikes],
        }
