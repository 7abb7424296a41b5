from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from stancekit.measure.mcnemar import mcnemar

counts = st.integers(0, 2000)


@pytest.mark.parametrize(
    ("old", "new", "by_hand"),
    [
        (0, 0, 1.0),
        (0, 5, 2 / 32),
        (1, 9, 2 * (1 + 10) / 1024),
        (3, 3, 1.0),
    ],
)
def test_worked_by_hand(old, new, by_hand):
    assert mcnemar(old, new) == pytest.approx(by_hand, abs=1e-15)


@given(counts, counts)
def test_it_is_the_binomial_test_with_one_half(old, new):
    expected = binomtest(old, old + new, 0.5).pvalue if old + new else 1.0
    assert mcnemar(old, new) == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(counts, counts)
def test_the_order_does_not_matter(old, new):
    assert mcnemar(old, new) == mcnemar(new, old)
