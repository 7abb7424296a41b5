"""Newton's method ends at the optimum that scikit-learn finds, with either kernel."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from stancekit.model.newton import Losses
from stancekit.model.solver import solve
from stancekit.text import kernel, python_kernel

KERNELS = [python_kernel]
if kernel.description() == "compiled":
    KERNELS.append(kernel.active())

either_kernel = pytest.mark.parametrize("by", KERNELS, ids=lambda module: module.__name__)


def problem(n_rows, n_columns, n_labels, seed):
    """Return a matrix with frequent and rare columns, some rows of which are empty, and labels."""
    draw = np.random.default_rng(seed)
    density = draw.random(n_columns) ** 3
    X = draw.random((n_rows, n_columns)) * (draw.random((n_rows, n_columns)) < density)
    X[draw.random(n_rows) < 0.1] = 0
    codes = draw.permutation(np.arange(n_rows) % n_labels)
    return sparse.csr_array(X), codes, draw.random(n_rows) + 0.1


@either_kernel
@pytest.mark.parametrize("n_labels", [2, 3, 4, 5, 9])
@pytest.mark.parametrize("C", [0.01, 1.0, 100.0])
def test_coefficients_are_those_of_scikit_learn(n_labels, C, by, monkeypatch):
    monkeypatch.setattr(kernel, "_active", by)
    X, codes, weights = problem(300, 40, n_labels, seed=n_labels)
    found = solve(X, codes, weights, C=C, tol=1e-11)
    expected = LogisticRegression(C=C, solver="newton-cg", tol=1e-12, max_iter=1000)
    expected.fit(X, codes, weights)
    # What is left of the gradient, as mean over weights, moves coefficients by as much / penalty.
    apart = 10 * 1e-11 * C * weights.sum() + 1e-9
    np.testing.assert_allclose(found.coef, expected.coef_, rtol=0, atol=apart)
    np.testing.assert_allclose(found.intercept, expected.intercept_, rtol=0, atol=apart)


@given(
    n_rows=st.integers(1, 30), n_columns=st.integers(0, 60), n_labels=st.integers(1, 9),
    seed=st.integers(0, 1000),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_both_kernels_take_the_same_step(n_rows, n_columns, n_labels, seed):
    X, codes, weights = problem(n_rows, n_columns, n_labels, seed)
    draw = np.random.default_rng(seed)
    losses = Losses(X, codes[:, np.newaxis] == np.arange(n_labels), weights / weights.sum(), 0.1)
    at = draw.normal(size=(n_columns + 1, n_labels))
    probabilities = losses.probabilities(losses.scores(at))
    gradient = losses.gradient(probabilities, at)
    enough = 1e-4 * np.abs(gradient).max()
    steps = []
    with pytest.MonkeyPatch.context() as patch:
        for by in KERNELS:
            patch.setattr(kernel, "_active", by)
            steps.append(losses.step(probabilities, gradient, enough))
    for step in steps:
        left = gradient + hessian_product(losses, probabilities, step)
        assert np.abs(left).max() <= enough + 1e-5 * np.abs(gradient).max()


def hessian_product(losses, probabilities, direction):
    """Return it by the whole matrix of each row's second derivatives."""
    X = np.hstack([losses.X.toarray(), np.ones((losses.X.shape[0], 1))])
    product = np.zeros_like(direction)
    for row, p, weight in zip(X, probabilities, losses.weights, strict=True):
        bend = np.diag(p) - np.outer(p, p)
        product += weight * np.outer(row, bend @ (row @ direction))
    product[:-1] += losses.penalty * direction[:-1]
    return product


@pytest.mark.parametrize("n_labels", [2, 4])
def test_a_rare_label_and_a_heavy_statement_are_learned(n_labels):
    X, codes, weights = problem(400, 30, n_labels, seed=1)
    codes = np.where(np.arange(400) < n_labels, np.arange(400), 0)
    weights[5] = 1e6
    found = solve(X, codes, weights, C=1.0, tol=1e-10)
    assert found.gradient <= 1e-10


@either_kernel
def test_from_far_away_the_loss_still_falls(by, monkeypatch):
    monkeypatch.setattr(kernel, "_active", by)
    X, codes, weights = problem(200, 20, 3, seed=2)
    near = solve(X, codes, weights, C=1.0, tol=1e-11)
    draw = np.random.default_rng(3)
    start = draw.normal(0, 300, (3, 20)), draw.normal(0, 300, 3)
    far = solve(X, codes, weights, C=1.0, tol=1e-11, start=start)
    assert np.abs(far.coef - near.coef).max() < 1e-6
