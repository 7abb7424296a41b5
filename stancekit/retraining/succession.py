"""The new model after the old one: its settings, its training, what it says of those before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from stancekit.data.quoting import shown
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.fitting import fit_all
from stancekit.exceptions import ParameterError
from stancekit.labels import Label
from stancekit.model.lineage import Ancestor
from stancekit.model.model import StanceModel
from stancekit.retraining.statements import Statements
from stancekit.training.origin import recorded
from stancekit.training.training_data import holds_statements
from stancekit.training.versions import identity_of
from stancekit.training.weights import runs_of

if TYPE_CHECKING:
    from stancekit.model.classifier import StanceClassifier

__all__ = ["classifiers_of", "successor"]


def classifiers_of(
    old: StanceModel, settings: Mapping[str, Any], drop: Sequence[Label]
) -> tuple[StanceClassifier, StanceClassifier]:
    """Return unfitted classifiers with the old and the new settings."""
    from stancekit.model.classifier import StanceClassifier  # slow: imports scikit-learn

    before = StanceClassifier(**{**old.settings, "encoder": old.encoder})
    known = before.get_params()
    if unknown := [name for name in settings if name not in known]:
        raise ParameterError(
            f"settings: StanceClassifier has no parameter {shown(unknown[0])}; it has "
            f"{', '.join(known)}"
        )
    changed = {**known, **settings}
    weights = changed["class_weight"]
    if isinstance(weights, Mapping):
        kept = {label: weight for label, weight in weights.items() if label not in drop}
        changed["class_weight"] = kept
    return before, StanceClassifier(**changed)


def successor(
    old: StanceModel,
    classifier: StanceClassifier,
    statements: Statements,
    comparison: Comparison | None,
    *,
    new_weight: float,
    embed: bool,
) -> StanceModel:
    """Train the new model, which knows its target, its statements and the models before it."""
    frame = statements.counted(new_weight)
    record = replace(statements.record, weights=runs_of(statements.weights(new_weight)))
    model = fit_all(classifier, frame, record.groups, record.leave_out, record.only_train)
    if not (model.per_target or old.per_target):  # the one target keeps its name
        model = replace(model, parts=dict(zip(old.parts, model.parts.values(), strict=True)))
    lineage = (*old.provenance.lineage, _ancestor(old, comparison))
    model = replace(model, provenance=replace(model.provenance, lineage=lineage))
    embed = embed or holds_statements(old)
    return recorded(model, record, statements.batch, statements.merged.frame, embed=embed)


def _ancestor(old: StanceModel, comparison: Comparison | None) -> Ancestor:
    """Return what the new model says of the old one, and of the comparison with it."""
    (manifest, name), n_statements = identity_of(old), old.provenance.n_statements
    if comparison is None:
        return Ancestor(manifest, n_statements, name, "not compared")
    gain = comparison.measures["macro_f1"].difference
    figures = (gain.value, gain.low, gain.high)
    return Ancestor(manifest, n_statements, name, comparison.verdict, figures)
