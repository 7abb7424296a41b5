"""From Parquet to Parquet, without a cell becoming an object of Python."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from stancekit.data import cell_rules
from stancekit.data.encodings import undecodable
from stancekit.data.table import Table
from stancekit.exceptions import DataError
from stancekit.model.model import StanceModel
from stancekit.scoring.arrow_route import answered, statuses_of, with_answers
from stancekit.scoring.chunks import Chunk
from stancekit.scoring.layout import Layout
from stancekit.scoring.rows import Flaw, Rejected, Wanted, problems_of
from stancekit.scoring.sinks import Done
from stancekit.scoring.table_inputs import ParquetInput, holds_text
from stancekit.scoring.writing import ParquetBytes, full_schema

__all__ = ["done_as_parquet"]


def done_as_parquet(
    model: StanceModel,
    layout: Layout,
    source: ParquetInput,
    chunk: Chunk,
    wanted: Wanted,
    *,
    rejects: bool,
) -> Done:
    """Score a row group, some of its rows at once."""
    schema = full_schema(layout, model)
    statuses: Counter[str] = Counter()
    rejected: list[Rejected] = []
    row = chunk.place.row
    sink = ParquetBytes(schema)
    for batch in source.batches(chunk):
        flaws = list(_flaws(batch, wanted))
        if flaws and not rejects:
            numbers = list(range(row, row + len(batch)))
            table = Table(source.name, {"": [None] * len(batch)}, numbers=numbers)
            raise DataError(problems_of(flaws, table))
        rejected += _rejected(batch, flaws, source.name, row)
        row += len(batch)
        good = _without(batch, flaws)
        answers = answered(model, good, wanted)
        statuses += statuses_of(answers)
        sink.write(with_answers(good, answers, layout, schema))
    return Done(chunk, sink.data(), statuses, rejected)


def _flaws(batch: Any, wanted: Wanted) -> Iterator[Flaw]:
    for name in batch.column_names:
        if holds_text(batch[name].type):
            yield from _flaws_of_texts(name, batch[name])
    if wanted.targets is not None:
        targets, known = batch[wanted.target], wanted.targets
        wrong = {
            target: reason
            for target in targets.unique().to_pylist()
            if (reason := cell_rules.unknown_target(target, known))
        }
        for row, target in enumerate(targets.to_pylist()) if wrong else ():
            if target in wrong:
                yield Flaw(row, wanted.target, f"{wrong[target]}; leave such rows out")


def _flaws_of_texts(name: str, column: Any) -> Iterator[Flaw]:
    """Find bytes that are no UTF-8, which Parquet does not look at, and NUL."""
    import pyarrow
    from pyarrow import compute

    try:
        column.validate(full=True)
    except pyarrow.ArrowInvalid:
        for row, cell in enumerate(column.cast(pyarrow.large_binary()).to_pylist()):
            try:
                _ = (cell or b"").decode()
            except UnicodeDecodeError as error:
                yield Flaw(row, name, undecodable(cell[error.start]))
        return
    strings = column.cast(pyarrow.large_string())
    for row in np.flatnonzero(compute.match_substring(strings, "\0").fill_null(False)).tolist():
        kind, detail = cell_rules.characters(column[row].as_py()) or ("", "")
        yield Flaw(row, name, kind, detail)


def _without(batch: Any, flaws: Sequence[Flaw]) -> Any:
    if not flaws:
        return batch
    kept = np.ones(len(batch), dtype=bool)
    kept[[flaw.row for flaw in flaws]] = False
    return batch.take(np.flatnonzero(kept))


def _rejected(batch: Any, flaws: Sequence[Flaw], name: str, first: int) -> Iterator[Rejected]:
    by_row = {flaw.row: flaw for flaw in reversed(flaws)}
    for row in sorted(by_row):
        yield Rejected(name, first + row, None, by_row[row].reason, _raw(batch.slice(row, 1)))


def _as_text(cell: bytes) -> str:
    return cell.decode("utf-8", "backslashreplace")


def _raw(row: Any) -> bytes:
    """Return a row as JSON, in which bytes that are no text are escapes."""
    import pyarrow

    cells = {}
    for name in row.column_names:
        column = row[name]
        cell = column.cast(pyarrow.large_binary()) if holds_text(column.type) else column
        value = cell[0].as_py()
        cells[name] = _as_text(value) if isinstance(value, bytes) else value
    return json.dumps(cells, default=str, ensure_ascii=False).encode()
