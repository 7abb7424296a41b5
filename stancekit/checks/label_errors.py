"""Labels that models trained without the statement contradict, with the words behind it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from stancekit.checks.finding import Finding, finding_on
from stancekit.checks.verdicts import hold_out
from stancekit.data.labelled import Labelled
from stancekit.data.quoting import listed, quoted, shown
from stancekit.data.repeats import Repeats
from stancekit.evaluation.material import Classifier, Material, model_of
from stancekit.labels import Label
from stancekit.measure.confident import likely_errors
from stancekit.model.explanation import Explanation

__all__ = ["find_label_errors"]

_SHOWN_WORDS = 3
_inner = re.compile(r"\w(?:.*\w)?", re.DOTALL).search


def find_label_errors(
    labelled: Labelled, repeats: Repeats, classifier: Classifier, folds: int, random_state: int
) -> tuple[list[Finding], list[str]]:
    """Predict every statement with a model that has not seen it: likely errors, and caveats.

    Statements that the usual columns tie are held out together, and so are those whose texts are
    nearly the same. The order of the statements makes no difference.
    """
    verdicts = hold_out(labelled, repeats, classifier, folds, random_state)
    material, judged = verdicts.material, verdicts.judged
    truth, probabilities = material.truth[judged], verdicts.probabilities[judged]
    findings = []
    for position in judged[likely_errors(truth, probabilities)].tolist():
        chances = verdicts.probabilities[position]
        codes = (int(material.truth[position]), int(chances.argmax()))
        found = {material.labels[code]: float(chances[code]) for code in codes}
        explained = _explained(verdicts.models[position], material, position)
        findings.append(_finding(labelled, int(verdicts.rows[position]), found, explained))
    unjudged = np.setdiff1d(np.arange(len(labelled)), verdicts.rows[judged])
    right = float((probabilities.argmax(axis=1) == truth).mean())
    return findings, list(_caveats(labelled, right, unjudged.tolist()))


def _caveats(labelled: Labelled, right: float, unjudged: Sequence[int]) -> Iterator[str]:
    """Say how good the models were, and whose labels they could not judge."""
    yield (
        f"Of 100 statements that they had not seen, the models gave {100 * right:.0f} their "
        "label. The fewer, the more of the label errors are errors of the models. Other folds "
        "(random_state) give partly other label errors."
    )
    if unjudged:
        targets = labelled.column("target")
        counts = Counter((labelled.labels[row], targets[row]) for row in unjudged)
        found = [
            f"{count} {shown(label)}{f' about {shown(target)}' if target is not None else ''}"
            for (label, target), count in counts.items()
        ]
        yield (
            "Label errors were not looked for where too little is left to learn from once a "
            f"statement is held out: {listed(found)}."
        )


def _explained(fitted: Classifier, material: Material, row: int) -> Explanation | None:
    """Explain a statement with a model that has not seen it, if that is a `StanceModel`."""
    model = model_of(fitted)
    if model is None:
        return None
    statement = material.frame.iloc[row]
    return model.explain(
        statement["text"], target=statement["target"] if model.per_target else None
    )


def _finding(
    labelled: Labelled, row: int, probabilities: dict[Label, float], explained: Explanation | None
) -> Finding:
    (given, p_given), (other, p_other) = probabilities.items()
    words = [] if explained is None else _words(explained, given, other)
    because = f" because of {', '.join(map(shown, words))}" if words else ""
    message = (
        f"labelled {shown(given)} (probability {p_given:.2f}), rather {shown(other)} "
        f"({p_other:.2f}){because}: {quoted(labelled.texts[row])}"
    )
    details = {"given": given, "p_given": p_given, "likely": other, "p_likely": p_other}
    return finding_on(labelled, "likely label error", [row], message, **details, words=words)


def _words(explained: Explanation, given: Label, other: Label) -> list[str]:
    """Return the words that speak most for another label than the given one."""
    gains: defaultdict[str, float] = defaultdict(float)
    for part in explained.words:
        found = _inner(part.word)  # without the signs around it
        word = found.group() if found else part.word
        gains[word] += part.contributions.get(other, 0.0) - part.contributions.get(given, 0.0)
    ranked = sorted(gains, key=lambda word: -gains[word])
    return [word for word in ranked[:_SHOWN_WORDS] if gains[word] > 0]
