"""The stopping rule: what it compares, what it says, and when it says that it cannot."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

import stancekit
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.suggestion.stopping import Stability

LABELS = ("against", "favor", "none")


class Fixed:
    """A model that always gives the same labels."""

    classes_ = np.array(LABELS)

    def __init__(self, given):
        self.given = list(given)

    def predict_proba(self, texts):
        assert len(texts) == len(self.given)
        return np.array(
            [[0.6 if label == name else 0.2 for name in LABELS] for label in self.given]
        )


def pool(n):
    return [f"Statement {number}." for number in range(n)]


def given(changed, n=200):
    """Return labels that go round, with the first few changed."""
    turn = [LABELS[number % 3] for number in range(n)]
    return [LABELS[(number + (number < changed)) % 3] for number, _ in enumerate(turn)]


def test_kappas_are_those_of_scikit_learn_between_successive_models():
    rounds = [given(60), given(30), given(9), given(9)]
    found = stancekit.should_stop([Fixed(labels) for labels in rounds], pool(200))
    expected = [cohen_kappa_score(a, b) for a, b in pairwise(rounds)]
    assert list(found.kappas) == pytest.approx(expected)
    assert found.statements == 200


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ([3, 2, 1, 0], "stop"),
        ([90, 90, 50, 20, 3, 2, 1, 0], "stop"),
        ([90, 2, 1, 0], "go on"),
        ([9, 6, 3, 0], "go on"),
        ([0, 0, 0, 0, 30], "go on"),
        ([2, 1, 0], "cannot tell"),
    ],
)
def test_the_mean_of_the_last_three_steps_decides(changes, verdict):
    # One changed label of 200 is a kappa of 0.9925.
    found = stancekit.should_stop([Fixed(given(changed)) for changed in changes], pool(200))
    assert found.verdict == verdict
    assert found.summary().startswith(f"{verdict}: kappa of each model with the next")


def test_a_mean_of_exactly_the_threshold_is_enough():
    assert Stability((0.98, 0.99, 1.0), statements=500).verdict == "stop"
    assert Stability((0.98, 0.989, 1.0), statements=500).verdict == "go on"


def test_it_says_what_it_needs():
    assert "takes the models of 4 rounds, these are 2" in Stability((1.0,), 500).summary()
    assert "it takes 100 statements" in Stability((1.0, 1.0, 1.0), 99).summary()
    assert Stability((1.0, 1.0, 1.0), 100).verdict == "stop"


def test_models_that_know_one_label_cannot_agree():
    models = [Fixed(["favor"] * 120)] * 4
    found = stancekit.should_stop(models, pool(120))
    assert math.isnan(found.kappas[0])
    assert found.verdict == "cannot tell"
    assert "give all statements the same label" in found.summary()
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["kappas"] == [None] * 3


def test_models_may_differ_in_their_labels():
    texts, labels = ["Call.", "Shun."] * 3, ["favor", "against"] * 3
    two = stancekit.StanceClassifier(calibrate=False).fit(texts, labels)
    three = stancekit.StanceClassifier(calibrate=False).fit([*texts, "Snow."], [*labels, "none"])
    statements = ["Call.", "Shun.", "Snow."]
    found = stancekit.should_stop([two, three.model_], statements)
    expected = cohen_kappa_score(two.predict(statements), three.predict(statements))
    assert found.kappas == pytest.approx((expected,))


def test_it_can_be_had_as_a_table_and_as_a_dictionary():
    found = Stability((0.5, 0.99, 1.0), statements=500)
    assert found.to_frame().values.tolist() == [[1, 2, 0.5], [2, 3, 0.99], [3, 4, 1.0]]
    assert found.to_dict() == {
        "verdict": "go on",
        "kappas": [0.5, 0.99, 1.0],
        "mean": pytest.approx(0.83),
        "statements": 500,
        "skipped": [],
    }
    passed_over = Stability((0.5, 0.99), statements=500, skipped=(2, 4))
    assert passed_over.to_frame().values.tolist() == [[1, 3, 0.5], [3, 5, 0.99]]


def test_what_cannot_be_compared_is_refused():
    model = Fixed(given(0))
    with pytest.raises(ParameterError, match="models: got 1; give two or more, the oldest first"):
        stancekit.should_stop([model], pool(200))
    with pytest.raises(InputTypeError, match="models: got Fixed; give a list of models"):
        stancekit.should_stop(model, pool(200))
    with pytest.raises(InputTypeError, match=r"models, item 2: got a path; load it: stancekit\."):
        stancekit.should_stop([model, "v2"], pool(200))
    with pytest.raises(DataError, match="there are no rows"):
        stancekit.should_stop([model, model], [])


def test_the_same_model_twice_is_no_round(bridge):
    texts, labels = bridge.texts, bridge.labels
    first, second = (
        stancekit.StanceClassifier(calibrate=False).fit(texts[:n], labels[:n]).model_
        for n in (20, 40)
    )
    with pytest.raises(ParameterError, match="items 2 and 3: trained on the same statements"):
        stancekit.should_stop([first, second, second], texts)
    again = stancekit.StanceClassifier(C=2.0, calibrate=False).fit(texts, labels).model_
    with pytest.raises(ParameterError, match="items 2 and 3: trained on the same statements"):
        stancekit.should_stop([first, second, again], texts)
    assert len(stancekit.should_stop([first, second, first], texts).kappas) == 2


def test_models_count_that_have_a_tenth_more_labels(bridge):
    def fitted(n):
        return stancekit.StanceClassifier(calibrate=False).fit(bridge.texts[:n], bridge.labels[:n])

    near = [fitted(n) for n in (20, 22, 24, 26, 28, 30)]
    found = stancekit.should_stop(near, bridge.texts)
    assert found.skipped == (3, 5)
    far = [near[place] for place in (0, 1, 3, 5)]
    assert found.kappas == stancekit.should_stop(far, bridge.texts).kappas
    assert "Passed over: models 3, 5; each that counts must have 10 %" in found.summary()
