"""How good a model is on labels of the texts it is to be used on, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from stancekit.blocks import Measure
from stancekit.data.copies import n_near_copies
from stancekit.evaluation.answered import answered
from stancekit.evaluation.conclude import conclude
from stancekit.evaluation.design import Scheme
from stancekit.evaluation.folds import group_statements
from stancekit.evaluation.material import Material
from stancekit.evaluation.result import OVERALL, Evaluation
from stancekit.evaluation.study import Study
from stancekit.measure.held_out import score
from stancekit.model.model import StanceModel
from stancekit.recalibration.result import figures_of
from stancekit.recalibration.sample import Sample

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["measured", "measured_before", "study_of"]

_FOLDS, _REPEATS = 5, 5
_COVERS = (
    "for this model, recalibrated on as many labels as each fold leaves, on other statements like "
    "these."
)


def study_of(
    model: StanceModel, frame: pd.DataFrame, groups: str | Sequence[str] | None, random_state: int
) -> Study:
    """Cut labels into folds; unlike in training, a fold may lack a label."""
    columns, codes = group_statements(frame, groups)
    material = Material.of(frame, codes, per_target=model.per_target, labels=model.labels)
    n_groups = len(np.unique(codes))
    folds = min(_FOLDS, n_groups, int(np.bincount(material.strata).max()))
    scheme = Scheme(
        folds=folds,
        repeats=_REPEATS,
        groups=columns,
        random_state=random_state,
        statements=len(frame),
        n_groups=n_groups,
        near_copies=n_near_copies(frame["text"].tolist()),
    )
    passes = [material.cut(folds, random_state, repeat) for repeat in range(_REPEATS)]
    return Study(material, scheme, passes, [], ())


def measured(sample: Sample, study: Study, ok_precision: float) -> Evaluation:
    """Judge each statement by the model calibrated on others."""
    held_out = sample.cross_fitted(study.passes, ok_precision)
    return replace(conclude(study, held_out, None), covers=_COVERS)


def measured_before(sample: Sample, study: Study) -> dict[str, Measure]:
    """Judge each statement by the model as it was, which was trained on none of them."""
    material, scheme, as_it_was = study.material, study.scheme, sample.as_it_is()
    scored = score(
        material.truth,
        as_it_was,
        material.labels,
        scheme.bootstrap,
        scheme.random_state,
        material.groups,
        luck=0,
    )
    measures = {
        name: scored.measure((name, None)) for name in OVERALL if (name, None) in scored.values
    }
    return figures_of(
        measures, answered(material.truth, as_it_was, material.labels, material.groups)
    )
