"""The one place that judges input: every rule is applied, and one report names all problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import partial
from typing import TYPE_CHECKING

from stancekit.data import rules
from stancekit.data.identity import StatementKey, name_of
from stancekit.data.scored import predicted_labels
from stancekit.data.table import Stack, Table, is_blank, plain
from stancekit.data.wording import no_column, shown
from stancekit.exceptions import DataError, ParameterError
from stancekit.labels import Label, label_set

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "as_label_list",
    "check_given_labels",
    "check_labelled",
    "check_roles",
    "check_statements",
    "check_targets",
    "several_annotators",
]

_SHOWN_KINDS = 5


def check_labelled(
    tables: Sequence[Table],
    labels: Iterable[Label] | None = None,
    text: str = "text",
    label: str = "label",
    *,
    to_train: bool = True,
) -> pd.DataFrame:
    """Judge labelled statements and return them as one frame.

    Examples
    --------
    >>> table = Table("posts.csv", {"text": ["Talk!", " "], "label": ["favor", "agianst"]})
    >>> check_labelled([table], labels=["against", "favor"])
    Traceback (most recent call last):
    ...
    stancekit.exceptions.DataError: posts.csv, row 2, column 'text': the text is empty; ...
    """
    check_roles(text=text, label=label)
    if text == label:
        raise ParameterError(f"text and label both name the column {shown(text)}; name two columns")
    allowed = None if labels is None else _allowed(labels)
    stack = Stack(tables)
    clashes = [*_repeated_ids(stack), *_contradictions(stack, text, label)]
    _raise_any(
        *_unreadable_rows(stack),
        *_columns(stack, {"text": text, "label": label}),
        *_judge(stack, text, rules.filled_text),
        *_judge(stack, label, partial(rules.label, allowed=allowed)),
        *_label_set(stack, label, closed=allowed is not None, to_train=to_train),
        *_characters(stack),
        *predicted_labels(tables, label),
        *clashes,
        *(several_annotators(stack) if clashes else []),
        *_weights(stack, label),
    )
    frame = stack.frame().rename(columns={text: "text", label: "label"})
    if "weight" in frame:
        frame["weight"] = [rules.as_weight(value) for _, value in stack.cells("weight")]
    return frame


def check_statements(tables: Sequence[Table], text: str = "text") -> pd.DataFrame:
    """Judge statements without labels and return them as one frame; empty ones are allowed.

    Examples
    --------
    >>> check_statements([Table("list", {"text": ["Talk to them.", ""]})]).shape
    (2, 1)
    """
    check_roles(text=text)
    stack = Stack(tables)
    _raise_any(
        *_unreadable_rows(stack),
        *_columns(stack, {"text": text}),
        *_judge(stack, text, rules.text),
        *_characters(stack),
    )
    return stack.frame().rename(columns={text: "text"})


def check_given_labels(
    table: Table, labels: Iterable[Label] | None = None, label: str = "label"
) -> None:
    """Judge labels where some may be missing, each by itself.

    Examples
    --------
    >>> check_given_labels(Table("posts.csv", {"label": ["favor", None, 1.5]}))
    Traceback (most recent call last):
    ...
    stancekit.exceptions.DataError: posts.csv, row 3, column 'label': of type float, ...
    """
    allowed = None if labels is None else _allowed(labels)

    def rule(value: object) -> tuple[str, str] | None:
        return None if is_blank(value) else rules.label(value, allowed)

    _raise_any(*_judge(Stack([table]), label, rule))


def check_targets(frame: pd.DataFrame) -> None:
    """Judge the column ``target`` of statements that have to name one each.

    Examples
    --------
    >>> import pandas as pd
    >>> check_targets(pd.DataFrame({"target": ["tax", None]}))
    Traceback (most recent call last):
    ...
    stancekit.exceptions.DataError: statements, row 2, column 'target': the target is missing; ...
    """
    targets = [plain(value) for value in frame["target"].tolist()]
    _raise_any(*_judge(Stack([Table("statements", {"target": targets})]), "target", rules.target))


def several_annotators(stack: Stack) -> list[str]:
    """Say what to do with labels that clash because several annotators gave them.

    Examples
    --------
    >>> stack = Stack([Table("labels.csv", {"annotator": ["ann", "ben", "ann"]})])
    >>> several_annotators(stack)
    ["labels.csv, column 'annotator': 2 annotators; merge their labels first: ..."]
    """
    names = {str(value) for _, value in stack.cells("annotator") if not is_blank(value)}
    found = (
        f"{stack.name}, column 'annotator': {len(names)} annotators; merge their labels first: "
        "stancekit agree FILE --merged merged.csv, or stancekit.agreement(...).merged"
    )
    return [found] if len(names) > 1 else []


def as_label_list(labels: object, name: str) -> list[Label]:
    """Return the labels that a user lists.

    Examples
    --------
    >>> as_label_list(("favor", "none"), "drop_labels")
    ['favor', 'none']
    """
    if isinstance(labels, str | bytes) or not isinstance(labels, Iterable):
        raise ParameterError(f"{name}={shown(labels)} is not a list of labels; give all of them")
    found = [plain(label) for label in labels]
    if wrong := [label for label in found if rules.label(label, allowed=None)]:
        raise ParameterError(
            f"{name} holds {shown(wrong[0])}; labels are strings or integers, none of them blank"
        )
    return [label for label in found if isinstance(label, str | int)]


def check_roles(**columns: object) -> None:
    """Refuse what cannot be the name of a column.

    Examples
    --------
    >>> check_roles(text="body", label=3)
    Traceback (most recent call last):
    ...
    stancekit.exceptions.ParameterError: label=3 is not the name of a column; give a string
    """
    for role, column in columns.items():
        if not isinstance(column, str):
            raise ParameterError(
                f"{role}={shown(column)} is not the name of a column; give a string"
            )


def _raise_any(*problems: str) -> None:
    if problems:
        raise DataError(problems)


def _allowed(labels: object) -> tuple[Label, ...]:
    allowed = as_label_list(labels, "labels")
    try:
        return label_set(allowed)
    except DataError as error:
        raise ParameterError(f"labels={shown(allowed)}: {error}") from error


def _grouped(findings: Iterable[tuple[int, str]]) -> list[tuple[str, list[int]]]:
    rows: dict[str, list[int]] = {}
    for row, problem in findings:
        rows.setdefault(problem, []).append(row)
    return list(rows.items())


def _report(stack: Stack, column: str | None, found: Sequence[tuple[str, list[int]]]) -> list[str]:
    """Return a line for each of the first few problems, with the rows that have it."""
    where = "" if column is None else f", column {shown(column)}"
    lines = [f"{stack.place(rows)}{where}: {problem}" for problem, rows in found[:_SHOWN_KINDS]]
    if more := len(found) - len(lines):
        lines.append(f"{stack.name}{where}: {more} more like these; correct the first ones")
    return lines


def _judge(stack: Stack, column: str, rule: rules.Rule) -> list[str]:
    details: dict[str, str] = {}
    findings = []
    for row, value in stack.cells(column):
        if problem := rule(value):
            kind, detail = problem
            details.setdefault(kind, detail)
            findings.append((row, kind))
    return _report(
        stack, column, [(kind + details[kind], rows) for kind, rows in _grouped(findings)]
    )


def _unreadable_rows(stack: Stack) -> list[str]:
    return _report(stack, None, _grouped(stack.broken()))


def _columns(stack: Stack, roles: Mapping[str, str]) -> list[str]:
    """Find columns that are missing, and names that two columns would share."""
    problems = []
    for role, column in roles.items():
        for table in stack.tables:
            if table.columns and column not in table.columns:
                problems.append(_no_column(table, role, column, set(roles.values())))
            elif role in table.columns and role not in roles.values():
                problems.append(
                    f"{table.name}: column {shown(column)} is to become {shown(role)}, but there "
                    f"is a column {shown(role)} too; rename or remove one"
                )
    return problems


def _no_column(table: Table, role: str, column: str, taken: Set[str]) -> str:
    names = list(table.columns)
    way_out = f"rename the column, or say which one holds the {role}"
    if taken >= set(names):
        way_out = f"add the column with the {role}s"
    return f"{table.name}: {no_column(column, names)} ({way_out})"


def _label_set(stack: Stack, column: str, closed: bool, to_train: bool) -> list[str]:
    """Judge the labels as a set: their kind, their number, and, if it is open, their spelling."""
    if any(table.broken for table in stack.tables):
        return []  # the rows that could not be read may complete the set
    labels = {
        row: value
        for row, value in stack.cells(column)
        if isinstance(value, str | int) and rules.label(value, allowed=None) is None
    }
    refused = len(labels) < sum(1 for _ in stack.cells(column))
    if not labels or ((refused or not to_train) and len(set(labels.values())) < 2):
        return []  # the labels that are to be corrected may complete the set
    words = [row for row, value in labels.items() if isinstance(value, str)]
    numbers = [row for row, value in labels.items() if isinstance(value, int)]
    if words and numbers:
        kind, rows = min(
            ("a string", words), ("an integer", numbers), key=lambda found: len(found[1])
        )
        return _report(stack, column, [(f"{kind}, unlike the other labels; use one kind", rows)])
    try:
        label_set(list(labels.values()))
    except DataError as error:
        return [f"{stack.name}, column {shown(column)}: {error}"]
    return [] if closed else _misspellings(stack, column, labels)


def _misspellings(stack: Stack, column: str, labels: Mapping[int, Label]) -> list[str]:
    slips = rules.misspellings(list(labels.values()))
    meant = {label: f"a misspelling of {shown(near)}" for label, near in slips.items()}
    meant |= {label: "a missing label" for label in labels.values() if rules.seems_missing(label)}
    found = _grouped(
        (row, f"{shown(label)} looks like {meant[label]}")
        for row, label in labels.items()
        if label in meant
    )
    way_out = "correct it, or list the labels that you expect"
    return _report(stack, column, [(f"{problem}; {way_out}", rows) for problem, rows in found])


def _characters(stack: Stack) -> list[str]:
    names = [
        f"{stack.name}, the name of column {shown(name)}: {problem[0]}"
        for name in stack.names
        if (problem := rules.characters(name))
    ]
    return names + [line for name in stack.names for line in _judge(stack, name, rules.characters)]


def _repeated_ids(stack: Stack) -> list[str]:
    """Find ids that stand for several statements about the same target."""
    ids, targets = dict(stack.cells("id")), dict(stack.cells("target"))
    named: dict[tuple[str, str | None], list[int]] = {}
    for row, value in ids.items():
        if name := name_of(value):
            named.setdefault((name, name_of(targets.get(row))), []).append(row)
    return _report(
        stack,
        "id",
        [
            (f"the id {shown(ids[rows[0]])} is used {len(rows)} times; make each one unique", rows)
            for rows in named.values()
            if len(rows) > 1
        ],
    )


def _contradictions(stack: Stack, text: str, label: str) -> list[str]:
    """Find the same statement, about the same target if there are any, under different labels."""
    labels = {row: value for row, value in stack.cells(label) if not is_blank(value)}
    targets = dict(stack.cells("target"))
    statements: dict[StatementKey, list[int]] = {}
    for row, value in stack.cells(text):
        if isinstance(value, str) and not is_blank(value) and row in labels:
            statements.setdefault(StatementKey.of(value, targets.get(row)), []).append(row)
    what = "the same text about the same target" if targets else "the same text"
    found = []
    for statement, rows in statements.items():
        different = {repr(labels[row]): shown(labels[row]) for row in rows}
        if len(different) > 1:
            listed = " and ".join(sorted(different.values()))
            found.append((f"{what} is labelled {listed}; keep one ({shown(statement.text)})", rows))
    return _report(stack, label, found)


def _weights(stack: Stack, label: str) -> list[str]:
    weights = [value for _, value in stack.cells("weight")]
    if not weights:
        return []
    problems = _judge(stack, "weight", rules.weight)
    problems += [
        f"{table.name}: there is no column 'weight', but another source has one; add it"
        for table in stack.tables
        if table.columns and "weight" not in table.columns
    ]
    if not problems and not any(map(rules.as_weight, weights)):
        problems.append(f"{stack.name}, column 'weight': all are 0; give some rows a weight")
    return problems or _weightless(stack, label)


def _weightless(stack: Stack, label: str) -> list[str]:
    """Find labels that no model could learn, as all their statements have weight 0."""
    weights = dict(stack.cells("weight"))
    heaviest: dict[str, float] = {}
    for row, value in stack.cells(label):
        weight = rules.as_weight(weights.get(row)) or 0.0
        heaviest[shown(value)] = max(weight, heaviest.get(shown(value), 0.0))
    return [
        f"{stack.name}, column 'weight': all rows with the label {name} have 0; give one of them "
        "a weight, or remove them"
        for name, weight in heaviest.items()
        if not weight
    ]
