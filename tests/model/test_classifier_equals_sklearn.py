"""The specification: a scikit-learn pipeline with the same settings, of texts that are folded.

From the same coefficients the probabilities are equal to rounding. Fitted on its own, another way
to the same optimum, the pipeline may end a hair beside it.
"""

from typing import Any, NamedTuple

import joblib
import numpy as np
import pytest
from environments import needs_weighted_balance
from hypothesis import given, settings
from hypothesis import strategies as st
from kernels import vectoriser
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline
from strategies import Corpus, bridge_texts
from threadpoolctl import threadpool_limits

from stancekit import StanceClassifier
from stancekit.text import Ngrams

some_texts = st.lists(bridge_texts, min_size=1, max_size=4)


def plain_pipeline(
    features="word",
    word_ngrams=(1, 2),
    char_ngrams=(2, 5),
    min_df=1,
    C=1.0,
    class_weight="balanced",
):
    vectorisers = {
        "word": vectoriser(Ngrams("word", *word_ngrams), min_df=min_df),
        "char": vectoriser(Ngrams("char", *char_ngrams), min_df=min_df),
    }
    union = FeatureUnion([(kind, vectorisers[kind]) for kind in features.split("+")])
    regression = LogisticRegression(
        C=C, class_weight=class_weight, solver="newton-cg", tol=1e-12, max_iter=500
    )
    return Pipeline([("features", union), ("classifier", regression)])


class Case(NamedTuple):
    corpus: str
    settings: dict[str, Any]
    labels: str = "as they are"
    weighted: bool = False


CASES = {
    "four labels": Case("bridge", {}),
    "two labels": Case("two_sides", {}),
    "characters": Case("bridge", {"features": "char"}),
    "both": Case("bridge", {"features": "word+char"}),
    "both, two labels": Case("two_sides", {"features": "word+char"}),
    "integers": Case("bridge", {}, labels="integers"),
    "two integers": Case("two_sides", {"class_weight": {1: 3.0}}, labels="integers"),
    "no class weight": Case("two_sides", {"class_weight": None}),
    "class weights": Case("bridge", {"class_weight": {"favor": 2.0, "none": 0.5}}),
    "frequent n-grams": Case("bridge", {"min_df": 2}),
    "frequent n-grams of both kinds": Case("bridge", {"min_df": 3, "features": "word+char"}),
    "other lengths": Case(
        "bridge", {"word_ngrams": (2, 3), "char_ngrams": (3, 3), "features": "word+char"}
    ),
    "little regularisation": Case("two_sides", {"C": 100.0}),
    "much regularisation": Case("bridge", {"C": 0.01}),
    "weights": Case("bridge", {}, weighted=True),
    "weights, two labels": Case("two_sides", {"class_weight": None}, weighted=True),
}


PARAMETERS = [
    pytest.param(case, id=name, marks=needs_weighted_balance if name == "weights" else ())
    for name, case in CASES.items()
]


@pytest.fixture(scope="module", params=PARAMETERS)
def pair(request):
    """Return a classifier and its specification, fitted independently."""
    case: Case = request.param
    corpus: Corpus = request.getfixturevalue(case.corpus)
    labels = corpus.labels
    if case.labels == "integers":
        labels = [sorted(set(labels)).index(label) for label in labels]
    weights = np.linspace(0.25, 4, len(labels)) if case.weighted else None
    classifier = StanceClassifier(calibrate=False, **case.settings)
    classifier.fit(corpus.texts, labels, sample_weight=weights)
    spec = plain_pipeline(**case.settings)
    with threadpool_limits(1):  # more threads add up in another order, so the solver steps differ
        spec.fit(corpus.texts, labels, classifier__sample_weight=weights)
    return classifier, spec


def assert_equal_on(classifier, spec, texts, atol):
    expected = spec.predict_proba(texts)
    found = classifier.predict_proba(texts)
    np.testing.assert_allclose(found, expected, rtol=0, atol=atol)
    scores = classifier.decision_function(texts)
    expected_scores = spec.decision_function(texts)
    assert scores.shape == expected_scores.shape
    np.testing.assert_allclose(scores, expected_scores, rtol=0, atol=100 * atol)
    clear = np.sort(expected, axis=1)[:, -2:] @ [-1, 1] > 10 * atol  # ties may fall either way
    assert (classifier.predict(texts) == spec.predict(texts))[clear].all()


