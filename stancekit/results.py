"""The classes of what functions return: for annotations, `isinstance` and their documentation.

Users get them from functions and hold them. Each has ``summary()``, the result as text to read, and
``to_dict()``, the same ready for JSON; most have ``to_frame()``. Like the functions they are
imported when they are first used.

Examples
--------
>>> import stancekit
>>> def headline(found: stancekit.results.Evaluation) -> str:
...     return f"{found.measures['macro_f1']:.2f}"
>>> stancekit.results.Measure(0.71, 0.65, 0.76)
Measure(value=0.71, low=0.65, high=0.76)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stancekit.annotators.coefficient import Coefficient
    from stancekit.annotators.result import Agreement
    from stancekit.blocks import Measure
    from stancekit.checks.finding import Finding
    from stancekit.checks.result import LabelCheck
    from stancekit.conversion.result import Conversion
    from stancekit.evaluation.comparison.flips import Flip
    from stancekit.evaluation.comparison.result import Comparison
    from stancekit.evaluation.comparison.verdict import Difference
    from stancekit.evaluation.contrast import Contrast
    from stancekit.evaluation.design import Scheme
    from stancekit.evaluation.learning_curve import CurvePoint, LearningCurve
    from stancekit.evaluation.result import Evaluation
    from stancekit.evaluation.tables import LeftOut
    from stancekit.evaluation.tuning import Tuning
    from stancekit.model.explanation import Explanation, TermContribution, WordContribution
    from stancekit.retraining.result import Retraining
    from stancekit.suggestion.result import Suggestions
    from stancekit.suggestion.stopping import Stability
    from stancekit.training.merged import Change, Lookalike, Merged

__all__ = [
    "Agreement",
    "Change",
    "Coefficient",
    "Comparison",
    "Contrast",
    "Conversion",
    "CurvePoint",
    "Difference",
    "Evaluation",
    "Explanation",
    "Finding",
    "Flip",
    "LabelCheck",
    "LearningCurve",
    "LeftOut",
    "Lookalike",
    "Measure",
    "Merged",
    "Retraining",
    "Scheme",
    "Stability",
    "Suggestions",
    "TermContribution",
    "Tuning",
    "WordContribution",
]

_HOME = {
    "Agreement": "stancekit.annotators.result",
    "Change": "stancekit.training.merged",
    "Coefficient": "stancekit.annotators.coefficient",
    "Comparison": "stancekit.evaluation.comparison.result",
    "Contrast": "stancekit.evaluation.contrast",
    "Conversion": "stancekit.conversion.result",
    "CurvePoint": "stancekit.evaluation.learning_curve",
    "Difference": "stancekit.evaluation.comparison.verdict",
    "Evaluation": "stancekit.evaluation.result",
    "Explanation": "stancekit.model.explanation",
    "Finding": "stancekit.checks.finding",
    "Flip": "stancekit.evaluation.comparison.flips",
    "LabelCheck": "stancekit.checks.result",
    "LearningCurve": "stancekit.evaluation.learning_curve",
    "LeftOut": "stancekit.evaluation.tables",
    "Lookalike": "stancekit.training.merged",
    "Measure": "stancekit.blocks",
    "Merged": "stancekit.training.merged",
    "Retraining": "stancekit.retraining.result",
    "Scheme": "stancekit.evaluation.design",
    "Stability": "stancekit.suggestion.stopping",
    "Suggestions": "stancekit.suggestion.result",
    "TermContribution": "stancekit.model.explanation",
    "Tuning": "stancekit.evaluation.tuning",
    "WordContribution": "stancekit.model.explanation",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'stancekit.results' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
