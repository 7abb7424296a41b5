"""An evaluation as text to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stancekit.data.wording import printable
from stancekit.evaluation.layout import aligned, paragraphs

if TYPE_CHECKING:
    from stancekit.evaluation.result import Evaluation
    from stancekit.measure.bootstrap import Measure

__all__ = ["summarise"]

_TITLES = {
    "macro_f1": "macro-F1",
    "f_avg": "F_avg (favor, against)",
    "accuracy": "accuracy",
    "log_loss": "log loss",
    "brier": "Brier score (0 to 2)",
    "ece": "calibration error",
}

_MATRIX_AT_MOST = 10


def summarise(evaluation: Evaluation) -> str:
    """Return an evaluation as readable text: scheme, measures, tables, caveats."""
    parts = [
        _gist(evaluation),
        _head(evaluation),
        _measures(evaluation),
        _labels(evaluation),
        _confusion(evaluation),
    ]
    if evaluation.left_out:
        parts.append(_left_out(evaluation))
    if evaluation.contrast:
        right = evaluation.measures["accuracy"].value
        parts.append([evaluation.contrast.sentence(right)])
    else:
        parts.append(["Contrast pairs: none that are held out together, so not measured."])
    if evaluation.learning_curve:
        parts.append([f"Learning curve: {evaluation.learning_curve.sentence()}"])
    if evaluation.caveats:
        parts.append(["Mind:", *(f"- {caveat}" for caveat in evaluation.caveats)])
    return paragraphs(parts)


def _gist(evaluation: Evaluation) -> list[str]:
    """Say the main thing in words that need no statistics."""
    right = evaluation.measures["accuracy"].value
    most = max(scores["support"].value for scores in evaluation.per_label.values())
    usual = most / evaluation.scheme.statements
    gist = (
        f"Of 100 statements that it has not seen, it labels about {100 * right:.0f} correctly; "
        f"always giving the most frequent label would get {100 * usual:.0f}."
    )
    return [gist]


def _head(evaluation: Evaluation) -> list[str]:
    scheme = evaluation.scheme
    return [
        f"{scheme.statements:,} statements, {len(evaluation.labels)} labels",
        scheme.sentence(),
        f"95 % intervals from {scheme.bootstrap:,} resamples of the statements.",
    ]


def _measures(evaluation: Evaluation) -> list[str]:
    rows = [["", "score", "95 % interval", "majority", "stratified"]]
    for name, found in evaluation.measures.items():
        guesses = [evaluation.baselines[kind][name] for kind in ("majority", "stratified")]
        rows.append([_TITLES[name], _number(found.value), _interval(found), *map(_number, guesses)])
    gain = evaluation.over_majority
    over = (
        f"Macro-F1 over the majority baseline: {gain.value:+.3f} (95 % interval {gain.low:+.3f} to "
        f"{gain.high:+.3f}); permutation p-value {evaluation.p_value:.2g}."
    )
    return [*aligned(rows), over]


def _labels(evaluation: Evaluation) -> list[str]:
    rows = [["label", "precision", "recall", "F1", "95 % interval of F1", "statements"]]
    for label, scores in evaluation.per_label.items():
        values = [_number(scores[name].value) for name in ("precision", "recall", "f1")]
        support = f"{scores['support'].value:,.0f}"
        rows.append([printable(str(label)), *values, _interval(scores["f1"]), support])
    return aligned(rows)


def _confusion(evaluation: Evaluation) -> list[str]:
    if len(evaluation.labels) > _MATRIX_AT_MOST:
        return [f"The confusion matrix of {len(evaluation.labels)} labels is in .confusion."]
    names = [printable(str(label)) for label in evaluation.labels]
    rows = [["true, predicted:", *names]]
    for name, counts in zip(names, evaluation.confusion, strict=True):
        rows.append([name, *(f"{count:,.1f}" for count in counts)])
    return aligned(rows)


def _left_out(evaluation: Evaluation) -> list[str]:
    rows = [["left out", "macro-F1", "95 % interval", "accuracy", "calib. error", "statements"]]
    for found in evaluation.left_out:
        error = found.calibration_error
        rows.append(
            [
                printable(found.value),
                _number(found.macro_f1.value),
                _interval(found.macro_f1),
                _number(found.accuracy),
                "" if error is None else _number(error),
                f"{found.statements:,}",
            ]
        )
    return [*aligned(rows), "Here macro-F1 is the mean over the labels that occur in the value."]


def _number(value: float) -> str:
    return f"{value:.3f}"


def _interval(measure: Measure) -> str:
    return f"{measure.low:.3f} to {measure.high:.3f}"
