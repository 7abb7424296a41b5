"""Fit the linear model of one target, with its calibration on held-out statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
import numpy.typing as npt
from scipy import sparse
from threadpoolctl import threadpool_limits

from stancekit.data.notes import warn
from stancekit.data.splits import grouped_folds
from stancekit.exceptions import DataError
from stancekit.labels import Label
from stancekit.model.calibration import Calibration, fit_calibration
from stancekit.model.directions import Directions
from stancekit.model.encoder import Encoder, encode
from stancekit.model.fit_input import TrainingSet
from stancekit.model.linear import LinearModel
from stancekit.model.solver import solve
from stancekit.model.tensors import MOST_TERMS
from stancekit.progress import Progress, track
from stancekit.text import TermBlock
from stancekit.text.concepts import Analyzer, Concepts
from stancekit.text.corpus import count_once
from stancekit.text.counts import TermCounts, Vocabulary

__all__ = ["fit_linear"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]
ClassWeight: TypeAlias = Mapping[Label, float] | str | None

CALIBRATION_FOLDS = 5
ENOUGH_HELD_OUT, ENOUGH_OF_LABEL = 10_000, 500  # more would not move a temperature by a hundredth
TOL = 1e-10
HELD_OUT_TOL = 1e-7  # enough for five digits of a temperature


def fit_linear(
    data: TrainingSet,
    analyzers: Sequence[Analyzer],
    *,
    dictionary_weight: float,
    encoder: Encoder | None,
    encoder_dim: int | None,
    min_df: int,
    C: float,
    class_weight: ClassWeight,
    calibrate: bool,
    ok_precision: float,
    random_state: int | None,
) -> tuple[LinearModel, float]:
    """Return a model of all statements, calibrated on held-out scores, and the gradient there."""
    vectors = None if encoder is None else encode(encoder, data.texts)
    counted = [count_once(data.texts, analyzer) for analyzer in analyzers]
    learner = _Learner(
        data, counted, dictionary_weight, vectors, encoder_dim, min_df, C, class_weight
    )
    _warn_of_size(learner)
    with threadpool_limits(1):  # more threads cost several times the CPU on sparse data
        with Progress("training"):
            fitted = learner.fit(np.arange(len(data.texts)))
        counts = np.bincount(data.codes, data.weights)[list(fitted.label_index)]
        calibration = Calibration.none(counts / counts.sum())
        if calibrate:
            prior = calibration.prior
            calibration = _calibrated(learner, fitted, prior, ok_precision, random_state)
    blocks = tuple(
        TermBlock(v.counts.analyzer, v.terms, v.idf, learner.weight_of(v))
        for v in fitted.vocabularies
    )
    coef, intercept = fitted.of_whole_vectors()
    model = LinearModel(fitted.label_index, blocks, coef, intercept, calibration)
    return model, fitted.gradient


def _warn_of_size(learner: _Learner) -> None:
    """Say before a long training that its model could not be saved."""
    if sum(len(counts.counted.parents) for counts in learner.counted) <= MOST_TERMS:
        return
    n_terms = sum(map(len, learner.vocabularies(np.arange(len(learner.data.texts)))))
    if n_terms > MOST_TERMS:
        warn(
            f"fit: the statements have {n_terms:,} n-grams, and a folder holds up to "
            f"{MOST_TERMS:,}; with min_df={learner.min_df + 1} they are fewer"
        )


@dataclass(frozen=True, eq=False)
class _Fitted:
    """Learned from some rows of a training set."""

    vocabularies: list[Vocabulary]
    directions: Directions | None
    label_index: tuple[int, ...]
    coef: Floats
    intercept: Floats
    gradient: float

    def among(self, vocabularies: Sequence[Vocabulary]) -> tuple[Floats, Floats]:
        """Return coefficients for the terms of some of the rows, and intercepts.

        Vectors keep theirs, unless they are reduced: to other directions among other rows, of
        which nothing is known.
        """
        ends = np.cumsum([len(vocabulary) for vocabulary in self.vocabularies])
        *of_terms, of_vectors = np.split(self.coef, ends, axis=1)
        found = {
            v.counts.analyzer: (v, coef)
            for v, coef in zip(self.vocabularies, of_terms, strict=True)
        }
        parts = []
        for some in vocabularies:
            vocabulary, coef = found[some.counts.analyzer]
            parts.append(coef[:, vocabulary.places(some)])
        parts.append(of_vectors if self.directions is None else np.zeros_like(of_vectors))
        return np.hstack(parts), self.intercept

    def of_whole_vectors(self) -> tuple[Floats, Floats]:
        """Return coefficients and intercepts for an encoder's vectors that are not reduced."""
        if self.directions is None:
            return self.coef, self.intercept
        terms, reduced = np.split(self.coef, [sum(map(len, self.vocabularies))], axis=1)
        whole, intercept = self.directions.undone(reduced, self.intercept)
        return np.hstack([terms, whole]), intercept


