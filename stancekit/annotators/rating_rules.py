"""What a table of labels has to be; one report names all problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from stancekit.annotators.rating_table import Rating, RatingTable
from stancekit.data import rules
from stancekit.data.spelling import most_frequent, same_form
from stancekit.data.table import Stack, is_blank
from stancekit.data.wording import shown
from stancekit.exceptions import DataError
from stancekit.labels import Label, label_set

__all__ = ["MERGED", "judge", "valid_labels"]

MERGED = ("label", "votes", "annotators")
"""The columns that a merged table gets; none of the user's may have these names."""

_SHOWN_KINDS = 5


class _Finding(NamedTuple):
    """What is wrong in a cell: the kind, worded alike for all such cells, and its details."""

    row: int
    column: str
    kind: str
    detail: str = ""


def judge(table: RatingTable) -> list[str]:
    """Return everything that is wrong with a table of labels.

    Examples
    --------
    >>> from stancekit.annotators.rating_table import read_rating_table
    >>> rows = [{"id": "p1", "annotator": "ann", "label": name} for name in ("favor", "none")]
    >>> judge(read_rating_table(rows))
    ["list, rows 1, 2, column 'label': 'ann' gave 'p1' the labels 'favor' and 'none'; keep one"]
    """
    checks = (
        _ids,
        _targets,
        _annotators,
        _labels,
        _slips,
        _characters,
        _contradictions,
        _texts,
    )
    found = [line for check in checks for line in _report(table.stack, check(table))]
    return [*found, *_label_set(table), *_names(table)]


def valid_labels(table: RatingTable) -> list[Label]:
    """Return the labels that can be labels, one for each time that they were given.

    Examples
    --------
    >>> from stancekit.annotators.rating_table import read_rating_table
    >>> table = {"ann": ["favor", "N/A"], "ben": [0.5, "none"]}
    >>> valid_labels(read_rating_table(table, annotators=["ann", "ben"]))
    ['favor', 'none']
    """
    return [
        rating.label
        for rating in table.ratings
        if isinstance(rating.label, str | int) and _wrong_label(rating.label) is None
    ]


def _report(stack: Stack, findings: Iterable[_Finding]) -> list[str]:
    """Return a line for each of the first few kinds, with the rows that have it."""
    groups: dict[tuple[str, str], list[_Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.column, finding.kind), []).append(finding)
    lines = [
        f"{stack.place([finding.row for finding in found])}, column {shown(column)}: "
        f"{kind}{found[0].detail}"
        for (column, kind), found in list(groups.items())[:_SHOWN_KINDS]
    ]
    if more := len(groups) - len(lines):
        lines.append(f"{stack.name}: {more} more problems like these; correct the first ones")
    return lines


def _ids(table: RatingTable) -> Iterator[_Finding]:
    words = any(isinstance(value, str) and not is_blank(value) for value in table.ids)
    for row, value in enumerate(table.ids):
        kind = type(value).__name__
        if is_blank(value):
            yield _Finding(row, table.id, "the id is missing; name the statement")
        elif isinstance(value, bool) or not isinstance(value, str | int | float):
            wrong = f"of type {kind}, but ids are strings or numbers; convert them"
            yield _Finding(row, table.id, wrong, f" (first: {shown(value)})")
        elif words and not isinstance(value, str):
            wrong = "a number, where other ids are strings; use one kind"
            yield _Finding(row, table.id, wrong, f" (first: {shown(value)})")


def _targets(table: RatingTable) -> Iterator[_Finding]:
    for row, value in enumerate(table.targets or ()):
        if wrong := rules.target(value):
            yield _Finding(row, "target", *wrong)


