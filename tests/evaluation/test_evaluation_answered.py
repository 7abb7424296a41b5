"""Which held-out answers are `ok`, and the risk-coverage curve, by counting."""

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import RidgeClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

from stancekit import StanceClassifier, evaluate
from stancekit.evaluation.answered import answered
from stancekit.measure.held_out import HeldOut
from stancekit.report.text_layout import as_text

LABELS = ("against", "favor")
TRUTH = np.array([0, 0, 1, 1])
ALONE = np.arange(4)


def held_out(ok):
    """Return two passes over four statements; the first gets one of them wrong."""
    predicted = np.array([[0, 1, 1, 1], [0, 0, 1, 1]])
    sure = np.array([[0.9, 0.6, 0.8, 0.7], [0.9, 0.8, 0.7, 0.6]])[..., np.newaxis]
    probabilities = np.where(predicted[..., np.newaxis] == np.arange(2), sure, 1 - sure)
    return HeldOut(predicted, probabilities, None if ok is None else np.array(ok, bool))


def test_shares_and_precisions_are_counts_over_the_passes():
    found = answered(TRUTH, held_out([[1, 1, 1, 0], [1, 0, 0, 0]]), LABELS, ALONE)
    everything, against, favor = found.by_label
    assert (everything.answers, against.answers, favor.answers) == (4, 1.5, 2.5)
    assert everything.share.value == pytest.approx(4 / 8)
    assert everything.precision.value == pytest.approx(3 / 4)
    assert (against.share.value, against.precision.value) == (pytest.approx(2 / 3), 1)
    assert (favor.share.value, favor.precision.value) == (pytest.approx(2 / 5), 1 / 2)


def test_the_curve_takes_the_surest_answers_of_each_pass():
    curve = answered(TRUTH, held_out(None), LABELS, ALONE).curve
    assert list(curve) == pytest.approx(np.arange(1, 11) / 10)
    assert curve[0.8].value == 1  # three of four
    assert curve[1.0].value == pytest.approx(7 / 8)


def test_reliability_counts_the_answers_of_each_pass_by_their_probability():
    found = answered(TRUTH, held_out(None), LABELS, ALONE).reliability
    assert [round(of.probability, 2) for of in found] == [0.6, 0.7, 0.8, 0.9]
    assert [of.right.value for of in found] == [0.5, 1, 1, 1]
    assert [of.answers for of in found] == [1, 1, 1, 1]
    without = HeldOut(held_out(None).predicted, None, None)
    assert answered(TRUTH, without, LABELS, ALONE).reliability == ()


def test_reliability_is_that_of_scikit_learn():
    generator = np.random.default_rng(3)
    sure = generator.uniform(0.5, 1, 400)
    truth = (generator.uniform(size=400) < sure).astype(int)
    given = HeldOut(np.ones((1, 400), int), np.stack([1 - sure, sure], axis=-1)[np.newaxis], None)
    found = answered(truth, given, LABELS, np.arange(400)).reliability
    right, claimed = calibration_curve(truth, sure, n_bins=10)
    assert [of.probability for of in found] == pytest.approx(claimed)
    assert [of.right.value for of in found] == pytest.approx(right)


def test_a_label_without_ok_answers_has_no_precision():
    found = answered(TRUTH, held_out(np.zeros((2, 4))), LABELS, ALONE)
    assert [of.precision for of in found.by_label] == [None] * 3
    assert as_text(found.blocks()).startswith("No answer was ok")


def test_intervals_are_wider_where_groups_are_alike():
    truth, groups = np.zeros(200, int), np.repeat(np.arange(10), 20)
    predicted = 1 * (groups % 5 == 0)[np.newaxis]
    given = HeldOut(predicted, None, np.ones((1, 200), bool))
    apart, together = (
        answered(truth, given, LABELS, tied).by_label[0].precision
        for tied in (np.arange(200), groups)
    )
    assert apart.value == together.value == 0.8
    assert together.low < apart.low - 0.1
    assert together.high > apart.high + 0.05


@pytest.fixture(scope="module")
def data():
    draw = np.random.default_rng(4)
    labels = [LABELS[code] for code in draw.integers(0, 2, 240)]
    told = {"against": ["shun", "never"], "favor": ["call", "talk"]}
    texts = [
        f"{draw.choice(told[label])} {draw.choice(['them', 'him', 'her'])} x{i} y{i * 7 % 50}"
        for i, label in enumerate(labels)
    ]
    return {"text": texts, "label": labels}


def test_an_evaluation_says_which_answers_are_ok(data):
    found = evaluate(StanceClassifier(), data, repeats=1, bootstrap=20, permutations=20)
    everything = found.answered.by_label[0]
    assert everything.share.value > 0.8
    assert everything.precision.value == 1
    kept = found.to_dict()
    assert [of["label"] for of in kept["ok"]] == [None, *LABELS]
    assert len(kept["risk_coverage"]) == 10
    assert "answers that are ok" in found.summary()
    assert "surest answers:" in found.summary()


@pytest.mark.parametrize("calibrate", [True, False])
def test_noise_is_never_ok(data, calibrate):
    noise = {**data, "label": np.random.default_rng(5).permutation(data["label"]).tolist()}
    classifier = StanceClassifier(calibrate=calibrate)
    found = evaluate(classifier, noise, repeats=1, bootstrap=20, permutations=20)
    assert found.answered.by_label[0].share.value == 0
    assert "No answer was ok" in found.summary()


@pytest.mark.parametrize(("learner", "points"), [(MultinomialNB(), 10), (RidgeClassifier(), 0)])
def test_other_classifiers_have_a_curve_if_they_have_probabilities(data, learner, points):
    classifier = make_pipeline(CountVectorizer(), learner)
    found = evaluate(classifier, data, repeats=1, bootstrap=20, permutations=20)
    assert found.answered.by_label == ()
    assert len(found.answered.curve) == points
