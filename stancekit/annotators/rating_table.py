"""A table of labels, long or wide, in one form: which row, which annotator, which label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from stancekit.data.arguments import check_roles
from stancekit.data.identity import name_of
from stancekit.data.problems import Problems
from stancekit.data.quoting import no_column, shown
from stancekit.data.readers import read_tables
from stancekit.data.table import Stack, is_blank
from stancekit.exceptions import ParameterError

__all__ = ["Rating", "RatingTable", "read_rating_table"]

_ROW = "row"


class Rating(NamedTuple):
    """A label as it stands in a table."""

    row: int
    column: str
    annotator: object
    label: object


@dataclass(frozen=True, eq=False)
class RatingTable:
    """A table of labels, before it is judged.

    Without a column of ids, the statements are the numbers of their rows. `annotator` is the column
    that names the annotators; None in a wide table, where `annotators` are the columns with labels.
    Blank labels are no ratings, and `about` are the other columns.
    """

    stack: Stack
    id: str
    ids: list[object]
    targets: list[object] | None
    annotator: str | None
    annotators: tuple[str, ...]
    ratings: list[Rating]
    about: tuple[str, ...]

    @cached_property
    def keys(self) -> list[tuple[str | None, str | None]]:
        """What tells the statement of each row from others: the names of its id and its target."""
        targets = self.targets or [None] * len(self.ids)
        return list(zip(map(name_of, self.ids), map(name_of, targets), strict=True))

    def name(self, row: int) -> str:
        """Return the statement of a row as messages name it."""
        target = None if self.targets is None else self.targets[row]
        return shown(self.ids[row]) + ("" if is_blank(target) else f" (target {shown(target)})")


def read_rating_table(
    sources: Sequence[object],
    ids: str,
    label: str,
    annotator: str,
    annotators: Iterable[str] | None,
) -> RatingTable:
    """Read a long table, or a wide one where its annotators are named, from one source or several.

    The parameters are those of `stancekit.agreement`.
    """
    wide = () if annotators is None else _columns_of_annotators(annotators)
    _check_roles({"id": ids, "label": label, "annotator": annotator}, wide)
    stack = Stack(read_tables(sources, label=label))
    problems = Problems(stack)
    for row, reason in stack.broken():
        problems.add([row], None, reason)
    problems.say(*_missing(stack, ids, label, annotator, wide))
    problems.raise_any()
    if isinstance(annotators, Set):
        wide = tuple(name for name in stack.names if name in wide)
    used = {ids, *wide} if wide else {ids, label, annotator}
    about = tuple(name for name in stack.names if name not in used)
    n_rows = sum(map(len, stack.tables))
    targets = stack.column("target") if "target" in about else []
    return RatingTable(
        stack=stack,
        id=ids if ids in stack.names else _ROW,
        ids=stack.column(ids) if ids in stack.names else list(range(1, n_rows + 1)),
        targets=None if all(map(is_blank, targets)) else targets,
        annotator=None if wide else annotator,
        annotators=wide,
        ratings=list(_wide(stack, wide) if wide else _long(stack, label, annotator)),
        about=about,
    )


def _check_roles(roles: dict[str, str], wide: Sequence[str]) -> None:
    for some in [{role: column} for role, column in roles.items()] if wide else [roles]:
        check_roles(**some)
    if {roles["label"], roles["annotator"]} <= set(wide):
        raise ParameterError(
            f"annotators (--wide) names {shown(roles['label'])} and {shown(roles['annotator'])}, "
            "the columns of a long table; leave it out"
        )


def _columns_of_annotators(annotators: Iterable[str]) -> tuple[str, ...]:
    if isinstance(annotators, str | bytes | Mapping) or not isinstance(annotators, Iterable):
        raise ParameterError(f"annotators={shown(annotators)} is not a list of columns; give one")
    names = list(annotators)
    if wrong := [name for name in names if not isinstance(name, str)]:
        raise ParameterError(f"annotators holds {shown(wrong[0])}; name columns, as strings")
    if repeated := [name for name in names if names.count(name) > 1]:
        raise ParameterError(
            f"annotators (--wide) names the column {shown(repeated[0])} twice; name it once"
        )
    if len(names) < 2:
        found = f"only {shown(names[0])}" if names else "no column"
        raise ParameterError(f"annotators (--wide) names {found}; name at least 2 columns")
    return tuple(map(str, names))


def _missing(
    stack: Stack, ids: str, label: str, annotator: str, wide: Sequence[str]
) -> Iterator[str]:
    """Find the columns that are not there; a wide table need not name its statements."""
    for column in wide:
        if column not in stack.names:
            lacking = no_column(column, stack.names)
            yield f"{stack.name}: {lacking} (name the columns of the annotators)"
    ways = {
        ids: "rename the column, or say which one holds the id",
        label: "rename the column, or say which one holds the label",
        annotator: "rename the column, or say which one names the annotators; where each annotator "
        "has a column, name these with annotators= (--wide); where each has a file, add the column "
        "to it: stancekit convert anna.jsonl anna.csv --annotator anna",
    }
    numbered = ids == "id" and len(stack.tables) == 1
    wanted = ([] if numbered else [ids]) if wide else [ids, annotator, label]
    for table in stack.tables:
        for column in wanted:
            if column not in table.columns:
                lacking = no_column(column, list(table.columns))
                yield f"{table.name}: {lacking} ({ways[column]})"


def _long(stack: Stack, label: str, annotator: str) -> Iterator[Rating]:
    for (row, name), (_, value) in zip(stack.cells(annotator), stack.cells(label), strict=True):
        if not is_blank(value):
            yield Rating(row, label, _whole(name), _whole(value))


def _wide(stack: Stack, annotators: Sequence[str]) -> Iterator[Rating]:
    for name in annotators:
        for row, value in stack.cells(name):
            if not is_blank(value):
                yield Rating(row, name, name, _whole(value))


def _whole(value: object) -> object:
    """Return the integer that stood in a column before pandas made room for missing values."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
