"""Statements whose label flips from one classifier to another, and the words that do it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from stancekit.blocks import Mark, MarkedText
from stancekit.data.quoting import shown
from stancekit.data.table import is_blank, plain
from stancekit.evaluation.example import Example
from stancekit.evaluation.leads import Lead, leads
from stancekit.labels import Label
from stancekit.measure.metrics import IntArray
from stancekit.model.model import StanceModel

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Flip", "Side", "find_flips"]


@dataclass(frozen=True, eq=False)
class Side:
    """What one of the two says: label codes by repeat and statement.

    For each statement there is the model that labelled it in the first repeat, if it can explain
    that.
    """

    predicted: IntArray
    models: Sequence[StanceModel | None]


@dataclass(frozen=True)
class Flip(Example):
    """A statement that the old and the new classifier label differently.

    Attributes
    ----------
    row, id, text, label
        As of every `Example`.
    old, new : str or int
        What the two say.
    target : object
        What the statement is about, if it says so.
    models : tuple of two StanceModel or None
        The models that said it, where they can explain themselves.

    Examples
    --------
    >>> flip = Flip(3, "s-4", "Talk!", "favor", "none", "favor")
    >>> flip.effect
    'corrected'
    """

    old: Label
    new: Label
    target: object = None
    models: tuple[StanceModel | None, StanceModel | None] = field(
        default=(None, None), repr=False, compare=False
    )

    @cached_property
    def words(self) -> tuple[tuple[str, float], ...]:
        """By how much each word moved the score of the new label over that of the old one.

        From the old model to the new one; what moved it most comes first. Empty where a classifier
        cannot explain itself. The contributions are exact: with the change of the
        intercepts (and of an encoder's share) they add up to the change of the difference between
        the two scores. A label that a model does not know gets nothing from any word there.
        """
        changes = [(lead.word, lead.by) for lead in self._changes if lead.by]
        return tuple(sorted(changes, key=lambda found: -found[1]))

    @cached_property
    def _changes(self) -> list[Lead]:
        """By how much each word moved the label, in the order of the text."""
        sides = [
            leads(model, self.text, self.target, self.new, self.old)
            for model in self.models
            if model is not None
        ]
        if len(sides) < 2:
            return []
        return [to._replace(by=to.by - before.by) for before, to in zip(*sides, strict=True)]

    def marked(self) -> MarkedText:
        """Return the statement with marks on the words that moved its label."""
        return MarkedText(self.text, self._marks(), shown(self.text))

    def _marks(self) -> Iterator[Mark]:
        yield from (Mark(*change.span, change.by) for change in self._changes)

    @property
    def effect(self) -> str:
        """``corrected``, ``spoiled``, or ``still wrong``."""
        if self.new == self.label:
            return "corrected"
        return "spoiled" if self.old == self.label else "still wrong"

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            **super().to_dict(),
            "target": None if is_blank(self.target) else str(self.target),
            "old": self.old,
            "new": self.new,
            "effect": self.effect,
            "words": [{"word": word, "change": change} for word, change in self.words],
        }


def find_flips(
    frame: pd.DataFrame, labels: Sequence[Label], old: Side, new: Side
) -> Iterator[Flip]:
    """Yield the statements with two different labels in the first repeat, in their order."""
    columns = [name for name in ("id", "text", "label", "target") if name in frame]
    rows = frame[columns].to_dict(orient="records")
    for row in np.flatnonzero(old.predicted[0] != new.predicted[0]).tolist():
        yield Flip(
            row=row,
            id=plain(rows[row].get("id")),
            text=rows[row]["text"],
            label=rows[row]["label"],
            old=labels[old.predicted[0, row]],
            new=labels[new.predicted[0, row]],
            target=rows[row].get("target"),
            models=(old.models[row], new.models[row]),
        )
