"""A classifier with a dictionary: equal to scikit-learn, saved whole, trained anew with it."""

import json
import pickle

import joblib
import numpy as np
import pytest
from dictionaries import BRIDGE
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion
from strategies import bridge_texts
from tampering import change_vocabulary, read_manifest, rewrite, write_manifest

import stancekit
from stancekit import StanceClassifier, load_model
from stancekit.exceptions import DataError, InputTypeError, ModelFormatError, ParameterError
from stancekit.text.concepts import Concepts

some_texts = st.lists(bridge_texts, min_size=1, max_size=4)

CASES = {
    "words": {},
    "characters": {"features": "char"},
    "both": {"features": "word+char", "min_df": 2},
    "as much as words": {"dictionary_weight": 1},
    "more than words": {"dictionary_weight": 7.5, "C": 0.1},
}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES)
def classifier(request, bridge):
    made = StanceClassifier(dictionary=BRIDGE, calibrate=False, **request.param)
    return made.fit(bridge.texts, bridge.labels)


@pytest.fixture(scope="module")
def calibrated(bridge):
    return StanceClassifier(dictionary=BRIDGE).fit(bridge.texts, bridge.labels)


@pytest.fixture(scope="module")
def sound(calibrated, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sound") / "model"
    calibrated.model_.save(folder)
    return folder


@settings(max_examples=40)
@given(texts=some_texts)
def test_probabilities_are_those_of_the_exported_pipeline(classifier, texts):
    spec = classifier.to_sklearn()
    found, expected = classifier.predict_proba(texts), spec.predict_proba(texts)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)
    found, expected = classifier.decision_function(texts), spec.decision_function(texts)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-10)


def test_the_optimum_is_that_of_scikit_learn(two_sides):
    classifier = StanceClassifier(dictionary=BRIDGE, dictionary_weight=0.25, calibrate=False)
    classifier.fit(two_sides.texts, two_sides.labels)
    words = classifier.to_sklearn().named_steps["features"].transformer_list[0][1]
    concepts = TfidfVectorizer(analyzer=Concepts.of(BRIDGE).terms, sublinear_tf=True)
    union = FeatureUnion(
        [("word", clone(words).set_params(vocabulary=None)), ("concept", concepts)],
        transformer_weights={"concept": 0.25},
    )
    X = union.fit_transform(two_sides.texts)
    regression = LogisticRegression(class_weight="balanced", solver="newton-cg", tol=1e-12)
    regression.fit(X, two_sides.labels)
    np.testing.assert_allclose(
        classifier.predict_proba(two_sides.texts), regression.predict_proba(X), atol=1e-8
    )


def test_the_exported_pipeline_survives_joblib_and_can_be_fitted_again(
    classifier, tmp_path, bridge
):
    spec = classifier.to_sklearn()
    joblib.dump(spec, tmp_path / "pipeline.joblib")
    loaded = joblib.load(tmp_path / "pipeline.joblib")
    expected = spec.predict_proba(bridge.texts)
    np.testing.assert_array_equal(loaded.predict_proba(bridge.texts), expected)
    again = clone(spec).fit(bridge.texts, bridge.labels)
    np.testing.assert_allclose(again.predict_proba(bridge.texts), expected, rtol=0, atol=1e-8)


def test_a_weight_of_0_leaves_the_dictionary_out(bridge):
    without = StanceClassifier().fit(bridge.texts, bridge.labels)
    zero = StanceClassifier(dictionary=BRIDGE, dictionary_weight=0)
    zero.fit(bridge.texts, bridge.labels)
    np.testing.assert_array_equal(
        zero.predict_proba(bridge.texts), without.predict_proba(bridge.texts)
    )
    assert [block.analyzer.kind for block in zero.model_.parts[""].blocks] == ["word"]


def test_concepts_that_are_in_no_text_are_left_out(bridge):
    dictionary = {"tunnel": ["tunnel*"]}
    model = StanceClassifier(dictionary=dictionary).fit(bridge.texts, bridge.labels).model_
    assert [block.analyzer.kind for block in model.parts[""].blocks] == ["word"]
    assert model.settings["dictionary"] == dictionary


