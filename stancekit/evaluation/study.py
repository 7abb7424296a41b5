"""From labelled data to statements that are ready to be evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stancekit.data.splits import groups_of
from stancekit.evaluation.caveats import data_caveats
from stancekit.evaluation.grouping import Groups, group_statements
from stancekit.evaluation.material import Classifier, Material, check_classifier, takes
from stancekit.evaluation.scheme import Plan, Scheme, check_count, make_plan
from stancekit.exceptions import InputTypeError
from stancekit.measure.metrics import IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Study", "prepare"]


@dataclass(frozen=True, eq=False)
class Study:
    """Labelled statements and how they are split.

    Attributes
    ----------
    frame : DataFrame
        The statements as they were read.
    material : Material
        The same, as estimators take them.
    plan : Plan
        The folds.
    notes : tuple of str
        What the reader of the scores must know about all that.
    """

    frame: pd.DataFrame
    material: Material
    plan: Plan
    notes: tuple[str, ...]


def prepare(
    classifier: Classifier,
    data: object,
    *,
    groups: str | Sequence[str] | None,
    leave_out: str | None,
    folds: int,
    repeats: int,
    bootstrap: int,
    permutations: int,
    random_state: int,
) -> Study:
    """Check everything that was asked for, read the data and cut them into folds.

    The parameters are those of `evaluate`.
    """
    from stancekit.data.read import read_labelled

    check_classifier(classifier)
    counts = {
        "folds": check_count("folds", folds, 2),
        "repeats": check_count("repeats", repeats, 1),
        "bootstrap": check_count("bootstrap", bootstrap, 1),
        "permutations": check_count("permutations", permutations, 1),
        "random_state": check_count("random_state", random_state, 0),
    }
    if not isinstance(leave_out, str | None):
        kind = type(leave_out).__name__
        raise InputTypeError(f"leave_out: expected the name of a column of the data, got {kind}")
    frame = read_labelled(data)
    together = group_statements(frame, groups)
    per_target = bool(getattr(classifier, "per_target", False))
    material = Material.of(
        frame,
        together.codes,
        per_target=per_target,
        fit_groups=_coarser(frame, together, leave_out),
    )
    asked = Scheme(
        statements=len(frame),
        groups=together.columns,
        n_groups=together.count,
        leave_out=leave_out,
        **counts,
    )
    plan = make_plan(frame, material, asked)
    notes = (*data_caveats(frame, plan.scheme), *plan.notes, *_weights_unused(material, classifier))
    return Study(frame, material, plan, notes)


def _coarser(frame: pd.DataFrame, together: Groups, leave_out: str | None) -> IntArray:
    """Return groups that also tie statements with the same left-out value.

    A classifier that holds statements out itself, to calibrate, then meets in training what it
    will meet in the test: statements from a value it has not seen.
    """
    if leave_out is None or leave_out not in frame:  # the plan reports a misspelt column
        return together.codes
    return groups_of(frame, [*together.columns, leave_out])


def _weights_unused(material: Material, classifier: Classifier) -> Iterator[str]:
    if material.weights is not None and not takes(classifier, "sample_weight"):
        yield (
            "The column 'weight' was not used: the fit of "
            f"{type(classifier).__name__} takes no sample_weight."
        )
