"""The classes of what functions return: for annotations, `isinstance` and their documentation.

A result has ``summary()``, text to read, and ``to_dict()``, the same ready for JSON; most have
``to_frame()``, which gives pandas whatever the statements came in. What they are made of, such as a
`Measure`, is plain data.

Examples
--------
>>> import stancekit
>>> def headline(found: stancekit.results.Evaluation) -> str:
...     return f"{found.measures['macro_f1']:.2f}"
>>> stancekit.results.Measure(0.71, 0.65, 0.76)
Measure(value=0.71, low=0.65, high=0.76)
"""

from __future__ import annotations

from stancekit.analysis.corpus_result import ScoredCorpus, ScoredStatement
from stancekit.analysis.map_page import MappedSentence
from stancekit.analysis.map_result import ActorPosition, StanceMap
from stancekit.analysis.positions import Evidence
from stancekit.analysis.result import GroupDifference, Prevalence, Share
from stancekit.analysis.speakers_result import Position, Positions
from stancekit.annotators.coefficient import Coefficient
from stancekit.annotators.result import Agreement
from stancekit.blocks import Measure
from stancekit.checks.finding import Finding
from stancekit.checks.result import LabelCheck
from stancekit.conversion.result import Conversion
from stancekit.evaluation.answered import Answered, Claimed, OkAnswers
from stancekit.evaluation.comparison.flips import Flip
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.comparison.verdict import Difference
from stancekit.evaluation.contrast import Contrast
from stancekit.evaluation.design import Scheme
from stancekit.evaluation.learning_curve import CurvePoint, LearningCurve
from stancekit.evaluation.mistakes import Mistake
from stancekit.evaluation.result import Evaluation, LeftOut
from stancekit.evaluation.tuning import Tuning
from stancekit.model.explanation import Explanation, TermContribution, WordContribution
from stancekit.recalibration.promises import Promise
from stancekit.recalibration.result import Recalibration
from stancekit.retraining.result import Retraining
from stancekit.retraining.weighing import Tried, Weighing
from stancekit.scoring.result import ScoredFiles
from stancekit.suggestion.result import Suggestions
from stancekit.suggestion.stopping import Stability
from stancekit.training.merged import Change, Lookalike, Merged
from stancekit.training.seen import Seen

__all__ = [
    "ActorPosition",
    "Agreement",
    "Answered",
    "Change",
    "Claimed",
    "Coefficient",
    "Comparison",
    "Contrast",
    "Conversion",
    "CurvePoint",
    "Difference",
    "Evaluation",
    "Evidence",
    "Explanation",
    "Finding",
    "Flip",
    "GroupDifference",
    "LabelCheck",
    "LearningCurve",
    "LeftOut",
    "Lookalike",
    "MappedSentence",
    "Measure",
    "Merged",
    "Mistake",
    "OkAnswers",
    "Position",
    "Positions",
    "Prevalence",
    "Promise",
    "Recalibration",
    "Retraining",
    "Scheme",
    "ScoredCorpus",
    "ScoredFiles",
    "ScoredStatement",
    "Seen",
    "Share",
    "Stability",
    "StanceMap",
    "Suggestions",
    "TermContribution",
    "Tried",
    "Tuning",
    "Weighing",
    "WordContribution",
]