def test_a_dictionary_alone_can_be_learned_from():
    texts, labels = ["a ?", "b", "c ?", "d"] * 3, ["asks", "says"] * 6
    classifier = StanceClassifier(dictionary={"question": ["?"]}, calibrate=False)
    classifier.fit(texts, labels)
    assert classifier.predict(["x ?", "y"]).tolist() == ["asks", "says"]
    scored = classifier.model_.score(["x ?", "y"])
    assert scored["status"].tolist() == ["unsure", "no_evidence"]


def test_the_order_of_concepts_counts():
    texts, labels = ["Talk, then fight.", "Fight, then talk."] * 6, ["a", "b"] * 6
    given = {"word_ngrams": (1, 1), "calibrate": False}
    words = StanceClassifier(**given).fit(texts, labels)
    assert np.ptp(words.predict_proba(texts)) < 1e-6
    dictionary = {"talk": ["talk"], "fight": ["fight"]}
    both = StanceClassifier(dictionary=dictionary, **given).fit(texts, labels)
    assert both.predict(texts).tolist() == labels


@pytest.mark.parametrize(
    ("parameters", "error", "message"),
    [
        ({"dictionary": 7}, InputTypeError, "dictionary: expected a dict of concepts, a file or"),
        ({"dictionary": "genral"}, DataError, "did you mean 'general'"),
        ({"dictionary": {"a": ["x"], "b": ["X"]}}, DataError, "'X' stands in a, too"),
        ({"dictionary": {}}, DataError, "holds no concept"),
        ({"dictionary": "none.toml"}, DataError, "none.toml: there is no such file"),
        *(
            (
                {"dictionary_weight": wrong},
                ParameterError,
                "StanceClassifier: dictionary_weight must",
            )
            for wrong in (-1, 101, float("nan"), float("inf"), "0.5", True, None)
        ),
    ],
)
def test_wrong_parameters_are_refused_in_fit(bridge, parameters, error, message):
    with pytest.raises(error, match=message):
        StanceClassifier(**parameters).fit(bridge.texts, bridge.labels)


def test_a_file_and_a_name_are_read_when_fitted(bridge, tmp_path):
    path = tmp_path / "bridge.toml"
    path.write_text("\n".join(f"{name} = {json.dumps(some)}" for name, some in BRIDGE.items()))
    classifier = StanceClassifier(dictionary=path)
    assert clone(classifier).dictionary == path
    model = classifier.fit(bridge.texts, bridge.labels).model_
    path.unlink()
    assert model.settings["dictionary"] == BRIDGE
    named = StanceClassifier(dictionary="general").fit(bridge.texts, bridge.labels).model_
    assert named.settings["dictionary"] == stancekit.load_dictionary("general")


def test_clones_and_copies_keep_it(calibrated, bridge):
    twin = clone(calibrated)
    assert twin.get_params() == calibrated.get_params()
    assert twin.dictionary is not calibrated.dictionary
    expected = calibrated.predict_proba(bridge.texts)
    np.testing.assert_array_equal(
        twin.fit(bridge.texts, bridge.labels).predict_proba(bridge.texts), expected
    )
    copy = pickle.loads(pickle.dumps(calibrated))
    np.testing.assert_array_equal(copy.predict_proba(bridge.texts), expected)


def test_a_search_may_choose_it(bridge):
    grid = {"dictionary": [None, BRIDGE], "dictionary_weight": [0.5, 1.0]}
    search = GridSearchCV(StanceClassifier(calibrate=False), grid, cv=2)
    search.fit(bridge.texts, bridge.labels)
    assert search.best_params_["dictionary"] in (None, BRIDGE)


def test_changing_the_dictionary_later_changes_no_model(bridge):
    dictionary = {name: list(some) for name, some in BRIDGE.items()}
    model = StanceClassifier(dictionary=dictionary).fit(bridge.texts, bridge.labels).model_
    dictionary["refusal"].clear()
    assert model.settings["dictionary"] == BRIDGE


def test_one_part_for_each_target_shares_it(bridge):
    X = {"text": bridge.texts * 2, "target": ["a"] * 40 + ["b"] * 40}
    classifier = StanceClassifier(dictionary=BRIDGE, per_target=True)
    model = classifier.fit(X, bridge.labels * 2).model_
    assert [part.blocks[1].analyzer for part in model.parts.values()] == [Concepts.of(BRIDGE)] * 2


