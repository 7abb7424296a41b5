"""A model of all statements, as the cross-validation trains those of some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from stancekit.evaluation.grouping import group_statements
from stancekit.evaluation.material import Material
from stancekit.evaluation.scheme import left_out_folds

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
) -> StanceModel:
    """Train on everything, calibrating on whole groups, or on whole left-out values.

    Examples
    --------
    >>> import pandas as pd
    >>> from stancekit import StanceClassifier
    >>> frame = pd.DataFrame({"text": ["Talk!", "Never!"], "label": ["favor", "against"]})
    >>> fit_all(StanceClassifier(), frame).labels
    ('against', 'favor')
    """
    if leave_out is None:
        codes = group_statements(frame, list(groups) or None).codes
    else:
        codes = np.empty(len(frame), dtype=np.intp)
        for code, (_, _, left_out) in enumerate(left_out_folds(frame, leave_out)):
            codes[left_out] = code
    material = Material.of(frame, codes, per_target=classifier.per_target)
    fitted: StanceClassifier = material.fit(classifier, np.arange(len(frame)))
    return fitted.model_
