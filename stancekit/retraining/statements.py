"""What a model is retrained on: its training statements, read, and new labels, merged with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stancekit.data.arguments import as_label_list, check_roles
from stancekit.data.cell_rules import unknown_target
from stancekit.data.problems import Problems
from stancekit.data.quoting import counted, listed, shown, verb
from stancekit.data.table import is_blank
from stancekit.exceptions import DataError
from stancekit.labels import Label
from stancekit.measure.metrics import FloatArray
from stancekit.model.lineage import Batch, TrainingData
from stancekit.training.merged import Merged
from stancekit.training.merging import merge
from stancekit.training.origin import batch_of
from stancekit.training.training_data import is_training_data, old_statements
from stancekit.training.weights import merged_weights, weighted

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.model import StanceModel

__all__ = ["Statements", "read_and_merge"]


@dataclass(frozen=True, eq=False)
class Statements:
    """The statements on which a model is retrained.

    `old` are those from which it was trained, or that were given instead, with the weights by which
    they were merged. The files of new labels are a `batch` only if all statements are in files.
    `dropped` labels disappear.
    """

    old: pd.DataFrame
    is_other_data: bool
    record: TrainingData
    merged: Merged
    batch: Batch | None
    dropped: tuple[Label, ...]

    def weights(self, new_weight: float) -> FloatArray:
        """Return by what all are multiplied: what is new by this weight, the others as before."""
        before = merged_weights(self.record, len(self.old))[list(self.merged.kept)]
        return np.append(before, np.full(self.merged.added, new_weight))

    def counted(self, new_weight: float) -> pd.DataFrame:
        """Return all statements with what they count."""
        return weighted(self.merged.frame, self.weights(new_weight))

    @property
    def are_news(self) -> bool:
        """Whether anything is different from what the old model was trained on."""
        return self.is_other_data or self.merged.is_news

    def caveats(self) -> Iterator[str]:
        """Say what flatters the new model, or the old one."""
        if self.merged.changed:
            yield (
                f"Both are scored by the newest labels, {len(self.merged.changed):,} of them "
                "changed: where a changed label is wrong, that flatters the new model."
            )
        if self.is_other_data:
            yield (
                "The data given are not the statements from which the old model was trained; 'old' "
                "is its settings on the data given."
            )


def read_and_merge(
    model: StanceModel,
    new_labels: Sequence[object],
    data: object,
    labels: Iterable[Label] | None,
    drop_labels: Sequence[Label],
    *,
    text: str,
    label: str,
) -> Statements:
    """Read the training statements of a model and new labels, and merge them."""
    check_roles(text=text, label=label)
    dropped = tuple(sorted({*as_label_list(drop_labels, "drop_labels")}, key=str))
    old, record = old_statements(model, data)
    merged = merge(old, new_labels, dropped, labels=labels, text=text, label=label)
    _check_targets(model, merged.frame)
    _check_left_out(merged, record)
    return Statements(
        weighted(old, merged_weights(record, len(old))),
        is_other_data=data is not None and not is_training_data(model, old),
        record=record,
        merged=merged,
        batch=batch_of(new_labels, text, label, dropped) if record.batches else None,
        dropped=dropped,
    )


def _check_targets(old: StanceModel, frame: pd.DataFrame) -> None:
    """Refuse statements about another target than that of a model that knows one."""
    if old.per_target or not old.targets or "target" not in frame:
        return
    problems = Problems("new labels")
    for target in sorted({str(cell) for cell in frame["target"].tolist() if not is_blank(cell)}):
        if wrong := unknown_target(target, old.targets):
            problems.add((), "target", f"{wrong}; train another model for it")
    problems.raise_any()


def _check_left_out(merged: Merged, record: TrainingData) -> None:
    """Refuse new statements without a value in the column whose values are left out in turn."""
    if (column := record.leave_out) is None:
        return
    added = merged.frame.tail(merged.added)
    blank = [is_blank(value) for value in added[column]] if column in added else [True] * len(added)
    texts = [shown(text) for text, missing in zip(added["text"], blank, strict=True) if missing]
    if texts:
        raise DataError(
            f"new labels: {counted(len(texts), 'statement')} "
            f"{verb(len(texts), 'has', 'have')} no value in the column {shown(column)}, "
            f"whose values are left out in turn to measure this model: {listed(texts)}; fill it in"
        )
