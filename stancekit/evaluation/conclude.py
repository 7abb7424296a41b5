"""From held-out predictions to an `Evaluation`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stancekit.blocks import Measure, printable
from stancekit.data.quoting import shown
from stancekit.evaluation.answered import answered
from stancekit.evaluation.caveats import data_caveats, score_caveats
from stancekit.evaluation.contrast import Contrast, contrast_of
from stancekit.evaluation.learning_curve import LearningCurve
from stancekit.evaluation.result import OVERALL, Evaluation, LeftOut
from stancekit.evaluation.study import Study
from stancekit.evaluation.witness import Witness
from stancekit.labels import Label
from stancekit.measure.baselines import (
    majority,
    permutation_p_value,
    stratified_measures,
    training_shares,
)
from stancekit.measure.held_out import HeldOut, Scored
from stancekit.measure.intervals import likely_next, of_share
from stancekit.measure.metrics import FloatArray, IntArray, LabelScores, MeasureKey

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["conclude"]

ENOUGH_VALUES = 5
_REACH = 1.96  # standard errors of a 95 % interval


def conclude(
    study: Study,
    held_out: HeldOut,
    curve: LearningCurve | None,
    caveats: Iterable[str] = (),
    to_come: Mapping[MeasureKey, float] | None = None,
    witness: Witness | None = None,
) -> Evaluation:
    """Compute everything that held-out predictions say.

    What is `to_come` from training on all statements makes the intervals hold for that. A
    witness has seen the models.
    """
    material, scheme, labels = study.material, study.scheme, study.material.labels
    truth, seed = material.truth, scheme.random_state
    own = replace(study.score(held_out), to_come=to_come or {})
    shares = training_shares(truth, study.passes, len(labels))
    guessed = study.score(majority(shares))
    guesses = {
        "majority": guessed.values,
        "stratified": stratified_measures(truth, shares, labels),
    }
    keys = _keys(own, truth)
    left_out = tuple(_left_out(study, held_out))
    mean = _mean_answers(held_out, len(labels))
    evaluation = Evaluation(
        scheme=scheme,
        labels=labels,
        **_scores(own, keys),
        baselines={which: _means(values, keys) for which, values in guesses.items()},
        over_majority=own.gain(guessed, *keys["macro_f1"]),
        p_value=permutation_p_value(
            truth, held_out.predicted, len(labels), scheme.permutations, seed
        ),
        left_out=left_out,
        new_value=_new_value(left_out),
        answered=answered(truth, held_out, labels, material.fit_groups),
        contrast=_contrast(study, held_out),
        learning_curve=curve,
        covers=_covers(study, fitted=bool(to_come)),
        caveats=(
            *data_caveats(material.frame, scheme),
            *study.caveats,
            *caveats,
            *_absent_labels(labels, truth),
        ),
        predictions=_predictions(study, mean, with_shares=held_out.probabilities is not None),
        mistakes=witness.mistakes if witness else (),
        telling=witness.telling if witness else {},
    )
    said = tuple(score_caveats(evaluation))
    return replace(evaluation, caveats=evaluation.caveats + said)


def _keys(own: Scored, truth: IntArray) -> dict[str, list[MeasureKey]]:
    """Return of what each measure of the whole is the mean; an F1 of what never occurs is none."""
    found: dict[str, list[MeasureKey]] = {
        name: [(name, None)] for name in OVERALL if (name, None) in own.values
    }
    occurring = [own.labels[code] for code in np.unique(truth)]
    if len(occurring) < len(own.labels):
        found["macro_f1"] = [("f1", label) for label in occurring]
        if not {"favor", "against"} <= {*occurring}:
            found.pop("f_avg", None)
    return found


def _means(
    values: Mapping[MeasureKey, float], keys: Mapping[str, Sequence[MeasureKey]]
) -> dict[str, float]:
    """Return the measures of the whole, each the mean of some."""
    return {name: float(np.mean([values[key] for key in of])) for name, of in keys.items()}


def _absent_labels(labels: Sequence[Label], truth: IntArray) -> Iterator[str]:
    """Say over which labels macro-F1 is no mean."""
    if absent := [label for code, label in enumerate(labels) if code not in truth]:
        yield (
            f"No statement here has the label {', '.join(map(shown, absent))}: macro-F1 is the "
            "mean over the other labels."
        )


def _scores(own: Scored, keys: Mapping[str, Sequence[MeasureKey]]) -> dict[str, Any]:
    """Return the measures of the whole and of each label, and the confusion matrix."""
    low, high = own.confusion_interval
    return {
        "measures": {name: own.measure(*of) for name, of in keys.items()},
        "per_label": {
            label: {name: own.measure((name, label)) for name in LabelScores._fields}
            for label in own.labels
        },
        "confusion": own.confusion,
        "confusion_low": low,
        "confusion_high": high,
    }


def _contrast(study: Study, held_out: HeldOut) -> Contrast | None:
    """Judge the contrast pairs, if the sides of a pair were held out together."""
    scheme, material = study.scheme, study.material
    if "pair_id" not in scheme.groups:
        return None
    return contrast_of(
        material.frame,
        material.truth,
        held_out.predicted,
        scheme.bootstrap,
        scheme.random_state,
    )


def _left_out(study: Study, held_out: HeldOut) -> Iterator[LeftOut]:
    """Score the statements of each left-out value over the labels that occur there."""
    material = study.material
    for name, (_, test) in zip(study.left_out, study.passes[0], strict=False):
        here = study.score(held_out.of(test), test)
        tied = material.groups[test]
        by_label = answered(material.truth[test], held_out.of(test), material.labels, tied).by_label
        occurring = np.unique(material.truth[test])
        yield LeftOut(
            name,
            len(test),
            here.measure(*(("f1", material.labels[code]) for code in occurring)),
            accuracy=here.values["accuracy", None],
            calibration_error=here.values.get(("calibration_error", None)),
            ok=next(iter(by_label), None),
        )


def _new_value(left_out: Sequence[LeftOut]) -> dict[str, Measure]:
    """Return where the scores of one more value are to be expected, given enough of them."""
    if len(left_out) < ENOUGH_VALUES:
        return {}
    macro_f1 = np.array([found.macro_f1.value for found in left_out])
    accuracy = np.array([found.accuracy for found in left_out])
    widths = [found.macro_f1.high - found.macro_f1.low for found in left_out]
    counts = np.array([found.statements for found in left_out])
    low, high = of_share(accuracy, 0.0, _REACH, counts)
    return {
        "macro_f1": likely_next(macro_f1, np.array(widths) / (2 * _REACH)),
        "accuracy": likely_next(accuracy, (high - low) / (2 * _REACH)),
    }


def _covers(study: Study, *, fitted: bool) -> str:
    """Say what the intervals are for."""
    if study.left_out:
        column = printable(str(study.scheme.leave_out))
        return (
            f"for other statements of these {len(study.left_out)} values of '{column}', when the "
            "model has not seen the value."
        )
    if fitted:
        return "for the model that is trained on all statements, on other statements like these."
    return "for models trained on as many statements as each fold leaves, on others like these."


def _mean_answers(held_out: HeldOut, n_labels: int) -> FloatArray:
    """Return the probabilities of each statement, or how often it got each label."""
    if held_out.probabilities is not None:
        return np.asarray(held_out.probabilities.mean(axis=0))
    return np.asarray(np.eye(n_labels)[held_out.predicted].mean(axis=0))


def _predictions(study: Study, mean: FloatArray, *, with_shares: bool) -> pd.DataFrame:
    """Return one row for each statement, averaged over the repeats."""
    import pandas as pd

    frame, labels = study.material.frame, study.material.labels
    columns: dict[str, Any] = {"id": frame["id"]} if "id" in frame else {}
    columns["row"] = np.arange(len(mean))
    columns["label"] = frame["label"]
    columns["predicted"] = [labels[code] for code in mean.argmax(axis=1)]
    if with_shares:
        columns |= {f"p_{label}": mean[:, code] for code, label in enumerate(labels)}
    return pd.DataFrame(columns)
