"""Quantification without intervals, beside independent computations and, where it is, QuaPy."""

import numpy as np
import pytest
from scipy.optimize import minimize

from stancekit.measure.quantification import (
    adjusted_count,
    classify_and_count,
    expectation_maximisation,
    predicted,
)


def world(seed, n, shares, apart=1.0):
    generator = np.random.default_rng(seed)
    truth = np.eye(len(shares))[generator.choice(len(shares), n, p=shares)]
    odds = np.exp(generator.normal(size=truth.shape) + apart * truth)
    return truth, odds / odds.sum(axis=1, keepdims=True)


TRUTH, EXAMPLES = world(1, 600, (0.3, 0.3, 0.4))
SHARES = (0.1, 0.2, 0.7)
CORPUS = world(2, 3000, SHARES)[1]
ONES, EXAMPLE_ONES = np.ones(3000), np.ones(600)


def nearest(scores, examples):
    """Return the shares of least squares as a general solver finds them."""
    rates = np.stack([examples[TRUTH[:, code] == 1].mean(axis=0) for code in range(3)], axis=1)
    mean = scores.mean(axis=0)
    return minimize(
        lambda shares: ((rates @ shares - mean) ** 2).sum() * 1e4,
        np.ones(3) / 3,
        bounds=[(0, 1)] * 3,
        constraints={"type": "eq", "fun": lambda shares: shares.sum() - 1},
        options={"ftol": 1e-14, "maxiter": 1000},
    ).x


@pytest.mark.parametrize("as_scores", [predicted, lambda p: p], ids=["adjusted count", "PACC"])
def test_adjusted_shares_are_the_nearest_mixture(as_scores):
    scores, examples = as_scores(CORPUS), as_scores(EXAMPLES)
    found = adjusted_count(scores, ONES, TRUTH, examples, EXAMPLE_ONES)
    np.testing.assert_allclose(found, nearest(scores, examples), atol=1e-5)
    np.testing.assert_allclose(found, SHARES, atol=0.06)


def test_with_two_labels_it_is_the_formula_of_forman():
    truth, examples = world(3, 400, (0.5, 0.5))
    corpus = predicted(world(4, 2000, (0.3, 0.7))[1])
    guesses = predicted(examples)
    hit = guesses[truth[:, 0] == 1, 0].mean()
    false = guesses[truth[:, 1] == 1, 0].mean()
    expected = (corpus[:, 0].mean() - false) / (hit - false)
    found = adjusted_count(corpus, np.ones(2000), truth, guesses, np.ones(400))
    assert found[0] == pytest.approx(expected, abs=1e-6)


def test_weights_count_as_repetitions():
    weights = np.random.default_rng(5).integers(1, 4, 3000)
    repeated = np.repeat(CORPUS, weights, axis=0)
    own = np.random.default_rng(6).integers(1, 3, 600)
    found = adjusted_count(CORPUS, weights.astype(float), TRUTH, EXAMPLES, own.astype(float))
    again = adjusted_count(
        repeated, np.ones(len(repeated)), np.repeat(TRUTH, own, axis=0),
        np.repeat(EXAMPLES, own, axis=0), np.ones(own.sum()),
    )  # fmt: skip
    np.testing.assert_allclose(found, again, atol=1e-9)
    np.testing.assert_allclose(
        classify_and_count(CORPUS, weights.astype(float)),
        classify_and_count(repeated, np.ones(len(repeated))),
    )


def test_expectation_maximisation_finds_the_likeliest_shares():
    start = np.array([0.3, 0.3, 0.4])
    found = expectation_maximisation(CORPUS, ONES, start)
    ratios = CORPUS / start
    best = minimize(
        lambda shares: -np.log(ratios @ shares).mean(),
        start,
        bounds=[(1e-9, 1)] * 3,
        constraints={"type": "eq", "fun": lambda shares: shares.sum() - 1},
        options={"ftol": 1e-14, "maxiter": 1000},
    ).x
    np.testing.assert_allclose(found, best, atol=1e-4)


def test_a_label_without_examples_has_no_share():
    truth = np.column_stack([TRUTH, np.zeros(600)])
    scores = np.column_stack([CORPUS, np.zeros(3000)])
    examples = np.column_stack([EXAMPLES, np.zeros(600)])
    assert adjusted_count(scores, ONES, truth, examples, EXAMPLE_ONES)[3] == 0


def test_shares_are_those_of_quapy():
    aggregative = pytest.importorskip("quapy.method.aggregative")
    ACC, EMQ, PACC = aggregative.ACC, aggregative.EMQ, aggregative.PACC
    codes, classes = TRUTH.argmax(axis=1), np.arange(3)
    hard = predicted(CORPUS), predicted(EXAMPLES)
    rates = {
        ACC: ACC.getPteCondEstim(classes, codes, EXAMPLES.argmax(axis=1)),
        PACC: PACC.getPteCondEstim(classes, codes, EXAMPLES),
    }
    for method, (scores, examples) in ((ACC, hard), (PACC, (CORPUS, EXAMPLES))):
        mean = scores.mean(axis=0)
        expected = ACC.solve_adjustment(rates[method], mean, "inversion", "exact-raise")
        found = adjusted_count(scores, ONES, TRUTH, examples, EXAMPLE_ONES)
        np.testing.assert_allclose(found, expected, atol=1e-6)
    start = np.array([0.3, 0.3, 0.4])
    expected, _ = EMQ.EM(start, CORPUS, epsilon=1e-10)
    np.testing.assert_allclose(expectation_maximisation(CORPUS, ONES, start), expected, atol=1e-5)
