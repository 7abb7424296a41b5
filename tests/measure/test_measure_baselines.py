"""Baselines against scikit-learn's dummies, and the permutation test."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.metrics import log_loss

from stancekit.measure.baselines import (
    majority,
    permutation_p_value,
    stratified_measures,
    training_shares,
)
from stancekit.measure.held_out import score
from stancekit.measure.metrics import confusion_matrix, macro_f1

LABELS = ["against", "favor", "none"]
TRUTH = np.random.default_rng(0).choice(3, size=60, p=[0.2, 0.3, 0.5])
rows = np.arange(60)
PASSES = [[(rows[rows % 4 != fold], rows[rows % 4 == fold]) for fold in range(4)]]


def held_out(strategy, seed=0):
    """Out-of-fold labels and probabilities of a scikit-learn dummy."""
    predicted, probabilities = np.empty(60, dtype=np.intp), np.empty((60, 3))
    for train, test in PASSES[0]:
        dummy = DummyClassifier(strategy=strategy, random_state=seed)
        dummy.fit(train[:, None], TRUTH[train])
        predicted[test] = dummy.predict(test[:, None])
        probabilities[test] = dummy.predict_proba(test[:, None])
    return predicted, probabilities


def test_majority_equals_the_prior_dummy_of_scikit_learn():
    guess = majority(training_shares(TRUTH, PASSES, 3))
    predicted, probabilities = held_out("prior")
    np.testing.assert_array_equal(guess.predicted[0], predicted)
    np.testing.assert_allclose(guess.probabilities[0], probabilities)
    found = score(TRUTH, guess, LABELS, 10, seed=0)
    assert found.values["log_loss", None] == pytest.approx(log_loss(TRUTH, probabilities))


def test_stratified_is_the_average_of_many_stratified_dummies():
    found = stratified_measures(TRUTH, training_shares(TRUTH, PASSES, 3), LABELS)
    runs = [confusion_matrix(TRUTH, held_out("stratified", seed)[0], 3) for seed in range(400)]
    assert found["accuracy", None] == pytest.approx(
        np.mean([np.trace(run) for run in runs]) / 60, abs=0.01
    )
    assert found["macro_f1", None] == pytest.approx(
        float(np.mean([macro_f1(run) for run in runs])), abs=0.015
    )
    assert found["support", "none"] == (TRUTH == 2).sum()


def test_both_baselines_have_the_label_shares_as_probabilities():
    shares = training_shares(TRUTH, PASSES, 3)
    guess = score(TRUTH, majority(shares), LABELS, 10, seed=0).values
    found = stratified_measures(TRUTH, shares, LABELS)
    for name in ("log_loss", "brier", "calibration_error"):
        assert found[name, None] == pytest.approx(guess[name, None])


def p_value(predicted, permutations=199, seed=0):
    return permutation_p_value(TRUTH, predicted, 3, permutations, seed)


def test_p_value_is_smallest_for_perfect_predictions_and_one_for_a_constant():
    assert p_value(TRUTH[None]) == 1 / 200
    assert p_value(np.zeros((1, 60), dtype=np.intp)) == 1


def test_p_value_equals_a_naive_count():
    predicted = np.stack([np.roll(TRUTH, 1), np.where(rows < 12, TRUTH, 2)])
    generator = np.random.default_rng([7, 2])

    def mean_f1(labels):
        return np.mean([float(macro_f1(confusion_matrix(labels, row, 3))) for row in predicted])

    reached = mean_f1(TRUTH)
    count = sum(mean_f1(generator.permutation(TRUTH)) >= reached - 1e-12 for _ in range(99))
    assert p_value(predicted, 99, seed=7) == pytest.approx((1 + count) / 100)


def test_p_values_of_random_predictions_are_uniform():
    generator = np.random.default_rng(0)
    values = [p_value(generator.integers(0, 3, (1, 60)), 99, seed) for seed in range(200)]
    for level in (0.1, 0.25, 0.5, 0.75):
        assert np.mean(np.array(values) <= level) == pytest.approx(level, abs=0.1)
