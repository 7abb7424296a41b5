"""Which words of a statement speak for one label rather than another."""

from __future__ import annotations

from typing import NamedTuple

from stancekit.labels import Label
from stancekit.model.model import StanceModel
from stancekit.text.ngrams import Span

__all__ = ["Lead", "leads"]


class Lead(NamedTuple):
    """A word, where it stands, and how much more it adds to one score than to another."""

    word: str
    span: Span
    by: float


def leads(model: StanceModel, text: str, target: object, label: Label, other: Label) -> list[Lead]:
    """Return by how much each word favours a label over another one, in the order of the text.

    A label that the model does not know gets nothing from any word.
    """
    explained = model.explain(text, target=str(target) if model.per_target else None)
    return [
        Lead(word.word, word.span, shares.get(label, 0.0) - shares.get(other, 0.0))
        for word in explained.words
        for shares in [word.contributions]
    ]
