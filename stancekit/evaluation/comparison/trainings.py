"""Two classifiers, or two sets of training statements, on the same held-out statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from stancekit.data.identity import names_in
from stancekit.data.splits import LINKING_COLUMNS, groups_of
from stancekit.data.wording import no_column, shown
from stancekit.evaluation.caveats import data_caveats
from stancekit.evaluation.comparison.paired import Side, pair
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.comparison.verdict import MARGIN, check_margin
from stancekit.evaluation.crossval import Fold, Progress, out_of_fold
from stancekit.evaluation.grouping import Groups, group_statements
from stancekit.evaluation.material import Classifier, Material, check_classifier, label_codes
from stancekit.evaluation.scheme import Plan, Scheme, check_count, make_plan
from stancekit.evaluation.study import Study
from stancekit.exceptions import DataError, InputTypeError
from stancekit.labels import label_set
from stancekit.measure.metrics import IntArray
from stancekit.measure.scored import HeldOut
from stancekit.model.model import StanceModel

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Trial", "compare_trainings"]

_ONE_DOCUMENT = (
    "The old statements come from one document, so some are tested whose neighbours in it were "
    "trained on: no claim about other documents."
)


@dataclass(frozen=True, eq=False)
class Trial:
    """A comparison, with what an evaluation of the new classifier needs.

    Attributes
    ----------
    comparison : Comparison
    study : Study
        The statements and their folds.
    held_out : HeldOut
        What the new classifier said about them.
    """

    comparison: Comparison
    study: Study
    held_out: HeldOut


def compare_trainings(
    old: Classifier,
    new: Classifier,
    data: object,
    *,
    old_data: object = None,
    groups: str | Sequence[str] | None = None,
    leave_out: str | None = None,
    folds: int = 5,
    repeats: int = 5,
    margin: float = MARGIN,
    bootstrap: int = 1000,
    random_state: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Trial:
    """Train two classifiers on the same folds and compare what they say of the held-out sides.

    The parameters are those of `compare`.
    """
    from stancekit.data.read import read_labelled

    margin = check_margin(margin)
    counts = {
        "folds": check_count("folds", folds, 2),
        "repeats": check_count("repeats", repeats, 1),
        "bootstrap": check_count("bootstrap", bootstrap, 1),
        "random_state": check_count("random_state", random_state, 0),
    }
    for classifier in (old, new):
        check_classifier(classifier)
    if not isinstance(leave_out, str | None):
        kind = type(leave_out).__name__
        raise InputTypeError(f"leave_out: expected the name of a column of the data, got {kind}")
    frame = read_labelled(data)
    old_frame = None if old_data is None else read_labelled(old_data)
    stack = _Stack.of(frame, old_frame, groups, leave_out)
    tied = stack.codes[: len(frame)]
    scheme = Scheme(
        statements=len(frame),
        groups=stack.together.columns,
        n_groups=Groups(tied, ()).count,
        leave_out=leave_out,
        permutations=1000,
        **counts,
    )
    own = Material.of(frame, tied, per_target=_per_target(new))
    plan = make_plan(frame, own, scheme)
    count = Progress(progress, 2 * sum(map(len, plan.passes)))
    old_side, _ = _train("old", old, stack, stack.passes_of_old(plan), count)
    new_side, held_out = _train("new", new, stack, plan.passes, count)
    # The intervals of a comparison allow for ties, those of an evaluation do not.
    untied = replace(plan.scheme, n_groups=len(frame))
    labels = label_set(stack.frame["label"].tolist())
    comparison = pair(
        frame,
        label_codes(frame["label"], labels),
        labels,
        tied,
        old_side,
        new_side,
        how=" ".join([plan.scheme.sentence(), *stack.trained_on()]),
        margin=margin,
        bootstrap=counts["bootstrap"],
        random_state=counts["random_state"],
        caveats=[*data_caveats(frame, untied), *stack.notes, *plan.notes],
    )
    known = label_codes(own.labels, labels)
    in_own = HeldOut(
        np.searchsorted(known, held_out.predicted),
        None if held_out.probabilities is None else held_out.probabilities[..., known],
    )
    notes = (*data_caveats(frame, plan.scheme), *stack.notes, *plan.notes)
    return Trial(comparison, Study(frame, own, plan, notes), in_own)


@dataclass(frozen=True, eq=False)
class _Stack:
    """The statements on which both are tested, and below them those of the old training.

    Parameters
    ----------
    frame : DataFrame
    n_tested : int
    together : Groups
        What ties statements, across the two as well.
    codes : ndarray of int, shape (n_statements,)
        The group of each; the same id ties, too.
    fit_codes : ndarray of int, shape (n_statements,)
        The same for splits within a training, where a left-out value ties, too.
    left_out : ndarray of int, shape (n_statements,)
        A number for each left-out value; one for each statement if no column is left out.
    notes : tuple of str
        What the ties cannot guard against.
    """

    frame: pd.DataFrame
    n_tested: int
    together: Groups
    codes: IntArray
    fit_codes: IntArray
    left_out: IntArray
    notes: tuple[str, ...]

    @classmethod
    def of(
        cls,
        frame: pd.DataFrame,
        old: pd.DataFrame | None,
        groups: str | Sequence[str] | None,
        leave_out: str | None,
    ) -> _Stack:
        import pandas as pd

        stacked = frame if old is None else pd.concat([frame, old], ignore_index=True)
        if "weight" in stacked:
            stacked = stacked.assign(weight=stacked["weight"].fillna(1.0))
        notes: tuple[str, ...] = ()
        if groups is None and old is not None and _is_one_document(old):
            groups = [name for name in LINKING_COLUMNS if name in stacked and name != "document"]
            notes = (_ONE_DOCUMENT,)
        group_statements(frame, groups)  # refuses what leaves nothing to hold out
        together = group_statements(stacked, groups)
        ties = [*together.columns, *(["id"] if "id" in stacked else [])]
        codes = fit_codes = groups_of(stacked, ties)
        left_out = np.arange(len(stacked))
        if leave_out is not None and leave_out in frame:  # the plan reports a misspelt column
            if old is not None:
                _check_values(old, leave_out)
            fit_codes = groups_of(stacked, [*ties, leave_out])
            values = [name or "" for name in names_in(stacked, leave_out)]
            left_out = np.unique(values, return_inverse=True)[1]
        return cls(stacked, len(frame), together, codes, fit_codes, left_out, notes)

    def material(self, *, per_target: bool) -> Material:
        return Material.of(self.frame, self.codes, per_target=per_target, fit_groups=self.fit_codes)

    def trained_on(self) -> Iterator[str]:
        """Say from what both are trained, where that differs."""
        if n_old := len(self.frame) - self.n_tested:
            yield (
                f"Old: trained on {n_old:,} statements; new: on all {self.n_tested:,} that are "
                "tested. What is tied to a test fold is left out of both."
            )

    def passes_of_old(self, plan: Plan) -> list[list[Fold]]:
        """Return the folds for the old training: statements tied to the test side are left out."""
        if self.n_tested == len(self.frame):
            return plan.passes
        rows = np.arange(self.n_tested, len(self.frame))
        return [[(self._apart(rows, test), test) for _, test in folds] for folds in plan.passes]

    def _apart(self, rows: IntArray, test: IntArray) -> IntArray:
        for tie in (self.codes, self.left_out):
            rows = rows[~np.isin(tie[rows], tie[test])]
        return rows


def _check_values(frame: pd.DataFrame, column: str) -> None:
    """Refuse old statements of which nobody knows when to leave them out."""
    if column not in frame:
        raise DataError(f"old_data: {no_column(column, list(frame.columns))}")
    blank = [row for row, name in enumerate(names_in(frame, column), 1) if name is None]
    if blank:
        raise DataError(
            f"old_data, row {blank[0]}, column {shown(column)}: {len(blank):,} statements have no "
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
    material = stack.material(per_target=_per_target(classifier))
    models: list[StanceModel | None] = []
    n_explaining = len(passes[0])

    def fit(rows: IntArray) -> Classifier:
        if not material.is_trainable(rows):
            raise DataError(
                f"{name}: without the statements tied to a fold, those to train on have fewer "
                "than 2 labels; label more statements, from other documents or groups"
            )
        fitted = count.after(material.fit(classifier, rows))
        if len(models) < n_explaining:
            models.append(_model_of(fitted))
        return fitted

    everything = out_of_fold(material, fit, passes)
    held_out = everything.of(np.arange(stack.n_tested))
    by_row = dict(_rows_of_models(passes[0], models))
    return Side(held_out.predicted, [by_row[row] for row in range(stack.n_tested)]), held_out


def _rows_of_models(
    folds: Sequence[Fold], models: Sequence[StanceModel | None]
) -> Iterator[tuple[int, StanceModel | None]]:
    for (_, test), model in zip(folds, models, strict=True):
        yield from ((row, model) for row in test.tolist())


def _model_of(fitted: Classifier) -> StanceModel | None:
    model = getattr(fitted, "model_", None)
    return model if isinstance(model, StanceModel) else None


def _per_target(classifier: Classifier) -> bool:
    return bool(getattr(classifier, "per_target", False))
