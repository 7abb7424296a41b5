"""Labelled statements for models that are not trained on them: read, judged, and known again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from stancekit.data.quoting import shown
from stancekit.data.readers import read_tables
from stancekit.data.validation import check_labelled
from stancekit.evaluation.folds import group_statements
from stancekit.exceptions import DataError, ParameterError
from stancekit.labels import Label
from stancekit.measure.metrics import IntArray
from stancekit.model.model import StanceModel
from stancekit.training.fresh_labels import check_targets_of
from stancekit.training.seen import recalibrated_on, seen_by

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_untrained", "statements_for", "ties_of", "unknown_labels", "what_flatters"]


def check_untrained(usual: object, **for_trainings: object) -> None:
    """Refuse what says how to train, where nothing is trained; what is `usual` was not said."""
    for name, given in for_trainings.items():
        default = getattr(usual, name, None)
        if given is not default and (default is None or given != default):
            raise ParameterError(f"{name}: models are not trained here; leave it out")


def statements_for(models: Mapping[str, StanceModel], data: object) -> pd.DataFrame:
    """Read labelled statements of which models, by what they are called, know something."""
    frame = check_labelled(read_tables([data]), to_train=False)
    _check_labels(frame["label"].tolist(), models)
    for name, model in models.items():
        check_targets_of(model, frame, f"the {name}")
    return frame


def _check_labels(found: Sequence[Label], models: Mapping[str, StanceModel]) -> None:
    """Refuse labels of which the models can give none."""
    kinds = {True: "strings", False: "integers"}
    here = kinds[isinstance(found[0], str)]
    for name, model in models.items():
        there = kinds[isinstance(model.labels[0], str)]
        if here != there:
            raise DataError(
                f"data, column 'label': labels are {here} here and {there} in the {name}; "
                "use one kind (a .jsonl or .parquet file tells them apart)"
            )
    known = {label for model in models.values() for label in model.labels}
    if not known.intersection(found):
        given, expected = (
            ", ".join(map(shown, sorted(labels, key=str))) for labels in (set(found), known)
        )
        gives, they = (
            ("the model gives none", "it gives")
            if len(models) == 1
            else ("neither model gives any", "they give")
        )
        raise DataError(f"data, column 'label': {gives} of the labels {given}; {they} {expected}")


def ties_of(
    frame: pd.DataFrame, groups: str | Sequence[str] | None
) -> tuple[tuple[str, ...], IntArray]:
    """Return what ties statements, unless that is all of them: then nothing can be resampled."""
    try:
        return group_statements(frame, groups)
    except DataError:
        if groups is not None:
            raise
    return (), np.arange(len(frame))


def what_flatters(
    name: str, model: StanceModel, frame: pd.DataFrame, way_out: str
) -> Iterator[str]:
    """Say how many of the statements a model was trained on, and refuse all of them."""
    seen, n = seen_by(model, frame), len(frame)
    if seen.near:
        yield (
            f"The {name} was trained on near-copies of {seen.near:,} of these {n:,} "
            "statements, which flatters it; leave them out."
        )
    if again := int(recalibrated_on(model, frame).sum()):
        yield (
            f"The {name} was recalibrated on {again:,} of these {n:,} statements, which "
            "flatters it; leave them out."
        )
    if not seen.count:
        return
    if not seen.certain:
        yield (
            f"The {name} may have been trained on up to {seen.count:,} of these {n:,} "
            "statements, which would flatter it; that could not be checked, as its training "
            "statements cannot be read as they were."
        )
    elif seen.count < n:
        yield (
            f"The {name} was trained on {seen.count:,} of these {n:,} statements, which "
            "flatters it; leave them out."
        )
    else:
        raise DataError(
            f"{name.removesuffix(' model')}: this model was trained on these statements, so its "
            f"answers to them say nothing; {way_out}"
        )


def unknown_labels(name: str, model: StanceModel, frame: pd.DataFrame) -> Iterator[str]:
    """Say which labels of the statements a model never gives."""
    if unknown := sorted(set(frame["label"].tolist()) - set(model.labels), key=str):
        listed = ", ".join(map(shown, unknown))
        yield f"The {name} does not know the label {listed}, so it never gives it."
