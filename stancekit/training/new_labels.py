"""New labels for a model: read, judged by themselves and beside its training statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stancekit.data.identity import names_in, rows_by
from stancekit.data.problems import Problems
from stancekit.data.quoting import shown
from stancekit.data.readers import read_tables
from stancekit.data.table import Stack, Table, is_blank
from stancekit.data.validation import check_columns, check_labelled
from stancekit.exceptions import DataError
from stancekit.labels import Label

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_new_labels", "rows_with_labels"]


def read_new_labels(
    sources: Sequence[object],
    old: pd.DataFrame,
    *,
    labels: Iterable[Label] | None = None,
    text: str = "text",
    label: str = "label",
) -> tuple[pd.DataFrame, int]:
    """Read new labels for a model with given training statements.

    A source without texts is taken to label statements of `old` by their ids. Rows without a label
    are left out and counted, and one class alone is enough.
    """
    tables = read_tables(sources, text, label)
    check_columns(tables, text, label, may_lack="text")
    labelled, unlabelled = rows_with_labels(tables, label)
    tables = _with_texts(labelled, old, text)
    frame = check_labelled(tables, labels, text, label, to_train=False, beside=old)
    return frame, unlabelled


def rows_with_labels(tables: Sequence[Table], label: str) -> tuple[list[Table], int]:
    """Return the rows of tables that have a label, and how many have none."""
    given = [[not is_blank(value) for value in table.columns[label]] for table in tables]
    if not any(map(any, given)):
        names = Stack(tables).name
        raise DataError(f"{names}: no row has a label; fill in the column {shown(label)}")
    labelled = [table.where(kept) for table, kept in zip(tables, given, strict=True)]
    return labelled, sum(kept.count(False) for kept in given)


def _with_texts(tables: Sequence[Table], old: pd.DataFrame, text: str) -> list[Table]:
    """Look up the texts, and the targets, of tables that name statements by id alone."""
    named = [
        _rows_named(table, old) if "id" in table.columns and text not in table.columns else None
        for table in tables
    ]
    pairs = list(zip(tables, named, strict=True))
    wrong = [line for table, rows in pairs if rows for line in _wrong_ids(table, rows, text)]
    if wrong:
        raise DataError(wrong)
    return [table if rows is None else _looked_up(table, old, rows, text) for table, rows in pairs]


def _rows_named(table: Table, old: pd.DataFrame) -> list[list[int]]:
    """Return the old statements that each row is about, by its id and, if it names one, target."""
    known, about = rows_by(names_in(old, "id")), names_in(old, "target")
    found = [known.get(name or "", []) for name in names_in(table, "id")]
    exact = [
        [row for row in rows if target is not None and about[row] == target]
        for rows, target in zip(found, names_in(table, "target"), strict=True)
    ]
    return [same or rows for rows, same in zip(found, exact, strict=True)]


def _wrong_ids(table: Table, named: Sequence[Sequence[int]], text: str) -> list[str]:
    """Find ids that do not name one old statement."""
    problems = Problems(Stack([table]))
    or_add = f"or add a column {shown(text)}"
    for row, (name, rows) in enumerate(zip(names_in(table, "id"), named, strict=True)):
        if name is None:
            problems.add([row], "id", f"the id is missing; add it, {or_add}")
        elif not rows:
            wrong = f"the id is not among the training statements; correct it, {or_add}"
            problems.add([row], "id", wrong, f" (first: {shown(name)})")
        elif len(rows) > 1:
            way_out = "name the target of each in a column 'target'"
            wrong = f"{shown(name)} stands for several training statements; {way_out}"
            problems.add([row], "id", wrong, check="targets")
    return problems.lines()


def _looked_up(table: Table, old: pd.DataFrame, named: Sequence[Sequence[int]], text: str) -> Table:
    texts, targets = old["text"].tolist(), old.get("target")
    columns = table.columns | {text: [texts[row] for (row,) in named]}
    if targets is not None:
        given = table.columns.get("target", [None] * len(table))
        columns["target"] = [
            targets.iloc[row] if is_blank(target) else target
            for (row,), target in zip(named, given, strict=True)
        ]
    return replace(table, columns=columns)
