"""Tables that `score` wrote, whose labels are predictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from stancekit.data.cell_rules import as_weight
from stancekit.data.table import Table, is_blank

__all__ = ["is_scored", "predicted_labels", "predictions_apart", "scored_columns"]

_STATUSES = ("ok", "unsure", "no_evidence", "missing")


def is_scored(columns: Mapping[str, Sequence[object]]) -> bool:
    """Tell whether all labels of a table are the likeliest ones by its own probabilities.

    A label that somebody corrected, or a name beside it, makes them labels of people.
    """
    if "scored_label" in columns:  # it had labels before
        return False
    statuses, labels = columns.get(_added("status", columns), ()), columns.get("label", ())
    named = [*columns.get("annotator", ()), *columns.get("prediction", ())]
    return (
        any(not is_blank(label) for label in labels)
        and all(map(is_blank, named))
        and all(status in _STATUSES for status in statuses)
        and len(statuses) > 0
        and all(
            is_blank(label) or _is_likeliest(str(label), columns, row)
            for row, label in enumerate(labels)
        )
    )


def scored_columns(columns: Mapping[str, Sequence[object]]) -> list[str]:
    """Return the columns that `score` adds beside the label."""
    added = {_added(name, columns) for name in ("stance", "status")}
    return [name for name in columns if name in added or name.startswith("p_")]


def predicted_labels(tables: Sequence[Table], label: str) -> list[str]:
    """Say in which tables the labels are predictions."""
    return [
        f"{table.name}, column 'label': predictions of 'stancekit score', not labels; correct "
        "them, and remove the column 'status'"
        for table in tables
        if label == "label" and is_scored(table.columns)
    ]


def predictions_apart(table: Table) -> Table:
    """Take the labels of a table that `score` wrote for the predictions that they are."""
    if not is_scored(table.columns):
        return table
    predicted = table.columns["label"]
    scores: list[object] = [
        None if is_blank(label) else as_weight(table.columns[f"p_{label}"][row])
        for row, label in enumerate(predicted)
    ]
    missing: list[object] = [None] * len(table)
    left_out = scored_columns(table.columns)
    columns = {name: cells for name, cells in table.columns.items() if name not in left_out}
    columns |= {"label": missing, "prediction": predicted, "prediction_score": scores}
    note = (
        "column 'label' taken for predictions, as 'stancekit score' writes it; if people gave "
        "these labels, remove the column 'status'"
    )
    return replace(table, columns=columns, caveats=(*table.caveats, note))


def _added(name: str, columns: Mapping[str, Sequence[object]]) -> str:
    """Return what `score` called a column, where there may have been one of that name."""
    return f"scored_{name}" if f"scored_{name}" in columns else name


def _is_likeliest(label: str, columns: Mapping[str, Sequence[object]], row: int) -> bool:
    given = [as_weight(columns[name][row]) for name in columns if name.startswith("p_")]
    numbers = [number for number in given if number is not None]
    own = as_weight(columns.get(f"p_{label}", [None] * (row + 1))[row])
    return own is not None and own == max(numbers)
