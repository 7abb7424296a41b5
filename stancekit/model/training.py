"""Fit the linear model of one target, with its calibration on held-out statements."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse
from threadpoolctl import threadpool_limits

from stancekit.data.splits import grouped_folds
from stancekit.exceptions import DataError
from stancekit.labels import Label
from stancekit.model.linear import Calibration, LinearModel, softmax
from stancekit.model.solver import solve
from stancekit.text import Ngrams, TermBlock
from stancekit.text.corpus import count_once
from stancekit.text.counts import TermCounts, Vocabulary

__all__ = ["Statements", "fit_linear"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]

CALIBRATION_FOLDS = 5
TOL = 1e-10
HELD_OUT_TOL = 1e-6  # enough for a temperature
MIN_CALIBRATION = 20
MIN_SOURCE = 50
COVERAGE = 0.9


@dataclass(frozen=True, eq=False)
class Statements:
    """Training statements of one target.

    Parameters
    ----------
    texts : sequence of str
    codes : ndarray of int, shape (n_statements,)
        Position of each statement's label in the label set.
    weights : ndarray of shape (n_statements,) or None
    groups : ndarray of int, shape (n_statements,)
        Statements of one group are held out together.
    vectors : ndarray of shape (n_statements, n_dimensions) or None
        The encoder's vectors.
    """

    texts: Sequence[str]
    codes: Integers
    weights: Floats | None
    groups: Integers
    vectors: Floats | None

    @property
    def weighted(self) -> npt.NDArray[np.bool_]:
        """Which statements have a weight above 0."""
        weights = np.ones(len(self.codes)) if self.weights is None else self.weights
        return weights > 0


def fit_linear(
    statements: Statements,
    kinds: Sequence[Ngrams],
    *,
    min_df: int,
    C: float,
    class_weight: Mapping[Label, float] | str | None,
    calibrate: bool,
    random_state: int | None,
) -> tuple[LinearModel, float]:
    """Fit a model to all statements and calibrate it on held-out scores."""
    design = _Design(statements, [count_once(statements.texts, kind) for kind in kinds], min_df)
    with threadpool_limits(1):  # more threads cost several times the CPU on sparse data
        fitted = design.fit(np.arange(len(statements.texts)), C, class_weight)
        calibration = Calibration.none(_prior(statements, fitted.label_index))
        if calibrate:
            scores = _held_out_scores(design, fitted.label_index, C, class_weight, random_state)
            calibration = _calibration(scores, statements, fitted.label_index, calibration)
    blocks = tuple(TermBlock(v.counts.ngrams, v.terms, v.idf) for v in fitted.vocabularies)
    model = LinearModel(fitted.label_index, blocks, fitted.coef, fitted.intercept, calibration)
    return model, fitted.gradient


@dataclass(frozen=True, eq=False)
class _Fitted:
    """Learned from some rows of a design."""

    vocabularies: list[Vocabulary]
    label_index: tuple[int, ...]
    coef: Floats
    intercept: Floats
    gradient: float


@dataclass(frozen=True, eq=False)
class _Design:
    """The n-gram counts of all statements, made once, of which every fold takes its rows."""

    statements: Statements
    counted: Sequence[TermCounts]
    min_df: int

    def fit(
        self,
        rows: Integers,
        C: float,
        class_weight: Mapping[Label, float] | str | None,
        tol: float = TOL,
    ) -> _Fitted:
        vocabularies = self.vocabularies(rows)
        if not vocabularies and self.statements.vectors is None:
            raise DataError(
                f"no n-gram occurs in at least {self.min_df} of the {len(rows)} statements, so "
                "there is nothing to learn from; add statements that hold words of 2 letters or "
                "more, or lower min_df"
            )
        codes, weights = self.statements.codes[rows], self.statements.weights
        total = _total_weights(codes, None if weights is None else weights[rows], class_weight)
        X = self.matrix(vocabularies, rows)
        solution = solve(X, codes, total, C=C, tol=tol)
        coef, intercept = solution.coef, solution.intercept
        if len(solution.labels) == 2:
            # One row of scikit-learn's binary model becomes two opposite ones, so that the
            # softmax over two labels equals its logistic function.
            coef, intercept = np.vstack([-coef, coef]) / 2, np.append(-intercept, intercept) / 2
        labels = tuple(solution.labels.tolist())
        return _Fitted(vocabularies, labels, coef, intercept, solution.gradient)

    def vocabularies(self, rows: Integers) -> list[Vocabulary]:
        """Choose the n-grams that are frequent among some rows; a kind without any is left out."""
        chosen = [counts.vocabulary(rows, min_df=self.min_df) for counts in self.counted]
        return [vocabulary for vocabulary in chosen if len(vocabulary)]

    def matrix(self, vocabularies: Sequence[Vocabulary], rows: Integers) -> sparse.csr_array:
        parts = [vocabulary.matrix(rows) for vocabulary in vocabularies]
        if self.statements.vectors is not None:
            parts.append(sparse.csr_array(self.statements.vectors[rows]))
        return sparse.csr_array(sparse.hstack(parts, format="csr"))

    def scores(self, fitted: _Fitted, rows: Integers) -> Floats:
        return cast(
            Floats, self.matrix(fitted.vocabularies, rows) @ fitted.coef.T + fitted.intercept
        )


def _total_weights(
    codes: Integers, weights: Floats | None, class_weight: Mapping[Label, float] | str | None
) -> Floats:
    """Return the weight of each statement times that of its label, as scikit-learn has it."""
    each = np.ones(len(codes)) if weights is None else weights
    if class_weight is None:
        return each
    if isinstance(class_weight, Mapping):
        of_label = np.array([class_weight.get(code, 1.0) for code in range(codes.max() + 1)])
        return cast(Floats, each * of_label[codes])
    totals = np.bincount(codes, each)
    return cast(Floats, each * (totals.sum() / (np.count_nonzero(totals) * totals[codes])))


def _held_out_scores(
    design: _Design,
    label_index: tuple[int, ...],
    C: float,
    class_weight: Mapping[Label, float] | str | None,
    random_state: int | None,
) -> Floats:
    """Return scores of every statement from a model that did not see it; NaN where none could."""
    codes, groups = design.statements.codes, design.statements.groups
    weighted = design.statements.weighted
    held_out = np.full((len(codes), len(label_index)), np.nan)
    folds = min(CALIBRATION_FOLDS, len(np.unique(groups)), int(np.bincount(codes).max()))
    if folds < 2:
        return held_out
    for train, test in grouped_folds(codes, groups, folds, random_state):
        if set(codes[train][weighted[train]]) != set(label_index):
            continue
        with suppress(DataError):  # no n-gram is frequent enough among fewer statements
            held_out[test] = design.scores(design.fit(train, C, class_weight, HELD_OUT_TOL), test)
    return held_out


def _prior(statements: Statements, label_index: tuple[int, ...]) -> Floats:
    counts = np.bincount(statements.codes, statements.weights)[list(label_index)]
    return cast(Floats, counts / counts.sum())


def _calibration(
    scores: Floats,
    statements: Statements,
    label_index: tuple[int, ...],
    uncalibrated: Calibration,
) -> Calibration:
    usable = ~np.isnan(scores[:, 0]) & statements.weighted
    if usable.sum() < MIN_CALIBRATION:
        return uncalibrated
    scores, truth = scores[usable], np.searchsorted(label_index, statements.codes[usable])
    weights = np.ones(len(truth)) if statements.weights is None else statements.weights[usable]
    temperature = _temperature(scores, truth, weights, statements.groups[usable])
    own = softmax(scores / temperature)[np.arange(len(truth)), truth]
    sources = _sources(statements.groups[usable])
    thresholds = np.array([_threshold(own, truth == k, sources) for k in range(len(label_index))])
    return Calibration(temperature, uncalibrated.prior, thresholds, COVERAGE, int(usable.sum()))


def _temperature(scores: Floats, truth: Integers, weights: Floats, groups: Integers) -> float:
    """Return the temperature at which the hardest group has its smallest mean log loss.

    Statements from a source that no training statement comes from are harder than held-out
    ones of the known sources, and a temperature for the average source would be too sure of
    them. Minimising the worst group's loss (as in Sagawa et al. 2020, arXiv:1911.08731) errs on
    the side of doubt. Groups too small to be a source of their own are judged together.
    """
    source_of = _sources(groups)
    totals = np.bincount(source_of, weights)
    judged = totals > 0
    rows = np.arange(len(truth))

    def worst_log_loss(log_temperature: float) -> float:
        scaled = scores / math.exp(log_temperature)
        scaled -= scaled.max(axis=1, keepdims=True)
        losses = np.log(np.exp(scaled).sum(axis=1)) - scaled[rows, truth]
        means = np.bincount(source_of, weights * losses)[judged] / totals[judged]
        return float(means.max())

    best = optimize.minimize_scalar(
        worst_log_loss, bounds=(math.log(0.05), math.log(20)), method="bounded"
    )
    return math.exp(best.x)


def _sources(groups: Integers) -> Integers:
    """Tell apart the groups large enough to be a source; all others count as one more."""
    sizes = np.bincount(groups)
    return np.where(sizes >= MIN_SOURCE, np.arange(len(sizes)), len(sizes))[groups]


def _threshold(own: Floats, carries: npt.NDArray[np.bool_], sources: Integers) -> float:
    """Return the probability that a share COVERAGE of a label's own statements reaches.

    The quantile of split conformal prediction for one class (Vovk 2012, arXiv:1209.2673), taken
    over all sources and within each: the lowest counts. The probabilities come from models
    trained on a part of the statements, so the share is approximate. 0 where too few statements
    carry the label to say anything.
    """
    found = [own[carries], *(own[carries & (sources == source)] for source in np.unique(sources))]
    ranks = [math.floor((1 - COVERAGE) * (len(some) + 1) + 1e-9) for some in found]
    reached = [np.sort(some)[k - 1] for some, k in zip(found, ranks, strict=True) if k >= 1]
    return float(min(reached, default=0.0))
