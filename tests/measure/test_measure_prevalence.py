"""Shares from a random sample of labels and the scores of all statements."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from stancekit.blocks import Measure
from stancekit.measure.intervals import mid_p
from stancekit.measure.prevalence import (
    Shares,
    balance,
    difference,
    labels_needed,
    power_of,
    shares_of,
)

Z = 1.959964


def world(seed, n=2000, shares=(0.05, 0.35, 0.6), apart=1.5):
    """Return truth and probabilities of a corpus."""
    generator = np.random.default_rng(seed)
    truth = np.eye(len(shares))[generator.choice(len(shares), n, p=shares)]
    odds = np.exp(generator.normal(size=truth.shape) + apart * truth)
    return truth, odds / odds.sum(axis=1, keepdims=True)


def estimate(truth, scores, drawn, weights=None):
    weights = np.ones(len(truth)) if weights is None else weights
    return shares_of(truth[drawn], scores[drawn], scores, weights[drawn], weights)


def test_the_mid_p_interval_solves_its_equations():
    low, high = mid_p(np.array([0.06]), 50, Z)
    at_least, more = binom.sf(2, 50, low[0]), binom.sf(3, 50, low[0])
    assert (at_least + more) / 2 == pytest.approx(0.025, abs=1e-6)
    at_most, fewer = binom.cdf(3, 50, high[0]), binom.cdf(2, 50, high[0])
    assert (at_most + fewer) / 2 == pytest.approx(0.025, abs=1e-6)


def test_a_label_that_was_not_seen_may_still_be_there():
    low, high = mid_p(np.array([0.0, 1.0]), 40, Z)
    assert low[0] == 0
    assert high[0] == pytest.approx(1 - 0.05 ** (1 / 40), abs=1e-6)  # half of (1 - p)**40 is 0.025
    assert (1 - low[1], high[1]) == pytest.approx((high[0], 1.0))


def test_two_equal_weights_give_the_estimate_of_the_formula():
    truth, scores = world(1)
    drawn = np.arange(300)
    power, _ = power_of(truth[drawn], scores[drawn], np.ones(300))
    expected = truth[drawn].mean(axis=0) + power * (
        scores.mean(axis=0) - scores[drawn].mean(axis=0)
    )
    found = estimate(truth, scores, drawn)
    # what is added so that they add up to 1 is small
    np.testing.assert_allclose(found.value, expected, atol=0.003)


def test_the_power_is_nearly_the_slope_of_a_regression():
    truth, scores = world(2)
    power, saved = power_of(truth, scores, np.ones(len(truth)))
    for column in range(3):
        slope = np.polyfit(scores[:, column], truth[:, column], 1)[0]
        assert power[column] == pytest.approx(slope, rel=0.03)
        correlation = np.corrcoef(scores[:, column], truth[:, column])[0, 1]
        assert saved[column] == pytest.approx(correlation**2, abs=0.03)


def test_a_model_that_knows_nothing_is_not_trusted():
    truth, _ = world(3)
    noise = np.random.default_rng(3).dirichlet(np.ones(3), len(truth))
    _, saved = power_of(truth[:200], noise[:200], np.ones(200))
    assert saved.max() < 0.03


def test_scores_that_say_nothing_leave_the_sample_alone():
    truth, scores = world(4)
    found = estimate(truth, 0 * scores, np.arange(100))
    np.testing.assert_allclose(found.value, truth[:100].mean(axis=0))


def test_a_good_model_makes_intervals_narrower():
    truth, scores = world(5, apart=4)
    found = estimate(truth, scores, np.arange(200))
    alone = estimate(truth, 0 * scores, np.arange(200))
    assert ((found.high - found.low)[1:] < 0.7 * (alone.high - alone.low)[1:]).all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 400), apart=st.floats(0, 6))
def test_shares_are_shares_within_their_intervals_and_within_what_was_seen(seed, n, apart):
    truth, scores = world(seed, 500, apart=apart)
    drawn = np.random.default_rng(seed).choice(500, n, replace=False)
    found = estimate(truth, scores, drawn)
    assert found.value.sum() == pytest.approx(1)
    assert (found.low <= found.value + 1e-9).all()
    assert (found.value <= found.high + 1e-9).all()
    seen = truth[drawn].sum(axis=0) / 500
    assert (found.low >= seen - 1e-9).all()
    assert (found.high <= seen + (500 - n) / 500 + 1e-9).all()
    assert (found.high > found.low).all()


def test_a_corpus_that_is_labelled_whole_is_known():
    truth, scores = world(6, 60)
    found = estimate(truth, scores, np.arange(60))
    for ends in (found.value, found.low, found.high):
        np.testing.assert_allclose(ends, truth.mean(axis=0), atol=1e-6)


def test_a_label_that_is_not_in_the_sample_gets_no_empty_interval():
    truth, scores = world(7, shares=(0.004, 0.496, 0.5))
    drawn = np.flatnonzero(truth[:, 0] == 0)[:50]
    found = estimate(truth, scores, drawn)
    assert found.low[0] == 0
    assert 0.03 < found.high[0] < 0.15


def test_equal_weights_of_any_size_change_nothing():
    truth, scores = world(8, 800)
    drawn = np.arange(200)
    plain, tripled = (
        estimate(truth, scores, drawn),
        estimate(truth, scores, drawn, 3 * np.ones(800)),
    )
    np.testing.assert_allclose(plain.high, tripled.high)
    np.testing.assert_allclose(plain.value, tripled.value)


def test_weighted_intervals_cover_the_weighted_share():
    truth, scores = world(9)
    generator = np.random.default_rng(9)
    weights = np.exp(0.7 * generator.normal(size=2000) + truth[:, 1])
    true = np.average(truth, axis=0, weights=weights)
    hits = []
    for _ in range(200):
        found = estimate(truth, scores, generator.choice(2000, 150, replace=False), weights)
        hits.append((found.low <= true) & (true <= found.high))
    assert (np.mean(hits, axis=0) > 0.92).all()


def test_differences_are_those_of_agresti_and_caffo():
    one = Shares(np.array([0.5]), np.array([0.0]), np.array([1.0]), np.array([20.0]))
    other = Shares(np.array([0.2]), np.array([0.0]), np.array([1.0]), np.array([30.0]))
    value, low, high, p = difference(one, other)
    first, second = 11 / 22, 7 / 32
    error = np.sqrt(first * (1 - first) / 22 + second * (1 - second) / 32)
    assert value[0] == pytest.approx(0.3)
    assert (low[0], high[0]) == pytest.approx(
        (first - second - Z * error, first - second + Z * error), abs=1e-6
    )
    assert (p[0] < 0.05) == (low[0] > 0)


@pytest.mark.parametrize("n", [50, 200, 499])
@pytest.mark.parametrize("corpus", [1000, 100_000])
def test_so_many_more_labels_halve_the_spread(n, corpus):
    more = labels_needed(n, corpus)
    before, after = (1 / of - 1 / corpus for of in (n, n + more))
    assert after <= before / 4 <= 1 / (n + more - 1) - 1 / corpus


def test_the_balance_of_two_labels_is_one_minus_the_other_where_there_are_no_more():
    """Then it is twice the share of one label, less 1, and so are its ends."""
    low, high = mid_p(0.3, 100, Z)
    plus, minus = Measure(0.3, float(low), float(high)), Measure(0.7, 1 - high, 1 - low)
    found = balance(plus, minus)
    assert (found.value, found.low, found.high) == pytest.approx(
        (-0.4, 2 * float(low) - 1, 2 * float(high) - 1)
    )


def test_scores_without_a_fault_so_far_may_have_some():
    truth, _ = world(8, shares=(0.5, 0.5))
    faultless = estimate(truth, truth, np.arange(50))
    assert (faultless.number < 50 * 50).all()
    wide = faultless.high - faultless.low
    assert (wide > 2 * 2 / 50 * 0.7).all()  # half an error among 50: +- 2 sqrt(1/2) / 50
