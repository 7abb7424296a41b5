"""Answers as Arrow columns, from texts where they lie: for frames of all kinds, and for files."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from stancekit._optional import import_optional
from stancekit.blocks import printable
from stancekit.data.quoting import counted
from stancekit.exceptions import DataError, InputTypeError
from stancekit.model.answers import Answers, answers_of
from stancekit.model.linear import Learned
from stancekit.model.status import MISSING, STATUSES

__all__ = ["scored_batch"]

Arrow: TypeAlias = Any
"""An object of pyarrow, which has no types."""


def scored_batch(
    model: Learned,
    column: object,
    target: object = None,
    n_jobs: int | None = None,
    digits: int | None = None,
) -> Arrow:
    """Return what `StanceModel.score` says of the texts of a column; a null is `missing`.

    Numbers are rounded to so many digits, or not at all.
    """
    pyarrow = import_optional("pyarrow", extra="parquet", purpose="score_arrow")
    texts = _strings(pyarrow, column, "column")
    targets = None if target is None else _strings(pyarrow, target, "target")
    if targets is not None and len(targets) != len(texts):
        raise DataError(
            f"target: {counted(len(targets), 'value')} for {counted(len(texts), 'text')}; "
            "give each text its target"
        )
    if not texts.null_count:
        given = texts if targets is None else {"text": texts, "target": targets}
        return _columns(pyarrow, answers_of(model, given, n_jobs), digits)
    present = texts.is_valid()
    given = texts = texts.filter(present)
    if targets is not None:
        given = {"text": texts, "target": targets.filter(present)}
    answers = _columns(pyarrow, answers_of(model, given, n_jobs), digits)
    there = present.to_numpy()
    answers = answers.take(pyarrow.array(np.cumsum(there) - 1, mask=~there))
    status = answers["status"].fill_null(MISSING)
    return pyarrow.record_batch([*answers.columns[:-1], status], names=answers.schema.names)


def _columns(pyarrow: Any, answers: Answers, digits: int | None) -> Arrow:
    label = pyarrow.array(answers.best, mask=answers.is_empty)
    columns = {"label": pyarrow.array(answers.labels).take(label)}
    columns |= {name: pyarrow.array(column) for name, column in answers.numbers(digits).items()}
    columns["status"] = pyarrow.array(STATUSES).take(pyarrow.array(answers.status))
    return pyarrow.record_batch(list(columns.values()), names=list(columns))


def _strings(pyarrow: Any, column: Any, name: str) -> Arrow:
    """Return a column as a chunked array of strings, or refuse what is none."""
    expected = f"{name}: expected an Arrow column of strings, got"
    if isinstance(column, str | bytes):
        raise InputTypeError(f"{expected} one {type(column).__name__}; put it into a list")
    try:
        is_stream = hasattr(column, "__arrow_c_stream__")
        chunks = pyarrow.chunked_array(column if is_stream else [pyarrow.array(column)])
    except (pyarrow.ArrowException, TypeError, ValueError) as error:
        reason = printable(str(error)).partition(". ")[0]
        raise InputTypeError(
            f"{expected} {type(column).__name__} ({reason}); give one column of a table"
        ) from error
    of_text = chunks.type
    if pyarrow.types.is_dictionary(of_text):
        of_text = of_text.value_type
    if of_text in (pyarrow.string(), pyarrow.large_string()):
        return chunks if of_text == chunks.type else chunks.cast(of_text)
    if of_text in (pyarrow.null(), pyarrow.string_view()):  # neither can be filtered
        return chunks.cast(pyarrow.large_string())
    raise InputTypeError(f"{expected} one of {of_text}; cast it to strings")
