"""Which labelled statements a model was, or may have been, trained on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from stancekit.data.readers import read_tables
from stancekit.data.table import Table
from stancekit.exceptions import DataError, MissingDependencyError
from stancekit.model.provenance import provenance_of

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.lineage import TrainingData
    from stancekit.model.model import StanceModel

__all__ = ["Seen", "seen_by"]

_Key: TypeAlias = tuple[object, str | None]


@dataclass(frozen=True)
class Seen:
    """How many statements a model was trained on.

    Attributes
    ----------
    count : int
        How many of them.
    certain : bool
        Whether it was trained on all of these; if not, it was trained on no more than these.

    Examples
    --------
    >>> Seen(count=3, certain=False).certain
    False
    """

    count: int
    certain: bool


def seen_by(model: StanceModel, frame: pd.DataFrame) -> Seen:
    """Count the statements that are among those from which a model was trained.

    A model knows every n-gram of its training statements, unless it was to leave out rare ones. A
    statement with another n-gram is none of them, whether or not they can still be read.

    Examples
    --------
    >>> import pandas as pd
    >>> from stancekit import StanceClassifier
    >>> model = StanceClassifier().fit(["Talk to them.", "Never."], ["favor", "against"]).model_
    >>> seen_by(model, pd.DataFrame({"text": ["Never.", "No."], "label": ["against"] * 2}))
    Seen(count=1, certain=False)
    """
    trained_on = _training_statements(model)
    keys = list(_keys(model, frame.to_dict(orient="list")))
    if trained_on is not None:
        keys = [key for key in keys if key in trained_on]
    count = sum(_knows_all_of(model, *key) for key in keys)
    if trained_on is None and count == len(frame):
        return Seen(count, certain=_is_training_data(model, frame))
    return Seen(count, certain=trained_on is not None)


def _has_all_ngrams(model: StanceModel) -> bool:
    return bool(model.settings["min_df"] == 1)


def _knows_all_of(model: StanceModel, text: object, target: str | None) -> bool:
    """Tell whether a statement may be one of those from which a model was trained."""
    if not _has_all_ngrams(model):
        return True
    part = model.parts.get(target) if target is not None else next(iter(model.parts.values()))
    return part is not None and all(
        term in block.index for block in part.blocks for term in block.ngrams.terms(str(text))
    )


def _is_training_data(model: StanceModel, frame: pd.DataFrame) -> bool:
    """Tell whether statements that a model may know are its training statements.

    Where it has all n-grams, they need not stand in the same order.
    """
    texts, labels = frame["text"].tolist(), frame["label"].tolist()
    if Counter(labels) != model.provenance.label_counts:
        return False
    if _has_all_ngrams(model):
        return True
    targets = frame["target"].tolist() if model.per_target else None
    weights = frame["weight"].to_numpy(np.float64) if "weight" in frame else None
    found = provenance_of(texts, targets, labels, weights)
    return found.fingerprint == model.provenance.fingerprint


def _keys(
    model: StanceModel, columns: dict[Any, list[object]], text: str = "text"
) -> Iterable[_Key]:
    """Return what makes two statements the same one for a model."""
    texts = columns.get(text, [])
    if not model.per_target:
        return ((value, None) for value in texts)
    targets = columns.get("target", [None] * len(texts))
    return ((value, str(target)) for value, target in zip(texts, targets, strict=True))


def _training_statements(model: StanceModel) -> set[_Key] | None:
    """Return the statements in the files from which a model was trained, if all can be read."""
    record = model.provenance.training_data
    if record is None:
        return None
    try:
        return {key for text, table in _tables(record) for key in _keys(model, table.columns, text)}
    except (DataError, MissingDependencyError):
        return None


def _tables(record: TrainingData) -> Iterator[tuple[str, Table]]:
    """Yield each table with the name of the column that holds its statements."""
    if record.embedded is not None:
        rows = [json.loads(line) for line in record.embedded.splitlines()]
        yield from (("text", table) for table in read_tables([rows]))
    for batch in record.batches:
        tables = read_tables(batch.files, batch.text, batch.label)
        yield from ((batch.text, table) for table in tables)
