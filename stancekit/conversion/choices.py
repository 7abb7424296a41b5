"""The labels that there are to choose from, and doubts about their spelling."""

from __future__ import annotations

from stancekit.data.rules import doubtful
from stancekit.data.table import Table, is_blank
from stancekit.data.wording import shown
from stancekit.labels import MAX_LABELS, Label
from stancekit.model.model import StanceModel

__all__ = ["label_choices", "spelling_caveats"]


def label_choices(table: Table, model: StanceModel | None) -> list[Label]:
    """Return the labels that rows have or that are predicted, and those that a model knows."""
    cells = (*table.columns["label"], *table.columns.get("prediction", ()))
    given = {str(value) for value in cells if not is_blank(value)}
    known = () if model is None else model.labels
    return [*known, *sorted(given - set(map(str, known)))]


def spelling_caveats(table: Table, model: StanceModel | None) -> list[str]:
    """Name labels that are spelled almost like another, or like a missing value.

    Examples
    --------
    >>> table = Table("t", {"label": ["favor", "favor", "Favor", "NA"]})
    >>> spelling_caveats(table, None)
    ["label 'Favor' may be a misspelling of 'favor'", "label 'NA' may be a missing label"]
    """
    given = [str(value) for value in table.columns["label"] if not is_blank(value)]
    known = () if model is None else model.labels
    if len({*given, *known}) > MAX_LABELS:
        return []
    looks = doubtful(given, set(map(str, known)))
    return [f"label {shown(label)} may be {like}" for label, like in looks.items()]
