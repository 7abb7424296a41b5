"""The training statements of a model, read again as they were: the first ones, then each merge."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from stancekit.blocks import printable
from stancekit.data.bundled import dataset_hashes, load_dataset
from stancekit.data.identity import names_in
from stancekit.data.quoting import from_here, shown
from stancekit.data.read import read_labelled
from stancekit.data.source_file import described
from stancekit.exceptions import DataError, DataWarning, MissingDependencyError, ParameterError
from stancekit.model.lineage import TRAINING, Batch, Bundled, TrainingData, provenance_of
from stancekit.training.merging import merge
from stancekit.training.origin import batch_of, with_context
from stancekit.training.weights import merged_weights, weighted

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.model import StanceModel

__all__ = [
    "holds_statements",
    "is_training_data",
    "known_statements",
    "matches_fingerprint",
    "old_statements",
    "read_training_data",
]

_WAY_OUT = "name them with data= (--data FILE)"


def old_statements(model: StanceModel, data: object) -> tuple[pd.DataFrame, TrainingData]:
    """Return the training statements of a model, or the data given, and how they were read."""
    record = model.provenance.training_data or TrainingData(())
    if data is None:
        return read_training_data(model), record
    first = record.batches[0] if record.batches else Batch(())
    batch = batch_of([data], first.text, first.label)
    frame = read_labelled(data, text=first.text, label=first.label)
    weights = record.weights if is_training_data(model, frame) else ()
    batches = () if batch is None else (batch,)
    return frame, replace(record, batches=batches, embedded=None, weights=weights)


def holds_statements(model: StanceModel) -> bool:
    """Tell whether a model, or its folder, holds its training statements itself."""
    record = model.provenance.training_data
    if record is None:
        return False
    in_folder = model.folder is not None and model.folder / TRAINING in record.files
    return in_folder or record.embedded is not None


def known_statements(model: StanceModel) -> pd.DataFrame | None:
    """Return the training statements of a model, or None if they cannot be read as they were."""
    try:
        return read_training_data(model)
    except (DataError, MissingDependencyError):
        return None


def read_training_data(model: StanceModel) -> pd.DataFrame:
    """Read the statements from which a model was trained, with the new labels it got since."""
    where = "the model" if model.folder is None else printable(str(from_here(model.folder)))
    record = model.provenance.training_data
    if record is None:
        raise DataError(
            f"{where}: does not say where its training statements are, as only models from "
            f"'stancekit train' and stancekit.retrain do, with files or embed=True; {_WAY_OUT}"
        )
    if missing := [*_missing(record, where)]:
        raise DataError(missing)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)  # known since it was trained on them
            frame = _replayed(model, record)
    except DataError as error:
        changed = [f"{problem} ({where} was trained on it)" for problem in error.problems]
        raise DataError(changed) from error
    except ParameterError as error:  # a label that was dropped is not there any more
        raise DataError(_changed(record, where)) from error
    if not is_training_data(model, frame):
        raise DataError(_changed(record, where))
    return frame


def is_training_data(model: StanceModel, frame: pd.DataFrame) -> bool:
    """Tell whether statements are those from which a model was trained, in the same order."""
    if not matches_fingerprint(model, frame):
        return False
    record = model.provenance.training_data
    if record is None or record.context is None:
        return True
    return with_context(record, frame).context == record.context


def matches_fingerprint(model: StanceModel, frame: pd.DataFrame) -> bool:
    """Tell whether texts, targets, labels and weights are those from which a model was trained.

    The weights are those of the statements' files, times those by which they were merged.
    """
    targets = None
    if model.per_target:
        if "target" not in frame:
            return False
        targets = list(map(str, names_in(frame, "target")))
    merged = merged_weights(model.provenance.training_data, len(frame))
    counted = weighted(frame, merged)
    weights = counted["weight"].to_numpy("float64") if "weight" in counted else None
    found = provenance_of(frame["text"].tolist(), targets, frame["label"].tolist(), weights)
    return found.fingerprint == model.provenance.fingerprint


def _missing(record: TrainingData, where: str) -> Iterator[str]:
    for file in record.files:
        if isinstance(file, Path) and not file.is_file():
            yield (
                f"{printable(str(from_here(file)))}: training statements of {where} "
                f"were here and are not any more; put them back, or {_WAY_OUT}"
            )
        if isinstance(file, Bundled) and dataset_hashes(file.name) != file.sha256:
            yield (
                f"{where}: was trained on the data set {shown(file.name)} as it came with another "
                f"release of stancekit; install that one, or {_WAY_OUT}"
            )


def _changed(record: TrainingData, where: str) -> str:
    files = [
        printable(str(from_here(file)) if isinstance(file, Path) else f"data set {file.name}")
        for file in record.files
    ]
    way_out = (
        "bring the old contents back; or name a copy of them with data= (--data FILE), and what is "
        "new as new labels; or train anew with 'stancekit train'"
    )
    if len(files) == 1:
        return f"{files[0]}: changed since {where} was trained on it; {way_out}"
    return (
        f"{', '.join(files)}: one of them changed, or more, since {where} was trained on them; "
        f"{way_out}"
    )


def _replayed(model: StanceModel, record: TrainingData) -> pd.DataFrame:
    """Read the first batch and merge the others, one after the other."""
    dropped = {label for batch in record.batches for label in batch.dropped}
    labels = [*dropped.union(model.labels)]
    if record.embedded is not None:
        rows = [json.loads(line) for line in record.embedded.splitlines()]
        return read_labelled(rows, labels=labels)
    first, *later = record.batches

    def add(frame: pd.DataFrame, batch: Batch) -> pd.DataFrame:
        new, names = _sources(batch), {"text": batch.text, "label": batch.label}
        return merge(frame, new, batch.dropped, labels=labels, **names).frame

    start = read_labelled(*_sources(first), labels=labels, text=first.text, label=first.label)
    return reduce(add, later, start)


def _sources(batch: Batch) -> Sequence[object]:
    sources = [load_dataset(f.name) if isinstance(f, Bundled) else f for f in batch.files]
    return described(sources, batch.separator, batch.encoding)
