"""Five times five-fold cross-validation, ours and in plain scikit-learn."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.utils.class_weight import compute_sample_weight

import stancekit
from speed import models
from speed.bench import Bench
from speed.measure import Spread, cpu_seconds
from speed.processes import profile_of
from speed.results import Findings, Goal, Table

__all__ = ["cross_validate"]

Objects = npt.NDArray[np.object_]

FOLDS, REPEATS = 5, 5
GOAL = Goal(
    f"{REPEATS} × {FOLDS}-fold cross-validation: time of scikit-learn's saga / ours", 4, "×"
)
REMARK = (
    "Cross-validation: the goal is judged by the 25 fits and predictions that all sides do; "
    "`stancekit.evaluate` fits 15 smaller models more, for its learning curve, which the row "
    "below it includes. The largest gradient is that of the first fold's model, 0 at the optimum: "
    "saga stops where its coefficients change little, which its default tolerance lets it do early."
)


@dataclass(frozen=True)
class Outcome:
    """What a cross-validation cost and what came out."""

    seconds: float
    accuracy: float
    gradient: float | None = None
    stopped: int = 0

    def cells(self, ours: Outcome) -> list[str]:
        """Return its part of a row of the table."""
        return [
            f"{self.seconds:.1f}",
            f"{self.seconds / ours.seconds:.2f}",
            f"{self.accuracy:.4f}",
            "" if self.gradient is None else f"{self.gradient:.1e}",
            str(self.stopped),
        ]


def cross_validate(bench: Bench) -> Findings:
    """Predict every statement out of fold, once with everybody, for it takes long."""
    texts, labels = bench.training(min(bench.sizes))
    frame = pd.DataFrame({"text": texts, "label": labels})
    classifier = stancekit.StanceClassifier(calibrate=False)
    folded, evaluated = _evaluated(classifier, frame)
    outcomes = {"stancekit.evaluate, its cross-validation": folded, "... and the rest": evaluated}
    for name, estimator in {
        "StanceClassifier, refitted": classifier,
        "scikit-learn, saga": _saga(),
        "scikit-learn, saga, tol=1e-6": _saga(tol=1e-6, max_iter=10_000),
    }.items():
        outcomes[name] = _refitted(estimator, frame)
    ours, plain = folded, outcomes["scikit-learn, saga"]
    goal = GOAL.measuring(
        Spread.of([plain.seconds / ours.seconds]),
        lambda: profile_of(lambda: _evaluated(classifier, frame)),
    )
    head = ["", "CPU s", "time / ours", "accuracy", "largest gradient", "fits not converged"]
    rows = [[name, *outcome.cells(ours)] for name, outcome in outcomes.items()]
    title = f"{REPEATS} × {FOLDS}-fold cross-validation of {len(texts):,} rows"
    return Findings([goal], [Table(title, head, rows)], [REMARK])


def _saga(**settings: Any) -> Any:
    regression = LogisticRegression(solver="saga", class_weight="balanced", **settings)
    return make_pipeline(models.plain_vectoriser("word"), regression)


def _evaluated(
    classifier: stancekit.StanceClassifier, frame: pd.DataFrame
) -> tuple[Outcome, Outcome]:
    """Return what the cross-validation cost, and the whole evaluation."""
    after_fits: list[float] = []
    start = cpu_seconds()
    report = stancekit.evaluate(
        classifier,
        frame,
        folds=FOLDS,
        repeats=REPEATS,
        bootstrap=1,
        permutations=1,
        progress=lambda done, total: after_fits.append(cpu_seconds()),
    )
    whole, accuracy = cpu_seconds() - start, report.measures["accuracy"].value
    return Outcome(after_fits[FOLDS * REPEATS - 1] - start, accuracy), Outcome(whole, accuracy)


def _refitted(estimator: Any, frame: pd.DataFrame) -> Outcome:
    """Fit a clone for each fold, as one would with any estimator."""
    folds = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPEATS, random_state=0)
    texts, labels = frame["text"].to_numpy(object), frame["label"].to_numpy(object)
    splits = list(folds.split(texts, labels))
    models: list[Any] = []
    right = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        start = cpu_seconds()
        for train, test in splits:
            model = clone(estimator).fit(texts[train], labels[train])
            probabilities = model.predict_proba(texts[test])
            right.append(model.classes_[probabilities.argmax(axis=1)] == labels[test])
            models = models or [model]
        seconds = cpu_seconds() - start
    first = splits[0][0]
    gradient = _largest_gradient(models[0], texts[first], labels[first])
    return Outcome(seconds, float(np.mean(np.concatenate(right))), gradient, len(caught))


def _largest_gradient(model: Any, texts: Objects, labels: Objects) -> float:
    """Return how far from its optimum a multinomial regression with C=1 was left."""
    pipeline = model.to_sklearn() if isinstance(model, stancekit.StanceClassifier) else model
    X, regression = pipeline[0].transform(texts), pipeline[-1]
    errors = pipeline.predict_proba(texts) - (labels[:, np.newaxis] == regression.classes_)
    errors *= compute_sample_weight("balanced", labels)[:, np.newaxis]
    of_terms, of_intercepts = X.T @ errors + regression.coef_.T, errors.sum(axis=0)
    return float(max(np.abs(of_terms).max(), np.abs(of_intercepts).max()))
