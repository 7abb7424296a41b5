"""The worst mistakes of held-out predictions, and the words that led to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from stancekit.blocks import Block, Heading, Item, Listing, Mark, MarkedText
from stancekit.data.identity import name_of
from stancekit.data.quoting import counted, shown
from stancekit.data.table import is_blank, plain
from stancekit.evaluation.leads import leads
from stancekit.labels import Label
from stancekit.measure.metrics import FloatArray
from stancekit.model.model import StanceModel

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Mistake", "mistake_blocks", "worst_mistakes"]

_MOST = 20
_NO_WORDS = "The classifier does not say which words led to its labels."
_WORDS = (
    "Words with a solid line speak for the wrong label rather than the right one, words with a "
    "dashed line against it."
)


@dataclass(frozen=True)
class Mistake:
    """A held-out statement with a wrong label.

    Attributes
    ----------
    row : int
        Its position in the data, from 0.
    id : object
        Its id, or None.
    text : str
        The statement.
    label, predicted : str or int
        The true label, and the one that it got.
    probability : float
        Of the predicted label, the mean over the repeats; without probabilities, in which share of
        the repeats it got it.
    target : object
        What the statement is about, if it says so.
    model : StanceModel or None
        The one that labelled it in the first repeat, if it can explain itself.

    Examples
    --------
    >>> Mistake(3, "s-4", "Talk?", "none", "favor", 0.93).name
    's-4'
    """

    row: int
    id: object
    text: str
    label: Label
    predicted: Label
    probability: float
    target: object = None
    model: StanceModel | None = field(default=None, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The id, or else where the statement stands."""
        return name_of(self.id) or f"row {self.row + 1}"

    def marked(self) -> MarkedText:
        """Return the statement with marks on the words that led to the wrong label."""
        return MarkedText(self.text, self._marks(), shown(self.text))

    def _marks(self) -> Iterator[Mark]:
        if self.model is not None:
            found = leads(self.model, self.text, self.target, self.predicted, self.label)
            yield from (Mark(*lead.span, lead.by) for lead in found)

    def to_dict(self) -> dict[str, Any]:
        """Return all but the model, ready for JSON."""
        id_ = self.id if isinstance(self.id, str | int) else name_of(self.id)
        return {
            "row": self.row,
            "id": None if is_blank(id_) else id_,
            "text": self.text,
            "label": self.label,
            "predicted": self.predicted,
            "probability": self.probability,
        }


def worst_mistakes(
    frame: pd.DataFrame,
    labels: Sequence[Label],
    mean: FloatArray,
    models: Sequence[StanceModel | None],
) -> tuple[Mistake, ...]:
    """Return the wrong answers with the highest probability, and the model of each statement."""
    predicted, surest = mean.argmax(axis=1), mean.max(axis=1)
    truth = np.array([labels.index(label) for label in frame["label"].tolist()])
    wrong = np.flatnonzero(predicted != truth)
    worst = wrong[np.argsort(-surest[wrong], kind="stable")][:_MOST].tolist()
    columns = [name for name in ("id", "text", "label", "target") if name in frame]
    records = frame.iloc[worst][columns].to_dict(orient="records")
    return tuple(
        Mistake(
            row=row,
            id=plain(record.get("id")),
            text=record["text"],
            label=labels[truth[row]],
            predicted=labels[predicted[row]],
            probability=float(surest[row]),
            target=record.get("target"),
            model=models[row] if models else None,
        )
        for row, record in zip(worst, records, strict=True)
    )


def mistake_blocks(mistakes: Sequence[Mistake]) -> Iterator[Block]:
    """Yield the mistakes under a heading; nothing where there are none."""
    if not mistakes:
        return
    said = _WORDS if any(mistake.model for mistake in mistakes) else _NO_WORDS
    yield Heading(
        "The worst mistakes",
        f"{counted(len(mistakes), 'held-out statement')} whose wrong label got the highest "
        f"probability. {said}",
    )
    items = [
        Item(
            [
                f"{mistake.predicted} {mistake.probability:.2f}",
                f"truly {mistake.label}",
                mistake.name,
                mistake.marked(),
            ]
        )
        for mistake in mistakes
    ]
    yield Listing([], items)
