"""Shares of statements in groups, against scipy's exact tests and against drawn groups."""

import numpy as np
import pytest
from scipy.stats import binomtest

from stancekit.measure.clusters import chance_of_more, effective_number, likeness, share_of

ALONE = np.arange(40)


@pytest.mark.parametrize("found", [0, 1, 30, 40])
@pytest.mark.parametrize("expected", [0.1, 0.85])
def test_the_chance_is_that_of_the_exact_test(found, expected):
    exact = binomtest(found, 40, expected, alternative="greater").pvalue
    assert chance_of_more(found / 40, 40, expected) == pytest.approx(exact)


@pytest.mark.parametrize("found", [0, 1, 30, 40])
def test_without_groups_the_interval_is_the_exact_one(found):
    share = share_of(1.0 * (found > ALONE), np.ones(40), ALONE)
    exact = binomtest(found, 40).proportion_ci(method="exact")
    assert (share.low, share.high) == pytest.approx((exact.low, exact.high))


def test_statements_without_weight_count_nothing():
    weights = 1.0 * (ALONE < 20)
    assert share_of(np.ones(40), weights, ALONE) == share_of(np.ones(20), np.ones(20), ALONE[:20])
    assert share_of(np.ones(40), np.zeros(40), ALONE) is None


@pytest.mark.parametrize("alike", [0.0, 0.1, 0.5])
def test_likeness_is_that_of_the_groups_drawn_and_a_little_more(alike):
    groups, found = np.repeat(np.arange(100), 10), []
    for seed in range(30):
        draw = np.random.default_rng(seed)
        values = np.sqrt(alike) * draw.normal(size=100)[groups]
        found.append(likeness(values + np.sqrt(1 - alike) * draw.normal(size=1000), groups))
    assert alike < np.mean(found) < alike + 0.08


def test_one_group_is_as_alike_as_can_be():
    assert likeness(np.arange(5.0), np.zeros(5, int)) == 1
    assert effective_number(np.ones(5), np.zeros(5, int), 1) == 1
