"""Labels that models trained without the statement contradict, with the words behind it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stancekit.data.splits import groups_of
from stancekit.data.wording import shown
from stancekit.evaluation.crossval import Fold, out_of_fold
from stancekit.evaluation.grouping import group_statements
from stancekit.evaluation.material import Classifier, Material
from stancekit.evaluation.scheme import Scheme, make_plan
from stancekit.exceptions import InputTypeError
from stancekit.labelling.checks.confident import likely_errors
from stancekit.labelling.checks.finding import Finding, quoted
from stancekit.labelling.checks.labelled import Labelled
from stancekit.labelling.checks.repeats import Repeats
from stancekit.labels import Label
from stancekit.model.explanation import Explanation
from stancekit.model.model import StanceModel

__all__ = ["LabelErrors", "find_label_errors"]

_SHOWN_WORDS = 3
_ALIKE = "nearly the same text"
_OUTER_SIGNS = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True)
class LabelErrors:
    """Labels that are likely to be wrong.

    Attributes
    ----------
    findings : list of Finding
        The likeliest first.
    found : float
        The share of statements for which the models found the given label.
    """

    findings: list[Finding]
    found: float


def find_label_errors(
    labelled: Labelled, repeats: Repeats, classifier: Classifier, folds: int, random_state: int
) -> LabelErrors:
    """Predict every statement with a model that has not seen it, and compare.

    Statements that the usual columns tie are held out together, and so are those whose texts are
    nearly the same. A label with a single statement is left out.

    Parameters
    ----------
    labelled : Labelled
        The statements.
    repeats : Repeats
        Which of them are the same or nearly so.
    classifier : estimator
        What to train.
    folds, random_state : int
        Into how many parts to cut the statements, and the seed.

    Raises
    ------
    DataError
        If the statements cannot be split, or nothing can be learned from them.
    InputTypeError
        If the classifier cannot be trained on texts, or gives no probabilities.
    """
    times = Counter(labelled.labels)
    rows = [row for row, label in enumerate(labelled.labels) if times[label] > 1]
    material, parts = _divided(labelled, repeats, rows, classifier, folds, random_state)
    models: list[Classifier] = []

    def fit(train: npt.NDArray[np.intp]) -> Classifier:
        models.append(material.fit(classifier, train))
        return models[-1]

    held_out = out_of_fold(material, fit, [parts])
    if held_out.probabilities is None:
        kind = type(classifier).__name__
        raise InputTypeError(f"classifier: {kind} has no predict_proba; pass one that has")
    probabilities = held_out.probabilities[0]
    part_of = {row: k for k, (_, test) in enumerate(parts) for row in test.tolist()}
    findings = []
    for row in likely_errors(material.truth, probabilities).tolist():
        given, other = int(material.truth[row]), int(probabilities[row].argmax())
        found = {material.labels[code]: float(probabilities[row, code]) for code in (given, other)}
        explained = _explained(models[part_of[row]], material, row)
        findings.append(_finding(labelled, rows[row], found, explained))
    return LabelErrors(findings, float(np.mean(held_out.predicted[0] == material.truth)))


def _divided(
    labelled: Labelled,
    repeats: Repeats,
    rows: list[int],
    classifier: Classifier,
    folds: int,
    random_state: int,
) -> tuple[Material, list[Fold]]:
    """Cut some of the statements into parts, each with the rows to learn its labels from."""
    frame = labelled.frame.assign(**{_ALIKE: repeats.numbers()})
    frame = frame.iloc[rows].reset_index(drop=True)
    tied = [*group_statements(frame, None).columns, _ALIKE]
    per_target = bool(getattr(classifier, "per_target", False))
    material = Material.of(frame, groups_of(frame, tied), per_target=per_target)
    scheme = Scheme(len(rows), folds, 1, tuple(tied), len(rows), None, 1, 1, random_state)
    return material, make_plan(frame, material, scheme).passes[0]


def _explained(fitted: Classifier, material: Material, row: int) -> Explanation | None:
    """Explain a statement with a model that has not seen it, if that is a `StanceModel`."""
    model = getattr(fitted, "model_", None)
    if not isinstance(model, StanceModel):
        return None
    if model.per_target:
        text, target = material.X.iloc[row]
        return model.explain(text, target=target)
    return model.explain(material.X.iloc[row])


def _finding(
    labelled: Labelled,
    row: int,
    probabilities: dict[Label, float],
    explained: Explanation | None,
) -> Finding:
    (given, p_given), (other, p_other) = probabilities.items()
    words = [] if explained is None else _words(explained, given, other)
    because = f" because of {', '.join(map(shown, words))}" if words else ""
    return Finding(
        "likely label error",
        "note",
        (row,),
        labelled.named([row]),
        f"labelled {shown(given)} (probability {p_given:.2f}), rather {shown(other)} "
        f"({p_other:.2f}){because}: {quoted(labelled.texts[row])}",
        {"given": given, "p_given": p_given, "likely": other, "p_likely": p_other, "words": words},
    )


def _words(explained: Explanation, given: Label, other: Label) -> list[str]:
    """Return the words that speak most for another label than the given one."""
    gains: dict[str, float] = {}
    for part in explained.words:
        word = _OUTER_SIGNS.sub("", part.word) or part.word
        gain = part.contributions.get(other, 0.0) - part.contributions.get(given, 0.0)
        gains[word] = gains.get(word, 0.0) + gain
    ranked = sorted(gains, key=lambda word: -gains[word])
    return [word for word in ranked[:_SHOWN_WORDS] if gains[word] > 0]
