"""Two models as they are, on labelled statements that neither should have seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stancekit.evaluation.caveats import data_caveats
from stancekit.evaluation.comparison.flips import Side
from stancekit.evaluation.comparison.paired import pair
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.comparison.verdict import check_margin
from stancekit.evaluation.design import Design, WithoutFolds
from stancekit.evaluation.material import Material, label_codes
from stancekit.evaluation.trained import statements_for, ties_of, unknown_labels, what_flatters
from stancekit.labels import Label, label_set
from stancekit.model.model import StanceModel

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare_models"]

_WAY_OUT = (
    "compare on others, or compare the settings: StanceClassifiers instead of models, or --settings"
)


def compare_models(
    old: StanceModel, new: StanceModel, data: object, design: Design, margin: float
) -> Comparison:
    """Label statements with two models and compare what they say."""
    margin = check_margin(margin)
    models = {"old model": old, "new model": new}
    frame = statements_for(models, data)
    seen = [line for each in models.items() for line in what_flatters(*each, frame, _WAY_OUT)]
    unknown = [line for each in models.items() for line in unknown_labels(*each, frame)]
    labels = label_set([*frame["label"].tolist(), *old.labels, *new.labels])
    columns, codes = ties_of(frame, design.groups)
    n_groups = len(np.unique(codes))
    scheme = WithoutFolds(groups=columns, statements=len(frame), n_groups=n_groups)
    how = "Both models label all statements as they are, without training"
    return pair(
        Material.of(frame, codes, labels=labels),
        _side(old, frame, labels),
        _side(new, frame, labels),
        design,
        known={*old.labels}.intersection(new.labels),
        how=f"{how}." if seen else f"{how}; neither was ever trained on one of them.",
        margin=margin,
        caveats=[*seen, *unknown, *data_caveats(frame, scheme)],
        luck=0,
    )


def _side(model: StanceModel, frame: pd.DataFrame, labels: tuple[Label, ...]) -> Side:
    X = frame[["text", "target"]] if model.per_target else frame["text"]
    return Side(label_codes(model.predict(X), labels)[np.newaxis], [model] * len(frame))
