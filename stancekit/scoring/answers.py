"""What a model says of texts some of which are missing, as columns of Python's values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stancekit.model.answers import answers_of
from stancekit.model.model import StanceModel
from stancekit.model.status import MISSING, STATUSES
from stancekit.scoring.layout import names_of_answers

__all__ = ["answer_columns"]


def answer_columns(
    model: StanceModel,
    texts: Sequence[object],
    targets: Sequence[object] | None,
    digits: int | None = None,
) -> dict[str, list[Any]]:
    """Return the columns of the model; where a text is missing, all is None but the status."""
    present = [row for row, text in enumerate(texts) if text is not None]
    columns: dict[str, list[Any]] = {
        name: [None] * len(texts) for name in names_of_answers(model.labels)
    }
    columns["status"] = [MISSING] * len(texts)
    for name, values in _answers(model, texts, targets, present, digits).items():
        column = columns[name]
        for row, value in zip(present, values, strict=True):
            column[row] = value
    return columns


def _answers(
    model: StanceModel,
    texts: Sequence[object],
    targets: Sequence[object] | None,
    present: Sequence[int],
    digits: int | None,
) -> dict[str, list[Any]]:
    some = [texts[row] for row in present]
    given: object = some
    if targets is not None:
        given = {"text": some, "target": [targets[row] for row in present]}
    answers = answers_of(model, given)
    numbered = zip(answers.best.tolist(), answers.is_empty.tolist(), strict=True)
    label = [None if is_empty else model.labels[best] for best, is_empty in numbered]
    numbers = {name: column.tolist() for name, column in answers.numbers(digits).items()}
    status = [STATUSES[number] for number in answers.status.tolist()]
    return {"label": label, **numbers, "status": status}
