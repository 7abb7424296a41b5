"""A table of labels, long or wide, in one form: which row, which annotator, which label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from stancekit.data.readers import read_table
from stancekit.data.table import Stack, Table, is_blank
from stancekit.data.wording import no_column, shown
from stancekit.exceptions import DataError, ParameterError

__all__ = ["Rating", "RatingTable", "read_rating_table"]

_ROW = "row"


class Rating(NamedTuple):
    """A label as it stands in a table.

    Examples
    --------
    >>> Rating(row=0, column="label", annotator="ann", label="favor").annotator
    'ann'
    """

    row: int
    column: str
    annotator: object
    label: object


@dataclass(frozen=True, eq=False)
class RatingTable:
    """A table of labels, before it is judged.

    Attributes
    ----------
    stack : Stack
        The table, which knows where its rows stand.
    id : str
        The column that names the statements.
    ids : list
        The statement of each row; the number of the row where there is no such column.
    annotator : str or None
        The column that names the annotators; None in a wide table.
    annotators : tuple of str
        The columns of a wide table that hold labels.
    ratings : list of Rating
        Every label that is there; blank cells are left out.
    about : dict of str to list
        The other columns.
    """

    stack: Stack
    id: str
    ids: list[object]
    annotator: str | None
    annotators: tuple[str, ...]
    ratings: list[Rating]
    about: dict[str, list[object]]


def read_rating_table(
    data: object,
    *,
    id: str = "id",  # noqa: A002
    label: str = "label",
    annotator: str = "annotator",
    annotators: Sequence[str] | None = None,
) -> RatingTable:
    """Read a long table, or a wide one where its annotators are named.

    The parameters are those of `stancekit.agreement`.

    Raises
    ------
    DataError
        If the table cannot be read or lacks a column.
    InputTypeError
        If `data` is of a kind that cannot be read.
    ParameterError
        If `annotators` does not name at least two columns, or the columns of a long table are not
        three.

    Examples
    --------
    >>> table = {"id": ["p1", "p2"], "ann": ["favor", "none"], "ben": ["favor", ""]}
    >>> len(read_rating_table(table, annotators=["ann", "ben"]).ratings)
    3
    """
    wide = () if annotators is None else _columns_of_annotators(annotators)
    _check_roles({"id": id, "label": label, "annotator": annotator}, distinct=not wide)
    table = read_table(data, label=label)
    stack = Stack([table])
    if problems := [*_broken(stack), *_missing(table, id, label, annotator, wide)]:
        raise DataError(problems)
    named = id in table.columns
    used = {id, *wide} if wide else {id, label, annotator}
    return RatingTable(
        stack=stack,
        id=id if named else _ROW,
        ids=table.columns[id] if named else list(range(1, len(table) + 1)),
        annotator=None if wide else annotator,
        annotators=wide,
        ratings=list(_wide(table, wide) if wide else _long(table, label, annotator)),
        about={name: cells for name, cells in table.columns.items() if name not in used},
    )


def _check_roles(roles: dict[str, str], distinct: bool) -> None:
    for role, column in roles.items():
        if not isinstance(column, str):
            raise ParameterError(
                f"{role}={shown(column)} is not the name of a column; give a string"
            )
    if distinct and len(set(roles.values())) < len(roles):
        given = ", ".join(f"{role}={shown(column)}" for role, column in roles.items())
        raise ParameterError(f"{given}: name a different column for each")


def _columns_of_annotators(annotators: Sequence[str]) -> tuple[str, ...]:
    if isinstance(annotators, str) or not isinstance(annotators, Sequence):
        raise ParameterError(f"annotators={shown(annotators)} is not a list of columns; give one")
    if wrong := [name for name in annotators if not isinstance(name, str)]:
        raise ParameterError(f"annotators holds {shown(wrong[0])}; name columns, as strings")
    if repeated := [name for name in annotators if annotators.count(name) > 1]:
        raise ParameterError(
            f"annotators names the column {shown(repeated[0])} twice; name it once"
        )
    if len(annotators) < 2:
        raise ParameterError(f"annotators={shown(list(annotators))}: name at least 2 columns")
    return tuple(annotators)


def _broken(stack: Stack) -> list[str]:
    return [f"{stack.place([row])}: {reason}" for row, reason in stack.broken()]


def _missing(
    table: Table, ids: str, label: str, annotator: str, wide: Sequence[str]
) -> Iterator[str]:
    """Find the columns that are not there; a wide table need not name its statements."""
    ways = {
        ids: "rename the column, or say which one holds the id",
        label: "rename the column, or say which one holds the label",
        annotator: "rename the column, say which one names the annotators, or, where each "
        "annotator has a column, list these",
    }
    wanted = [*wide, *([] if ids == "id" else [ids])] if wide else [ids, annotator, label]
    for column in wanted:
        if column not in table.columns:
            way_out = "list the columns of the annotators" if column in wide else ways[column]
            yield f"{table.name}: {no_column(column, list(table.columns))} ({way_out})"


def _long(table: Table, label: str, annotator: str) -> Iterator[Rating]:
    cells = zip(table.columns[annotator], table.columns[label], strict=True)
    for row, (name, value) in enumerate(cells):
        if not is_blank(value):
            yield Rating(row, label, _whole(name), _whole(value))


def _wide(table: Table, annotators: Sequence[str]) -> Iterator[Rating]:
    for name in annotators:
        for row, value in enumerate(table.columns[name]):
            if not is_blank(value):
                yield Rating(row, name, name, _whole(value))


def _whole(value: object) -> object:
    """Return the integer that stood in a column before pandas made room for missing values."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
