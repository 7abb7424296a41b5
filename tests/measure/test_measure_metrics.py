"""Measures against scikit-learn, against a naive second implementation, and as laws."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn import metrics as reference

from stancekit.measure.metrics import (
    accuracy,
    calibration_gaps,
    confusion_matrix,
    contributions,
    f_avg,
    group_contributions,
    label_scores,
    log_losses,
    macro_f1,
    measures,
    squared_errors,
)

LABELS = ["against", "conditional", "favor", "none"]
K = len(LABELS)


@st.composite
def predictions(draw):
    """True codes, predicted codes, probabilities and integer weights of some statements."""
    n = draw(st.integers(1, 30))
    codes = hnp.arrays(np.intp, n, elements=st.integers(0, K - 1))
    raw = draw(hnp.arrays(np.float64, (n, K), elements=st.floats(0, 1)))
    raw[raw.sum(axis=1) == 0] = 1
    weights = draw(hnp.arrays(np.intp, n, elements=st.integers(0, 3)))
    weights[0] = 1
    return draw(codes), draw(codes), raw / raw.sum(axis=1, keepdims=True), weights


def measured(truth, predicted, probabilities=None, weights=None):
    weights = np.ones(len(truth)) if weights is None else weights.astype(float)
    found = measures(weights @ contributions(truth, predicted, probabilities, K), LABELS)
    return {key: float(value) for key, value in found.items()}


@given(predictions())
def test_label_measures_equal_those_of_scikit_learn(drawn):
    truth, predicted, _, weights = drawn
    found = measured(truth, predicted, weights=weights)
    expected = reference.precision_recall_fscore_support(
        truth, predicted, labels=range(K), sample_weight=weights, zero_division=0
    )
    for name, values in zip(("precision", "recall", "f1", "support"), expected, strict=True):
        for label, value in zip(LABELS, values, strict=True):
            assert found[name, label] == pytest.approx(value, abs=1e-12)
    assert found["macro_f1", None] == pytest.approx(expected[2].mean())
    assert found["f_avg", None] == pytest.approx((expected[2][0] + expected[2][2]) / 2)
    assert found["accuracy", None] == pytest.approx(
        reference.accuracy_score(truth, predicted, sample_weight=weights)
    )


@given(predictions())
def test_probability_measures_equal_those_of_scikit_learn(drawn):
    truth, predicted, probabilities, weights = drawn
    found = measured(truth, predicted, probabilities, weights)
    assert found["log_loss", None] == pytest.approx(
        reference.log_loss(truth, probabilities, labels=range(K), sample_weight=weights), abs=1e-9
    )
    squared = ((probabilities - np.eye(K)[truth]) ** 2).sum(axis=1)
    assert found["brier", None] == pytest.approx(np.average(squared, weights=weights))


def naive_calibration_error(truth, probabilities):
    """Kumar, Liang and Ma 2019, one bin and one pair of statements at a time."""
    bins = {number: [] for number in range(1, 11)}
    for code, row in zip(truth, probabilities, strict=True):
        confidence = max(row)
        number = next(b for b in range(1, 11) if confidence <= b / 10 or b == 10)
        bins[number].append(confidence - (list(row).index(confidence) == code))
    total = 0.0
    for gaps in bins.values():
        pairs = [one * other for one, other in permutations(gaps, 2)]
        if pairs:
            total += len(gaps) / len(truth) * math.fsum(pairs) / len(pairs)
    return total


@given(predictions())
def test_calibration_error_equals_the_naive_one(drawn):
    truth, predicted, probabilities, _ = drawn
    found = measured(truth, predicted, probabilities)
    assert found["squared_calibration_error", None] == pytest.approx(
        naive_calibration_error(truth, probabilities), abs=1e-12
    )


@pytest.mark.parametrize(("sure", "expected"), [(0.6, 0), (0.9, 0.3**2)])
def test_calibration_error_has_no_bias(sure, expected):
    """Of 20 statements 60 % are right: by chance alone the plug-in estimate would be 0.012."""
    generator = np.random.default_rng(0)
    found = []
    for _ in range(2000):
        truth = (generator.random(20) > 0.6).astype(np.intp)
        probabilities = np.tile([sure, 1 - sure], (20, 1))
        sums = np.ones(20) @ contributions(truth, truth * 0, probabilities, 2)
        found.append(measures(sums, ["no", "yes"])["squared_calibration_error", None])
    assert np.mean(found) == pytest.approx(expected, abs=4 * np.std(found) / 2000**0.5)
    assert np.mean(np.abs(found)) > 0


@given(predictions())
def test_a_weight_counts_as_so_many_statements(drawn):
    truth, predicted, probabilities, weights = drawn
    rows = np.repeat(np.arange(len(truth)), weights)
    weighted = measured(truth, predicted, probabilities, weights)
    assert weighted == pytest.approx(measured(truth[rows], predicted[rows], probabilities[rows]))


@given(predictions(), st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter(drawn, random):
    truth, predicted, probabilities, _ = drawn
    order = list(range(len(truth)))
    random.shuffle(order)
    assert measured(truth[order], predicted[order], probabilities[order]) == pytest.approx(
        measured(truth, predicted, probabilities)
    )


@given(predictions(), st.permutations(range(K)))
def test_renaming_labels_permutes_their_scores(drawn, renaming):
    truth, predicted, _, _ = drawn
    new = np.array(renaming)
    before = label_scores(confusion_matrix(truth, predicted, K))
    after = label_scores(confusion_matrix(new[truth], new[predicted], K))
    for scores, renamed in zip(before, after, strict=True):
        np.testing.assert_array_equal(scores, renamed[new])


@given(hnp.arrays(np.intp, st.integers(K, 30), elements=st.integers(0, K - 1)))
def test_perfect_predictions_reach_the_best_value(truth):
    truth[:K] = range(K)
    found = measured(truth, truth, np.eye(K)[truth])
    best = {"log_loss": 0, "brier": 0, "squared_calibration_error": 0}
    for (name, label), value in found.items():
        if name != "support":
            assert value == pytest.approx(best.get(name, 1)), (name, label)


def test_measures_by_hand():
    confusion = np.array([[2.0, 0.0, 1.0], [0.0, 0.0, 0.0], [1.0, 1.0, 3.0]])
    scores = label_scores(confusion)
    np.testing.assert_allclose(scores.precision, [2 / 3, 0, 3 / 4])
    np.testing.assert_allclose(scores.recall, [2 / 3, 0, 3 / 5])
    np.testing.assert_allclose(scores.f1, [2 / 3, 0, 2 / 3])
    assert scores.support.tolist() == [3, 0, 5]
    assert float(macro_f1(confusion)) == pytest.approx(4 / 9)
    assert float(accuracy(confusion)) == pytest.approx(5 / 8)
    assert float(f_avg(confusion, ["against", "none", "favor"])) == pytest.approx(2 / 3)


def test_a_label_that_never_occurs_counts_as_zero():
    confusion = np.diag([3.0, 0.0])
    assert float(macro_f1(confusion)) == 0.5


def test_confusion_matrices_are_scored_together():
    matrices = np.stack([np.eye(2), np.ones((2, 2))])
    np.testing.assert_allclose(macro_f1(matrices), [1.0, 0.5])
    np.testing.assert_allclose(accuracy(matrices), [1.0, 0.5])


def test_losses_by_hand():
    probabilities = np.array([[0.7, 0.2, 0.1], [0.0, 1.0, 0.0]])
    truth = np.array([0, 2])
    losses = log_losses(probabilities, truth)
    assert losses[0] == pytest.approx(-math.log(0.7))
    assert losses[1] == pytest.approx(52 * math.log(2))
    np.testing.assert_allclose(squared_errors(probabilities, truth), [0.09 + 0.04 + 0.01, 2.0])


def test_calibration_error_has_no_bias_where_groups_are_right_or_wrong_as_a_whole():
    """Products of two statements of one document are of one luck, so they count for nothing."""
    generator, found, plain = np.random.default_rng(0), [], []
    groups = np.arange(120) // 10
    probabilities = np.tile([0.7, 0.3], (120, 1))
    for _ in range(400):
        truth = np.repeat(1 * (generator.random(12) > 0.7), 10)
        added = contributions(truth, truth * 0, probabilities, 2)
        for units, into in ((group_contributions(added, groups, 2), found), (added, plain)):
            sums = np.ones(units.shape[0]) @ units
            into.append(measures(sums, ["no", "yes"])["squared_calibration_error", None])
    error = np.std(found) / 20
    assert abs(np.mean(found)) < 2.5 * error
    assert np.mean(plain) == pytest.approx(0.21 / 12, rel=0.2)


def test_groups_of_one_add_what_their_statements_add():
    generator = np.random.default_rng(1)
    truth, probabilities = generator.integers(0, 3, 30), generator.dirichlet(np.ones(3), 30)
    added = contributions(truth, truth, probabilities, 3)
    np.testing.assert_allclose(
        group_contributions(added, np.arange(30), 3).toarray(), added.toarray()
    )
    plain = contributions(truth, truth, None, 3)
    by_two = group_contributions(plain, np.arange(30) // 2, 3).toarray()
    np.testing.assert_allclose(by_two, plain.toarray().reshape(15, 2, -1).sum(axis=1))


def test_calibration_bins_are_closed_on_the_right():
    confidence = np.array([0.5, 0.51, 0.6, 0.9, 0.91, 1.0])
    probabilities = np.stack([confidence, 1 - confidence], axis=1)
    bins, gaps = calibration_gaps(probabilities, np.zeros(6, dtype=np.intp))
    assert bins.tolist() == [4, 5, 5, 8, 9, 9]
    np.testing.assert_allclose(gaps, confidence - 1)


def test_measures_without_polarity_or_probabilities_leave_them_out():
    found = measures(
        np.ones(2) @ contributions(np.array([0, 1]), np.array([0, 1]), None, 2), [1, 2]
    )
    overall = [name for name, label in found if label is None]
    assert overall == ["macro_f1", "accuracy"]
