"""What a table of labels has to be; one report names all problems."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from stancekit.annotators.rating_table import RatingTable
from stancekit.data import cell_rules
from stancekit.data.lookalikes import most_frequent, same_form
from stancekit.data.problems import Problems, clashes
from stancekit.data.quoting import shown
from stancekit.data.table import is_blank
from stancekit.exceptions import DataError
from stancekit.labels import Label, label_set

__all__ = ["MERGED", "judge", "valid_labels"]

MERGED = ("label", "votes", "annotators")
"""The columns that a merged table gets; none of the user's may have these names."""


def judge(table: RatingTable) -> None:
    """Refuse a table of labels, with everything that is wrong with it."""
    stack, problems = table.stack, Problems(table.stack)
    problems.judge(table.id, _wrong_id, enumerate(table.ids))
    problems.judge("target", cell_rules.target, enumerate(table.targets or ()))
    if table.annotator is not None:
        names = [(rating.row, rating.annotator) for rating in table.ratings]
        forms = most_frequent(str(name) for _, name in names)
        problems.judge(table.annotator, partial(_wrong_annotator, forms=forms), names)
    forms = most_frequent(label for label in valid_labels(table) if isinstance(label, str))
    wrong_label = partial(_wrong_label, forms=forms)
    for row, column, _, label in table.ratings:
        problems.judge(column, wrong_label, [(row, label)])
    for column in stack.names:
        problems.judge(column, cell_rules.characters)
    _contradictions(problems, table)
    _texts(problems, table)
    _label_set(problems, table)
    _names(problems, table)
    problems.raise_any()


def valid_labels(table: RatingTable) -> list[Label]:
    """Return the labels that can be labels, one for each time that they were given."""
    return [
        rating.label
        for rating in table.ratings
        if isinstance(rating.label, str | int) and _wrong_label(rating.label) is None
    ]


def _wrong_id(value: object) -> tuple[str, str] | None:
    if is_blank(value):
        return "the id is missing; name the statement", ""
    first = f" (first: {shown(value)})"
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        kind = type(value).__name__
        return f"of type {kind}, but ids are strings or numbers; convert them", first
    return None


def _wrong_annotator(name: object, forms: Mapping[str, str]) -> tuple[str, str] | None:
    if is_blank(name):
        return "the annotator is missing; say who gave the label, or remove the row", ""
    if isinstance(name, bool) or not isinstance(name, str | int):
        kind = type(name).__name__
        return f"of type {kind}, but annotators are named by strings", f" (first: {shown(name)})"
    return _slip(str(name), forms)


def _wrong_label(label: object, forms: Mapping[str, str] | None = None) -> tuple[str, str] | None:
    if isinstance(label, str) and cell_rules.seems_missing(label, (forms or {}).values()):
        return f"{shown(label)} looks like a missing label; leave the cell empty", ""
    wrong = cell_rules.label(label, allowed=None)
    return _slip(label, forms or {}) if wrong is None and isinstance(label, str) else wrong


def _slip(name: str, forms: Mapping[str, str]) -> tuple[str, str] | None:
    """Judge what may differ from another name only in case, spaces or the coding of accents."""
    meant = forms.get(same_form(name), name)
    if name == meant:
        return None
    return f"{shown(name)} looks like a misspelling of {shown(meant)}; correct it", ""


def _contradictions(problems: Problems, table: RatingTable) -> None:
    """Find different labels that one annotator gave to one statement."""
    keys = [
        (number, (table.keys[rating.row], str(rating.annotator)))
        for number, rating in enumerate(table.ratings)
        if not is_blank(table.ids[rating.row]) and not is_blank(rating.annotator)
    ]
    labels = {number: rating.label for number, rating in enumerate(table.ratings)}
    for numbers in clashes(keys, labels):
        first, *_ = found = [table.ratings[number] for number in numbers]
        told = sorted({repr(rating.label): shown(rating.label) for rating in found}.values())
        who, what = shown(first.annotator), table.name(first.row)
        wrong = f"{who} gave {what} the labels {' and '.join(told)}; keep one"
        problems.add([rating.row for rating in found], first.column, wrong)


def _texts(problems: Problems, table: RatingTable) -> None:
    """Find statements that have different texts."""
    cells = dict(table.stack.cells("text")) if "text" in table.about else {}
    texts = {row: text for row, text in cells.items() if not is_blank(text)}
    keys = [(row, table.keys[row]) for row in texts if not is_blank(table.ids[row])]
    for rows in clashes(keys, texts):
        name = table.name(rows[0])
        wrong = f"the id {name} stands for different texts; give each text an id of its own"
        if len({same_form(texts[row]) for row in rows}) == 1:
            wrong = f"the texts of {name} differ only in case or spaces; write them alike"
        problems.add(rows, "text", wrong)


def _label_set(problems: Problems, table: RatingTable) -> None:
    labels = valid_labels(table)
    if len(set(labels)) > 1:
        try:
            label_set(labels)
        except DataError as error:
            problems.add((), None, str(error))


def _names(problems: Problems, table: RatingTable) -> None:
    """Find names that two columns of a result would share."""
    for column in dict.fromkeys((table.id, *table.about)):
        if column in MERGED or (column == table.id and column in table.about):
            wrong = f"column {shown(column)} has a name that the merged table needs for a column"
            problems.add((), None, f"{wrong} of its own; rename it")
    annotators = {str(rating.annotator) for rating in table.ratings}
    for column in sorted({table.id, *table.about, "text", "target", "label"} & annotators):
        wrong = f"an annotator is called {shown(column)}, as a column of the results is"
        problems.add((), None, f"{wrong}; rename one of them")
