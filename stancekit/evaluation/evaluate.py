"""`evaluate`: repeated, grouped cross-validation, and everything computed from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stancekit.evaluation.as_it_is import evaluate_as_it_is
from stancekit.evaluation.conclude import conclude
from stancekit.evaluation.design import Design
from stancekit.evaluation.folds import Fold
from stancekit.evaluation.learning_curve import LearningCurve, learning_curve, smaller_passes
from stancekit.evaluation.material import Classifier, uncalibrated
from stancekit.evaluation.result import Evaluation
from stancekit.evaluation.study import Study, feasible_folds, prepare
from stancekit.evaluation.to_come import to_come
from stancekit.evaluation.witness import Witness
from stancekit.measure.held_out import HeldOut
from stancekit.measure.metrics import MeasureKey
from stancekit.model.encoder import encodes_once
from stancekit.model.model import StanceModel
from stancekit.progress import Progress

__all__ = ["evaluate"]

_FOLDS_OF_CURVE = 5
_OTHER_ORDERS = (1, 2)
_OTHER_FOLDS = (
    "The learning curve comes from {} random folds, so its level is not that of the scores above."
)


@encodes_once
def evaluate(
    classifier: Classifier,
    data: object,
    *,
    groups: str | Sequence[str] | None = None,
    leave_out: str | None = None,
    only_train: Mapping[str, Sequence[str]] | None = None,
    folds: int = 5,
    repeats: int = 5,
    bootstrap: int = 1000,
    permutations: int = 1000,
    random_state: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Estimate how well a classifier labels statements that it has not seen.

    The statements are cut into stratified folds; each fold is labelled by a model trained on the
    others, and all of that is repeated with other cuts. Statements that belong together, such as
    the sentences of one document or the two sides of a contrast pair, stay on one side of
    every cut. A trained model labels all statements as it is; none of them should be among those
    that it was trained on, and where that is known it is said, or refused.

    Parameters
    ----------
    classifier : estimator or StanceModel
        A `StanceClassifier` or any scikit-learn classifier that takes texts, fitted or not. Clones
        of it are fitted; it is not changed. The column ``weight`` of the data is passed to
        its ``fit`` as ``sample_weight``, and group codes as ``groups``, where it takes them; with
        `leave_out` these tie the statements of each value. Every statement counts the same in the
        measures. Or a trained model, which is measured as it is; that of a fitted classifier is its
        ``model_``. It takes no word of how to train: no `leave_out`, `only_train`, `folds` and
        `repeats`.
    data : DataFrame, path, or anything else that `read_labelled` takes
        Labelled statements.
    groups : str or sequence of str, optional
        Statements with the same value in one of these columns stay together, as do copies of a
        text, near ones included (retweets, another link, a word changed in a long text).
        By default the columns ``group``, ``pair_id`` and ``document``, where present; ``document``
        is not used if all statements come from one, and a caveat says what that means.
    leave_out : str, optional
        A column, such as ``source``. Each of its values is left out in turn, once, instead
        of random folds; training statements tied to the left-out ones by a group are dropped.
    only_train : dict of str to sequence of str, optional
        A column and some of its values: their statements are passed to ``fit`` as ``only_train``,
        where it takes that. They are tested like all others.
    folds : int, default=5
        Number of folds; fewer, with a caveat, if a label has fewer statements or there are fewer
        groups.
    repeats : int, default=5
        How many times to cut the statements into folds.
    bootstrap : int, default=1000
        Number of resamples for the 95 % intervals, of statements and of groups.
    permutations : int, default=1000
        Number of label permutations for the p-value.
    random_state : int, default=0
        Equal seeds give equal results.
    progress : callable, optional
        Called with the number of fits done and their total after every fit.

    Returns
    -------
    Evaluation
        Measures with intervals, beside two baselines, tables, the learning curve, and caveats.

    Raises
    ------
    InputTypeError
        If `classifier` is not an estimator.
    ParameterError
        If a number is out of its range.
    DataError
        If the data are not labelled statements, or cannot be split as asked.

    Examples
    --------
    >>> import stancekit
    >>> texts = [f"{verb} Moscow, {day}" for day in range(20) for verb in ("Call", "Shun")]
    >>> data = {"text": texts, "label": ["favor", "against"] * 20}
    >>> stancekit.evaluate(stancekit.StanceClassifier(calibrate=False), data, repeats=1)
    <Evaluation: macro-F1 1.000 (0.907 to 1.000), 40 statements, 2 labels>
    """
    design = Design(
        folds=folds,
        repeats=repeats,
        groups=groups,
        leave_out=leave_out,
        only_train=only_train or {},
        bootstrap=bootstrap,
        permutations=permutations,
        random_state=random_state,
    )
    if isinstance(classifier, StanceModel):
        return evaluate_as_it_is(classifier, data, design)
    study = prepare(classifier, data, design)
    growth = _Growth.of(study, classifier)
    fits = sum(map(len, [*study.passes, *growth.to_fit]))
    with Progress("cross-validation", fits, "fit", report=progress) as count:
        witness = Witness(study.material)
        held_out = study.hold_out(classifier, study.passes, count, witness)
        first = held_out.passes()[0]
        grown = growth.measure(study, classifier, first, count) if growth.passes else None
    if grown is None:
        no_curve = "Too few groups or labels for a learning curve."
        return conclude(study, held_out, None, [no_curve], witness=witness)
    curve, ahead = grown
    caveats = [] if growth.own_folds else [_OTHER_FOLDS.format(len(growth.passes[-1]))]
    return conclude(study, held_out, curve, caveats, ahead, witness)


