"""Where the training statements of a retrained model come from, and how to read them again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from stancekit.data.read import read_labelled
from stancekit.model.lineage import TRAINING, Batch, TrainingData
from stancekit.training.training_data import (
    as_json_lines,
    files_of,
    read_training_data,
    with_context,
)

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.model import StanceModel

__all__ = ["new_origin", "old_statements"]


def old_statements(
    model: StanceModel, folder: Path, data: object
) -> tuple[pd.DataFrame, TrainingData]:
    """Return the training statements of a model, and how they were read."""
    record = model.provenance.training_data or TrainingData(())
    if data is None:
        return read_training_data(model, folder), record
    first = record.batches[0] if record.batches else Batch(())
    files = files_of([data])
    batches = () if files is None else (replace(first, files=files),)
    return read_labelled(data, text=first.text, label=first.label), replace(record, batches=batches)


def new_origin(
    record: TrainingData, batch: Batch | None, frame: pd.DataFrame, folder: Path, *, embed: bool
) -> TrainingData | None:
    """Return how the statements of the new model can be read again, if they can."""
    files = [file for each in record.batches for file in each.files]
    if embed or folder / TRAINING in files:
        origin = replace(record, batches=(), embedded=as_json_lines(frame))
    elif batch is None or not record.batches:
        return None
    else:
        origin = replace(record, batches=(*record.batches, batch))
    return with_context(origin, frame)
