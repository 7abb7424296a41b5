"""What became of new labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stancekit.blocks import Block, Item, Listing
from stancekit.data.quoting import counted, shown
from stancekit.labels import Label
from stancekit.report.result import Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Change", "Lookalike", "Merged"]

_SHOWN = 10


@dataclass(frozen=True)
class Change:
    """A statement with a new label.

    Attributes
    ----------
    name : str
        Its id, or else its row in the training statements; with its target if there are several.
    text : str
        The statement.
    old, new : str or int
        The label that it had, and the one that it has now.

    Examples
    --------
    >>> Change("s-4", "Talks? Never.", old="favor", new="against").new
    'against'
    """

    name: str
    text: str
    old: Label
    new: Label


@dataclass(frozen=True)
class Lookalike:
    """A new statement beside an old one from which it hardly differs, but for its label.

    Attributes
    ----------
    name : str
        The id of the old one, or else its row.
    old_text, new_text : str
        They differ in case, in spaces or in the coding of characters.
    old, new : str or int
        Their labels.

    Examples
    --------
    >>> Lookalike("s-4", "Talks? Never.", "talks? never.", "favor", "against").old
    'favor'
    """

    name: str
    old_text: str
    new_text: str
    old: Label
    new: Label


@dataclass(frozen=True, eq=False)
class Merged(Result):
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
    kept : sequence of int
        Which of the old statements, by position, are still there: all but those of dropped labels.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"text": ["Never.", "Talk!"], "label": ["against", "favor"]})
    >>> changes = (Change("row 1", "Never.", old="favor", new="against"),)
    >>> print(Merged(frame, 1, changes, 0, 0, 0, 0, (), {}, ()).summary())
    2 statements: 1 added, 1 with another label than before, 0 known and repeated.
      row 1  favor -> against  'Never.'
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
    kept: Sequence[int] = ()

    @property
    def is_news(self) -> bool:
        """Whether anything is different from before."""
        news = (self.added, self.changed, self.reweighted, *self.dropped.values())
        return any(news)

    def blocks(self) -> Iterator[Block]:
        """Yield how many rows brought what, the changed labels, and what looks like a change."""
        changed = [
            Item([found.name, f"{found.old} -> {found.new}", shown(found.text)])
            for found in self.changed
        ]
        counts = list(self._counts())
        yield Listing(counts, changed, _SHOWN, ending="; the newer label wins")
        if self.lookalikes:
            yield self._lookalikes()

    def _counts(self) -> Iterator[str]:
        yield (
            f"{counted(len(self.frame), 'statement')}: {self.added:,} added, "
            f"{len(self.changed):,} with another label than before, "
            f"{self.repeated:,} known and repeated."
        )
        if self.reweighted:
            yield f"With another weight than before: {self.reweighted:,}."
        if self.duplicates:
            yield f"More than once among the new rows: {self.duplicates:,}."
        if self.unlabelled:
            yield f"Left out, as they have no label yet: {self.unlabelled:,}."
        if self.new_labels:
            yield f"New labels: {', '.join(map(shown, self.new_labels))}."
        for label, count in self.dropped.items():
            yield f"Dropped the label {shown(label)} with its {counted(count, 'statement')}."

    def _lookalikes(self) -> Listing:
        items = [
            Item(
                [
                    found.name,
                    f"{found.old} / {found.new}",
                    f"{shown(found.old_text)} / {shown(found.new_text)}",
                ]
            )
            for found in self.lookalikes
        ]
        intro = "Added, though an old statement that is nearly the same has another label:"
        return Listing([intro], items, _SHOWN)

    def _facts(self) -> dict[str, Any]:
        counts = ("added", "changed", "reweighted", "repeated", "duplicates", "unlabelled")
        dropped = [{"label": label, "statements": count} for label, count in self.dropped.items()]
        return {
            "statements": len(self.frame),
            **self._named(*counts, "new_labels"),
            "dropped": dropped,
            "lookalikes": self.lookalikes,
        }
