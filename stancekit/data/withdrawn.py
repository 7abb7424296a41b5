"""Labels that their own rows take back: of statements that annotators skipped or rejected."""

from __future__ import annotations

from dataclasses import replace

from stancekit.data.quoting import shown
from stancekit.data.table import Table, as_flag, is_blank

__all__ = ["without_withdrawn"]

_FLAGS = ("was_cancelled", "skipped")
_WORDS = {"answer": ("reject", "ignore"), "status": ("discarded",)}
_ANSWERS = {"accept", "reject", "ignore"}


def without_withdrawn(table: Table, label: str) -> Table:
    """Empty the labels of rows that say, as labelling tools do, that they hold none.

    Label Studio says ``was_cancelled`` or ``skipped``, Prodigy has an ``answer``, Argilla a
    ``status``.

    Examples
    --------
    >>> rows = {"label": ["favor", "none"], "was_cancelled": ["False", "True"]}
    >>> found = without_withdrawn(Table("labels.csv", rows), "label")
    >>> found.columns["label"]
    ['favor', None]
    >>> found.caveats
    ("labels of rows in which 'was_cancelled' is true, left out (if they hold, remove the column \
'was_cancelled'): 1",)
    """
    labels = table.columns.get(label)
    if table.tool or labels is None:
        return table
    caveats = list(table.caveats)
    for column in (*_FLAGS, *_WORDS):
        rows = [row for row in _withdrawn(table, column) if not is_blank(labels[row])]
        if rows:
            words = "true" if column in _FLAGS else " or ".join(map(shown, _WORDS[column]))
            caveats.append(
                f"labels of rows in which {shown(column)} is {words}, left out (if they hold, "
                f"remove the column {shown(column)}): {len(rows):,}"
            )
            gone = set(rows)
            labels = [None if row in gone else value for row, value in enumerate(labels)]
    if labels is table.columns[label]:
        return table
    columns = table.columns | {label: labels}
    return replace(table, columns=columns, frame=None, caveats=tuple(caveats))


def _withdrawn(table: Table, column: str) -> list[int]:
    cells = table.columns.get(column, [])
    if column in _FLAGS:
        return [row for row, cell in enumerate(cells) if as_flag(cell)]
    if column == "answer" and not all(is_blank(cell) or str(cell) in _ANSWERS for cell in cells):
        return []  # the answers to a question of somebody else
    words = _WORDS[column]
    return [row for row, cell in enumerate(cells) if str(cell).casefold() in words]
