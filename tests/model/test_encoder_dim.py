"""An encoder's vectors in fewer dimensions: those in which the training statements differ most."""

import inspect
import json

import numpy as np
import pytest
from letter_encoders import Letters
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from stancekit import StanceClassifier, load_model
from stancekit.exceptions import ParameterError
from stancekit.model.directions import Directions
from stancekit.model.encoder import encode
from stancekit.model.fit import _Learner
from stancekit.model.fit_input import TrainingSet
from stancekit.text import Ngrams
from stancekit.text.corpus import count_once


@pytest.fixture(scope="module")
def fitted(bridge):
    return StanceClassifier(encoder=Letters(), encoder_dim=3).fit(bridge.texts, bridge.labels)


def reduced(vectors):
    """Return vectors as scikit-learn reduces them to 3 dimensions of mean squared length 1."""
    projected = PCA(3, svd_solver="full").fit_transform(vectors)
    return projected / np.sqrt((projected**2).sum(axis=1).mean())


def test_reduced_vectors_stand_beside_the_ngrams(bridge):
    classifier = StanceClassifier(encoder=Letters(), encoder_dim=3, calibrate=False)
    classifier.fit(bridge.texts, bridge.labels)
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(bridge.texts)
    X = np.hstack([words.toarray(), reduced(encode(Letters(), bridge.texts))])
    regression = LogisticRegression(
        class_weight="balanced", solver="newton-cg", tol=1e-12, max_iter=500
    )
    with threadpool_limits(1):
        regression.fit(X, bridge.labels)
    np.testing.assert_allclose(
        classifier.predict_proba(bridge.texts), regression.predict_proba(X), rtol=0, atol=1e-6
    )


def test_the_exported_pipeline_takes_whole_vectors(fitted, bridge):
    plain = clone(fitted).set_params(calibrate=False).fit(bridge.texts, bridge.labels)
    np.testing.assert_allclose(
        plain.to_sklearn().predict_proba(bridge.texts),
        plain.predict_proba(bridge.texts),
        rtol=0,
        atol=1e-12,
    )


def test_scores_by_whole_vectors_are_those_by_reduced_ones():
    rng = np.random.default_rng(0)
    vectors, others = rng.normal(1, 2, (40, 6)), rng.normal(-1, 2, (5, 6))
    directions = Directions.of(vectors, 4)
    coef, intercept = rng.normal(size=(3, 4)), rng.normal(size=3)
    whole, start = directions.undone(coef, intercept)
    assert whole.shape == (3, 6)
    np.testing.assert_allclose(
        others @ whole.T + start, directions.reduced(others) @ coef.T + intercept, atol=1e-12
    )
    inside = directions.reduced(vectors)
    np.testing.assert_allclose(inside.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose((inside**2).sum(axis=1).mean(), 1)


def learner_of(bridge, vectors):
    data = TrainingSet.read(bridge.texts, bridge.labels, None, None, None, per_target=False)
    counted = [count_once(bridge.texts, Ngrams("word", 1, 2))]
    return _Learner(data, counted, 0.5, vectors, 3, 1, 1.0, "balanced")


def test_what_is_held_out_has_no_part_in_the_directions(bridge):
    vectors = encode(Letters(), bridge.texts)
    train, test = np.arange(0, len(vectors), 2), np.arange(1, len(vectors), 2)
    other = vectors.copy()
    other[test[1:]] = np.random.default_rng(0).normal(5, 9, other[test[1:]].shape)
    scores = [
        learner.scores(learner.fit(train), test[:1])
        for learner in (learner_of(bridge, vectors), learner_of(bridge, other))
    ]
    np.testing.assert_array_equal(*scores)


@pytest.mark.parametrize("texts", [["a", "b", "a a", "b b"], ["x", "y", "x x", "y y"]])
def test_more_dimensions_than_there_are_do_no_harm(texts):
    classifier = StanceClassifier(encoder=Letters("ab"), encoder_dim=192, calibrate=False)
    classifier.fit(texts, ["yes", "no", "yes", "no"])
    assert np.isfinite(classifier.predict_proba(["a", "b", "q"])).all()


def test_a_loaded_model_predicts_the_same_and_knows_its_settings(fitted, bridge, tmp_path):
    fitted.model_.save(tmp_path / "model")
    loaded = load_model(tmp_path / "model", encoder=Letters())
    np.testing.assert_array_equal(
        loaded.predict_proba(bridge.texts), fitted.predict_proba(bridge.texts)
    )
    assert loaded.settings == fitted.model_.settings
    assert loaded.settings["encoder_dim"] == 3
    manifest = json.loads((tmp_path / "model" / "manifest.json").read_text())
    assert manifest["encoder"]["dimension"] == 7


def test_each_target_has_directions_of_its_own(bridge):
    n, labels = len(bridge.texts), bridge.labels * 2
    other = [text.replace("a", "ooo") for text in bridge.texts]
    table = {"text": bridge.texts + other, "target": ["bridge"] * n + ["road"] * n}
    settings = {"encoder": Letters(), "encoder_dim": 2, "calibrate": False}
    both = StanceClassifier(per_target=True, **settings).fit(table, labels)
    one = StanceClassifier(**settings).fit(bridge.texts, bridge.labels)
    asked = {"text": bridge.texts, "target": ["bridge"] * n}
    np.testing.assert_allclose(both.predict_proba(asked), one.predict_proba(bridge.texts))


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "many", True])
def test_what_is_no_number_of_dimensions_is_refused(wrong, bridge):
    with pytest.raises(ParameterError, match=r"encoder_dim must be an int >= 1, or None, got"):
        StanceClassifier(encoder_dim=wrong).fit(bridge.texts, bridge.labels)


def test_without_an_encoder_it_changes_nothing(bridge):
    few, none = (
        StanceClassifier(encoder_dim=dim, calibrate=False).fit(bridge.texts, bridge.labels)
        for dim in (3, None)
    )
    np.testing.assert_array_equal(few.model_.parts[""].coef, none.model_.parts[""].coef)


def test_the_classifier_has_no_more_than_fourteen_parameters():
    assert len(inspect.signature(StanceClassifier).parameters) <= 14
