"""A model of all statements, as the cross-validation trains those of some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from stancekit.data.doubts import warn_of_rare_labels
from stancekit.evaluation.folds import group_statements, left_out_codes, rows_that_only_train
from stancekit.evaluation.material import Material

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.classifier import StanceClassifier
    from stancekit.model.model import StanceModel

__all__ = ["fit_all"]


def fit_all(
    classifier: StanceClassifier,
    frame: pd.DataFrame,
    groups: Sequence[str] = (),
    leave_out: str | None = None,
    only_train: Mapping[str, Sequence[str]] | None = None,
) -> StanceModel:
    """Train on everything, calibrating on whole groups, or on whole left-out values."""
    if leave_out is None:
        codes = group_statements(frame, list(groups) or None)[1]
    else:
        codes = left_out_codes(frame, leave_out)
    warn_of_rare_labels(frame["label"].tolist())
    only = rows_that_only_train(frame, only_train or {})
    material = Material.of(frame, codes, per_target=classifier.per_target, only_train=only)
    fitted: StanceClassifier = material.fit(classifier, np.arange(len(frame)))
    return fitted.model_
