"""Shares of statements that come in groups: how much they are worth, and how sure they are."""

from __future__ import annotations

import math

import numpy as np

from stancekit.blocks import Measure
from stancekit.measure.metrics import FloatArray, IntArray

__all__ = ["chance_of_more", "effective_number", "likeness", "share_of"]


def likeness(values: FloatArray, groups: IntArray) -> float:
    """Return how alike the values of one group are, from 0 to 1.

    The intraclass correlation of a one-way analysis of variance, and one standard error more
    (Fisher 1925), since few groups can look unlike each other less than they are. 0 where each
    statement is a group of its own, and 1 where all are one.

    Examples
    --------
    >>> groups = np.repeat(np.arange(40), 5)
    >>> likeness(1.0 * (groups % 2), groups), round(likeness(np.arange(200) % 5.0, groups), 2)
    (1.0, 0.05)
    """
    codes = np.unique(groups, return_inverse=True)[1]
    sizes = np.bincount(codes).astype(np.float64)
    n, n_groups = len(codes), len(sizes)
    if n_groups in (1, n):
        return float(n_groups < n)
    means = np.bincount(codes, values) / sizes
    between = (sizes * (means - values.mean()) ** 2).sum() / (n_groups - 1)
    within = ((values - means[codes]) ** 2).sum() / (n - n_groups)
    size = (n - (sizes**2).sum() / n) / (n_groups - 1)
    apart = max(0.0, (between - within) / size)
    alike = apart / (apart + within) if apart else 0.0
    error = (1 - alike) * (1 + (size - 1) * alike) * math.sqrt(2 / (n_groups - 1))
    return float(min(1.0, alike + error / math.sqrt(size * max(size - 1, 1e-9))))


def effective_number(weights: FloatArray, groups: IntArray, alike: float) -> float:
    """Return how many independent statements are worth as much as these (Kish 1965).

    Examples
    --------
    >>> groups = np.repeat(np.arange(10), 5)
    >>> [round(effective_number(np.ones(50), groups, alike), 1) for alike in (0, 0.25, 1)]
    [50.0, 25.0, 10.0]
    """
    by_group = np.bincount(groups, weights)
    spread = (1 - alike) * (weights**2).sum() + alike * (by_group**2).sum()
    return float(weights.sum() ** 2 / spread)


def chance_of_more(share: float, number: float, expected: float) -> float:
    """Return how likely at least such a share of a number is, where another is expected.

    The exact binomial tail; its beta form also takes numbers that are not whole.

    Examples
    --------
    >>> round(chance_of_more(1.0, 3, 0.5), 3), round(chance_of_more(0.5, 2, 0.5), 3)
    (0.125, 0.75)
    """
    from scipy.special import betainc

    found = share * number
    return float(betainc(found, number - found + 1, expected)) if found > 0 else 1.0


def share_of(values: FloatArray, weights: FloatArray, groups: IntArray) -> Measure | None:
    """Return the weighted mean of values from 0 to 1, with the exact interval for its statements.

    None without any. Statements of one group count as fewer, the more alike groups are.

    Examples
    --------
    >>> share_of(np.ones(24), np.ones(24), np.arange(24)).between()
    '0.858 to 1.000'
    """
    from scipy.special import betaincinv

    counted = weights > 0
    if not counted.any():
        return None
    values, weights, groups = values[counted], weights[counted], groups[counted]
    number = effective_number(weights, groups, likeness(values, groups)) if len(values) > 1 else 1.0
    share = float(np.average(values, weights=weights))
    right, wrong = share * number, (1 - share) * number
    low = betaincinv(right, wrong + 1, 0.025) if right > 0 else 0.0
    high = betaincinv(right + 1, wrong, 0.975) if wrong > 0 else 1.0
    return Measure(share, min(float(low), share), max(float(high), share))
