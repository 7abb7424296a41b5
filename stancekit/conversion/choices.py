"""The labels that there are to choose from, and doubts about their spelling."""

from __future__ import annotations

from stancekit.data.rules import misspellings, seems_missing
from stancekit.data.table import Table, is_blank
from stancekit.data.wording import shown
from stancekit.labels import MAX_LABELS, Label
from stancekit.model.model import StanceModel

__all__ = ["label_choices", "spelling_notes"]


def label_choices(table: Table, model: StanceModel | None) -> list[Label]:
    """Return the labels that rows have or that are predicted, and those that a model knows.

    Examples
    --------
    >>> columns = {"text": ["Yes.", "No."], "label": ["favor", ""], "prediction": ["", "none"]}
    >>> label_choices(Table("t", columns), None)
    ['favor', 'none']
    """
    cells = (*table.columns["label"], *table.columns.get("prediction", ()))
    given = {str(value) for value in cells if not is_blank(value)}
    known = () if model is None else model.labels
    return [*known, *sorted(given - set(map(str, known)))]


def spelling_notes(table: Table, model: StanceModel | None) -> list[str]:
    """Name labels that are spelled almost like another, or like a missing value.

    Examples
    --------
    >>> table = Table("t", {"label": ["favor", "favor", "Favor", "NA"]})
    >>> spelling_notes(table, None)
    ["label 'Favor' may be a misspelling of 'favor'", "label 'NA' may stand for a missing label"]
    """
    given = [str(value) for value in table.columns["label"] if not is_blank(value)]
    known = () if model is None else model.labels
    if len({*given, *known}) > MAX_LABELS:
        return []
    slips = misspellings([*known, *known, *given])
    return [
        *(
            f"label {shown(slip)} may be a misspelling of {shown(near)}"
            for slip, near in slips.items()
        ),
        *(
            f"label {shown(label)} may stand for a missing label"
            for label in dict.fromkeys(given)
            if seems_missing(label)
        ),
    ]
