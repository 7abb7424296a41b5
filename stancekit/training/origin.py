"""Where a model's training statements are: what it is told about them when it is trained."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from stancekit.data.bundled import dataset_hashes
from stancekit.data.identity import names_in
from stancekit.data.source_file import SourceFile
from stancekit.data.splits import LINKING_COLUMNS
from stancekit.data.table import is_blank, plain
from stancekit.labels import Label
from stancekit.model.lineage import Batch, Bundled, TrainingData

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.model import StanceModel

__all__ = ["as_json_lines", "batch_of", "bundled_batch", "recorded", "with_context"]

_CONTEXT = {*LINKING_COLUMNS, "id", "source", "target"}
"""Columns that decide what is held out together, and which statement a new label is about."""


def recorded(
    model: StanceModel,
    record: TrainingData,
    batch: Batch | None,
    frame: pd.DataFrame,
    *,
    embed: bool = False,
) -> StanceModel:
    """Return a model that knows its training statements, if they can be read again.

    They are those of a record and of one more batch; or the model is to hold them itself.
    """
    if embed:
        record = replace(record, batches=(), embedded=as_json_lines(frame))
    elif batch is None:
        return model
    else:
        record = replace(record, batches=(*record.batches, batch))
    record = with_context(record, frame)
    return replace(model, provenance=replace(model.provenance, training_data=record))


def batch_of(
    sources: Sequence[object],
    text: str = "text",
    label: str = "label",
    dropped: tuple[Label, ...] = (),
) -> Batch | None:
    """Return sources as files that can be read again, or None if one of them is no file."""
    files = [
        Path(source).resolve()
        for source in sources
        if isinstance(source, str | os.PathLike) and str(source) != "-"
    ]
    if len(files) < len(sources):
        return None
    said = next((file for file in sources if isinstance(file, SourceFile)), SourceFile(""))
    return Batch(tuple(files), text, label, dropped, said.separator, said.encoding)


def bundled_batch(name: str) -> Batch:
    """Return a data set that comes with stancekit, which every copy of the library can read."""
    return Batch((Bundled(name, dataset_hashes(name)),))


def with_context(record: TrainingData, frame: pd.DataFrame) -> TrainingData:
    """Return a record that knows the columns beside text, label and weight that matter.

    A blank cell is as good as none, and 1, 1.0 and "1" are the same: files keep no types.
    """
    wanted = {*_CONTEXT, *record.groups, record.leave_out, *record.only_train}
    columns = {name: names_in(frame, name) for name in sorted(map(str, frame)) if name in wanted}
    filled = {name: cells for name, cells in columns.items() if any(cells)}
    digest = hashlib.sha256(json.dumps(filled).encode())
    return replace(record, context=digest.hexdigest())


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
