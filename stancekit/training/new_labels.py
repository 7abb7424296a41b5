"""New labels for a model: read, judged by themselves and beside its training statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stancekit.data import rules
from stancekit.data.identity import StatementKey, name_of, names_in, rows_by
from stancekit.data.readers import read_tables
from stancekit.data.scored import predicted_labels
from stancekit.data.table import Stack, Table, is_blank
from stancekit.data.validation import check_given_labels, check_statements, several_annotators
from stancekit.data.wording import no_column, shown
from stancekit.exceptions import DataError
from stancekit.labels import Label

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NewLabels", "read_new_labels"]


@dataclass(frozen=True, eq=False)
class NewLabels:
    """Statements with new labels.

    Attributes
    ----------
    frame : DataFrame
        The labelled rows, with columns ``text`` and ``label``.
    unlabelled : int
        How many rows have no label yet and were left out.
    """

    frame: pd.DataFrame
    unlabelled: int


def read_new_labels(
    sources: Sequence[object],
    old: pd.DataFrame,
    *,
    labels: Iterable[Label] | None = None,
    text: str = "text",
    label: str = "label",
) -> NewLabels:
    """Read new labels for a model with given training statements.

    A source without texts is taken to label statements of `old` by their ids. Rows without a label
    are left out, and one class alone is enough.

    Examples
    --------
    >>> import pandas as pd
    >>> old = pd.DataFrame({"text": ["Talk!", "Never!"], "label": ["favor", "against"]})
    >>> read_new_labels([[("Talk now!", "favor"), ("Not yet.", "")]], old).unlabelled
    1
    """
    allowed = [*labels] if isinstance(labels, Iterator) else labels
    tables = read_tables(sources, text, label)
    _raise_any(_without_column(tables, label), predicted_labels(tables, label))
    tables = [_emptied(table, text, label) for table in tables]
    tables = _with_texts(tables, old, text, label)
    check_statements(tables, text)
    for table in tables:
        check_given_labels(table, allowed, label)
    stack = _LabelledRows(tables, label)
    if not stack.rows:
        raise DataError(f"{stack.name}: no row has a label; fill in the column {shown(label)}")
    found = [value for _, value in stack.cells(label) if isinstance(value, str | int)]
    known = set(old["label"].tolist())
    clashes = [*_contradictions(stack, text, label)]
    _raise_any(
        _empty_texts(stack, text),
        _misspelt(stack, label, known) if labels is None else (),
        _other_kind(stack, label, found, known),
        _weights(stack, old),
        clashes,
        several_annotators(stack) if clashes else (),
    )
    frame = stack.frame().rename(columns={text: "text", label: "label"})
    if "weight" in frame:
        frame["weight"] = [rules.as_weight(value) for _, value in stack.cells("weight")]
    return NewLabels(frame, sum(map(len, tables)) - len(frame))


class _LabelledRows(Stack):
    """Tables of which only the rows with a label count; they keep their numbers."""

    def __init__(self, tables: Sequence[Table], label: str) -> None:
        super().__init__(tables)
        self._label = label
        self.rows = {row for row, value in super().cells(label) if not is_blank(value)}

    def cells(self, column: str) -> Iterator[tuple[int, object]]:
        return ((row, value) for row, value in super().cells(column) if row in self.rows)

    def frame(self) -> pd.DataFrame:
        return Stack([_labelled_rows(table, self._label) for table in self.tables]).frame()


def _raise_any(*problems: Iterable[str]) -> None:
    if found := [line for lines in problems for line in lines]:
        raise DataError(found)


def _without_column(tables: Sequence[Table], label: str) -> Iterator[str]:
    for table in tables:
        if not table.broken and label not in table.columns:
            yield f"{table.name}: {no_column(label, list(table.columns))}"


def _emptied(table: Table, text: str, label: str) -> Table:
    """Forget what stands in rows without a label: nothing in them can be wrong."""
    given = [not is_blank(value) for value in table.columns[label]] if not table.broken else []
    if all(given):
        return table
    columns = {
        name: [
            value if kept else "" if name == text else None
            for value, kept in zip(cells, given, strict=True)
        ]
        for name, cells in table.columns.items()
    }
    return replace(table, columns=columns, frame=None)


def _with_texts(tables: Sequence[Table], old: pd.DataFrame, text: str, label: str) -> list[Table]:
    """Look up the texts, and the targets, of tables that name statements by id alone."""
    known = rows_by(names_in(old, "id"))
    bare = [
        not table.broken and "id" in table.columns and text not in table.columns for table in tables
    ]
    _raise_any(
        line
        for table, without in zip(tables, bare, strict=True)
        if without
        for line in (
            *_unknown_ids(table, known, text, label),
            *_ambiguous_ids(table, old, known, label),
        )
    )
    return [
        _looked_up(table, old, known, text) if without else table
        for table, without in zip(tables, bare, strict=True)
    ]


def _unknown_ids(
    table: Table, known: Mapping[str, list[int]], text: str, label: str
) -> Iterator[str]:
    labelled = [row for row, value in enumerate(table.columns[label]) if not is_blank(value)]
    names = names_in(table, "id")
    place, or_add = Stack([table]).place, f"or add a column {shown(text)}"
    if missing := [row for row in labelled if names[row] is None]:
        yield f"{place(missing)}, column 'id': the id is missing; add it, {or_add}"
    if unknown := [row for row in labelled if names[row] and names[row] not in known]:
        yield (
            f"{place(unknown)}, column 'id': {shown(names[unknown[0]])} is not among the "
            f"training statements; correct it, {or_add}"
        )


def _ambiguous_ids(
    table: Table, old: pd.DataFrame, known: Mapping[str, list[int]], label: str
) -> Iterator[str]:
    """Find ids that stand for statements about several targets, where none is named."""
    rows = [
        row
        for row, (found, value) in enumerate(
            zip(_rows_named(table, old, known), table.columns[label], strict=True)
        )
        if len(found) > 1 and not is_blank(value)
    ]
    if rows:
        name = shown(name_of(table.columns["id"][rows[0]]))
        yield (
            f"{Stack([table]).place(rows)}, column 'id': {name} stands for several training "
            "statements; name the target of each in a column 'target'"
        )


def _rows_named(table: Table, old: pd.DataFrame, known: Mapping[str, list[int]]) -> list[list[int]]:
    """Return the old statements that each row is about, by its id and, if it names one, target."""
    about, wanted = names_in(old, "target"), names_in(table, "target")
    found = [known.get(name or "", []) for name in names_in(table, "id")]
    same = [
        [row for row in rows if about[row] == target]
        for rows, target in zip(found, wanted, strict=True)
    ]
    return [
        exact if exact and target is not None else rows
        for rows, exact, target in zip(found, same, wanted, strict=True)
    ]


def _looked_up(table: Table, old: pd.DataFrame, known: Mapping[str, list[int]], text: str) -> Table:
    rows = [found[0] if found else None for found in _rows_named(table, old, known)]
    texts = old["text"].tolist()
    columns = table.columns | {text: ["" if row is None else texts[row] for row in rows]}
    if "target" in old:
        before = old["target"].tolist()
        targets = table.columns.get("target", [None] * len(table))
        columns["target"] = [
            target if row is None or not is_blank(target) else before[row]
            for row, target in zip(rows, targets, strict=True)
        ]
    return replace(table, columns=columns, frame=None)


def _labelled_rows(table: Table, label: str) -> Table:
    rows = [row for row, value in enumerate(table.columns[label]) if not is_blank(value)]
    columns = {name: [cells[row] for row in rows] for name, cells in table.columns.items()}
    lines = None if table.lines is None else [table.lines[row] for row in rows]
    return replace(table, columns=columns, lines=lines, frame=None)


def _empty_texts(stack: Stack, text: str) -> Iterator[str]:
    rows = [row for row, value in stack.cells(text) if rules.filled_text(value)]
    if rows:
        yield f"{stack.place(rows)}, column {shown(text)}: the text is empty; add it"


def _misspelt(stack: Stack, label: str, known: Set[Label]) -> Iterator[str]:
    """Find new labels that look like slips of old ones, or like missing values."""
    cells = [(row, value) for row, value in stack.cells(label) if isinstance(value, str | int)]
    novel = sorted({value for _, value in cells} - known, key=str)
    slips = rules.misspellings([*known, *known, *novel])
    for value in novel:
        near = f"a misspelling of {shown(slips[value])}" if value in slips else None
        if near or rules.seems_missing(value):
            rows = [row for row, other in cells if other == value]
            yield (
                f"{stack.place(rows)}, column {shown(label)}: {shown(value)} looks like "
                f"{near or 'a missing label'}; correct it, or list all labels with labels= "
                "(--labels)"
            )


def _other_kind(
    stack: Stack, label: str, found: Sequence[Label], known: Set[Label]
) -> Iterator[str]:
    if {isinstance(value, str) for value in (*found, *known)} == {True, False}:
        yield (
            f"{stack.name}, column {shown(label)}: labels are strings in the training statements "
            "or here, and integers in the other; use one kind"
        )


def _weights(stack: Stack, old: pd.DataFrame) -> Iterator[str]:
    """Find weights that are none, and a column that one side alone has."""
    for row, value in stack.cells("weight"):
        if problem := rules.weight(value):
            yield f"{stack.place([row])}, column 'weight': {''.join(problem)}"
    for table in stack.tables:
        if ("weight" in table.columns) != ("weight" in old):
            yield (
                f"{table.name}: "
                + (
                    "has a column 'weight', which the training statements lack; remove it"
                    if "weight" in table.columns
                    else "there is no column 'weight', but the training statements have one; add it"
                )
            )


def _contradictions(stack: Stack, text: str, label: str) -> Iterator[str]:
    """Find statements with two labels or weights, and ids of two statements."""
    targets = dict(stack.cells("target"))
    weights = {row: rules.as_weight(value) for row, value in stack.cells("weight")}
    told: dict[str, Mapping[int, object]] = {label: dict(stack.cells(label)), "weight": weights}
    names = {row: name for row, cell in stack.cells("id") if (name := name_of(cell))}
    statements = {
        row: StatementKey.of(str(value), targets.get(row)) for row, value in stack.cells(text)
    }
    first_of: dict[StatementKey, int] = {}
    first_with: dict[tuple[str, str | None], int] = {}
    for row, statement in statements.items():
        first = first_of.setdefault(statement, row)
        for column, values in told.items():
            one, other = values.get(first), values.get(row)
            if one != other:
                yield (
                    f"{stack.place([first, row])}, column {shown(column)}: the same statement has "
                    f"{shown(one)} and {shown(other)}; keep one ({shown(statement.text)})"
                )
        if row not in names:
            continue
        first = first_with.setdefault((names[row], statement.target), row)
        if statements[first] != statement:
            yield (
                f"{stack.place([first, row])}, column 'id': {shown(names[row])} names two "
                "statements; give each its own"
            )
