"""How far to trust scores: the temperature, and from when on an answer is `ok`."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stancekit.model.status import NEVER, ok_thresholds
from stancekit.text.tfidf import read_only

__all__ = [
    "MIN_RECALIBRATION",
    "Calibration",
    "best_temperature",
    "fit_calibration",
    "refit_calibration",
    "softmax",
]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]

MIN_CALIBRATION = 20
MIN_RECALIBRATION = 30
"""With fewer labels of one's own texts nothing can be said of how far to trust a model there."""

_TEMPERATURE_SPREAD = 0.3
_ODDS_SPREAD = 0.7
"""How far from the old ones the logarithm of a temperature and the log odds of a label are expected
on new statements. In simulations and on constructed sets that were left out, the log loss of
probabilities that keep so close is no worse from 20 labels on; without that, from 100 on."""


@dataclass(frozen=True, eq=False)
class Calibration:
    """How scores become probabilities, and from which probability on an answer is `ok`.

    Scores are divided by the temperature before the softmax (Guo et al. 2017, arXiv:1706.04599).
    A text without evidence gets the prior, the share of each label in the training statements. Of
    the answers with a label whose probability reaches its threshold, a share `ok_precision` is
    right; None where nothing is promised, so that no answer is `ok`. All that comes from
    `n_statements` held-out statements, none without calibration.
    """

    temperature: float
    prior: Floats
    thresholds: Floats
    ok_precision: float | None = None
    n_statements: int = 0

    def __post_init__(self) -> None:
        for name in ("prior", "thresholds"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @classmethod
    def none(cls, prior: Floats) -> Calibration:
        """Return the calibration that changes no probability and promises nothing."""
        return cls(1.0, prior, np.full(len(prior), NEVER))

    @property
    def never_ok(self) -> str:
        """Why no answer is `ok`; empty where some are."""
        if (self.thresholds < NEVER).any():
            return ""
        if not self.n_statements:
            return "its probabilities are not calibrated"
        if self.ok_precision is None:
            return "it was trained when `ok` meant something else; train it anew"
        return "it had too few held-out answers, or too few right, to promise that others are"


def softmax(scores: Floats) -> Floats:
    """Turn rows of scores into rows of probabilities."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def fit_calibration(
    scores: Floats,
    truth: Integers,
    weights: Floats,
    groups: Integers,
    prior: Floats,
    ok_precision: float,
) -> Calibration:
    """Calibrate on held-out scores, unless they are too few to say anything.

    Every group counts the same, however large: what is held out stands for what a new group holds.
    """
    if len(truth) < MIN_CALIBRATION:
        return Calibration.none(prior)
    of_group = np.bincount(groups)[groups]
    temperature = best_temperature(scores, truth, weights / of_group)
    thresholds = ok_thresholds(softmax(scores / temperature), truth, groups, ok_precision)
    return Calibration(temperature, prior, thresholds, ok_precision, len(truth))


def best_temperature(scores: Floats, truth: Integers, weights: Floats) -> float:
    """Return the temperature at which the mean log loss is smallest."""
    from scipy.optimize import minimize_scalar

    rows = np.arange(len(truth))

    def mean_log_loss(log_temperature: float) -> float:
        scaled = scores / math.exp(log_temperature)
        scaled -= scaled.max(axis=1, keepdims=True)
        losses = np.log(np.exp(scaled).sum(axis=1)) - scaled[rows, truth]
        return float(np.average(losses, weights=weights))

    best = minimize_scalar(mean_log_loss, bounds=(math.log(0.05), math.log(20)), method="bounded")
    return math.exp(best.x)


def refit_calibration(
    old: Calibration,
    scores: Floats,
    truth: Integers,
    weights: Floats,
    groups: Integers,
    ok_precision: float,
) -> tuple[Floats, Calibration]:
    """Return what to add to the score of each label, and the calibration, for other statements.

    The temperature and the odds of each label are those under which the labels of statements like
    these are likeliest (bias-corrected temperature scaling, Alexandari, Kundaje and Shrikumar
    2020, arXiv:1901.06852), given that they are expected near the old ones.
    """
    weights = weights / np.bincount(groups)[groups]
    temperature, odds = _nearest_fit(old.temperature, scores, truth, weights)
    probabilities = softmax(scores / temperature + odds)
    counts = np.bincount(truth, weights, minlength=len(odds)) + 0.5  # none is impossible
    return temperature * odds, Calibration(
        temperature,
        counts / counts.sum(),
        ok_thresholds(probabilities, truth, groups, ok_precision),
        ok_precision,
        len(truth),
    )


def _nearest_fit(
    start: float, scores: Floats, truth: Integers, weights: Floats
) -> tuple[float, Floats]:
    """Return the temperature and the log odds of labels with the smallest penalised log loss."""
    from scipy.optimize import minimize

    wanted = np.eye(scores.shape[1])[truth]
    spread = np.array([_TEMPERATURE_SPREAD, *[_ODDS_SPREAD] * scores.shape[1]])

    def penalised(at: Floats) -> tuple[float, Floats]:
        """Return the loss and its gradient at a log temperature, from the old one, and log odds."""
        scaled = scores / (start * math.exp(at[0]))
        probabilities = softmax(scaled + at[1:])
        losses = -np.log(np.maximum((probabilities * wanted).sum(axis=1), 1e-300))
        pull = (probabilities - wanted) * weights[:, np.newaxis]
        slope = np.array([-(pull * scaled).sum(), *pull.sum(axis=0)])
        loss = float(weights @ losses + ((at / spread) ** 2).sum() / 2)
        return loss, slope + at / spread**2

    reach = [(math.log(0.05 / start), math.log(20 / start)), *[(-5, 5)] * scores.shape[1]]
    best = minimize(penalised, np.zeros(len(spread)), jac=True, method="L-BFGS-B", bounds=reach)
    return start * math.exp(best.x[0]), np.asarray(best.x[1:])
