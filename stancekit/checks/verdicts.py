"""What models say about statements that they have not seen, in an order of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from stancekit.data.labelled import Labelled
from stancekit.data.repeats import Repeats
from stancekit.data.splits import grouped_folds, groups_of
from stancekit.data.table import is_blank, plain
from stancekit.data.wording import shown
from stancekit.evaluation.crossval import Fold
from stancekit.evaluation.grouping import group_statements
from stancekit.evaluation.material import Classifier, Material
from stancekit.evaluation.scheme import pass_seed
from stancekit.exceptions import DataError, InputTypeError

__all__ = ["Verdicts", "hold_out"]

Rows: TypeAlias = npt.NDArray[np.intp]

_ALIKE = "nearly the same text"


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What models say about statements that they have not seen.

    Attributes
    ----------
    rows : ndarray of int
        Which statements these are, by their rows.
    material : Material
        The same statements.
    probabilities : ndarray of shape (n_statements, n_labels)
        How likely each label is.
    judged : ndarray of int
        The positions of those whose label the models have met.
    models : list of estimator
        The model of each statement.
    """

    rows: Rows
    material: Material
    probabilities: npt.NDArray[np.float64]
    judged: Rows
    models: list[Classifier]


def hold_out(
    labelled: Labelled, repeats: Repeats, classifier: Classifier, folds: int, random_state: int
) -> Verdicts:
    """Predict statements with models that have not seen them, nor what is tied to them.

    Examples
    --------
    >>> from sklearn.dummy import DummyClassifier
    >>> from stancekit.data.labelled import read_to_check
    >>> from stancekit.data.repeats import find_repeats
    >>> data = {"text": ["d", "c", "b", "a", "e"], "label": ["no", "no", "yes", "yes", "so"]}
    >>> labelled = read_to_check([data])
    >>> found = hold_out(labelled, find_repeats(labelled), DummyClassifier(), 2, random_state=0)
    >>> found.rows, found.judged
    (array([3, 2, 1, 0, 4]), array([0, 1, 2, 3]))
    """
    rows, material, parts = _divided(labelled, repeats, classifier, folds, random_state)
    models = [material.fit(classifier, train) for train, _ in parts]
    if not hasattr(models[0], "predict_proba"):
        kind = type(classifier).__name__
        raise InputTypeError(f"classifier: {kind} has no predict_proba; pass one that has")
    probabilities = np.empty((len(rows), len(material.labels)))
    judged = np.empty(len(rows), dtype=np.bool_)
    model_of: list[Classifier] = [None] * len(rows)
    for model, (train, test) in zip(models, parts, strict=True):
        probabilities[test] = material.predict_proba(model, test)
        judged[test] = np.isin(material.strata[test], material.strata[train])
        for position in test.tolist():
            model_of[position] = model
    if not judged.any():
        raise DataError(_too_few(labelled))
    return Verdicts(rows, material, probabilities, np.flatnonzero(judged), model_of)


def _divided(
    labelled: Labelled, repeats: Repeats, classifier: Classifier, folds: int, random_state: int
) -> tuple[Rows, Material, list[Fold]]:
    """Cut the statements from which something can be learned into parts, each to hold out.

    Targets with a model of their own are left out if they would have fewer than two labels to learn
    from while some part is held out.
    """
    order = _own_order(labelled)
    frame = labelled.frame.assign(**{_ALIKE: repeats.numbers()}).iloc[order]
    groups = groups_of(frame, [*group_statements(frame, None).columns, _ALIKE])
    per_target = bool(getattr(classifier, "per_target", False))
    some = np.arange(len(frame))
    if per_target and "target" in frame:
        some = np.flatnonzero([not is_blank(plain(target)) for target in frame["target"]])
    while frame["label"].iloc[some].nunique() > 1:
        part = frame.iloc[some].reset_index(drop=True)
        material = Material.of(part, groups[some], per_target=per_target)
        parts = _parts(material, folds, random_state)
        kept = _fewest_labels(material, parts)[material.targets] > 1
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


def _own_order(labelled: Labelled) -> Rows:
    """Return all rows in an order that depends on what they hold, the text first."""
    columns = sorted(labelled.frame, key=lambda name: (name != "text", name))
    cells = list(zip(*(map(repr, labelled.frame[name].tolist()) for name in columns), strict=True))
    return np.array(sorted(range(len(cells)), key=cells.__getitem__), dtype=np.intp)


def _parts(material: Material, folds: int, random_state: int) -> list[Fold]:
    largest, n_groups = int(np.bincount(material.strata).max()), len(np.unique(material.groups))
    n_folds, seed = max(2, min(folds, largest, n_groups)), pass_seed(random_state, 0)
    return grouped_folds(material.strata.tolist(), material.groups, n_folds, seed)


def _fewest_labels(material: Material, parts: Sequence[Fold]) -> Rows:
    """Return how many labels of each target are left to learn from, in the worst case."""
    n = int(material.targets.max()) + 1
    fewest = np.full(n, len(material.labels))
    for train, _ in parts:
        target_of_label = np.unique(material.strata[train]) // len(material.labels)
        fewest = np.minimum(fewest, np.bincount(target_of_label, minlength=n))
    return fewest
