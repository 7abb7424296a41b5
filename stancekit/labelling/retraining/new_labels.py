"""New labels for a model: read, judged by themselves and beside its training statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stancekit.data import rules
from stancekit.data.readers import read_tables
from stancekit.data.table import Stack, Table, is_blank
from stancekit.data.validation import check_given_labels, check_statements
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

    Parameters
    ----------
    sources : sequence
        What `read_labelled` takes.
    old : DataFrame
        The training statements.
    labels : iterable of str or int, optional
        The labels that may occur. Without them a new one that looks like a misspelling of an old
        one is a problem.
    text, label : str
        The columns that hold the statements and their labels.

    Returns
    -------
    NewLabels

    Raises
    ------
    DataError
        If a source cannot be read, breaks a rule, contradicts itself, or names an unknown id.
    InputTypeError, MissingDependencyError, ParameterError
        As `read_labelled` does.

    Examples
    --------
    >>> import pandas as pd
    >>> old = pd.DataFrame({"text": ["Talk!", "Never!"], "label": ["favor", "against"]})
    >>> read_new_labels([[("Talk now!", "favor"), ("Not yet.", "")]], old).unlabelled
    1
    """
    tables = read_tables(sources, text, label)
    _raise_any(_without_column(tables, label))
    tables = _with_texts(tables, old, text)
    check_statements(tables, text)
    for table in tables:
        check_given_labels(table, labels, label)
    some = [_labelled_rows(table, label) for table in tables]
    stack = Stack(some)
    if not any(map(len, some)):
        raise DataError(f"{stack.name}: no row has a label; fill in the column {shown(label)}")
    found = [value for _, value in stack.cells(label) if isinstance(value, str | int)]
    known = set(old["label"].tolist())
    _raise_any(
        _empty_texts(stack, text),
        _misspelt(stack, label, known) if labels is None else (),
        _other_kind(stack, label, found, known),
        _weights(stack, old),
        _contradictions(stack, text, label),
    )
    frame = stack.frame().rename(columns={text: "text", label: "label"})
    if "weight" in frame:
        frame["weight"] = [rules.as_weight(value) for _, value in stack.cells("weight")]
    return NewLabels(frame, sum(map(len, tables)) - len(frame))


def _raise_any(*problems: Iterable[str]) -> None:
    if found := [line for lines in problems for line in lines]:
        raise DataError(found)


def _without_column(tables: Sequence[Table], label: str) -> Iterator[str]:
    for table in tables:
        if not table.broken and label not in table.columns:
            yield f"{table.name}: {no_column(label, list(table.columns))}"


def _with_texts(tables: Sequence[Table], old: pd.DataFrame, text: str) -> list[Table]:
    """Look up the texts of tables that name statements by id alone."""
    known: dict[str, object] = {}
    if "id" in old:
        pairs = zip(old["id"].tolist(), old["text"].tolist(), strict=True)
        known = {str(name): value for name, value in pairs if not is_blank(name)}
    problems, complete = [], []
    for table in tables:
        if text in table.columns or "id" not in table.columns or table.broken:
            complete.append(table)
            continue
        ids = [str(name) for name in table.columns["id"]]
        if unknown := [row for row, name in enumerate(ids) if name not in known]:
            problems.append(
                f"{Stack([table]).place(unknown)}, column 'id': {shown(ids[unknown[0]])} is not "
                f"among the training statements; correct it, or add a column {shown(text)}"
            )
        texts = [known.get(name) for name in ids]
        complete.append(replace(table, columns=table.columns | {text: texts}, frame=None))
    _raise_any(problems)
    return complete


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
    """Find statements with two labels, and ids of two statements."""
    labels, texts, targets = (dict(stack.cells(name)) for name in (label, text, "target"))
    ids = {row: str(name) for row, name in stack.cells("id") if not is_blank(name)}
    first_of: dict[tuple[object, object], int] = {}
    first_with: dict[str, int] = {}
    for row, value in texts.items():
        statement = (value, targets.get(row))
        first = first_of.setdefault(statement, row)
        if labels[first] != labels[row]:
            yield (
                f"{stack.place([first, row])}, column {shown(label)}: the same statement is "
                f"labelled {shown(labels[first])} and {shown(labels[row])}; keep one ("
                f"{shown(value)})"
            )
        if row in ids and texts[first_with.setdefault(ids[row], row)] != value:
            yield (
                f"{stack.place([first_with[ids[row]], row])}, column 'id': {shown(ids[row])} "
                "names two statements; give each its own"
            )
