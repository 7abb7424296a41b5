"""Whatever trains or judges over and over encodes each text once."""

import numpy as np
import pandas as pd
import pytest
from letter_encoders import Letters

import stancekit
from stancekit import StanceClassifier
from stancekit.exceptions import DataError
from stancekit.model.encoder import encode, encodes_once


class Counting(Letters):
    """An encoder that remembers what it was asked for."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def encode(self, texts):
        self.asked += texts
        return super().encode(texts)


class Growing:
    """An encoder whose vectors are longer in every call."""

    calls = 0

    def encode(self, texts):
        self.calls += 1
        return np.ones((len(texts), self.calls))


@pytest.fixture(scope="module")
def data(bridge):
    return pd.DataFrame({"text": bridge.texts, "label": bridge.labels})


RUNS = {
    "evaluate": lambda classifier, data: stancekit.evaluate(classifier, data, folds=3, repeats=1),
    "tune": lambda classifier, data: stancekit.tune(
        data, classifier=classifier, grid={"C": [1.0, 3.0], "encoder_dim": [None, 2]}, folds=2
    ),
    "compare": lambda classifier, data: stancekit.compare(
        classifier, StanceClassifier(encoder=classifier.encoder), data, folds=2, repeats=1
    ),
    "check_labels": lambda classifier, data: stancekit.check_labels(data, classifier=classifier),
    "fit": lambda classifier, data: classifier.fit(data["text"], data["label"]),
}


@pytest.mark.slow
@pytest.mark.parametrize("run", RUNS)
def test_each_text_is_encoded_once_in_a_run_and_anew_in_the_next(run, data):
    encoder = Counting()
    for n in (1, 2):
        RUNS[run](StanceClassifier(encoder=encoder), data)
        assert sorted(encoder.asked) == sorted(data["text"].tolist() * n)


@pytest.mark.slow
def test_models_of_one_encoder_share_its_vectors(data):
    encoder = Counting()
    models = [
        StanceClassifier(encoder=encoder).fit(data["text"][:n], data["label"][:n]).model_
        for n in (16, 24, 32, 40)
    ]
    encoder.asked.clear()
    unseen = [f"{text} Indeed." for text in data["text"]]
    stancekit.compare(models[0], models[1], {"text": unseen, "label": data["label"]})
    assert sorted(encoder.asked) == sorted(unseen)
    encoder.asked.clear()
    stancekit.should_stop(models, unseen)
    assert sorted(encoder.asked) == sorted(unseen)


def test_vectors_are_the_same_inside_a_run_and_outside():
    texts = ["two", "one", "two", "three"]
    inside = encodes_once(lambda: [encode(Letters(), texts[:2]), encode(Letters(), texts)])()
    np.testing.assert_array_equal(inside[1], encode(Letters(), texts))
    np.testing.assert_array_equal(inside[0], inside[1][:2])


def test_each_encoder_has_vectors_of_its_own():
    first, second = encodes_once(lambda: [encode(Letters(of), ["abba"]) for of in ("ab", "ba")])()
    np.testing.assert_array_equal(first, second)
    one, other = encodes_once(lambda: [encode(Letters(of), ["abb"]) for of in ("ab", "ba")])()
    np.testing.assert_array_equal(one, other[:, ::-1])


def test_an_encoder_whose_vectors_change_their_length_is_refused():
    encoder = Growing()
    run = encodes_once(lambda: [encode(encoder, ["one"]), encode(encoder, ["one", "two"])])
    with pytest.raises(DataError, match="all of one length, got some of 1 and some of 2; check"):
        run()
