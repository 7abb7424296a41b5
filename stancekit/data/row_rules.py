"""What labelled rows have to be together: one label set, one label each, weights for all."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING

from stancekit.data import cell_rules
from stancekit.data.identity import StatementKey, name_of
from stancekit.data.problems import Problems, clashes
from stancekit.data.quoting import shown
from stancekit.data.table import Stack, is_blank
from stancekit.exceptions import DataError
from stancekit.labels import Label, label_set

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["judge_clashes", "judge_ids", "judge_label_set", "judge_spelling", "judge_weights"]


def judge_label_set(
    problems: Problems,
    stack: Stack,
    column: str,
    known: Set[Label],
    *,
    expected: Set[Label] | None,
    to_train: bool,
) -> None:
    """Judge the labels as a set: their kind, their number, and, if it is open, their spelling.

    Labels that are expected are spelled right; without a set of them, so are all.
    """
    if any(table.broken for table in stack.tables):
        return  # the rows that could not be read may complete the set
    cells = dict(stack.cells(column))
    labels = {row: value for row, value in cells.items() if cell_rules.is_label(value)}
    kind, rows = _other_kind(labels, known)
    if rows:
        others = "labels of the training statements" if known else "other labels"
        problems.add(rows, column, f"{kind}, unlike the {others}; use one kind")
        labels = {row: value for row, value in labels.items() if row not in rows}
    few = len(set(labels.values())) < 2
    if labels and not rows and not (few and (len(labels) < len(cells) or not to_train)):
        # Otherwise the labels that are to be corrected may complete the set.
        try:
            label_set(list(labels.values()))
        except DataError as error:
            problems.add((), column, str(error))
            return
    if expected is None:
        return
    way_out = "correct it, or list the labels that you expect (labels=, --labels)"
    open_to_doubt = {row: label for row, label in labels.items() if label not in expected}
    judge_spelling(problems, column, open_to_doubt, {*known, *expected}, way_out)


def judge_spelling(
    problems: Problems,
    column: str,
    labels: Mapping[int, Label],
    known: Set[Label] = frozenset(),
    way_out: str = "correct it",
) -> None:
    """Find labels that look like slips; those that are known are none."""
    looks = cell_rules.doubtful(list(labels.values()), known)
    for row, value in labels.items():
        if value in looks:
            problems.add([row], column, f"{shown(value)} looks like {looks[value]}; {way_out}")


def _other_kind(labels: Mapping[int, Label], known: Set[Label]) -> tuple[str, list[int]]:
    """Return the rows of the labels that are of another kind than the others, and their kind."""
    rows_of = {
        "a string": [row for row, value in labels.items() if isinstance(value, str)],
        "an integer": [row for row, value in labels.items() if isinstance(value, int)],
    }
    kind = min(rows_of, key=lambda kind: len(rows_of[kind]))
    if known:
        kind = "an integer" if isinstance(next(iter(known)), str) else "a string"
    return kind, rows_of[kind]


def judge_clashes(
    problems: Problems,
    stack: Stack,
    text: str,
    label: str,
    *,
    contradictions: bool,
    may_repeat: bool,
) -> None:
    """Find ids of several statements, and statements of several labels.

    Where rows may repeat each other, they must have the same weight.
    """
    keys = _keys(stack, text)
    clashing = judge_ids(problems, stack, keys if may_repeat else None)
    what = "the same text" + " about the same target" * ("target" in stack.names)
    if contradictions:
        labels = {row: value for row, value in stack.cells(label) if not is_blank(value)}
        clashing |= _contradictions(problems, keys, label, labels, f"{what} is labelled")
    if may_repeat:
        weights = {row: cell_rules.as_weight(value) for row, value in stack.cells("weight")}
        clashing |= _contradictions(problems, keys, "weight", weights, f"{what} has the weights")
    if clashing:
        _several_annotators(problems, stack)


def _keys(stack: Stack, text: str) -> dict[int, StatementKey]:
    """Return what each row with a text is about."""
    targets = dict(stack.cells("target"))
    return {
        row: StatementKey.of(value, targets.get(row))
        for row, value in stack.cells(text)
        if isinstance(value, str) and not is_blank(value)
    }


def judge_ids(
    problems: Problems, stack: Stack, statements: Mapping[int, StatementKey] | None = None
) -> bool:
    """Find ids that rows about one target share, and tell if there are any.

    Rows of one statement may share theirs, where statements are given.
    """
    ids, targets = dict(stack.cells("id")), dict(stack.cells("target"))
    names = {row: name for row, value in ids.items() if (name := name_of(value))}
    named = [(row, (name, name_of(targets.get(row)))) for row, name in names.items()]
    repeated = clashes(named, {row: row for row in names} if statements is None else statements)
    for rows in repeated:
        told = list(dict.fromkeys(shown(ids[row]) for row in rows))
        name = f"the id {told[0]}" if len(told) == 1 else f"one id, spelled {' and '.join(told)},"
        wrong = f"is used {len(rows)} times; make each one unique"
        if statements is not None:
            wrong = "stands for different texts; give each text an id of its own"
        problems.add(rows, "id", f"{name} {wrong}")
    return bool(repeated)


def _contradictions(
    problems: Problems,
    keys: Mapping[int, StatementKey],
    column: str,
    cells: Mapping[int, object],
    says: str,
) -> bool:
    """Find the same statement with different cells in a column, and tell if there are any."""
    found = clashes(keys.items(), cells)
    for rows in found:
        told = {repr(cells[row]): shown(cells[row]) for row in rows}
        different = " and ".join(sorted(told.values()))
        problems.add(rows, column, f"{says} {different}; keep one ({shown(keys[rows[0]].text)})")
    return bool(found)


def _several_annotators(problems: Problems, stack: Stack) -> None:
    """Say what to do with rows that clash because several annotators labelled them."""
    names = {name_of(value) for _, value in stack.cells("annotator")} - {None}
    if len(names) > 1:
        problems.add(
            (),
            "annotator",
            f"{len(names)} annotators; merge their labels first: stancekit agree FILE --merged "
            "merged.csv, or stancekit.agreement(...).merged",
        )


def judge_weights(
    problems: Problems, stack: Stack, label: str, beside: pd.DataFrame | None
) -> None:
    """Judge each weight, and where there are none; training statements have them all or none."""
    weights = dict(stack.cells("weight"))
    problems.judge("weight", cell_rules.weight)
    wanted, who = bool(weights), "another source has one"
    if beside is not None:
        wanted, who = "weight" in beside, "the training statements have one"
    for table in stack.tables:
        if wanted and table.columns and "weight" not in table.columns:
            problems.say(f"{table.name}: there is no column 'weight', but {who}; add it")
        elif "weight" in table.columns and not wanted:
            problems.say(
                f"{table.name}: has a column 'weight', which the training statements lack; "
                "remove it"
            )
    numbers = {row: cell_rules.as_weight(value) for row, value in weights.items()}
    if beside is None and weights and None not in numbers.values():
        _weightless(problems, stack, label, numbers)


def _weightless(
    problems: Problems, stack: Stack, label: str, weights: Mapping[int, float | None]
) -> None:
    """Find labels that no model could learn, as all their statements have weight 0."""
    heaviest: dict[str, float] = {}
    for row, value in stack.cells(label):
        heaviest[shown(value)] = max(weights.get(row) or 0.0, heaviest.get(shown(value), 0.0))
    if not any(weights.values()):
        problems.add((), "weight", "all are 0; give some rows a weight")
        return
    for name, weight in heaviest.items():
        if not weight:
            way_out = "give one of them a weight, or remove them"
            problems.add((), "weight", f"all rows with the label {name} have 0; {way_out}")
