"""How far to trust scores: temperature, thresholds, status."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["MIN_KNOWN_SHARE", "Calibration", "fit_calibration", "softmax", "status_of"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]

MIN_KNOWN_SHARE = 1 / 3
"""A text of whose words a model knows fewer than this share counts as no evidence."""
MIN_CALIBRATION = 20
MIN_SOURCE = 50
COVERAGE = 0.9


@dataclass(frozen=True, eq=False)
class Calibration:
    """How scores become probabilities, and which labels stay plausible.

    Scores are divided by the temperature before the softmax (Guo et al. 2017, arXiv:1706.04599).
    A text without evidence gets the prior, the share of each label in the training statements. A
    label stays plausible while its probability is at least its threshold, as that of a share
    `coverage` of its own statements is; 0 keeps it always, as nothing is known about it. All that
    comes from `n_statements` held-out statements, none without calibration.
    """

    temperature: float
    prior: Floats
    thresholds: Floats
    coverage: float = 0.9
    n_statements: int = 0

    @classmethod
    def none(cls, prior: Floats) -> Calibration:
        """Return the calibration that changes no probability and promises nothing."""
        return cls(1.0, prior, np.zeros(len(prior)))


def status_of(probabilities: Floats, known: Floats, thresholds: Floats) -> npt.NDArray[np.object_]:
    """Say what to think of probabilities."""
    n_plausible = (probabilities >= thresholds).sum(axis=1)
    status = np.where(n_plausible == 1, "ok", "unsure").astype(object)
    status[known < MIN_KNOWN_SHARE] = "no_evidence"
    return status


def softmax(scores: Floats) -> Floats:
    """Turn rows of scores into rows of probabilities."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def fit_calibration(
    scores: Floats, truth: Integers, weights: Floats, groups: Integers, prior: Floats
) -> Calibration:
    """Calibrate on held-out scores, unless they are too few to say anything."""
    if len(truth) < MIN_CALIBRATION:
        return Calibration.none(prior)
    sources = _sources(groups)
    temperature = _temperature(scores, truth, weights, sources)
    own = softmax(scores / temperature)[np.arange(len(truth)), truth]
    thresholds = np.array([_threshold(own, truth == k, sources) for k in range(scores.shape[1])])
    return Calibration(temperature, prior, thresholds, COVERAGE, len(truth))


def _temperature(scores: Floats, truth: Integers, weights: Floats, source_of: Integers) -> float:
    """Return the temperature at which the hardest group has its smallest mean log loss.

    Statements from a source that no training statement comes from are harder than held-out
    ones of the known sources, and a temperature for the average source would be too sure of
    them. Minimising the worst group's loss (as in Sagawa et al. 2020, arXiv:1911.08731) errs on
    the side of doubt. Groups too small to be a source of their own are judged together.
    """
    from scipy.optimize import minimize_scalar

    totals = np.bincount(source_of, weights)
    judged = totals > 0
    rows = np.arange(len(truth))

    def worst_log_loss(log_temperature: float) -> float:
        scaled = scores / math.exp(log_temperature)
        scaled -= scaled.max(axis=1, keepdims=True)
        losses = np.log(np.exp(scaled).sum(axis=1)) - scaled[rows, truth]
        means = np.bincount(source_of, weights * losses)[judged] / totals[judged]
        return float(means.max())

    best = minimize_scalar(worst_log_loss, bounds=(math.log(0.05), math.log(20)), method="bounded")
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
