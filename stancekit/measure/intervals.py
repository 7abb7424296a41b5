"""95 % intervals from a number and its spread, each of the form that suits its kind of number.

A percentile of resamples will not do: where everything is right, every resample says so. What was
never seen among n statements may be true of almost 4 / n of all, so no interval is shorter than
that allows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stancekit.blocks import Measure
from stancekit.measure.metrics import FloatArray

__all__ = [
    "around",
    "likely_next",
    "mid_p",
    "of_difference",
    "of_loss",
    "of_root",
    "of_share",
    "reaching",
    "t_quantile",
    "unseen",
]

Bounds = tuple[FloatArray, FloatArray]

_NOTHING = 1e-12  # what rounding leaves of a spread of 0
_HALVINGS = 45


def t_quantile(units: int) -> float:
    """Return how many standard errors a 95 % interval reaches if so many units were drawn.

    Examples
    --------
    >>> round(t_quantile(10_000), 2), round(t_quantile(5), 2)
    (1.96, 2.78)
    """
    from scipy.special import stdtrit

    return float(stdtrit(max(units - 1, 1), 0.975))


def unseen(quantile: float, evidence: npt.ArrayLike) -> FloatArray:
    """Return which share of all statements may be what none of so many is.

    Wilson's interval of a share of 0; the exact one, 3.7 in n, is about the same.

    Examples
    --------
    >>> round(float(unseen(1.96, evidence=40)), 3)
    0.088
    """
    ratio = quantile**2 / np.maximum(np.asarray(evidence, dtype=np.float64), 1e-9)
    return np.asarray(ratio / (1 + ratio))


def reaching(bounds: Bounds, value: float, share: FloatArray, least: float, most: float) -> Bounds:
    """Extend an interval to where a value would be, were a share of all at the least or the most.

    Examples
    --------
    >>> low, high = reaching((0.2, 0.2), 0.2, share=0.1, least=0.2, most=2.2)
    >>> round(float(low), 2), round(float(high), 2)
    (0.2, 0.4)
    """
    low, high = bounds
    return (
        np.minimum(low, value + share * (min(least, value) - value)),
        np.maximum(high, value + share * (max(most, value) - value)),
    )


def of_difference(value: float, spread: float, quantile: float, evidence: npt.ArrayLike) -> Bounds:
    """Return the interval of a difference of two shares of the same statements.

    Its spread is that of the statements on which they differ. How far those may be from what was
    seen adds to it as its square, as in Newcombe's interval [1]_: where none differs, the interval
    reaches as far as that of a share of 0.

    References
    ----------
    .. [1] Newcombe, "Improved confidence intervals for the difference between binomial proportions
       based on paired data", Statistics in Medicine 17, 1998, method 10.

    Examples
    --------
    >>> low, high = of_difference(0.0, 0.0, 1.96, evidence=40)
    >>> round(float(low), 3), round(float(high), 3)
    (-0.088, 0.088)
    """
    reach = np.hypot(quantile * spread, unseen(quantile, evidence))
    return np.asarray(value - reach), np.asarray(value + reach)


def of_share(
    value: npt.ArrayLike, spread: npt.ArrayLike, quantile: float, evidence: npt.ArrayLike
) -> Bounds:
    """Return Wilson's score interval [1]_ of a number from 0 to 1.

    It counts as a share of so many statements as give it its standard error, the effective sample
    size [2]_; where nothing varies, of as many as there are: `evidence`.

    References
    ----------
    .. [1] Wilson, "Probable inference, the law of succession, and statistical inference", Journal
       of the American Statistical Association 22, 1927, doi:10.1080/01621459.1927.10502953.
    .. [2] Korn and Graubard, "Confidence intervals for proportions with small expected number of
       positive counts estimated from survey data", Survey Methodology 24, 1998.

    Examples
    --------
    >>> low, high = of_share(1.0, 0.0, 1.96, evidence=40)
    >>> round(float(low), 2), float(high)
    (0.91, 1.0)
    """
    share, error = np.asarray(value, dtype=np.float64), np.asarray(spread, dtype=np.float64)
    variance = share * (1 - share)
    n = np.broadcast_to(np.asarray(evidence, dtype=np.float64), share.shape).copy()
    np.divide(variance, error**2, out=n, where=(error > _NOTHING) & (variance > _NOTHING))
    ratio = quantile**2 / np.maximum(n, 1e-9)
    half = np.sqrt(ratio * variance + ratio**2 / 4)
    low = (share + ratio / 2 - half) / (1 + ratio)
    high = (share + ratio / 2 + half) / (1 + ratio)
    return np.clip(np.minimum(low, share), 0, 1), np.clip(np.maximum(high, share), 0, 1)


def mid_p(value: npt.ArrayLike, number: npt.ArrayLike, quantile: float) -> Bounds:
    """Return the exact interval of shares, with half of the probability of what was seen [1]_.

    It is right for rare labels, where Wilson's begins too high above 0, and about as wide. The beta
    form takes numbers of statements that are not whole.

    References
    ----------
    .. [1] Berry and Armitage, "Mid-P confidence intervals: a brief review", The Statistician 44,
       1995, doi:10.2307/2348891.

    Examples
    --------
    >>> low, high = mid_p([0.0, 0.1], 50, 1.96)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.038], [0.058, 0.208])
    """
    from scipy.special import ndtr

    share, n = np.broadcast_arrays(np.asarray(value, float), np.asarray(number, float))
    tail = float(ndtr(-quantile))
    low = _where_more(share, n, tail, np.zeros_like(share), share)
    high = _where_more(share, n, 1 - tail, share, np.ones_like(share))
    few = _NOTHING * np.maximum(n, 1)
    return np.where(share * n <= few, 0.0, low), np.where((1 - share) * n <= few, 1.0, high)


def _where_more(
    share: FloatArray, n: FloatArray, wanted: float, low: FloatArray, high: FloatArray
) -> FloatArray:
    """Find the true shares with which a larger number than was seen is as likely as wanted."""
    from scipy.special import betainc

    seen, unseen_ = share * n, (1 - share) * n
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        at_least = np.where(seen > 0, betainc(np.maximum(seen, _NOTHING), unseen_ + 1, middle), 1.0)
        more = np.where(unseen_ > 0, betainc(seen + 1, np.maximum(unseen_, _NOTHING), middle), 0.0)
        beyond = (at_least + more) / 2 > wanted
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    return np.asarray((low + high) / 2)


def of_loss(value: float, spread: float, quantile: float) -> Bounds:
    """Return the interval of a number above 0, which reaches as many times up as down."""
    factor = np.exp(quantile * spread / value) if value > 0 else np.float64(1)
    return np.asarray(value / factor), np.asarray(value * factor)


def around(value: float, spread: float, quantile: float) -> Bounds:
    """Return the interval that reaches as far up as down."""
    return np.asarray(value - quantile * spread), np.asarray(value + quantile * spread)


def of_root(square: float, spread: float, quantile: float) -> Bounds:
    """Return the interval of the root of a number that was estimated, and that may be below 0."""
    low, high = around(square, spread, quantile)
    return np.sqrt(np.maximum(low, 0)), np.sqrt(np.maximum(high, 0))


def likely_next(values: FloatArray, errors: npt.ArrayLike = 0.0) -> Measure:
    """Return the mean of several shares, and where one more is to be expected in 95 of 100 cases.

    This is the prediction interval of a normal sample: one more value has a spread of its own, and
    the mean is not known exactly [1]_. The spread is no less than that of the standard `errors`:
    values that agree by chance will not do so for ever.

    References
    ----------
    .. [1] Higgins, Thompson and Spiegelhalter, "A re-evaluation of random-effects meta-analysis",
       Journal of the Royal Statistical Society A 172, 2009, section 4.1,
       doi:10.1111/j.1467-985X.2008.00552.x.

    Examples
    --------
    >>> print(f"{likely_next(np.array([0.50, 0.55, 0.60, 0.65, 0.70])):.2f}")
    0.60 (0.36 to 0.84)
    """
    centre, n = float(values.mean()), len(values)
    variance = max(values.var(ddof=1), np.mean(np.square(errors)))
    low, high = around(centre, float(np.sqrt(variance * (1 + 1 / n))), t_quantile(n))
    return Measure(centre, max(float(low), 0.0), min(float(high), 1.0))
