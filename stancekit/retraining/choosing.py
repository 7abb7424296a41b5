"""How much each new statement counts: chosen by how well others like it are then answered."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stancekit.blocks import Measure
from stancekit.data.quoting import shown
from stancekit.data.splits import grouped_folds
from stancekit.evaluation.crossval import out_of_fold
from stancekit.evaluation.design import Design
from stancekit.evaluation.folds import Fold, group_statements, pass_seed, untied
from stancekit.evaluation.material import Material, uncalibrated
from stancekit.exceptions import ParameterError
from stancekit.measure.metrics import FloatArray, IntArray, log_losses
from stancekit.model.calibration import MIN_RECALIBRATION, best_temperature, softmax
from stancekit.progress import Progress
from stancekit.retraining.statements import Statements
from stancekit.retraining.weighing import Tried, Weighing

if TYPE_CHECKING:
    from stancekit.model.classifier import StanceClassifier

__all__ = ["WEIGHTS", "check_weight", "weighing_of"]

WEIGHTS = (1.0, 2.0, 5.0, 10.0)
"""What is tried, the least first."""

_REPEATS = 2
_CLEARLY = 2.0  # standard errors
_SMALLEST = 1e-12  # probability whose logarithm is taken


def check_weight(given: Any) -> float | None:
    """Return how much a new statement is to count, None if that is to be chosen."""
    if isinstance(given, str) and given == "auto":
        return None
    real = isinstance(given, int | float | np.integer | np.floating)
    if not real or isinstance(given, bool) or not 0 < given < math.inf:
        raise ParameterError(
            f"new_weight: must be 'auto' or a finite number above 0, got {shown(given)}"
        )
    return float(given)


def weighing_of(
    given: float | None,
    classifier: StanceClassifier,
    statements: Statements,
    design: Design,
    progress: Callable[[int, int], None] | None,
) -> Weighing:
    """Return how much each new statement counts: as given, or as cross-validation has it."""
    added = statements.merged.added
    if given is not None:
        return Weighing(given, added)
    if added < MIN_RECALIBRATION:
        few = f"{added:,} are too few to choose a weight by, {MIN_RECALIBRATION} are needed"
        return Weighing(1.0, added, why_not=few)
    frame = statements.merged.frame
    codes = group_statements(frame, design.groups)[1]
    material = Material.of(frame, codes, per_target=classifier.per_target)
    new = np.arange(len(frame) - added, len(frame))
    if not (passes := _passes(material, new, design)):
        return Weighing(1.0, added, why_not="too many are tied to choose a weight by them")
    fits = len(WEIGHTS) * sum(map(len, passes))
    with Progress("choosing a weight", fits, "fit", report=progress) as count:
        losses = [
            _losses(
                replace(material, frame=statements.counted(weight)), classifier, new, passes, count
            )
            for weight in WEIGHTS
        ]
    return _chosen(losses, codes[new])


def _passes(material: Material, new: IntArray, design: Design) -> list[list[Fold]]:
    """Hold out new statements alone, and train on all that is not tied to them."""
    strata, groups = material.strata[new], material.groups[new]
    folds = min(design.folds, len(np.unique(groups)), int(np.bincount(strata).max()))
    if folds < 2:
        return []
    every, seed = np.arange(len(material.frame)), design.random_state
    cuts = [grouped_folds(strata, groups, folds, pass_seed(seed, n)) for n in range(_REPEATS)]
    held_out = [[(np.setdiff1d(every, new[test]), new[test]) for _, test in cut] for cut in cuts]
    passes = [untied(cut, material.groups) for cut in held_out]
    trainable = (material.is_trainable(train) for cut in passes for train, _ in cut)
    return passes if all(trainable) else []


def _losses(
    material: Material,
    classifier: StanceClassifier,
    new: IntArray,
    passes: Sequence[Sequence[Fold]],
    count: Progress,
) -> FloatArray:
    """Return the log loss on each new statement, the mean over the passes.

    A weight also changes how sharp probabilities are, which calibration sets right: so each pass
    is scored at its best temperature.
    """
    plain = uncalibrated(classifier)
    held_out = out_of_fold(
        material, lambda rows: count.after(material.fit(plain, rows)), passes
    ).of(new)
    truth = material.truth[new]
    given = np.asarray(held_out.probabilities)
    return np.asarray(np.mean([_at_its_best(one, truth) for one in given], axis=0))


def _at_its_best(probabilities: FloatArray, truth: IntArray) -> FloatArray:
    scores = np.log(np.maximum(probabilities, _SMALLEST))
    temperature = best_temperature(scores, truth, np.ones(len(truth)))
    return np.asarray(log_losses(softmax(scores / temperature), truth))


def _chosen(losses: Sequence[FloatArray], groups: IntArray) -> Weighing:
    """Choose the smallest weight that is not clearly worse than the best one."""
    means = [float(loss.mean()) for loss in losses]
    best = losses[int(np.argmin(means))]
    place = next(
        number
        for number, loss in enumerate(losses)
        if (loss - best).mean() <= _CLEARLY * _standard_error(loss - best, groups)
    )
    tried = tuple(
        Tried(weight, mean, _interval(losses[0] - loss, groups))
        for weight, mean, loss in zip(WEIGHTS, means, losses, strict=True)
    )
    return Weighing(WEIGHTS[place], len(groups), tried)


def _standard_error(values: FloatArray, groups: IntArray) -> float:
    """Return the standard error of a mean over statements of which some are tied."""
    codes = np.unique(groups, return_inverse=True)[1]
    sums = np.bincount(codes, values - values.mean())
    n_groups = len(sums)
    return math.sqrt(n_groups / (n_groups - 1) * float(sums @ sums)) / len(values)


def _interval(gains: FloatArray, groups: IntArray) -> Measure:
    value, error = float(gains.mean()), _CLEARLY * _standard_error(gains, groups)
    return Measure(value, value - error, value + error)
