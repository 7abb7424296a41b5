"""Intervals from a number and its spread."""

import numpy as np
import pytest
from scipy import stats

from stancekit.measure.intervals import around, likely_next, of_loss, of_root, of_share, t_quantile


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
