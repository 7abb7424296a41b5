"""What `score` wrote, where the column ``label`` holds predictions, not labels."""

from __future__ import annotations

from dataclasses import replace

from stancekit.data.rules import as_weight
from stancekit.data.scored import is_scored, scored_columns
from stancekit.data.table import Table, is_blank

__all__ = ["predictions_apart"]


def predictions_apart(table: Table) -> Table:
    """Take the labels of a table that `score` wrote for the predictions that they are.

    Examples
    --------
    >>> columns = {"text": ["Yes."], "label": ["favor"], "p_favor": [0.9], "status": ["ok"]}
    >>> found = predictions_apart(Table("scored.csv", columns)).columns
    >>> found["label"], found["prediction"], found["prediction_score"]
    ([None], ['favor'], [0.9])
    """
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
