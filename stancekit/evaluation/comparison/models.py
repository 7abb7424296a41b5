"""Two models as they are, on labelled statements that neither should have seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from stancekit.data.quoting import shown
from stancekit.data.readers import read_tables
from stancekit.data.validation import check_labelled
from stancekit.evaluation.caveats import data_caveats
from stancekit.evaluation.comparison.flips import Side
from stancekit.evaluation.comparison.paired import pair
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.comparison.verdict import check_margin
from stancekit.evaluation.design import Design, Scheme
from stancekit.evaluation.folds import group_statements
from stancekit.evaluation.material import Material, label_codes
from stancekit.exceptions import DataError
from stancekit.labels import Label, label_set
from stancekit.measure.metrics import IntArray
from stancekit.model.model import StanceModel
from stancekit.training.fresh_labels import check_targets_of
from stancekit.training.seen import recalibrated_on, seen_by

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare_models"]


def compare_models(
    old: StanceModel, new: StanceModel, data: object, design: Design, margin: float
) -> Comparison:
    """Label statements with two models and compare what they say."""
    margin = check_margin(margin)
    frame = check_labelled(read_tables([data]), to_train=False)
    found: list[Label] = frame["label"].tolist()
    models = {"old": old, "new": new}
    _check_labels(found, models)
    for name, model in models.items():
        check_targets_of(model, frame, f"the {name} model")
    seen = [line for name, model in models.items() for line in _seen(name, model, frame)]
    labels = label_set([*found, *old.labels, *new.labels])
    columns, codes = _ties(frame, design.groups)
    # No folds mix sources.
    n_groups = len(np.unique(codes))
    scheme = Scheme(groups=(*columns, "source"), statements=len(frame), n_groups=n_groups)
    how = "Both models label all statements as they are, without training"
    return pair(
        Material.of(frame, codes, labels=labels),
        _side(old, frame, labels),
        _side(new, frame, labels),
        design,
        known={*old.labels}.intersection(new.labels),
        how=f"{how}." if seen else f"{how}; neither was ever trained on one of them.",
        margin=margin,
        caveats=[*seen, *_unknown_labels(found, models), *data_caveats(frame, scheme)],
        luck=0,
    )


def _check_labels(found: Sequence[Label], models: Mapping[str, StanceModel]) -> None:
    """Refuse labels of which the models can give none."""
    kinds = {True: "strings", False: "integers"}
    here = kinds[isinstance(found[0], str)]
    for name, model in models.items():
        there = kinds[isinstance(model.labels[0], str)]
        if here != there:
            raise DataError(
                f"data, column 'label': labels are {here} here and {there} in the {name} model; "
                "use one kind (a .jsonl or .parquet file tells them apart)"
            )
    known = {label for model in models.values() for label in model.labels}
    if not known.intersection(found):
        given, expected = (
            ", ".join(map(shown, sorted(labels, key=str))) for labels in (set(found), known)
        )
        raise DataError(
            f"data, column 'label': neither model gives any of the labels {given}; they give "
            f"{expected}"
        )


def _ties(
    frame: pd.DataFrame, groups: str | Sequence[str] | None
) -> tuple[tuple[str, ...], IntArray]:
    """Return what ties statements, unless that is all of them: then nothing can be resampled."""
    try:
        return group_statements(frame, groups)
    except DataError:
        if groups is not None:
            raise
    return (), np.arange(len(frame))


def _side(model: StanceModel, frame: pd.DataFrame, labels: tuple[Label, ...]) -> Side:
    X = frame[["text", "target"]] if model.per_target else frame["text"]
    return Side(label_codes(model.predict(X), labels)[np.newaxis], [model] * len(frame))


def _seen(name: str, model: StanceModel, frame: pd.DataFrame) -> Iterator[str]:
    """Say how many of the statements a model was trained on, and refuse all of them."""
    seen, n = seen_by(model, frame), len(frame)
    if seen.near:
        yield (
            f"The {name} model was trained on near-copies of {seen.near:,} of these {n:,} "
            "statements, which flatters it; leave them out."
        )
    if again := int(recalibrated_on(model, frame).sum()):
        yield (
            f"The {name} model was recalibrated on {again:,} of these {n:,} statements, which "
            "flatters it; leave them out."
        )
    if not seen.count:
        return
    if not seen.certain:
        yield (
            f"The {name} model may have been trained on up to {seen.count:,} of these {n:,} "
            "statements, which would flatter it; that could not be checked, as its training "
            "statements cannot be read as they were."
        )
    elif seen.count < n:
        yield (
            f"The {name} model was trained on {seen.count:,} of these {n:,} statements, which "
            "flatters it; leave them out."
        )
    else:
        raise DataError(
            f"{name}: this model was trained on these statements, so its answers to them say "
            "nothing; compare on others, or compare the settings: StanceClassifiers instead of "
            "models, or --settings"
        )


def _unknown_labels(found: list[Label], models: Mapping[str, StanceModel]) -> Iterator[str]:
    for name, model in models.items():
        if unknown := sorted(set(found) - set(model.labels), key=str):
            listed = ", ".join(map(shown, unknown))
            yield f"The {name} model does not know the label {listed}, so it never gives it."