@settings(max_examples=40)  # for each case
@given(texts=some_texts)
def test_probabilities_are_those_of_the_exported_pipeline(pair, texts):
    classifier, _ = pair
    assert_equal_on(classifier, classifier.to_sklearn(), texts, atol=1e-12)


@settings(max_examples=20)
@given(texts=some_texts)
def test_probabilities_are_those_of_a_pipeline_fitted_on_its_own(pair, texts):
    assert_equal_on(*pair, texts, atol=1e-8)


def test_the_exported_pipeline_has_the_label_set_in_order(pair):
    classifier, spec = pair
    np.testing.assert_array_equal(classifier.classes_, spec.classes_)
    np.testing.assert_array_equal(classifier.to_sklearn().classes_, spec.classes_)
    assert classifier.classes_.dtype == spec.classes_.dtype


def test_the_exported_pipeline_survives_joblib(pair, tmp_path, bridge):
    classifier, _ = pair
    joblib.dump(classifier.to_sklearn(), tmp_path / "pipeline.joblib")
    loaded = joblib.load(tmp_path / "pipeline.joblib")
    expected = classifier.to_sklearn().predict_proba(bridge.texts)
    np.testing.assert_array_equal(loaded.predict_proba(bridge.texts), expected)


def test_the_exported_pipeline_can_be_fitted_again(bridge):
    classifier = StanceClassifier(calibrate=False).fit(bridge.texts, bridge.labels)
    again = classifier.to_sklearn().fit(bridge.texts, bridge.labels)
    assert_equal_on(classifier, again, bridge.texts, atol=1e-8)


def test_calibration_changes_no_score(bridge):
    plain = StanceClassifier(calibrate=False).fit(bridge.texts, bridge.labels)
    calibrated = StanceClassifier().fit(bridge.texts, bridge.labels)
    np.testing.assert_array_equal(
        calibrated.decision_function(bridge.texts), plain.decision_function(bridge.texts)
    )
    np.testing.assert_array_equal(
        calibrated.to_sklearn().predict_proba(bridge.texts),
        plain.to_sklearn().predict_proba(bridge.texts),
    )


def test_a_kind_without_ngrams_is_left_out():
    texts = ["a b", "b c", "c d", "d a"] * 2  # single letters: characters but no words
    labels = ["x", "x", "y", "y"] * 2
    both = StanceClassifier(features="word+char", calibrate=False).fit(texts, labels)
    spec = plain_pipeline(features="char").fit(texts, labels)
    assert_equal_on(both, spec, ["a", "b d", "new"], atol=1e-8)


@pytest.mark.parametrize("features", ["word", "char", "word+char"])
def test_an_apostrophe_of_any_kind_means_the_same(features, tmp_path):
    texts = ["We can talk", "They will", "We can't talk", "They won't"]
    classifier = StanceClassifier(calibrate=False, features=features).fit(texts, [*"ffaa"])
    joblib.dump(classifier.to_sklearn(), tmp_path / "pipeline.joblib")
    for judge in (classifier, joblib.load(tmp_path / "pipeline.joblib")):
        can, straight, *others = judge.predict_proba(
            ["We can talk", "We can't talk", "We can\u2019t talk", "We can\u02bct talk"]
        )
        assert (others == straight).all()
        assert can[1] > 0.5 > straight[1]


def test_accents_mean_the_same_in_one_character_or_two():
    texts = ["caf\u00e9 open", "bar open", "cafe\u0301 shut", "caf\u00e9 shut"]
    classifier = StanceClassifier(calibrate=False).fit(texts, [*"abab"])
    for judge in (classifier, classifier.to_sklearn()):
        one, two = judge.predict_proba(["caf\u00e9", "cafe\u0301"])
        assert (one == two).all()
