"""An encoder beside the n-grams: in fit, in explanations, and in the folder."""

import json
import pickle

import numpy as np
import pytest
from letter_encoders import Letters
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from tampering import write_manifest
from threadpoolctl import threadpool_limits

from stancekit import StanceClassifier, load_model
from stancekit.exceptions import DataError, InputTypeError
from stancekit.model.encoder import encode, encoder_name


class Named(Letters):
    name = "letters, version 2"


class Returns:
    """An encoder that returns what it was told to."""

    def __init__(self, found):
        self.found = found

    def encode(self, texts):
        return self.found


@pytest.fixture(scope="module")
def fitted(bridge):
    return StanceClassifier(encoder=Letters()).fit(bridge.texts, bridge.labels)


@pytest.fixture
def folder(fitted, tmp_path):
    fitted.model_.save(tmp_path / "model")
    return tmp_path / "model"


def test_vectors_have_length_one_except_empty_ones():
    vectors = encode(Letters("ab"), ["aaab", "xyz"])
    np.testing.assert_allclose(vectors, [[3 / 10**0.5, 1 / 10**0.5], [0, 0]])


def test_an_encoder_gets_whole_characters_alone():
    asked = []

    class Asked(Letters):
        def encode(self, texts):
            asked.extend(texts)
            return super().encode(texts)

    encode(Asked(), ["cut \ud83d", "in two \ud83d\ude00", "\ufeffwhole \U0001f600"])
    assert asked == ["cut \ufffd", "in two \U0001f600", "\ufeffwhole \U0001f600"]


def test_vectors_stand_beside_the_ngrams(bridge):
    fitted = StanceClassifier(encoder=Letters(), calibrate=False).fit(bridge.texts, bridge.labels)
    vectoriser = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    counts = np.array(Letters().encode(bridge.texts), dtype=float)
    scaled = counts / np.linalg.norm(counts, axis=1, keepdims=True)
    X = np.hstack([vectoriser.fit_transform(bridge.texts).toarray(), scaled])
    regression = LogisticRegression(
        class_weight="balanced", solver="newton-cg", tol=1e-12, max_iter=500
    )
    with threadpool_limits(1):
        regression.fit(X, bridge.labels)
    np.testing.assert_allclose(
        fitted.predict_proba(bridge.texts), regression.predict_proba(X), rtol=0, atol=1e-6
    )


def test_the_exported_pipeline_encodes_too(fitted, bridge):
    plain = clone(fitted).set_params(calibrate=False).fit(bridge.texts, bridge.labels)
    pipeline = pickle.loads(pickle.dumps(fitted.to_sklearn()))
    np.testing.assert_allclose(
        pipeline.predict_proba(bridge.texts), plain.predict_proba(bridge.texts), rtol=0, atol=1e-12
    )


def test_an_encoder_alone_is_enough_to_learn_from():
    texts = ["a", "a a", "b", "b b"] * 6  # no word of two letters
    labels = ["x", "x", "y", "y"] * 6
    classifier = StanceClassifier(encoder=Letters("ab")).fit(texts, labels)
    assert classifier.predict(["a a a", "b"]).tolist() == ["x", "y"]
    assert classifier.to_sklearn().predict(["a a a", "b"]).tolist() == ["x", "y"]
    assert classifier.model_.explain("a").terms == ()


def test_with_an_encoder_a_letter_or_a_digit_is_evidence(fitted):
    scored = fitted.model_.score(["qqq", "\u5bf9\u8bdd", "7", "", " ?!", "\U0001f54a"])
    evident = (scored["status"] != "no_evidence").tolist()
    assert evident == [True, True, True, False, False, False]
    assert scored["label"].notna().tolist() == evident


def test_a_search_may_try_encoders(bridge):
    grid = {"encoder": [None, Letters(), Letters("xyz")]}
    search = GridSearchCV(StanceClassifier(calibrate=False), grid, cv=2, error_score="raise")
    search.fit(bridge.texts, bridge.labels)
    assert search.best_estimator_.model_.settings["encoder"] in (None, "Letters")


def test_the_encoder_is_named_in_the_settings():
    assert (encoder_name(Letters()), encoder_name(Named())) == ("Letters", "letters, version 2")


def test_a_loaded_model_predicts_the_same(fitted, folder, bridge):
    loaded = load_model(folder, encoder=Letters())
    np.testing.assert_array_equal(
        loaded.predict_proba(bridge.texts), fitted.predict_proba(bridge.texts)
    )


def test_loading_needs_the_encoder_and_refuses_another(folder, bridge, tmp_path):
    with pytest.raises(DataError, match=r"needs 'Letters' \(7 dimensions\); pass it: .*encoder=\)"):
        load_model(folder)
    for other in (Letters("aeiouxy"), Letters("ae")):
        with pytest.raises(DataError, match=r"needs 'Letters' .*, but 'Letters' gives other vec"):
            load_model(folder, encoder=other)
    plain = StanceClassifier(calibrate=False).fit(bridge.texts, bridge.labels).model_
    plain.save(tmp_path / "plain")
    with pytest.raises(DataError, match="trained without one; load it without encoder="):
        load_model(tmp_path / "plain", encoder=Letters())


def test_what_is_no_encoder_is_said_so_and_not_blamed_on_the_folder(folder):
    with pytest.raises(InputTypeError, match=r"encoder: expected an object .* got object"):
        load_model(folder, encoder=object())
    with pytest.raises(DataError, match=r"encoder: expected \d+ vectors of finite numbers"):
        load_model(folder, encoder=Returns([[1.0]]))


def test_a_manifest_that_lies_about_the_dimension_is_refused(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["encoder"]["dimension"] = 6
    write_manifest(folder, manifest)
    with pytest.raises(ValueError, match="coefficients do not fit its n-grams"):
        load_model(folder, encoder=Letters())


NOT_VECTORS = [
    ([1.0, 2.0], r"expected 2 vectors of finite numbers, got an array of shape \(2,\)"),
    ([[1.0]], r"got an array of shape \(1, 1\)"),
    ([[1.0], [float("nan")]], r"of finite numbers, got \[nan\] for 'two'; check its"),
    ([[], []], r"got an array of shape \(2, 0\)"),
    ([[1.0], [1.0, 2.0]], "expected vectors of numbers, all of one length"),
    ([["a"], ["b"]], "expected vectors of numbers"),
    (None, r"got an array of shape \(\)"),
]


@pytest.mark.parametrize(("found", "message"), NOT_VECTORS)
def test_bad_vectors_are_refused(found, message):
    with pytest.raises(DataError, match=f"encoder: .*{message}"):
        encode(Returns(found), ["one", "two"])


@pytest.mark.parametrize("wrong", ["minilm", Letters, object()])
def test_what_cannot_encode_is_refused_by_fit(wrong, bridge):
    with pytest.raises(
        InputTypeError, match=r"a method encode\(list of str\), got (str|type|object)"
    ):
        StanceClassifier(encoder=wrong).fit(bridge.texts, bridge.labels)
