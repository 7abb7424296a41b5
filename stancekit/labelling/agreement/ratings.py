"""Who said what: the labels that annotators gave, as an array of statements by annotators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from stancekit.data import rules
from stancekit.data.table import is_blank
from stancekit.data.wording import shown
from stancekit.evaluation.metrics import IntArray
from stancekit.exceptions import DataError
from stancekit.labelling.agreement.rating_rules import judge, valid_labels
from stancekit.labelling.agreement.rating_table import RatingTable, read_rating_table
from stancekit.labels import Label

__all__ = ["Ratings", "read_ratings"]


@dataclass(frozen=True, eq=False)
class Ratings:
    """The labels that annotators gave to statements.

    Attributes
    ----------
    id : str
        The column that names the statements, the first of `columns`.
    columns : dict of str to list
        The statements: their ids, or the numbers of their rows, and every other column that is the
        same in all rows of each statement.
    annotators : tuple of str
        Their names.
    labels : tuple of str or int
        The labels that occur, sorted.
    codes : ndarray of int, shape (n_statements, n_annotators)
        The position in `labels` of the label that an annotator gave; -1 where there is none.
    notes : tuple of str
        What counts otherwise than the table may suggest.

    Examples
    --------
    >>> table = {"id": ["p1", "p2"], "ann": ["favor", "none"], "ben": ["favor", ""]}
    >>> ratings = read_ratings(table, annotators=["ann", "ben"])
    >>> ratings.labels
    ('favor', 'none')
    >>> ratings.codes
    array([[ 0,  0],
           [ 1, -1]])
    >>> ratings.counts()
    array([[2, 0],
           [0, 1]])
    """

    id: str
    columns: dict[str, list[object]]
    annotators: tuple[str, ...]
    labels: tuple[Label, ...]
    codes: IntArray
    notes: tuple[str, ...]

    def counts(self) -> IntArray:
        """Return how many annotators gave each label: an array (n_statements, n_labels)."""
        return np.stack([(self.codes == code).sum(axis=1) for code in range(len(self.labels))], 1)


def read_ratings(
    data: object,
    *,
    id: str = "id",  # noqa: A002
    label: str = "label",
    annotator: str = "annotator",
    annotators: Sequence[str] | None = None,
) -> Ratings:
    """Read a long or a wide table of labels, and report every problem at once.

    The parameters are those of `stancekit.agreement`.

    Raises
    ------
    DataError
        If the table cannot be used; one line for each kind of problem, with its rows.
    InputTypeError
        If `data` is of a kind that cannot be read.
    ParameterError
        If `annotators` does not name at least two columns, or the columns of a long table are not
        three.

    Examples
    --------
    >>> rows = [("p1", "ann", "favor"), ("p1", "ben", "none"), ("p2", "ann", "none")]
    >>> names = ("id", "annotator", "label")
    >>> ratings = read_ratings([dict(zip(names, row, strict=True)) for row in rows])
    >>> ratings.annotators, ratings.columns
    (('ann', 'ben'), {'id': ['p1', 'p2']})
    """
    table = read_rating_table(data, id=id, label=label, annotator=annotator, annotators=annotators)
    if problems := judge(table):
        raise DataError(problems)
    numbers: dict[object, int] = {}
    statements = [numbers.setdefault(name, len(numbers)) for name in table.ids]
    named = (str(rating.annotator) for rating in table.ratings)
    names = table.annotators or tuple(dict.fromkeys(named))
    labels = valid_labels(table)
    distinct = tuple(sorted(set(labels)))
    codes, repeated = _codes(table, statements, names, distinct)
    about, varying = _about(table, statements)
    if problem := _too_few(table.stack.name, names, codes):
        raise DataError(problem)
    notes = (*_repeats(repeated), *_left_out(varying), *_resembling(labels))
    return Ratings(table.id, {table.id: list(numbers), **about}, names, distinct, codes, notes)


def _codes(
    table: RatingTable, statements: Sequence[int], names: Sequence[str], labels: Sequence[Label]
) -> tuple[IntArray, int]:
    """Return the codes, and how many labels only repeat one that was given before."""
    codes = np.full((max(statements) + 1, len(names)), -1, dtype=np.intp)
    columns = {name: column for column, name in enumerate(names)}
    numbers: dict[object, int] = {label: code for code, label in enumerate(labels)}
    for row, _, name, label in table.ratings:
        codes[statements[row], columns[str(name)]] = numbers[label]
    return codes, len(table.ratings) - int((codes >= 0).sum())


def _about(
    table: RatingTable, statements: Sequence[int]
) -> tuple[dict[str, list[object]], list[str]]:
    """Return the columns that are the same in all rows of a statement, and which are not.

    A blank cell is no value that could differ.
    """
    same: dict[str, list[object]] = {}
    varying = []
    for name, cells in table.about.items():
        values: dict[int, object] = {}
        for statement, value in zip(statements, cells, strict=True):
            if is_blank(values.setdefault(statement, value)):
                values[statement] = value
            elif not is_blank(value) and repr(values[statement]) != repr(value):
                varying.append(name)
                break
        else:
            same[name] = list(values.values())
    return same, varying


def _too_few(source: str, names: Sequence[str], codes: IntArray) -> str | None:
    given = (codes >= 0).sum(axis=0).tolist()
    active = [name for name, labels in zip(names, given, strict=True) if labels]
    if not active:
        return f"{source}: there is no label; add the labels of at least 2 annotators"
    if len(active) == 1:
        return (
            f"{source}: all labels are of one annotator, {shown(active[0])}; add the labels of "
            "another"
        )
    if (codes >= 0).sum(axis=1).max() < 2:
        return (
            f"{source}: no statement has labels of 2 annotators; let them label the same "
            "statements, under the same ids"
        )
    return None


def _repeats(repeated: int) -> Iterator[str]:
    if repeated:
        yield (
            f"{repeated:,} {'label repeats' if repeated == 1 else 'labels repeat'} what the same "
            "annotator had said of the same statement: counted once."
        )


def _left_out(varying: Sequence[str]) -> Iterator[str]:
    if varying:
        yield (
            f"The merged table is without {', '.join(map(shown, varying))}: not the same in all "
            "rows of a statement."
        )


def _resembling(labels: Sequence[Label]) -> Iterator[str]:
    for slip, near in rules.misspellings(labels).items():
        yield (
            f"The label {shown(slip)} occurs once and may be a misspelling of {shown(near)}; it "
            "counts as a label of its own."
        )
