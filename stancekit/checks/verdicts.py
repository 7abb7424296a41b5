"""What models say about statements that they have not seen, in an order of their own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from stancekit.data.labelled import Labelled
from stancekit.data.quoting import shown
from stancekit.data.repeats import Repeats
from stancekit.data.splits import groups_of
from stancekit.data.table import is_blank, plain
from stancekit.evaluation.crossval import by_statement, out_of_fold
from stancekit.evaluation.folds import Fold, group_statements
from stancekit.evaluation.material import Classifier, Material, is_per_target
from stancekit.exceptions import DataError, InputTypeError
from stancekit.measure.metrics import FloatArray, IntArray
from stancekit.progress import Progress

__all__ = ["Verdicts", "hold_out"]

_ALIKE = "nearly the same text"


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What models say about statements that they have not seen, and the model of each.

    `rows` says which statements these are, and `judged` the positions among them whose label the
    models have met.
    """

    rows: IntArray
    material: Material
    probabilities: FloatArray
    judged: IntArray
    models: list[Classifier]


def hold_out(
    labelled: Labelled, repeats: Repeats, classifier: Classifier, folds: int, random_state: int
) -> Verdicts:
    """Predict statements with models that have not seen them, nor what is tied to them."""
    rows, material, parts = _divided(labelled, repeats, classifier, folds, random_state)
    models: list[Classifier] = []

    with Progress("looking for label errors", len(parts), "fit") as count:

        def fit(train: IntArray) -> Classifier:
            models.append(count.after(material.fit(classifier, train)))
            return models[-1]

        probabilities = out_of_fold(material, fit, [parts]).probabilities
    if probabilities is None:
        kind = type(classifier).__name__
        raise InputTypeError(f"classifier: {kind} has no predict_proba; pass one that has")
    strata = material.strata
    met = [test[np.isin(strata[test], strata[train])] for train, test in parts]
    judged = np.sort(np.concatenate(met))
    if not len(judged):
        raise DataError(_too_few(labelled))
    return Verdicts(rows, material, probabilities[0], judged, by_statement(parts, models))


def _divided(
    labelled: Labelled, repeats: Repeats, classifier: Classifier, folds: int, random_state: int
) -> tuple[IntArray, Material, list[Fold]]:
    """Cut the statements from which something can be learned into parts, each to hold out.

    Targets with a model of their own are left out if they would have fewer than two labels to learn
    from while some part is held out.
    """
    order = _own_order(labelled)
    frame = labelled.frame.assign(**{_ALIKE: repeats.numbers()}).iloc[order]
    groups = groups_of(frame, [*group_statements(frame, None)[0], _ALIKE])
    per_target = is_per_target(classifier)
    some = np.arange(len(frame))
    if per_target and "target" in frame:
        some = np.flatnonzero([not is_blank(plain(target)) for target in frame["target"]])
    while frame["label"].iloc[some].nunique() > 1:
        part = frame.iloc[some].reset_index(drop=True)
        material = Material.of(part, groups[some], per_target=per_target)
        parts = _parts(material, folds, random_state)
        fewest = np.min([material.labels_of_targets(train) for train, _ in parts], axis=0)
        kept = fewest[material.targets] > 1
        if kept.all():
            return order[some], material, parts
        some = some[kept]
    raise DataError(_too_few(labelled))


def _too_few(labelled: Labelled) -> str:
    counts = ", ".join(f"{n} {shown(label)}" for label, n in Counter(labelled.labels).items())
    return (
        "too few statements to learn two labels from while others are held out, with all that is "
        f"tied to them ({counts})"
    )


def _own_order(labelled: Labelled) -> IntArray:
    """Return all rows in an order that depends on what they hold, the text first."""
    columns = sorted(labelled.frame, key=lambda name: (name != "text", name))
    cells = list(zip(*(map(repr, labelled.frame[name].tolist()) for name in columns), strict=True))
    return np.array(sorted(range(len(cells)), key=cells.__getitem__), dtype=np.intp)


def _parts(material: Material, folds: int, random_state: int) -> list[Fold]:
    largest, n_groups = int(np.bincount(material.strata).max()), len(np.unique(material.groups))
    return material.cut(max(2, min(folds, largest, n_groups)), random_state)
