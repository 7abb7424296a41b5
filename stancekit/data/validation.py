"""The one judge of tables of statements: all rules are applied, one report names all problems."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from stancekit.data import cell_rules
from stancekit.data.arguments import as_label_set, check_roles
from stancekit.data.drawn import without_again
from stancekit.data.notes import note
from stancekit.data.predicted import predicted_labels
from stancekit.data.problems import Problems
from stancekit.data.quoting import all_shown, no_column, shown
from stancekit.data.row_rules import judge_clashes, judge_ids, judge_label_set, judge_weights
from stancekit.data.table import Stack, Table, is_blank, plain
from stancekit.labels import Label

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "as_column_names",
    "check_columns",
    "check_given_labels",
    "check_known_targets",
    "check_labelled",
    "check_statements",
    "check_targets",
]

_EXPECTED = "stancekit labels"
"""Under which name of its `attrs` a frame says which labels its reader was told to expect."""


def check_labelled(
    tables: Sequence[Table],
    labels: Iterable[Label] | None = None,
    text: str = "text",
    label: str = "label",
    *,
    to_train: bool = True,
    contradictions: bool = True,
    repeats: bool = False,
    beside: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Judge labelled statements and return them as one frame.

    They need two labels at least only if they are to train a model, and may repeat each other
    only if that is said. Beside training statements they may, and must have labels and weights like
    theirs.
    """
    check_roles(text=text, label=label)
    allowed = None if labels is None else as_label_set(labels)
    expected = None if allowed else {*_expected(tables)}
    tables = tables if repeats else without_again(tables, text, label)
    known = set() if beside is None else set(beside["label"].tolist())
    stack, problems = _read(tables, {"text": text, "label": label})
    problems.judge(text, cell_rules.filled_text)
    problems.judge(label, partial(cell_rules.label, allowed=allowed))
    if any(is_blank(value) for _, value in stack.cells(label)):
        problems.say(*(f"{name}: {words}" for name, words in stack.notes.items()))
    judge_label_set(problems, stack, label, known, expected=expected, to_train=to_train)
    _characters(problems, stack)
    problems.say(*predicted_labels(tables, label))
    judge_clashes(
        problems,
        stack,
        text,
        label,
        contradictions=contradictions,
        may_repeat=repeats or beside is not None,
    )
    judge_weights(problems, stack, label, beside)
    problems.raise_any()
    for name, words in stack.notes.items():
        note(name, words)
    frame = stack.frame().rename(columns={text: "text", label: "label"})
    if "weight" in frame:
        frame["weight"] = list(map(cell_rules.as_weight, stack.column("weight")))
    if listed := allowed or expected:
        frame.attrs[_EXPECTED] = list(listed)
    return frame


def _expected(tables: Sequence[Table]) -> list[Label]:
    """Return the labels that were listed when frames were read, for they are judged again."""
    frames = (table.frame for table in tables if table.frame is not None)
    listed = (frame.attrs.get(_EXPECTED, ()) for frame in frames)
    return list(dict.fromkeys(chain.from_iterable(listed)))


def check_statements(
    tables: Sequence[Table], text: str = "text", *, unique_ids: bool = False
) -> pd.DataFrame:
    """Judge statements without labels and return them as one frame; empty ones are allowed."""
    check_roles(text=text)
    stack, problems = _read(tables, {"text": text})
    problems.judge(text, cell_rules.text)
    _characters(problems, stack)
    if unique_ids:
        judge_ids(problems, stack)
    problems.raise_any()
    return stack.frame().rename(columns={text: "text"})


def check_columns(tables: Sequence[Table], text: str, label: str, may_lack: str) -> None:
    """Judge rows and columns of tables that may lack the texts, or the labels."""
    _read(tables, {"text": text, "label": label}, may_lack)[1].raise_any()


def check_given_labels(
    table: Table, labels: Iterable[Label] | None = None, label: str = "label"
) -> None:
    """Judge labels where some may be missing, each by itself."""
    allowed = None if labels is None else as_label_set(labels)
    stack = Stack([table])
    given = ((row, value) for row, value in stack.cells(label) if not is_blank(value))
    problems = Problems(stack)
    problems.judge(label, partial(cell_rules.label, allowed=allowed), given)
    problems.raise_any()


def check_targets(frame: pd.DataFrame) -> None:
    """Judge the column ``target`` of statements that have to name one each."""
    targets = list(map(plain, frame["target"].tolist()))
    problems = Problems(Stack([Table("statements", {"target": targets})]))
    problems.judge("target", cell_rules.target)
    problems.raise_any()


def check_known_targets(
    problems: Problems,
    cells: Iterable[tuple[Any, object]] | None,
    known: Sequence[str],
    model: str = "this model",
) -> None:
    """Refuse statements unless each names one of the targets that a model knows."""
    if cells is None:
        problems.say(
            f"{problems.name}: there is no column 'target'; the model needs one that names, for "
            f"each statement, one of {all_shown(known)}"
        )
    for row, target in cells or ():
        if wrong := cell_rules.unknown_target(target, known, model):
            problems.add([row], "target", f"{wrong}; leave such rows out")
    problems.raise_any()


def as_column_names(
    names: Sequence[Hashable], source: str, positions: Sequence[int] | None = None
) -> list[str]:
    """Return column names, or say which of them cannot be one, and where, from 1, it stands."""
    problems = Problems(source)
    first: dict[Hashable, int] = {}
    for position, name in zip(positions or range(1, len(names) + 1), names, strict=True):
        if not isinstance(name, str):
            wrong = f"is called {shown(name)}, which is not a string; rename it"
        elif not name.strip():
            wrong = "has no name; name it or remove it (to_csv(index=False) leaves an index out)"
        elif name in first:
            wrong = f"is called {shown(name)}, as column {first[name]} is; rename one of them"
        else:
            first[name] = position
            continue
        problems.add((), None, f"column {position} {wrong}")
    problems.raise_any()
    return [str(name) for name in names]


def _read(
    tables: Sequence[Table], roles: Mapping[str, str], may_lack: str | None = None
) -> tuple[Stack, Problems]:
    """Return tables as one, with what is wrong with their rows and columns."""
    stack = Stack(tables)
    problems = Problems(stack)
    for row, reason in stack.broken():
        problems.add([row], None, reason)
    for role, column in roles.items():
        for table in stack.tables:
            if table.columns and column not in table.columns:
                if role != may_lack:
                    problems.say(_no_column(table, role, column, set(roles.values())))
            elif role in table.columns and role not in roles.values():
                problems.say(
                    f"{table.name}: column {shown(column)} is to become {shown(role)}, but there "
                    f"is a column {shown(role)} too; rename or remove one"
                )
    return stack, problems


def _no_column(table: Table, role: str, column: str, taken: Set[str]) -> str:
    names = list(table.columns)
    way_out = f"rename the column, or say which one holds the {role}: {role}=, --{role}-column"
    if taken >= set(names):
        way_out = f"add the column with the {role}s"
    return f"{table.name}: {no_column(column, names)} ({way_out})"


def _characters(problems: Problems, stack: Stack) -> None:
    for name in stack.names:
        if wrong := cell_rules.characters(name):
            problems.say(f"{stack.name}, the name of column {shown(name)}: {wrong[0]}")
        problems.judge(name, cell_rules.characters)
