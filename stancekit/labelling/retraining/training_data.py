"""The training statements of a model: where they are, and whether they are still the same."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from stancekit.data.read import read_labelled
from stancekit.data.table import is_blank, plain
from stancekit.exceptions import DataError
from stancekit.labelling.retraining.merging import merge
from stancekit.labelling.retraining.new_labels import read_new_labels
from stancekit.model.lineage import Batch
from stancekit.model.provenance import provenance_of

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.model import StanceModel

__all__ = ["as_json_lines", "files_of", "is_training_data", "read_training_data"]

_WAY_OUT = "name them with data= (--data FILE)"


def read_training_data(model: StanceModel, folder: Path) -> pd.DataFrame:
    """Read the statements from which a model was trained, with the new labels it got since.

    Parameters
    ----------
    model : StanceModel
    folder : Path
        Where it was loaded from, for messages.

    Returns
    -------
    DataFrame

    Raises
    ------
    DataError
        If the model does not say where they are, or they moved or changed.
    """
    record = model.provenance.training_data
    if record is None:
        raise DataError(
            f"{folder}: does not say where its training statements are, as only models from "
            f"'stancekit train' and stancekit.retrain do; {_WAY_OUT}"
        )
    missing = [file for batch in record.batches for file in batch.files if not file.is_file()]
    if missing:
        raise DataError(
            [
                f"{file}: training statements of {folder} were here and are not any more; put "
                f"them back, or {_WAY_OUT}"
                for file in missing
            ]
        )
    try:
        frame = _replayed(model, record.batches)
    except DataError as error:
        changed = [f"{problem} ({folder} was trained on it)" for problem in error.problems]
        raise DataError(changed) from error
    if not is_training_data(model, frame):
        names = ", ".join(str(file) for batch in record.batches for file in batch.files)
        raise DataError(
            f"{names}: changed since {folder} was trained on it; bring the old contents back, or, "
            f"to train on the statements as they are now, {_WAY_OUT}"
        )
    return frame


def is_training_data(model: StanceModel, frame: pd.DataFrame) -> bool:
    """Tell whether statements are those from which a model was trained, in the same order."""
    targets = None
    if model.per_target:
        if "target" not in frame:
            return False
        targets = [str(target) for target in frame["target"].tolist()]
    weights = frame["weight"].to_numpy("float64") if "weight" in frame else None
    texts, labels = frame["text"].tolist(), frame["label"].tolist()
    found = provenance_of(texts, targets, labels, weights)
    return found.fingerprint == model.provenance.fingerprint


def files_of(sources: Sequence[object]) -> tuple[Path, ...] | None:
    """Return sources as files that can be read again, or None if one of them is no file.

    Examples
    --------
    >>> files_of([[("Talk!", "favor")]]), files_of(["-"])
    (None, None)
    """
    files = [
        Path(source).resolve()
        for source in sources
        if isinstance(source, str | os.PathLike) and str(source) != "-"
    ]
    return tuple(files) if len(files) == len(sources) else None


def as_json_lines(frame: pd.DataFrame) -> bytes:
    r"""Return a table as lines of JSON from which every text can be read back as it was.

    Examples
    --------
    >>> import pandas as pd
    >>> as_json_lines(pd.DataFrame({"text": ["Talk!"], "label": ["favor"], "id": [None]}))
    b'{"text": "Talk!", "label": "favor", "id": null}\n'
    """
    cells = {name: [_plain(value) for value in frame[name].tolist()] for name in frame}
    rows = (dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True))
    lines = [json.dumps(row, default=str) + "\n" for row in rows]
    return "".join(lines).encode()


def _plain(value: object) -> object:
    found = plain(value)
    return None if found is not None and is_blank(found) and not isinstance(found, str) else found


def _replayed(model: StanceModel, batches: Sequence[Batch]) -> pd.DataFrame:
    """Read the first batch and merge the others, one after the other."""
    dropped = {label for batch in batches for label in batch.dropped}
    labels = [*dropped.union(model.labels)]
    first, *later = batches

    def add(frame: pd.DataFrame, batch: Batch) -> pd.DataFrame:
        new = read_new_labels(batch.files, frame, labels=labels, text=batch.text, label=batch.label)
        return merge(frame, new, batch.dropped).frame

    start = read_labelled(*first.files, labels=labels, text=first.text, label=first.label)
    return reduce(add, later, start)
