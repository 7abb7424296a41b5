"""Intervals from a number and its spread."""

import numpy as np
import pytest
from scipy import stats

from stancekit.measure.intervals import (
    around,
    likely_next,
    of_difference,
    of_loss,
    of_root,
    of_share,
    reaching,
    t_quantile,
    unseen,
)


@pytest.mark.parametrize(("right", "n"), [(0, 10), (3, 40), (30, 50), (99, 100)])
def test_the_interval_of_a_share_is_that_of_scipy(right, n):
    share = right / n
    spread = np.sqrt(share * (1 - share) / n)
    low, high = of_share(share, spread, stats.norm.ppf(0.975), n)
    expected = stats.binomtest(right, n).proportion_ci(method="wilson")
    assert (float(low), float(high)) == pytest.approx((expected.low, expected.high))


def test_nothing_predicted_says_nothing():
    assert tuple(map(float, of_share(0.0, 0.0, 2.0, 0))) == pytest.approx((0, 1), abs=1e-6)


def test_a_loss_reaches_as_many_times_up_as_down():
    low, high = of_loss(0.2, 0.05, 2.0)
    assert 0 < low < 0.2 < high
    assert low * high == pytest.approx(0.2**2)
    assert of_loss(0.0, 0.0, 2.0) == (0, 0)


def test_a_root_of_what_may_be_below_0_starts_there():
    assert tuple(map(float, of_root(-0.01, 0.01, 2.0))) == pytest.approx((0, 0.1))
    assert tuple(map(float, of_root(0.05, 0.005, 2.0))) == pytest.approx((0.2, 0.06**0.5))


def test_few_units_reach_farther():
    assert t_quantile(6) == pytest.approx(stats.t.ppf(0.975, 5))
    assert tuple(map(float, around(1.0, 0.5, 2.0))) == (0, 2)


def test_one_more_value_falls_into_its_interval():
    """Nineteen times of twenty, with five values as with twenty."""
    generator = np.random.default_rng(0)
    for n in (5, 20):
        drawn = generator.normal(0.6, 0.05, size=(2000, n + 1))
        found = [likely_next(row[:-1]) for row in drawn]
        hits = [each.low <= row[-1] <= each.high for each, row in zip(found, drawn, strict=True)]
        assert np.mean(hits) == pytest.approx(0.95, abs=0.02)


def test_values_that_agree_by_chance_promise_no_more_than_their_own_errors_allow():
    found = likely_next(np.ones(5), errors=np.full(5, 0.05))
    assert found.high == 1.0
    assert found.low == pytest.approx(1 - 2.776 * 0.05 * np.sqrt(1.2), abs=1e-3)


@pytest.mark.parametrize("n", [10, 100, 1000])
def test_what_was_not_seen_is_what_wilson_leaves_of_a_share_of_0(n):
    expected = stats.binomtest(0, n).proportion_ci(method="wilson").high
    assert float(unseen(stats.norm.ppf(0.975), n)) == pytest.approx(expected)
    assert tuple(map(float, of_share(0.0, 0.0, 1.96, n))) == pytest.approx((0, expected), rel=1e-3)


@pytest.mark.parametrize("rate", [0.5, 3, 4, 5, 7, 20])
def test_differences_of_rare_flips_are_covered(rate):
    """Flips of one kind alone, the hardest: as many as a Poisson distribution gives."""
    n, flips = 200, np.arange(100)
    found = [of_difference(k / n, np.sqrt(k) / n, 1.96, n) for k in flips]
    hit = [low <= rate / n <= high for low, high in found]
    assert stats.poisson.pmf(flips, rate)[hit].sum() > 0.94
    if 3 < rate < 8:  # where the interval of what varies alone is too short
        alone = [abs(k - rate) <= 1.96 * np.sqrt(k) for k in flips]
        assert stats.poisson.pmf(flips, rate)[alone].sum() < 0.94


def test_many_flips_are_as_far_apart_as_they_vary():
    low, high = map(float, of_difference(0.1, 0.02, 1.96, 2000))
    assert (low, high) == pytest.approx((0.1 - 1.96 * 0.02, 0.1 + 1.96 * 0.02), abs=1e-4)


def test_an_interval_that_reaches_far_enough_stays_as_it_is():
    assert reaching((0.1, 0.5), 0.3, 0.1, 0.0, 1.0) == (0.1, 0.5)
    assert reaching((0.3, 0.3), 0.3, 0.1, 0.0, 1.0) == pytest.approx((0.27, 0.37))
