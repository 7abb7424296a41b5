"""Bootstrap sums and intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.sparse import csr_array

from stancekit.measure import bootstrap
from stancekit.measure.bootstrap import interval, measured, resampled_sums


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
