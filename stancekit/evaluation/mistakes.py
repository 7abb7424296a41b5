"""The worst mistakes of held-out predictions, and the words that led to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from stancekit.blocks import Block, Heading, Item, Listing, Mark, MarkedText
from stancekit.data.quoting import counted, shown
from stancekit.evaluation.example import Example
from stancekit.evaluation.leads import Lead
from stancekit.labels import Label

__all__ = ["MOST", "Mistake", "mistake_blocks"]

MOST = 20
"""How many mistakes are kept."""

_NO_WORDS = "The classifier does not say which words led to its labels."
_WORDS = (
    "Words with a solid line speak for the wrong label rather than the right one, words with a "
    "dashed line against it."
)


@dataclass(frozen=True)
class Mistake(Example):
    """A held-out statement with a wrong label.

    Attributes
    ----------
    row, id, text, label
        As of every `Example`.
    predicted : str or int
        The label that it got in the first repeat.
    probability : float
        That of the predicted label there; 1 for classifiers without probabilities.
    words : tuple of (str, (int, int), float)
        The words of the statement, where they stand, and by how much each speaks for the wrong
        label rather than the true one; empty for classifiers that do not explain themselves.

    Examples
    --------
    >>> Mistake(3, "s-4", "Talk?", "none", "favor", 0.93).name
    's-4'
    """

    predicted: Label
    probability: float
    words: tuple[Lead, ...] = field(default=(), repr=False)

    def marked(self) -> MarkedText:
        """Return the statement with marks on the words that led to the wrong label."""
        marks = [Mark(*word.span, word.by) for word in self.words]
        return MarkedText(self.text, marks, shown(self.text))

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            **super().to_dict(),
            "predicted": self.predicted,
            "probability": self.probability,
            "words": [{"word": word.word, "lead": word.by} for word in self.words],
        }


def mistake_blocks(mistakes: Sequence[Mistake]) -> Iterator[Block]:
    """Yield the mistakes under a heading; nothing where there are none."""
    if not mistakes:
        return
    said = _WORDS if any(mistake.words for mistake in mistakes) else _NO_WORDS
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