@dataclass(frozen=True, eq=False)
class _Growth:
    """Passes with growing training sides, and those of them that are to be fitted.

    `of_curve` are fitted without calibration, which the curve can do without. `again` are fitted as
    the classifier is: what is still to come in probabilities shows in the largest three. What is
    lacking at their ends is the first pass of the study. `others` are drawn like the last smaller
    pass: where the curve is heading depends on the luck of that draw.
    """

    passes: list[list[Fold]]
    own_folds: bool
    of_curve: list[list[Fold]]
    again: list[list[Fold]]
    others: list[list[Fold]]

    @classmethod
    def of(cls, study: Study, classifier: Classifier) -> _Growth:
        passes = _curve_passes(study)
        own_folds = bool(passes) and passes[-1] is study.passes[0]
        plain = not classifier.get_params().get("calibrate")
        unknown = passes[:-1] if own_folds else passes
        again = [] if plain or study.left_out else unknown[-2 if own_folds else -3 :]
        drawn = [_smaller(study, passes[-1], order) for order in _OTHER_ORDERS if passes]
        others = [smaller[-1] for smaller in drawn if len(smaller) == len(passes) - 1]
        return cls(passes, own_folds, unknown if plain else passes, again, others)

    @property
    def to_fit(self) -> list[list[Fold]]:
        return [*self.of_curve, *self.others, *self.again]

    def measure(
        self, study: Study, classifier: Classifier, first: HeldOut, count: Progress
    ) -> tuple[LearningCurve, dict[MeasureKey, float]]:
        """Return the curve, and how much the measures may improve from a fold to all statements."""
        answers = study.hold_out(uncalibrated(classifier), self.of_curve, count).passes()
        answers += [first] * (len(self.passes) - len(answers))
        others = study.hold_out(uncalibrated(classifier), self.others, count).predicted
        predicted = [each.predicted for each in answers]
        predicted[-2] = np.concatenate([predicted[-2], others])
        scored = [study.score(HeldOut(each, None)) for each in predicted]
        curve = learning_curve(self.passes, scored)
        if study.left_out:
            return curve, {}
        nearest = self.passes[-3:]
        if self.again:
            answers = study.hold_out(classifier, self.again, count).passes()
            answers += [first] * (len(nearest) - len(answers))
        share = 1 - 1 / study.scheme.folds
        return curve, to_come(study.material, nearest, answers[-len(nearest) :], share)


def _curve_passes(study: Study) -> list[list[Fold]]:
    """Return passes with growing training sides, or none if there would be too few.

    The largest are those of the first pass of the study, unless it has more folds than a curve
    needs.
    """
    material, seed = study.material, study.scheme.random_state
    full = study.passes[0]
    if study.left_out or len(full) > _FOLDS_OF_CURVE:
        folds, _ = feasible_folds(material, _FOLDS_OF_CURVE)
        full = material.cut(folds, seed, study.scheme.repeats)
    smaller = _smaller(study, full, order=0)
    return [*smaller, full] if len(smaller) > 1 else []


def _smaller(study: Study, full: Sequence[Fold], order: int) -> list[list[Fold]]:
    material, seed = study.material, study.scheme.random_state
    return smaller_passes(full, material.groups, material.is_trainable, seed, order)
