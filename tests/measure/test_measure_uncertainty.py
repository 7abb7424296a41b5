"""The three measures of uncertainty: their values, and what holds for all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy as scipy_entropy

from stancekit.measure.uncertainty import (
    UNCERTAINTIES,
    entropy,
    least_confidence,
    margin,
)


@st.composite
def distributions(draw, labels=None):
    """Draw rows that sum to 1, zeros and ties among them."""
    n_labels = labels or draw(st.integers(2, 5))
    row = st.lists(st.integers(0, 9), min_size=n_labels, max_size=n_labels).filter(any)
    weights = np.array(draw(st.lists(row, min_size=1, max_size=6)), dtype=float)
    return weights / weights.sum(axis=1, keepdims=True)


def test_values_worked_out_by_hand():
    rows = np.array([[0.5, 0.3, 0.2], [0.2, 0.6, 0.2], [0.0, 0.0, 1.0]])
    assert margin(rows).tolist() == pytest.approx([0.8, 0.6, 0.0])
    assert least_confidence(rows).tolist() == pytest.approx([0.5, 0.4, 0.0])


@given(distributions())
def test_entropy_is_that_of_scipy(rows):
    assert entropy(rows).tolist() == pytest.approx(scipy_entropy(rows, axis=1).tolist())


@pytest.mark.parametrize("measure", UNCERTAINTIES.values())
@given(rows=distributions())
def test_no_statement_is_less_sure_than_one_whose_labels_all_tie(measure, rows):
    even = np.full((1, rows.shape[1]), 1 / rows.shape[1])
    assert (measure(rows) <= measure(even) + 1e-12).all()
    assert (measure(rows) >= 0).all()


@pytest.mark.parametrize("measure", UNCERTAINTIES.values())
@given(rows=distributions(), data=st.data())
def test_the_order_of_the_labels_does_not_matter(measure, rows, data):
    order = data.draw(st.permutations(range(rows.shape[1])))
    assert measure(rows[:, order]).tolist() == pytest.approx(measure(rows).tolist())


@given(distributions(labels=2))
def test_with_two_labels_all_of_them_rank_alike(rows):
    first = np.lexsort([entropy(rows).round(9)])
    for measure in (margin, least_confidence):
        assert np.diff(measure(rows)[first]).min(initial=0) >= -1e-9


@pytest.mark.parametrize("measure", UNCERTAINTIES.values())
def test_no_statements_give_no_numbers(measure):
    assert measure(np.empty((0, 3))).shape == (0,)
