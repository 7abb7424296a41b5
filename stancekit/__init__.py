"""Stance classification: which position a sentence takes toward a target.

`StanceClassifier` gets a model from labelled statements; `StanceModel` uses it. Everything else
reads labelled tables, measures models, or prints; the classes of what functions return are in
`stancekit.results`. Names are imported when they are first used, so that loading a model and
scoring never import scikit-learn or pandas.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stancekit.analysis.corpus import scored_corpus
    from stancekit.analysis.prevalence import prevalence
    from stancekit.analysis.speakers import by_speaker
    from stancekit.analysis.stance_map import stance_map
    from stancekit.annotators.agreement import agreement
    from stancekit.checks.check import check_labels
    from stancekit.conversion.convert import convert
    from stancekit.data.bundled import list_datasets, load_dataset
    from stancekit.data.dictionaries import load_dictionary
    from stancekit.data.read import read_labelled, read_statements
    from stancekit.evaluation.comparison.compare import compare
    from stancekit.evaluation.evaluate import evaluate
    from stancekit.evaluation.tuning import tune
    from stancekit.model.classifier import StanceClassifier
    from stancekit.model.loading import load_model
    from stancekit.model.model import StanceModel
    from stancekit.recalibration.recalibrate import recalibrate
    from stancekit.retraining.retrain import retrain
    from stancekit.saving import save_report
    from stancekit.scoring.score_files import score_files
    from stancekit.suggestion.stopping import should_stop
    from stancekit.suggestion.suggest import suggest
    from stancekit.versions import show_versions

__all__ = [
    "StanceClassifier",
    "StanceModel",
    "__version__",
    "agreement",
    "by_speaker",
    "check_labels",
    "compare",
    "convert",
    "evaluate",
    "list_datasets",
    "load_dataset",
    "load_dictionary",
    "load_model",
    "prevalence",
    "read_labelled",
    "read_statements",
    "recalibrate",
    "retrain",
    "save_report",
    "score_files",
    "scored_corpus",
    "should_stop",
    "show_versions",
    "stance_map",
    "suggest",
    "tune",
]

_HOME = {
    "StanceClassifier": "stancekit.model.classifier",
    "StanceModel": "stancekit.model.model",
    "agreement": "stancekit.annotators.agreement",
    "by_speaker": "stancekit.analysis.speakers",
    "check_labels": "stancekit.checks.check",
    "compare": "stancekit.evaluation.comparison.compare",
    "convert": "stancekit.conversion.convert",
    "evaluate": "stancekit.evaluation.evaluate",
    "list_datasets": "stancekit.data.bundled",
    "load_dataset": "stancekit.data.bundled",
    "load_dictionary": "stancekit.data.dictionaries",
    "load_model": "stancekit.model.loading",
    "prevalence": "stancekit.analysis.prevalence",
    "read_labelled": "stancekit.data.read",
    "read_statements": "stancekit.data.read",
    "recalibrate": "stancekit.recalibration.recalibrate",
    "retrain": "stancekit.retraining.retrain",
    "save_report": "stancekit.saving",
    "scored_corpus": "stancekit.analysis.corpus",
    "score_files": "stancekit.scoring.score_files",
    "should_stop": "stancekit.suggestion.stopping",
    "show_versions": "stancekit.versions",
    "stance_map": "stancekit.analysis.stance_map",
    "suggest": "stancekit.suggestion.suggest",
    "tune": "stancekit.evaluation.tuning",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("stancekit")
    if name == "results":
        return importlib.import_module("stancekit.results")
    if name not in _HOME:
        raise AttributeError(f"module 'stancekit' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
