"""Two classifiers, or two sets of training statements, on the same held-out statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stancekit.data.identity import names_in
from stancekit.data.quoting import counted, no_column, shown, verb
from stancekit.data.read import read_labelled
from stancekit.data.splits import LINKING_COLUMNS, groups_of
from stancekit.evaluation.caveats import data_caveats
from stancekit.evaluation.comparison.flips import Side
from stancekit.evaluation.comparison.paired import pair
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.comparison.verdict import MARGIN, check_margin
from stancekit.evaluation.conclude import conclude
from stancekit.evaluation.crossval import by_statement, out_of_fold
from stancekit.evaluation.design import Design
from stancekit.evaluation.folds import Fold, group_statements, rows_that_only_train, untied
from stancekit.evaluation.material import (
    Classifier,
    Material,
    check_classifier,
    is_per_target,
    label_codes,
    model_of,
    trained_anew,
)
from stancekit.evaluation.result import Evaluation
from stancekit.evaluation.study import Study, coarser_groups
from stancekit.evaluation.witness import Witness
from stancekit.exceptions import DataError
from stancekit.labels import Label, label_set
from stancekit.measure.held_out import HeldOut
from stancekit.measure.metrics import IntArray
from stancekit.model.model import StanceModel
from stancekit.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Trial", "compare_trainings"]

_ONE_DOCUMENT = (
    "The old statements come from one document, so some are tested whose neighbours in it were "
    "trained on: no claim about other documents."
)


@dataclass(frozen=True, eq=False)
class Trial:
    """A comparison, with what an evaluation of the new classifier needs."""

    comparison: Comparison
    study: Study
    held_out: HeldOut
    models: Sequence[StanceModel | None]

    def evaluation(self) -> Evaluation:
        """Evaluate the new classifier, without a learning curve."""
        witness, held_out = Witness(self.study.material), self.held_out
        models = {id(model): model for model in self.models}
        for number, model in models.items():
            rows = np.flatnonzero([id(each) == number for each in self.models])
            given = None if held_out.probabilities is None else held_out.probabilities[0, rows]
            witness.notice(model, rows, held_out.predicted[0, rows], given)
        return conclude(self.study, held_out, None, witness=witness)


def compare_trainings(
    old: Classifier,
    new: Classifier,
    data: object,
    design: Design,
    *,
    old_data: object = None,
    margin: float = MARGIN,
    progress: Callable[[int, int], None] | None = None,
) -> Trial:
    """Train two classifiers on the same folds and compare what they say of the held-out sides."""
    margin = check_margin(margin)
    for classifier in (old, new):
        check_classifier(classifier)
    frame = read_labelled(data)
    stack = _Stack.of(frame, None if old_data is None else read_labelled(old_data), design)
    study = stack.study(frame, design, per_target=is_per_target(new))
    fits = 2 * sum(map(len, study.passes))
    with Progress("cross-validation of old and new", fits, "fit", report=progress) as count:
        old_side, _ = _train("old", old, stack, stack.passes_of_old(study.passes), count)
        new_side, held_out = _train("new", new, stack, study.passes, count)
    everything = label_set(stack.frame["label"].tolist())
    comparison = pair(
        Material.of(frame, study.material.groups, labels=everything),
        old_side,
        new_side,
        design,
        known=stack.labels_of_old().intersection(frame["label"]),
        how=" ".join([study.scheme.sentence(), *stack.trained_on()]),
        margin=margin,
        caveats=[*trained_anew(old, new), *data_caveats(frame, study.scheme), *study.caveats],
    )
    known = label_codes(study.material.labels, everything)
    return Trial(comparison, study, _in_codes_of(known, held_out), new_side.models)


def _in_codes_of(known: IntArray, held_out: HeldOut) -> HeldOut:
    """Return labels as places among those that are known; nothing else was predicted."""
    some = None if held_out.probabilities is None else held_out.probabilities[..., known]
    return HeldOut(np.searchsorted(known, held_out.predicted), some, held_out.ok)


@dataclass(frozen=True, eq=False)
class _Stack:
    """The statements on which both are tested, and below them those of the old training.

    `columns` tie statements across the two as well, and so does the same id: `codes` are the groups
    of all of them. Splits within a training go by `fit_codes`, where a left-out value ties, too.
    `left_out` numbers these values, or else the statements. Some of them may `only_train`.
    """

    frame: pd.DataFrame
    n_tested: int
    columns: tuple[str, ...]
    codes: IntArray
    fit_codes: IntArray | None
    left_out: IntArray
    only_train: npt.NDArray[np.bool_] | None
    caveats: tuple[str, ...]

    @classmethod
    def of(cls, frame: pd.DataFrame, old: pd.DataFrame | None, design: Design) -> _Stack:
        import pandas as pd

        groups, leave_out = design.groups, design.leave_out
        stacked = frame if old is None else pd.concat([frame, old], ignore_index=True)
        if "weight" in stacked:
            stacked = stacked.assign(weight=stacked["weight"].fillna(1.0))
        caveats: tuple[str, ...] = ()
        if groups is None and old is not None and _is_one_document(old):
            groups = [name for name in LINKING_COLUMNS if name in stacked and name != "document"]
            caveats = (_ONE_DOCUMENT,)
        if old is not None:
            group_statements(frame, groups)  # refuses what leaves nothing to hold out
        columns, _ = group_statements(stacked, groups)
        ties = [*columns, *(["id"] if "id" in stacked else [])]
        codes, fit_codes = groups_of(stacked, ties), coarser_groups(stacked, ties, leave_out)
        left_out = np.arange(len(stacked))
        if leave_out is not None and leave_out in frame:  # the study reports a misspelt column
            if old is not None:
                _check_values(old, leave_out)
            values = [name or "" for name in names_in(stacked, leave_out)]
            left_out = np.unique(values, return_inverse=True)[1]
        only = rows_that_only_train(stacked, design.only_train)
        return cls(stacked, len(frame), columns, codes, fit_codes, left_out, only, caveats)

    def study(self, tested: pd.DataFrame, design: Design, *, per_target: bool) -> Study:
        """Cut the tested statements into folds."""
        material = Material.of(tested, self.codes[: self.n_tested], per_target=per_target)
        found = Study.of(material, design, self.columns)
        return replace(found, caveats=self.caveats + found.caveats)

    def material(self, classifier: Classifier) -> Material:
        return Material.of(
            self.frame,
            self.codes,
            per_target=is_per_target(classifier),
            fit_groups=self.fit_codes,
            only_train=self.only_train,
        )

    def labels_of_old(self) -> set[Label]:
        """Return the labels that the old training has."""
        is_one = self.n_tested == len(self.frame)
        return set(self.frame["label"][0 if is_one else self.n_tested :])

    def trained_on(self) -> Iterator[str]:
        """Say from what both are trained, where that differs."""
        if n_old := len(self.frame) - self.n_tested:
            yield (
                f"Old: trained on {counted(n_old, 'statement')}; new: on all {self.n_tested:,} "
                "that are "
                "tested. What is tied to a test fold is left out of both."
            )

    def passes_of_old(self, passes: list[list[Fold]]) -> list[list[Fold]]:
        """Return the folds for the old training: statements tied to the test side are left out."""
        if self.n_tested == len(self.frame):
            return passes
        rows = np.arange(self.n_tested, len(self.frame))
        of_old = [[(rows, test) for _, test in folds] for folds in passes]
        return [untied(untied(folds, self.codes), self.left_out) for folds in of_old]


def _check_values(frame: pd.DataFrame, column: str) -> None:
    """Refuse old statements of which nobody knows when to leave them out."""
    if column not in frame:
        raise DataError(f"old_data: {no_column(column, list(frame.columns))}")
    blank = [row for row, name in enumerate(names_in(frame, column), 1) if name is None]
    if blank:
        raise DataError(
            f"old_data, row {blank[0]}, column {shown(column)}: {counted(len(blank), 'statement')} "
            f"{verb(len(blank), 'has', 'have')} no "
            "value to leave out by; fill it in, or leave these rows out"
        )


def _is_one_document(frame: pd.DataFrame) -> bool:
    """Tell whether nothing is left to train on without the largest document."""
    if "document" not in frame:
        return False
    codes = groups_of(frame, ["document"])
    others = frame["label"][codes != np.bincount(codes).argmax()]
    return int(others.nunique()) < 2


def _train(
    name: str,
    classifier: Classifier,
    stack: _Stack,
    passes: Sequence[Sequence[Fold]],
    count: Progress,
) -> tuple[Side, HeldOut]:
    """Return what a classifier says of the tested statements, and by which models."""
    material = stack.material(classifier)
    models: list[StanceModel | None] = []

    def fit(rows: IntArray) -> Classifier:
        if not material.is_trainable(rows):
            raise DataError(
                f"{name}: without the statements tied to a fold, those to train on have fewer "
                "than 2 labels; label more statements, from other documents or groups"
            )
        fitted = count.after(material.fit(classifier, rows))
        if len(models) < len(passes[0]):
            models.append(model_of(fitted))
        return fitted

    held_out = out_of_fold(material, fit, passes).of(np.arange(stack.n_tested))
    return Side(held_out.predicted, by_statement(passes[0], models)), held_out
