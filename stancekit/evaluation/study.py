"""Labelled statements that are ready to be evaluated, with the folds into which they are cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from stancekit.data.copies import n_near_copies
from stancekit.data.doubts import too_rare
from stancekit.data.quoting import counted, shown, verb
from stancekit.data.read import read_labelled
from stancekit.data.splits import groups_of
from stancekit.evaluation.crossval import out_of_fold
from stancekit.evaluation.design import Design, Scheme
from stancekit.evaluation.folds import (
    Fold,
    group_statements,
    left_out_folds,
    rows_that_only_train,
    untied,
)
from stancekit.evaluation.material import (
    Classifier,
    Material,
    check_classifier,
    is_per_target,
    takes,
    trained_anew,
)
from stancekit.evaluation.witness import Witness
from stancekit.exceptions import DataError
from stancekit.measure.held_out import TRAINING_LUCK, HeldOut, Scored, score
from stancekit.measure.metrics import IntArray
from stancekit.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Study", "coarser_groups", "feasible_folds", "prepare"]


@dataclass(frozen=True, eq=False)
class Study:
    """Labelled statements, and how they are split: as asked for, as far as that was possible.

    `passes` holds the folds of each repeat, and `left_out` the value that each fold leaves out, if
    a column is left out. The `luck` is that of `measure.held_out.score`.
    """

    material: Material
    scheme: Scheme
    passes: list[list[Fold]]
    left_out: list[str]
    caveats: tuple[str, ...]
    luck: float = TRAINING_LUCK

    @classmethod
    def of(cls, material: Material, design: Design, columns: tuple[str, ...]) -> Study:
        """Cut statements, tied by some columns, into folds."""
        folds, note = feasible_folds(material, design.folds)
        if design.leave_out is None:
            repeats = range(design.repeats)
            passes = [material.cut(folds, design.random_state, repeat) for repeat in repeats]
            names: list[str] = []
            way_out = "use other groups, or label more statements"
        else:
            left_out = left_out_folds(material.frame, design.leave_out)
            passes = [untied([(train, test) for _, train, test in left_out], material.groups)]
            names = [name for name, _, _ in left_out]
            note, way_out = None, "use folds, or leave out another column"
        scheme = Scheme(
            **vars(design)
            | {"folds": len(names) or folds, "repeats": len(passes), "groups": columns},
            statements=len(material.frame),
            n_groups=len(np.unique(material.groups)),
            near_copies=n_near_copies(material.frame["text"].tolist()),
            fewer_folds=note,
        )
        lacking = _labels_lacking(material, passes, way_out)
        caveats = tuple(sentence for sentence in (note, lacking) if sentence)
        return cls(material, scheme, passes, names, caveats)

    def hold_out(
        self,
        classifier: Classifier,
        passes: Sequence[Sequence[Fold]],
        count: Progress,
        witness: Witness | None = None,
    ) -> HeldOut:
        """Predict every statement, in every pass, with a clone that was fitted without it.

        A witness is shown the models of the first pass.
        """
        material = self.material

        def fit(rows: IntArray) -> Classifier:
            return count.after(material.fit(classifier, rows))

        return out_of_fold(material, fit, passes, witness)

    def score(self, held_out: HeldOut, rows: IntArray | slice = slice(None)) -> Scored:
        """Measure what was said about the statements, or about some of them."""
        scheme, material = self.scheme, self.material
        return score(
            material.truth[rows],
            held_out,
            material.labels,
            scheme.bootstrap,
            scheme.random_state,
            material.groups[rows],
            self.luck,
        )


def prepare(classifier: Classifier, data: object, design: Design) -> Study:
    """Read the data and cut them into folds for a classifier."""
    check_classifier(classifier)
    frame = read_labelled(data)
    columns, codes = group_statements(frame, design.groups)
    material = Material.of(
        frame,
        codes,
        per_target=is_per_target(classifier),
        fit_groups=coarser_groups(frame, columns, design.leave_out),
        only_train=rows_that_only_train(frame, design.only_train),
    )
    study = Study.of(material, design, columns)
    said = (*_weights_unused(material, classifier), *trained_anew(classifier))
    return replace(study, caveats=(*study.caveats, *said))


def coarser_groups(
    frame: pd.DataFrame, columns: Sequence[str], leave_out: str | None
) -> IntArray | None:
    """Return groups that also tie statements with the same left-out value.

    A classifier that holds statements out itself, to calibrate, then meets in training what it
    will meet in the test: statements from a value it has not seen.
    """
    if leave_out is None or leave_out not in frame:  # the study reports a misspelt column
        return None
    return groups_of(frame, [*columns, leave_out])


def _weights_unused(material: Material, classifier: Classifier) -> Iterator[str]:
    if material.weights is not None and not takes(classifier, "sample_weight"):
        yield (
            "The column 'weight' was not used: the fit of "
            f"{type(classifier).__name__} takes no sample_weight."
        )


def feasible_folds(material: Material, folds: int) -> tuple[int, str | None]:
    """Return how many folds the data allow, and why if they are fewer than asked for."""
    counts = np.bincount(material.truth)
    rarest, n_groups = int(counts.argmin()), len(np.unique(material.groups))
    fewest = int(counts[rarest])
    if wrong := list(too_rare(dict(zip(material.labels, counts.tolist(), strict=True)))):
        raise DataError(wrong)
    # Where each target has a model of its own, labels are spread over the folds by target.
    fewest = min(fewest, int(np.bincount(material.strata).max()))
    if folds <= min(fewest, n_groups):
        return folds, None
    if n_groups <= fewest:
        few = counted(n_groups, "group")
        return n_groups, f"{n_groups} folds instead of {folds}: there are only {few}."
    return fewest, (
        f"{fewest} folds instead of {folds}: there are only {counted(fewest, 'statement')} with "
        f"the label {shown(material.labels[rarest])}."
    )


def _labels_lacking(
    material: Material, passes: Sequence[Sequence[Fold]], way_out: str
) -> str | None:
    """Name the labels that a fold has to predict without having met them in training."""
    everything = set(range(len(material.labels)))
    lacking: set[int] = set()
    for train, test in (fold for folds in passes for fold in folds):
        if not material.is_trainable(train):
            poor = material.untrainable_target(train)
            each = f" for the target {shown(poor)}" if poor else ""
            raise DataError(
                f"holding out {counted(len(test), 'statement')} with all that is tied to "
                f"{verb(len(test), 'it', 'them')} leaves fewer "
                f"than 2 labels to train on{each}; {way_out}"
            )
        lacking |= everything.difference(material.truth[train].tolist())
    if not lacking:
        return None
    names = ", ".join(shown(material.labels[code]) for code in sorted(lacking))
    return f"Some folds had no training statement with the label {names}, so they never predict it."