@settings(max_examples=20)
@given(texts=some_texts)
def test_a_folder_gives_the_same_scores(sound, calibrated, texts):
    loaded = load_model(sound)
    np.testing.assert_array_equal(
        loaded.predict_proba(texts), calibrated.model_.predict_proba(texts)
    )


def test_a_folder_holds_it(sound, calibrated, tmp_path):
    assert json.loads((sound / "dictionary.json").read_text()) == BRIDGE
    assert read_manifest(sound)["settings"]["dictionary"] == "dictionary.json"
    loaded = load_model(sound)
    assert loaded.settings == calibrated.model_.settings
    loaded.save(tmp_path / "again")
    for name in ("dictionary.json", "manifest.json", "vocabulary.json", "weights.safetensors"):
        assert (tmp_path / "again" / name).read_bytes() == (sound / name).read_bytes()


def test_saving_a_model_without_one_leaves_none(sound, bridge, tmp_path):
    load_model(sound).save(tmp_path / "model")
    StanceClassifier().fit(bridge.texts, bridge.labels).model_.save(tmp_path / "model")
    assert not (tmp_path / "model/dictionary.json").exists()
    assert load_model(tmp_path / "model").settings["dictionary"] is None


def changed(folder, tmp_path, **concepts):
    load_model(folder).save(tmp_path / "model")
    rewrite(tmp_path / "model", "dictionary.json", json.dumps({**BRIDGE, **concepts}).encode())
    return tmp_path / "model"


@pytest.mark.parametrize(
    ("concepts", "message"),
    [
        ({"refusal": []}, "dictionary.json, refusal: has no entry"),
        ({"refusal": ["re*fuse"]}, "dictionary.json, refusal: 're\\*fuse' has a"),
        ({"a > b": ["x"]}, "holds no '>'"),
        ({"refusal": ["yes"]}, "stands in refusal, too"),
        ({"refusal": 7}, "expected a list"),
        ({"refusal": [["never"]]}, "is no word or phrase"),
        ({"target": ["valley"]}, "no longer predicts what it did"),
        ({f"c{i}": [f"w{i}"] for i in range(64)}, "at most 64"),
    ],
)
def test_a_changed_dictionary_is_judged_again(sound, tmp_path, concepts, message):
    with pytest.raises(ModelFormatError, match=message) as caught:
        load_model(changed(sound, tmp_path, **concepts))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"7", b'{"a": ', b"[" * 9999])
def test_something_else_in_its_place_is_refused(sound, tmp_path, content):
    load_model(sound).save(tmp_path / "model")
    rewrite(tmp_path / "model", "dictionary.json", content)
    with pytest.raises(ModelFormatError):
        load_model(tmp_path / "model")


@pytest.mark.parametrize("how", ["other hash", "missing", "huge", "not named"])
def test_a_file_that_is_not_the_one_that_was_saved_is_refused(sound, tmp_path, how):
    load_model(sound).save(tmp_path / "model")
    path = tmp_path / "model/dictionary.json"
    if how == "other hash":
        path.write_bytes(path.read_bytes() + b" ")
    elif how == "missing":
        path.unlink()
    elif how == "huge":
        with path.open("r+b") as file:
            file.truncate(5 << 20)
    else:
        manifest = read_manifest(tmp_path / "model")
        del manifest["sha256"]["dictionary.json"]
        write_manifest(tmp_path / "model", manifest)
    with pytest.raises(ModelFormatError):
        load_model(tmp_path / "model")


@pytest.mark.parametrize("weight", [0.25, 0, -1, 1e9, "x", None, float("nan")])
def test_another_weight_is_refused(sound, tmp_path, weight):
    load_model(sound).save(tmp_path / "model")
    manifest = read_manifest(tmp_path / "model")
    manifest["parts"][0]["concept_weight"] = weight
    write_manifest(tmp_path / "model", manifest)
    with pytest.raises(ModelFormatError):
        load_model(tmp_path / "model")


def test_terms_that_are_no_concepts_are_refused(sound, tmp_path):
    load_model(sound).save(tmp_path / "model")
    change_vocabulary(tmp_path / "model", lambda parts: parts[0]["concept"].append("x"))
    with pytest.raises(ModelFormatError):
        load_model(tmp_path / "model")
