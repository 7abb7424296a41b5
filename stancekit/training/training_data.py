"""The training statements of a model: where they are, and whether they are still the same."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from stancekit.data.identity import names_in
from stancekit.data.read import read_labelled
from stancekit.data.splits import LINKING_COLUMNS
from stancekit.data.table import is_blank, plain
from stancekit.data.wording import printable
from stancekit.exceptions import DataError
from stancekit.model.lineage import Batch, TrainingData
from stancekit.model.provenance import provenance_of
from stancekit.training.merging import merge
from stancekit.training.new_labels import read_new_labels

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.model import StanceModel

__all__ = ["as_json_lines", "files_of", "is_training_data", "read_training_data", "with_context"]

_WAY_OUT = "name them with data= (--data FILE)"
_CONTEXT = {*LINKING_COLUMNS, "id", "source", "target"}
"""Columns that decide what is held out together, and which statement a new label is about."""


def read_training_data(model: StanceModel, folder: Path) -> pd.DataFrame:
    """Read the statements from which a model was trained, with the new labels it got since."""
    where = printable(str(folder))
    record = model.provenance.training_data
    if record is None:
        raise DataError(
            f"{where}: does not say where its training statements are, as only models from "
            f"'stancekit train' and stancekit.retrain do; {_WAY_OUT}"
        )
    missing = [file for batch in record.batches for file in batch.files if not file.is_file()]
    if missing:
        raise DataError(
            [
                f"{printable(str(file))}: training statements of {where} were here and are not "
                f"any more; put them back, or {_WAY_OUT}"
                for file in missing
            ]
        )
    try:
        frame = _replayed(model, record.batches)
    except DataError as error:
        changed = [f"{problem} ({where} was trained on it)" for problem in error.problems]
        raise DataError(changed) from error
    if not is_training_data(model, frame):
        raise DataError(_changed(record, where))
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
    if found.fingerprint != model.provenance.fingerprint:
        return False
    record = model.provenance.training_data
    if record is None or record.context is None:
        return True
    return with_context(record, frame).context == record.context


def with_context(record: TrainingData, frame: pd.DataFrame) -> TrainingData:
    """Return a record that knows the columns beside text, label and weight that matter.

    A blank cell is as good as none, and 1, 1.0 and "1" are the same: files keep no types.

    Examples
    --------
    >>> import pandas as pd
    >>> numbers, strings = pd.DataFrame({"id": [1, 2]}), pd.DataFrame({"id": ["1", "2"]})
    >>> record = TrainingData(())
    >>> with_context(record, numbers) == with_context(record, strings)
    True
    """
    wanted = {*_CONTEXT, *record.groups, record.leave_out}
    columns = {name: names_in(frame, name) for name in sorted(map(str, frame)) if name in wanted}
    filled = {name: cells for name, cells in columns.items() if any(cells)}
    digest = hashlib.sha256(json.dumps(filled).encode())
    return replace(record, context=digest.hexdigest())


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


def _changed(record: TrainingData, folder: str) -> str:
    files = [printable(str(file)) for batch in record.batches for file in batch.files]
    way_out = (
        "bring the old contents back; or name a copy of them with data= (--data FILE), and what is "
        "new as new labels; or train anew with 'stancekit train'"
    )
    if len(files) == 1:
        return f"{files[0]}: changed since {folder} was trained on it; {way_out}"
    return (
        f"{', '.join(files)}: one of them changed, or more, since {folder} was trained on them; "
        f"{way_out}"
    )


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
