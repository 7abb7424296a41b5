"""What `score` wrote, where the column ``label`` holds predictions, not labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from stancekit.data.rules import as_weight
from stancekit.data.table import Table, is_blank
from stancekit.exceptions import DataError

__all__ = ["predictions_apart"]

_STATUSES = ("ok", "unsure", "no_evidence")


def predictions_apart(table: Table) -> Table:
    """Take the labels of a table that `score` wrote for the predictions that they are.

    Parameters
    ----------
    table : Table
        Any other is returned as it is.

    Raises
    ------
    DataError
        If it has a column ``prediction``, too.

    Examples
    --------
    >>> columns = {"text": ["Yes."], "label": ["favor"], "p_favor": ["0.9"], "status": ["ok"]}
    >>> found = predictions_apart(Table("scored.csv", columns)).columns
    >>> found["label"], found["prediction"], found["prediction_score"]
    ([None], ['favor'], [0.9])
    """
    if not _is_scored(table.columns):
        return table
    if "prediction" in table.columns:
        raise DataError(
            f"{table.name}: column 'label' holds predictions of 'stancekit score', but there is a "
            "column 'prediction' too; remove one"
        )
    predicted = table.columns["label"]
    scores: list[object] = [
        None if is_blank(label) else as_weight(table.columns[f"p_{label}"][row])
        for row, label in enumerate(predicted)
    ]
    missing: list[object] = [None] * len(table)
    columns = {"label": missing, "prediction": predicted, "prediction_score": scores}
    note = (
        "column 'label' taken for predictions, as 'stancekit score' writes it beside the column "
        "'status'; if people gave these labels, remove that column"
    )
    return replace(table, columns=table.columns | columns, notes=(*table.notes, note))


def _is_scored(columns: Mapping[str, Sequence[object]]) -> bool:
    if "label" not in columns or "scored_label" in columns:  # it had labels before
        return False
    statuses = columns.get("scored_status", columns.get("status", ()))
    return (
        len(statuses) > 0
        and all(status in _STATUSES for status in statuses)
        and all(is_blank(label) or f"p_{label}" in columns for label in columns["label"])
    )
