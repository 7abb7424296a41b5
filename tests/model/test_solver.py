"""Where the search for the optimum starts does not change where it ends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from stancekit import StanceClassifier
from stancekit.model.solver import solve


def problem(n_labels, seed):
    """Return a matrix of which half of the features are in one row only, and labels."""
    draw = np.random.default_rng(seed)
    shared = draw.random((40, 12)) * (draw.random((40, 12)) < 0.3)
    single = np.diag(draw.random(40))
    X = sparse.csr_array(np.hstack([shared, single, single * 2]))
    codes = np.arange(40) % n_labels
    return X, draw.permutation(codes), draw.random(40) + 0.5


@given(n_labels=st.integers(2, 4), seed=st.integers(0, 1000), scale=st.floats(0, 5))
@settings(max_examples=25, deadline=None)
def test_any_start_ends_at_the_same_coefficients(n_labels, seed, scale):
    X, codes, weights = problem(n_labels, seed)
    cold = solve(X, codes, weights, C=2.0, tol=1e-10)
    draw = np.random.default_rng(seed + 1)
    start = draw.normal(0, scale, (n_labels, X.shape[1])), draw.normal(0, scale, n_labels)
    warm = solve(X, codes, weights, C=2.0, tol=1e-10, start=start)
    assert np.abs(warm.coef - cold.coef).max() < 1e-6
    apart = warm.intercept - cold.intercept
    if n_labels > 2:
        apart -= apart.mean()  # the same number more for every label says nothing
    assert np.abs(apart).max() < 1e-6


@pytest.mark.parametrize("n_labels", [2, 3])
def test_started_at_the_optimum_there_is_nothing_left_to_do(n_labels):
    X, codes, weights = problem(n_labels, seed=5)
    best = solve(X, codes, weights, C=2.0, tol=1e-10)
    coef, intercept = best.coef, best.intercept
    if n_labels == 2:
        coef, intercept = np.vstack([-coef, coef]) / 2, np.append(-intercept, intercept) / 2
    again = solve(X, codes, weights, C=2.0, tol=1e-8, start=(coef, intercept))
    assert np.abs(again.coef - best.coef).max() < 1e-12


def test_no_more_is_held_out_than_calibration_needs():
    words = {"for": ["yes", "build", "support"], "against": ["no", "stop", "reject"]}
    draw = np.random.default_rng(0)
    labels = draw.choice(list(words), 13_000).tolist()
    texts = [f"{draw.choice(words[label])} the bridge {i}x" for i, label in enumerate(labels)]
    part = StanceClassifier().fit(texts, labels).model_.parts[""]
    assert part.calibration.n_statements == 10_400  # four of five folds