@dataclass(frozen=True, eq=False)
class _Learner:
    """Learns from any rows of a training set; its terms are counted once, for every fold.

    Directions of vectors are found anew among the rows of each fold, as its vocabulary is.
    """

    data: TrainingSet
    counted: Sequence[TermCounts]
    dictionary_weight: float
    vectors: Floats | None
    n_directions: int | None
    min_df: int
    C: float
    class_weight: ClassWeight

    def fit(self, rows: Integers, tol: float = TOL, start: _Fitted | None = None) -> _Fitted:
        vocabularies = self.vocabularies(rows)
        if not vocabularies and self.vectors is None:
            raise DataError(
                f"no n-gram occurs in at least {self.min_df} of the {len(rows)} statements, so "
                "there is nothing to learn from; add statements that hold words of 2 letters or "
                "more, or lower min_df"
            )
        codes, weights = self.data.codes[rows], self.data.weights
        total = _total_weights(codes, None if weights is None else weights[rows], self.class_weight)
        directions = self.directions(rows)
        X = self.matrix(vocabularies, directions, rows)
        known = None if start is None else start.among(vocabularies)
        solution = solve(X, codes, total, C=self.C, tol=tol, start=known)
        coef, intercept = solution.coef, solution.intercept
        if len(solution.labels) == 2:
            # One row of scikit-learn's binary model becomes two opposite ones, so that the
            # softmax over two labels equals its logistic function.
            coef, intercept = np.vstack([-coef, coef]) / 2, np.append(-intercept, intercept) / 2
        labels = tuple(solution.labels.tolist())
        return _Fitted(vocabularies, directions, labels, coef, intercept, solution.gradient)

    def vocabularies(self, rows: Integers) -> list[Vocabulary]:
        """Choose the terms that are frequent among some rows; a kind without any is left out."""
        chosen = [counts.vocabulary(rows, min_df=self.min_df) for counts in self.counted]
        return [vocabulary for vocabulary in chosen if len(vocabulary)]

    def weight_of(self, vocabulary: Vocabulary) -> float:
        """Return by how much a kind of terms counts beside the others."""
        return self.dictionary_weight if isinstance(vocabulary.counts.analyzer, Concepts) else 1.0

    def directions(self, rows: Integers) -> Directions | None:
        """Find the directions to which vectors are reduced, if they are."""
        if self.vectors is None or self.n_directions is None:
            return None
        return Directions.of(self.vectors[rows], self.n_directions)

    def matrix(
        self, vocabularies: Sequence[Vocabulary], directions: Directions | None, rows: Integers
    ) -> sparse.csr_array:
        parts = [part.matrix(rows) for part in vocabularies]
        for part, vocabulary in zip(parts, vocabularies, strict=True):
            part.data *= self.weight_of(vocabulary)
        if self.vectors is not None:
            some = self.vectors[rows]
            parts.append(sparse.csr_array(directions.reduced(some) if directions else some))
        return parts[0] if len(parts) == 1 else sparse.csr_array(sparse.hstack(parts, format="csr"))

    def scores(self, fitted: _Fitted, rows: Integers) -> Floats:
        X = self.matrix(fitted.vocabularies, fitted.directions, rows)
        return cast(Floats, X @ fitted.coef.T + fitted.intercept)


def _total_weights(codes: Integers, weights: Floats | None, class_weight: ClassWeight) -> Floats:
    """Return the weight of each statement times that of its label, as scikit-learn has it."""
    each = np.ones(len(codes)) if weights is None else weights
    if class_weight is None:
        return each
    if isinstance(class_weight, Mapping):
        of_label = np.array([class_weight.get(code, 1.0) for code in range(codes.max() + 1)])
        return cast(Floats, each * of_label[codes])
    totals = np.bincount(codes, each)
    return cast(Floats, each * (totals.sum() / (np.count_nonzero(totals) * totals[codes])))


def _calibrated(
    learner: _Learner,
    fitted: _Fitted,
    prior: Floats,
    ok_precision: float,
    random_state: int | None,
) -> Calibration:
    data = learner.data
    scores = _held_out_scores(learner, fitted, random_state)
    usable = ~np.isnan(scores[:, 0]) & data.weighted & data.calibrating
    truth = np.searchsorted(fitted.label_index, data.codes[usable])
    weights = np.ones(len(truth)) if data.weights is None else data.weights[usable]
    groups = data.groups[usable]
    return fit_calibration(scores[usable], truth, weights, groups, prior, ok_precision)


def _held_out_scores(learner: _Learner, fitted: _Fitted, random_state: int | None) -> Floats:
    """Return scores of what calibrates from models that did not see it; NaN where none could.

    They start from what all statements taught, and are no more than it takes to hold out enough.
    """
    data, labels = learner.data, list(fitted.label_index)
    held_out = np.full((len(data.codes), len(labels)), np.nan)
    folds = list(_calibration_folds(data, random_state))
    for train, test in track(folds, "calibration", unit="fold"):
        if set(data.codes[train][data.weighted[train]]) != set(labels):
            continue
        with suppress(DataError):  # no n-gram is frequent enough among fewer statements
            held_out[test] = learner.scores(learner.fit(train, HELD_OUT_TOL, fitted), test)
        known = data.codes[data.calibrating & ~np.isnan(held_out[:, 0])]
        of_label = np.bincount(known, minlength=max(labels) + 1)[labels]
        if of_label.sum() >= ENOUGH_HELD_OUT and of_label.min() >= ENOUGH_OF_LABEL:
            break
    return held_out


def _calibration_folds(
    data: TrainingSet, random_state: int | None
) -> Iterator[tuple[Integers, Integers]]:
    """Yield rows to train on and rows to hold out: each group in which something calibrates."""
    rows = np.flatnonzero(np.isin(data.groups, data.groups[data.calibrating]))
    codes, groups = data.codes[rows], data.groups[rows]
    if not len(rows):
        return
    folds = min(CALIBRATION_FOLDS, len(np.unique(groups)), int(np.bincount(codes).max()))
    if folds < 2:
        if len(rows) < len(data.codes):
            yield np.setdiff1d(np.arange(len(data.codes)), rows), rows
        return
    for _, test in grouped_folds(codes, groups, folds, random_state):
        yield np.setdiff1d(np.arange(len(data.codes)), rows[test]), rows[test]
