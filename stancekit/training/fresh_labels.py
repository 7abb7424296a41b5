"""Labelled statements on which a model is judged as it is, and which it should not have seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stancekit.data.cell_rules import doubtful, is_label
from stancekit.data.problems import Problems
from stancekit.data.quoting import all_shown, shown
from stancekit.data.readers import read_tables
from stancekit.data.table import Stack, is_blank, plain
from stancekit.data.validation import check_columns, check_known_targets, check_labelled
from stancekit.training.new_labels import rows_with_labels
from stancekit.training.seen import Seen, seen_by, seen_rows

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.data.table import Table
    from stancekit.model.model import StanceModel

__all__ = ["FreshLabels", "check_targets_of", "read_fresh_labels"]


@dataclass(frozen=True, eq=False)
class FreshLabels:
    """Labelled statements that a model was not trained on, and what was passed over.

    That is so many rows without a label, and the statements, and near-copies of statements, that
    are `seen`. If that is not certain, they are still there.
    """

    frame: pd.DataFrame
    unlabelled: int
    seen: Seen


def read_fresh_labels(
    model: StanceModel, sources: Sequence[object], *, text: str, label: str
) -> FreshLabels:
    """Read labels that a model can give, and leave out the statements it was trained on."""
    tables = read_tables(sources, text, label)
    check_columns(tables, text, label, may_lack="text")
    labelled, unlabelled = rows_with_labels(tables, label)
    _check_labels_of(model, labelled, label)
    frame = check_labelled(labelled, None, text, label, to_train=False)
    check_targets_of(model, frame, "this model")
    if (found := seen_rows(model, frame)) is not None:
        same, near = found
        frame = frame[~(same | near)].reset_index(drop=True)
        seen = Seen(int(same.sum()), certain=True, near=int(near.sum()))
    else:
        seen = seen_by(model, frame)
        frame = frame[:0] if seen.certain and seen.count else frame
    return FreshLabels(frame, unlabelled, seen)


def check_targets_of(model: StanceModel, frame: pd.DataFrame, name: str) -> None:
    """Refuse statements about other targets than those that a model knows."""
    cells = None
    if "target" in frame:
        targets = enumerate(map(plain, frame["target"].tolist()), start=1)
        cells = [
            (f"row {row}", target)
            for row, target in targets
            if model.per_target or not is_blank(target)
        ]
    if model.per_target or (model.targets and cells):
        check_known_targets(Problems("data"), cells, model.targets, name)


def _check_labels_of(model: StanceModel, tables: Sequence[Table], label: str) -> None:
    """Refuse labels that a model does not know."""
    known, stack = all_shown(model.labels), Stack(tables)
    given = [value for _, value in stack.cells(label) if is_label(value)]
    looks = doubtful(given, set(model.labels))

    def rule(value: object) -> tuple[str, str] | None:
        if value in model.labels:
            return None
        wrong = f"the model does not know the label {shown(value)}, only {known}"
        if is_label(value) and value in looks:
            return f"{wrong}; it looks like {looks[value]}: correct it, or leave the row out", ""
        return f"{wrong}; leave such rows out, or retrain it with them", ""

    problems = Problems(stack)
    problems.judge(label, rule)
    problems.raise_any()
