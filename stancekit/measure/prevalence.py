"""How frequent each label is: shares of all statements, from some that people have labelled.

`truth` holds 1 in the column of the label of each labelled statement and 0 elsewhere; scores hold a
number for each label, such as its probability, for the labelled statements and for all. Weights say
for how much a statement counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stancekit.blocks import Measure
from stancekit.measure.intervals import mid_p, t_quantile
from stancekit.measure.metrics import FloatArray

__all__ = ["Shares", "balance", "difference", "labels_needed", "power_of", "shares_of"]

_EVENTS = 2  # how many statements of a label its scores have to earn their power against
_UNSEEN = 0.5  # errors that scores are taken to make among the statements with a label, at least
_Z = 1.959964


@dataclass(frozen=True, eq=False)
class Shares:
    """The share of each label, its interval, and how many statements drawn at random say as much.

    Attributes
    ----------
    value, low, high : ndarray of shape (n_labels,)
    number : ndarray of shape (n_labels,)
        The effective sample size: so many labels alone, of an endless corpus, are worth as much.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray
    number: FloatArray


def power_of(
    truth: FloatArray, scores: FloatArray, weights: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return how far to trust the scores of each label, and which share of its variance they save.

    The power is the slope of the truth on the scores, which makes the estimate the least variable
    one [1]_. Where few statements have a label, or lack it, slope and saving look better than they
    are: with m of these, both are shrunk by m / (m + 2). The variance that remains is taken to be
    larger by 1 / m, or by 1 over the number of errors from which it is known, if these are fewer;
    and to be no less than that of half an error, as scores that seem faultless need not be so.

    References
    ----------
    .. [1] Angelopoulos, Duchi and Zrnic, "PPI++: efficient prediction-powered inference", 2023,
       arXiv:2311.01453, section 6.
    """
    heavy = weights[:, None] ** 2 / (weights**2).sum()
    y = truth - np.average(truth, axis=0, weights=weights)
    f = scores - np.average(scores, axis=0, weights=weights)
    both, own, of_scores = ((heavy * pair).sum(axis=0) for pair in (y * f, y * y, f * f))
    varies = (of_scores > 1e-12) & (own > 1e-12)
    slope = np.divide(both, of_scores, out=np.zeros_like(both), where=varies)
    saved = np.divide(slope * both, own, out=np.zeros_like(both), where=varies)
    m = _rarer(truth, weights)
    trust = m / (m + _EVENTS)
    saved = saved * trust * (2 - trust)
    rest = weights[:, None] ** 2 * (y - slope * trust * f) ** 2
    errors = rest.sum(axis=0) ** 2 / np.maximum((rest**2).sum(axis=0), 1e-12)
    saved = 1 - (1 - saved) * (1 + _EVENTS / 2 / np.maximum(np.minimum(m, errors), 1e-9))
    events = np.maximum(own / (heavy**2).sum(), 1e-9)
    return slope * trust, np.clip(np.minimum(saved, 1 - _UNSEEN / events), 0.0, 0.99)


def shares_of(
    truth: FloatArray,
    scores: FloatArray,
    population: FloatArray,
    weights: FloatArray,
    population_weights: FloatArray,
) -> Shares:
    """Estimate the share of each label from a random sample of labels and the scores of all [1]_.

    What the scores say of all statements, times their power, is corrected by how far they are off
    where the truth is known. With scores that say nothing, such as 0, this is the share in the
    sample. The sample is drawn without replacement from all, so that many labels of a small corpus
    are worth more [2]_.

    Parameters
    ----------
    truth, scores : ndarray of shape (n_labelled, n_labels)
    population : ndarray of shape (n_statements, n_labels)
        The scores of all statements, the labelled ones among them.
    weights, population_weights : ndarray
        Of the labelled statements, and of all.

    References
    ----------
    .. [1] Angelopoulos, Duchi and Zrnic, "PPI++: efficient prediction-powered inference", 2023,
       arXiv:2311.01453; for a finite population this is the difference estimator of Särndal,
       Swensson and Wretman, "Model assisted survey sampling", 1992, chapter 6.
    .. [2] Cochran, "Sampling techniques", 1977, section 2.6.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> label = rng.random(2000) < 0.1
    >>> truth = np.column_stack([label, ~label]).astype(float)
    >>> scores = 0.8 * truth + 0.1
    >>> found = shares_of(truth[:200], scores[:200], scores, np.ones(200), np.ones(2000))
    >>> found.value.round(3).tolist(), truth.mean(axis=0).round(3).tolist()
    ([0.105, 0.895], [0.105, 0.895])
    """
    power, saved = power_of(truth, scores, weights)
    own = np.average(truth, axis=0, weights=weights)
    off = own - power * np.average(scores, axis=0, weights=weights)
    of_all = np.average(population, axis=0, weights=population_weights)
    counted = np.array([(weights[:, None] * kind).sum(axis=0) for kind in (truth, 1 - truth)])
    least, less = counted / population_weights.sum()
    number = _effective(truth, weights, own) * _finite(len(truth), len(population)) / (1 - saved)
    value = _one_whole(off + power * of_all, own, number, least, 1 - less)
    low, high = mid_p(value, number, t_quantile(len(truth)))
    return Shares(value, np.maximum(low, least), np.minimum(high, 1 - less), number)


def difference(one: Shares, other: Shares) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return by how much the shares of two samples differ, the ends of the interval, and p-values.

    With one more statement that has the label and one that has not in each, as Agresti and Caffo
    [1]_ found that it covers best.

    References
    ----------
    .. [1] Agresti and Caffo, "Simple and effective confidence intervals for proportions and
       differences of proportions result from adding two successes and two failures", The American
       Statistician 54, 2000, doi:10.2307/2685779.
    """
    from scipy.special import ndtr

    centres, variances = [], []
    for of in (one, other):
        n = of.number + 2
        centre = (of.value * of.number + 1) / n
        centres.append(centre)
        variances.append(centre * (1 - centre) / n)
    between, error = centres[0] - centres[1], np.sqrt(variances[0] + variances[1])
    value = one.value - other.value
    low = np.minimum(np.maximum(between - _Z * error, -1), value)
    high = np.maximum(np.minimum(between + _Z * error, 1), value)
    return value, low, high, np.asarray(2 * ndtr(-np.abs(between) / error))


def balance(plus: Measure, minus: Measure) -> Measure:
    """Return the share of one label minus that of another, of the same statements.

    The interval is put together from those of the two shares, which go against each other as those
    of one sample do [1]_.

    References
    ----------
    .. [1] Zou and Donner, "Construction of confidence limits about effect measures", Statistics in
       Medicine 27, 2008, doi:10.1002/sim.3095.

    Examples
    --------
    >>> print(f"{balance(Measure(0.5, 0.4, 0.6), Measure(0.2, 0.13, 0.29)):.2f}")
    0.30 (0.14 to 0.45)
    """
    p, q = plus.value, minus.value
    against = np.sqrt(p * q / max((1 - p) * (1 - q), 1e-12))
    against = min(float(against), 1.0)

    def reach(one: float, other: float) -> float:
        return float(np.sqrt(one**2 + other**2 + 2 * against * one * other))

    low = reach(p - plus.low, minus.high - q)
    high = reach(plus.high - p, q - minus.low)
    return Measure(p - q, max(p - q - low, -1.0), min(p - q + high, 1.0))


def labels_needed(n: int, corpus: int) -> int:
    """Return how many more labels, drawn at random, halve the intervals of so many.

    Of an endless corpus three times as many; of a finite one fewer, as in the end all are known.

    Examples
    --------
    >>> labels_needed(200, 1_000_000), labels_needed(200, 1000)
    (600, 300)
    """
    quarter = (1 / n - 1 / corpus) / 4
    return int(np.ceil(round(1 / (quarter + 1 / corpus) - n, 6)))


def _rarer(truth: FloatArray, weights: FloatArray) -> FloatArray:
    """Return how many statements have a label or lack it, whichever are fewer, by their weights."""
    sums = [weights @ kind for kind in (truth, 1 - truth)]
    squares = [weights**2 @ kind for kind in (truth, 1 - truth)]
    numbers = [s**2 / np.maximum(q, 1e-12) for s, q in zip(sums, squares, strict=True)]
    return np.asarray(np.minimum(*numbers))


def _effective(truth: FloatArray, weights: FloatArray, share: FloatArray) -> FloatArray:
    """Return for how many statements of equal weight these count, for each label."""
    n = np.full(truth.shape[1], weights.sum() ** 2 / (weights**2).sum())
    spread = (weights[:, None] ** 2 * (truth - share) ** 2).sum(axis=0) / weights.sum() ** 2
    variance = share * (1 - share)
    found = np.divide(variance, spread, out=n.copy(), where=spread > 1e-12)
    return np.asarray(np.minimum(n, found))


def _finite(n: int, corpus: int) -> float:
    """Return by how much more labels are worth, the fewer statements are left without."""
    return max(corpus - 1, 1) / max(corpus - n, 1e-9)


def _one_whole(
    value: FloatArray, own: FloatArray, number: FloatArray, least: FloatArray, most: FloatArray
) -> FloatArray:
    """Let shares add up to 1, each giving way by its variance, within what was seen."""
    spread = (own + 1e-6) * (1 - own + 1e-6) / number
    for _ in range(20):
        value = np.clip(value, least, most)
        gap = 1 - value.sum()
        free = spread * ((value < most) if gap > 0 else (value > least))
        if abs(gap) < 1e-12 or not free.any():
            break
        value = value + gap * free / free.sum()
    return np.clip(value, least, most)
