"""The quick way for chunks with nothing wrong in them, with pyarrow; its bytes are the same."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from stancekit.data import cell_rules
from stancekit.model.arrow import scored_batch
from stancekit.model.model import StanceModel
from stancekit.scoring.arrow_reading import csv_table, json_table
from stancekit.scoring.arrow_writing import spliced
from stancekit.scoring.chunks import Chunk
from stancekit.scoring.csv_input import CsvInput
from stancekit.scoring.layout import Layout
from stancekit.scoring.opening import Input
from stancekit.scoring.rows import Wanted
from stancekit.scoring.text_inputs import JsonLines
from stancekit.scoring.writing import Written, full_schema, parquet_bytes

__all__ = ["answered", "is_installed", "written_quickly"]


@cache
def is_installed() -> bool:
    """Tell whether pyarrow is there."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return False
    return True


def written_quickly(
    model: StanceModel, layout: Layout, source: Input, chunk: Chunk, wanted: Wanted
) -> Written | None:
    """Return what becomes of a chunk, None if it has to be read row by row."""
    if not is_installed():
        return None
    if isinstance(source, JsonLines) and layout.keeps(source):
        table = json_table(source, chunk, wanted)
        return None if table is None else _spliced(model, layout, table, chunk, wanted)
    if isinstance(source, CsvInput) and layout.keeps(source):
        if chunk.n_rows != len(chunk.ends):  # blank lines are left out
            return None
        table = csv_table(source, chunk, wanted.names)
        return None if table is None else _spliced(model, layout, table, chunk, wanted)
    if isinstance(source, CsvInput) and layout.suffix == ".parquet":
        table = csv_table(source, chunk, list(source.columns))
        return None if table is None else _parquet(model, layout, table, wanted)
    return None


def _spliced(
    model: StanceModel, layout: Layout, table: Any, chunk: Chunk, wanted: Wanted
) -> Written | None:
    answers = answered(model, table, wanted)
    if answers is None:
        return None
    return Written(spliced(chunk, answers, layout), statuses_of(answers))


def _parquet(model: StanceModel, layout: Layout, table: Any, wanted: Wanted) -> Written | None:
    answers = answered(model, table, wanted)
    if answers is None:
        return None
    schema = full_schema(layout, model)
    return Written(
        parquet_bytes([with_answers(table, answers, layout, schema)], schema), statuses_of(answers)
    )


def answered(model: StanceModel, table: Any, wanted: Wanted) -> Any | None:
    """Return the answers to the texts of a table, None if a target is none of the model's."""
    targets = None
    if wanted.targets is not None:
        targets = table[wanted.target]
        known = wanted.targets
        if any(cell_rules.unknown_target(t, known) for t in targets.unique().to_pylist()):
            return None
    return scored_batch(model, table[wanted.text], targets, digits=wanted.digits)


def with_answers(table: Any, answers: Any, layout: Layout, schema: Any) -> Any:
    """Return a table as it stands in the output."""
    import pyarrow

    n_rows, names = len(table), set(table.column_names)
    columns = [
        table[name].cast(schema.field(name).type)
        if name in names
        else pyarrow.nulls(n_rows, schema.field(name).type)
        for name in layout.columns
    ]
    columns += [answers[name] for name in layout.added]
    return pyarrow.Table.from_arrays(columns, schema=schema)


def statuses_of(answers: Any) -> Counter[str]:
    """Count the statuses of answers."""
    counts = answers["status"].value_counts().to_pylist()
    return Counter({count["values"]: count["counts"] for count in counts})
