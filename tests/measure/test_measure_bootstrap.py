"""Bootstrap sums and intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.sparse import csr_array

from stancekit.measure import bootstrap
from stancekit.measure.bootstrap import interval, measured, resampled_sums
from stancekit.measure.metrics import measures
from stancekit.measure.scored import HeldOut, score


def test_every_resample_draws_as_many_statements_as_there_are():
    drawn = resampled_sums(csr_array(np.eye(7)), resamples=50, seed=0)
    assert drawn.shape == (50, 7)
    assert (drawn.sum(axis=1) == 7).all()
    assert len(np.unique(drawn, axis=0)) > 40


def test_resampled_sums_are_those_of_repeated_rows():
    added = np.random.default_rng(1).normal(size=(6, 3))
    counts = resampled_sums(csr_array(np.eye(6)), resamples=20, seed=5)
    expected = [added[np.repeat(np.arange(6), row.astype(int))].sum(axis=0) for row in counts]
    np.testing.assert_allclose(resampled_sums(csr_array(added), 20, seed=5), expected)


def test_equal_seeds_draw_the_same_and_others_do_not():
    added = csr_array(np.eye(9))
    first = resampled_sums(added, 10, seed=3)
    np.testing.assert_array_equal(first, resampled_sums(added, 10, seed=3))
    assert (first != resampled_sums(added, 10, seed=4)).any()


def test_drawing_in_blocks_changes_nothing(monkeypatch):
    added = csr_array(np.eye(9))
    at_once = resampled_sums(added, 10, seed=3)
    monkeypatch.setattr(bootstrap, "_CELLS_AT_ONCE", 30)
    np.testing.assert_array_equal(at_once, resampled_sums(added, 10, seed=3))


def test_the_spread_of_an_accuracy_is_that_of_a_share():
    """The standard error of a share p of n statements is sqrt(p (1 - p) / n)."""
    right = np.arange(400) < 300
    drawn = resampled_sums(csr_array(right[:, None].astype(float)), 4000, seed=0) / 400
    assert drawn.std() == pytest.approx(np.sqrt(0.75 * 0.25 / 400), rel=0.05)
    measure = measured(0.75, drawn[:, 0])
    assert measure.low == pytest.approx(0.75 - 1.96 * 0.02165, abs=0.005)
    assert measure.high == pytest.approx(0.75 + 1.96 * 0.02165, abs=0.005)


@given(
    hnp.arrays(np.float64, (20, 3), elements=st.floats(-1e6, 1e6)),
    hnp.arrays(np.float64, 3, elements=st.floats(-1e6, 1e6)),
)
def test_an_interval_contains_its_value(drawn, value):
    low, high = interval(drawn, value)
    assert (low <= value).all()
    assert (value <= high).all()


def test_all_repeats_of_a_statement_are_drawn_together():
    truth = np.array([0, 1] * 10)
    once = HeldOut(truth[None] * 0, None)
    thrice = HeldOut(np.repeat(truth[None] * 0, 3, axis=0), None)
    one, three = (score(truth, held, ["no", "yes"], 200, seed=0) for held in (once, thrice))
    np.testing.assert_allclose(one.drawn["accuracy", None], three.drawn["accuracy", None])
    np.testing.assert_allclose(one.confusion_interval, three.confusion_interval)


def test_the_value_is_the_mean_over_repeats_and_not_of_their_pool():
    truth = np.array([0, 0, 1, 1])
    repeats = np.array([[0, 0, 1, 1], [0, 0, 0, 0]])
    found = score(truth, HeldOut(repeats, None), ["no", "yes"], 10, seed=0)
    assert found.values["macro_f1", None] == pytest.approx((1 + (2 / 3 + 0) / 2) / 2)
    np.testing.assert_allclose(found.confusion, [[2, 0], [1, 1]])


def test_scores_equal_the_measures_of_a_slow_bootstrap():
    generator = np.random.default_rng(0)
    truth = generator.integers(0, 3, 40)
    held_out = HeldOut(
        generator.integers(0, 3, (2, 40)), generator.dirichlet(np.ones(3), size=(2, 40))
    )
    labels = ["a", "b", "c"]
    found = score(truth, held_out, labels, 15, seed=2)
    counts = resampled_sums(csr_array(np.eye(40)), 15, seed=2)
    added = held_out.contributions(truth, 3).toarray().reshape(40, 2, -1)
    for position, weights in enumerate(counts):
        expected = measures(np.einsum("i,ijk->jk", weights, added), labels)
        for key, values in expected.items():
            assert found.drawn[key][position] == pytest.approx(values.mean())
