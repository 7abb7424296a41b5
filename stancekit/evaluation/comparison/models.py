"""Two models as they are, on labelled statements that neither should have seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from stancekit.data.wording import shown
from stancekit.evaluation.comparison.paired import Side, pair
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.material import label_codes
from stancekit.exceptions import DataError
from stancekit.labels import Label, label_set
from stancekit.model.model import StanceModel
from stancekit.model.provenance import provenance_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare_models"]

UNSEEN = "Fair only if neither model was trained on any of these statements."


def compare_models(
    old: StanceModel,
    new: StanceModel,
    data: object,
    margin: float,
    bootstrap: int,
    random_state: int,
) -> Comparison:
    """Label statements with two models and compare what they say.

    The parameters are those of `compare`.

    Raises
    ------
    DataError
        If the data are not labelled statements, or those that a model was trained on.
    """
    from stancekit.data.read import read_labelled

    frame = read_labelled(data)
    found: list[Label] = frame["label"].tolist()
    for name, model in (("old", old), ("new", new)):
        _refuse_training_data(name, model, frame)
    labels = label_set([*found, *old.labels, *new.labels])
    sides = [_side(model, frame, labels) for model in (old, new)]
    return pair(
        frame,
        label_codes(found, labels),
        labels,
        *sides,
        how="Both models label all statements as they are; neither is trained.",
        margin=margin,
        bootstrap=bootstrap,
        random_state=random_state,
        caveats=[UNSEEN, *_unknown_labels(found, old, new)],
    )


def _side(model: StanceModel, frame: pd.DataFrame, labels: tuple[Label, ...]) -> Side:
    if model.per_target and "target" not in frame:
        raise DataError(
            "there is no column 'target', which a model of several targets needs; add it"
        )
    X = frame[["text", "target"]] if model.per_target else frame["text"]
    return Side(label_codes(model.predict(X), labels)[np.newaxis], [model] * len(frame))


def _refuse_training_data(name: str, model: StanceModel, frame: pd.DataFrame) -> None:
    targets = frame["target"].tolist() if model.per_target and "target" in frame else None
    weights = frame["weight"].to_numpy(np.float64) if "weight" in frame else None
    texts, labels = frame["text"].tolist(), frame["label"].tolist()
    if provenance_of(texts, targets, labels, weights).fingerprint == model.provenance.fingerprint:
        raise DataError(
            f"{name}: this model was trained on exactly these statements, so its answers to them "
            "say nothing; compare on others, or compare the settings: StanceClassifiers instead "
            "of models, or --settings"
        )


def _unknown_labels(found: list[Label], old: StanceModel, new: StanceModel) -> Iterator[str]:
    for name, model in (("old", old), ("new", new)):
        if unknown := sorted(set(found) - set(model.labels), key=str):
            listed = ", ".join(map(shown, unknown))
            yield f"The {name} model does not know the label {listed}, so it never gives it."