def _annotators(table: RatingTable) -> Iterator[_Finding]:
    if table.annotator is None:
        return
    forms = most_frequent(str(rating.annotator) for rating in table.ratings)
    for row, _, name, _ in table.ratings:
        meant = forms[same_form(name)]
        if is_blank(name):
            wrong = "the annotator is missing; say who gave the label, or remove the row"
            yield _Finding(row, table.annotator, wrong)
        elif isinstance(name, bool) or not isinstance(name, str | int):
            wrong = f"of type {type(name).__name__}, but annotators are named by strings"
            yield _Finding(row, table.annotator, wrong, f" (first: {shown(name)})")
        elif str(name) != meant:
            wrong = f"{shown(name)} looks like a misspelling of {shown(meant)}; correct it"
            yield _Finding(row, table.annotator, wrong)


def _labels(table: RatingTable) -> Iterator[_Finding]:
    for row, column, _, value in table.ratings:
        if wrong := _wrong_label(value):
            yield _Finding(row, column, *wrong)


def _wrong_label(value: object) -> tuple[str, str] | None:
    if isinstance(value, str) and rules.seems_missing(value):
        return f"{shown(value)} looks like a missing label; leave the cell empty", ""
    return rules.label(value, allowed=None)


def _slips(table: RatingTable) -> Iterator[_Finding]:
    """Find labels that differ from another only in case, spaces or the coding of accents."""
    forms = most_frequent(label for label in valid_labels(table) if isinstance(label, str))
    for row, column, _, label in table.ratings:
        meant = forms.get(same_form(label))
        if isinstance(label, str) and meant not in (None, label):
            wrong = f"{shown(label)} looks like a misspelling of {shown(meant)}; correct it"
            yield _Finding(row, column, wrong)


def _characters(table: RatingTable) -> Iterator[_Finding]:
    for column in table.stack.names:
        for row, value in table.stack.cells(column):
            if wrong := rules.characters(value):
                yield _Finding(row, column, *wrong)


def _contradictions(table: RatingTable) -> Iterator[_Finding]:
    """Find different labels that one annotator gave to one statement."""
    given: dict[tuple[object, str], list[Rating]] = {}
    for rating in table.ratings:
        if not is_blank(table.ids[rating.row]) and not is_blank(rating.annotator):
            key = table.key(rating.row), str(rating.annotator)
            given.setdefault(key, []).append(rating)
    for ratings in given.values():
        if len(different := {repr(rating.label): shown(rating.label) for rating in ratings}) > 1:
            listed = " and ".join(sorted(different.values()))
            name, statement = shown(ratings[0].annotator), table.name(ratings[0].row)
            wrong = f"{name} gave {statement} the labels {listed}; keep one"
            yield from (_Finding(rating.row, rating.column, wrong) for rating in ratings)


def _texts(table: RatingTable) -> Iterator[_Finding]:
    """Find statements that have different texts."""
    texts: dict[object, dict[int, object]] = {}
    for row, value in table.stack.cells("text") if "text" in table.about else ():
        if not is_blank(value) and not is_blank(table.ids[row]):
            texts.setdefault(table.key(row), {})[row] = value
    for found in texts.values():
        if len(set(map(repr, found.values()))) > 1:
            name = table.name(next(iter(found)))
            wrong = f"the id {name} stands for different texts; give each text an id of its own"
            if len(set(map(same_form, found.values()))) == 1:
                wrong = f"the texts of {name} differ only in case or spaces; write them alike"
            yield from (_Finding(row, "text", wrong) for row in found)


def _label_set(table: RatingTable) -> Iterator[str]:
    labels = valid_labels(table)
    if len(set(labels)) < 2:
        return
    try:
        label_set(labels)
    except DataError as error:
        yield f"{table.stack.name}: {error}"


def _names(table: RatingTable) -> Iterator[str]:
    """Find names that two columns of a result would share."""
    name = table.stack.name
    for column in dict.fromkeys((table.id, *table.about)):
        if column in MERGED or (column == table.id and column in table.about):
            yield (
                f"{name}: column {shown(column)} has a name that the merged table needs for a "
                "column of its own; rename it"
            )
    annotators = {str(rating.annotator) for rating in table.ratings}
    for column in sorted({table.id, *table.about, "text", "target", "label"} & annotators):
        yield (
            f"{name}: an annotator is called {shown(column)}, as a column of the results is; "
            "rename one of them"
        )
