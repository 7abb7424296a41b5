"""Two classifiers, or two sets of training statements, on the same held-out statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stancekit.data.splits import LINKING_COLUMNS, groups_of
from stancekit.evaluation.caveats import data_caveats
from stancekit.evaluation.comparison.paired import Side, pair
from stancekit.evaluation.comparison.result import MARGIN, Comparison
from stancekit.evaluation.crossval import Fold, HeldOut, Progress, out_of_fold
from stancekit.evaluation.grouping import Groups, group_statements
from stancekit.evaluation.material import Classifier, Material, check_classifier, label_codes
from stancekit.evaluation.metrics import IntArray
from stancekit.evaluation.scheme import Plan, Scheme, check_count, make_plan
from stancekit.evaluation.study import Study
from stancekit.exceptions import DataError
from stancekit.labels import label_set
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
    folds: int = 5,
    repeats: int = 5,
    margin: float = MARGIN,
    bootstrap: int = 1000,
    random_state: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Trial:
    """Train two classifiers on the same folds and compare what they say of the held-out sides.

    The parameters are those of `compare`.

    Returns
    -------
    Trial

    Raises
    ------
    InputTypeError, ParameterError, DataError
        As `compare` says.
    """
    from stancekit.data.read import read_labelled

    for classifier in (old, new):
        check_classifier(classifier)
    frame = read_labelled(data)
    stack = _Stack.of(frame, None if old_data is None else read_labelled(old_data), groups)
    scheme = Scheme(
        statements=len(frame),
        groups=stack.together.columns,
        n_groups=Groups(stack.codes[: len(frame)], ()).count,
        leave_out=None,
        folds=check_count("folds", folds, 2),
        repeats=check_count("repeats", repeats, 1),
        bootstrap=bootstrap,
        permutations=1000,
        random_state=random_state,
    )
    own = Material.of(frame, stack.codes[: len(frame)], per_target=_per_target(new))
    plan = make_plan(frame, own, scheme)
    count = Progress(progress, 2 * sum(map(len, plan.passes)))
    old_side, _ = _train("old", old, stack, stack.passes_of_old(plan), count)
    new_side, held_out = _train("new", new, stack, plan.passes, count)
    notes = (*data_caveats(frame, plan.scheme), *stack.notes, *plan.notes)
    labels = label_set(stack.frame["label"].tolist())
    comparison = pair(
        frame,
        label_codes(frame["label"], labels),
        labels,
        old_side,
        new_side,
        how=plan.scheme.sentence(),
        margin=margin,
        bootstrap=bootstrap,
        random_state=random_state,
        caveats=notes,
    )
    known = label_codes(own.labels, labels)
    in_own = HeldOut(
        np.searchsorted(known, held_out.predicted),
        None if held_out.probabilities is None else held_out.probabilities[..., known],
    )
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
    notes : tuple of str
        What the ties cannot guard against.
    """

    frame: pd.DataFrame
    n_tested: int
    together: Groups
    codes: IntArray
    notes: tuple[str, ...]

    @classmethod
    def of(
        cls, frame: pd.DataFrame, old: pd.DataFrame | None, groups: str | Sequence[str] | None
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
        ids = ["id"] if "id" in stacked else []
        codes = groups_of(stacked, [*together.columns, *ids])
        return cls(stacked, len(frame), together, codes, notes)

    def material(self, *, per_target: bool) -> Material:
        return Material.of(self.frame, self.codes, per_target=per_target)

    def passes_of_old(self, plan: Plan) -> list[list[Fold]]:
        """Return the folds for the old training: statements tied to the test side are left out."""
        if self.n_tested == len(self.frame):
            return plan.passes
        rows = np.arange(self.n_tested, len(self.frame))
        return [
            [(rows[~np.isin(self.codes[rows], self.codes[test])], test) for _, test in folds]
            for folds in plan.passes
        ]


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
