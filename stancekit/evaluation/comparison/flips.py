"""Statements whose label flips from one classifier to another, and the words that do it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from stancekit.data.table import is_blank, plain
from stancekit.labels import Label

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.explanation import Explanation
    from stancekit.model.model import StanceModel

__all__ = ["Answers", "Flip", "find_flips", "words_of_flip"]


@dataclass(frozen=True)
class Answers:
    """What a classifier says of some statements.

    Attributes
    ----------
    labels : sequence of str or int
        The label of each.
    models : sequence of StanceModel or None
        The model that gave it, where that can explain itself.

    Examples
    --------
    >>> Answers(["favor"], [None]).labels
    ['favor']
    """

    labels: Sequence[Label]
    models: Sequence[StanceModel | None]


@dataclass(frozen=True)
class Flip:
    """A statement that the old and the new classifier label differently.

    Parameters
    ----------
    row : int
        Its position in the data, from 0.
    id : object
        Its id, or None.
    text : str
        The statement.
    label : str or int
        The true label.
    old, new : str or int
        What the two say.
    words : tuple of (str, float)
        By how much each word moved the score of the new label over that of the old one, from the
        old model to the new one; what moved it most comes first. Empty where a classifier
        cannot explain itself.

    Examples
    --------
    >>> flip = Flip(3, "s-4", "Talk!", "favor", "none", "favor", (("Talk!", 0.5),))
    >>> flip.effect
    'corrected'
    """

    row: int
    id: object
    text: str
    label: Label
    old: Label
    new: Label
    words: tuple[tuple[str, float], ...]

    @property
    def effect(self) -> str:
        """``corrected``, ``spoiled``, or ``still wrong``."""
        if self.new == self.label:
            return "corrected"
        return "spoiled" if self.old == self.label else "still wrong"

    @property
    def name(self) -> str:
        """The id, or else where the statement stands."""
        return f"row {self.row + 1}" if is_blank(self.id) else str(self.id)

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        known = None if is_blank(self.id) else self.id
        id_ = known if known is None or isinstance(known, str | int) else str(known)
        words = [{"word": word, "change": change} for word, change in self.words]
        return asdict(self) | {"id": id_, "effect": self.effect, "words": words}


def find_flips(frame: pd.DataFrame, old: Answers, new: Answers) -> Iterator[Flip]:
    """Yield the statements with two different labels, in their order.

    Parameters
    ----------
    frame : DataFrame
        Labelled statements.
    old, new : Answers
        What the two classifiers say of each.

    Yields
    ------
    Flip
    """
    columns = [name for name in ("id", "text", "label", "target") if name in frame]
    for row, cells in enumerate(frame[columns].to_dict(orient="records")):
        before, after = old.labels[row], new.labels[row]
        if before != after:
            models = old.models[row], new.models[row]
            words = words_of_flip(cells, before, after, *models)
            truth = cells["label"]
            yield Flip(row, plain(cells.get("id")), cells["text"], truth, before, after, words)


def words_of_flip(
    cells: Mapping[Any, Any],
    before: Label,
    after: Label,
    old: StanceModel | None,
    new: StanceModel | None,
) -> tuple[tuple[str, float], ...]:
    """Return by how much each word moved the score of one label over that of another.

    The contributions are exact: with the change of the intercepts (and of an encoder's share)
    they add up to the change of the difference between the two scores. A label that a model does
    not know gets nothing from any word there.

    Parameters
    ----------
    cells : mapping
        The statement: ``text``, and ``target`` for models that need one.
    before, after : str or int
        The label of the old model and that of the new one.
    old, new : StanceModel or None
        The models; without both there is no answer.
    """
    if old is None or new is None:
        return ()
    shares = [_leads(_explain(model, cells), before, after) for model in (old, new)]
    changes = [
        (word, moved_to - moved_from)
        for (word, moved_from), (_, moved_to) in zip(*shares, strict=True)
    ]
    return tuple(sorted((found for found in changes if found[1]), key=lambda found: -found[1]))


def _explain(model: StanceModel, cells: Mapping[Any, Any]) -> Explanation:
    return model.explain(cells["text"], target=cells["target"] if model.per_target else None)


def _leads(explained: Explanation, before: Label, after: Label) -> list[tuple[str, float]]:
    """Return by how much each word favours one label over another."""
    return [
        (word.word, word.contributions.get(after, 0.0) - word.contributions.get(before, 0.0))
        for word in explained.words
    ]
