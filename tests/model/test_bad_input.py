"""Bad input from any side ends in one line that says which argument, what is wrong, what to do."""

import os
import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from letter_encoders import Letters
from sklearn.exceptions import NotFittedError

from stancekit import StanceClassifier, load_model
from stancekit.exceptions import (
    DataError,
    DataWarning,
    InputTypeError,
    ModelFormatError,
    ParameterError,
)
from stancekit.model.encoder import encode

pl = pytest.importorskip("polars")


@pytest.fixture(scope="module")
def fitted(two_sides):
    return StanceClassifier(calibrate=False).fit(two_sides.texts, two_sides.labels)


@pytest.fixture(scope="module")
def per_target(two_sides):
    table = {"text": two_sides.texts, "target": ["gas"] * 5 + ["oil"] * 10 + ["gas"] * 15}
    return StanceClassifier(calibrate=False, per_target=True).fit(table, two_sides.labels)


def assert_one_line(caught):
    assert "\n" not in str(caught.value)


# Training


@pytest.mark.parametrize("X", [bytearray(b"ab"), pl.LazyFrame({"text": ["a"]}), {"a", "b"}])
def test_what_holds_no_statements_is_an_error_of_type(X, fitted):
    for use in (fitted.predict, fitted.model_.score, lambda X: fitted.fit(X, ["yes", "no"])):
        with pytest.raises(InputTypeError, match=f"^X: .*got .*{type(X).__name__}"):
            use(X)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["yes"] * 30, "^y: a classifier needs at least 2 .*'yes'; add another"),
        ([*["yes"] * 29, 1], "^y: labels are strings in some rows and integers in others; use one"),
        (list(range(29)), "^X has 30 statements but y has 29 labels; give one for each statement$"),
    ],
)
def test_bad_labels_as_a_whole_name_y(labels, message, two_sides):
    with pytest.raises(DataError, match=message):
        StanceClassifier().fit(two_sides.texts, labels)


@pytest.mark.parametrize(
    "parameters",
    [
        {"C": 10**400},
        {"class_weight": pd.Series({"yes": 1.0, "no": 2.0})},
        {"class_weight": {"yes": 10**400}},
        {"features": "word\n" * 100},
        {"random_state": np.random.RandomState(0)},
    ],
)
def test_a_bad_parameter_is_quoted_on_one_short_line(parameters, two_sides):
    with pytest.raises(ParameterError, match="StanceClassifier: ") as caught:
        StanceClassifier(**parameters).fit(two_sides.texts, two_sides.labels)
    assert_one_line(caught)
    assert len(str(caught.value)) < 150


def test_too_few_words_for_a_target_name_the_target(two_sides):
    table = {"text": [*two_sides.texts, "?", "!"], "target": ["gas"] * 30 + ["oil"] * 2}
    with pytest.raises(DataError, match=r"^target 'oil': no n-gram .* 2 statements.*of 2 let"):
        StanceClassifier(per_target=True).fit(table, [*two_sides.labels, "yes", "no"])


def test_many_labels_are_learned_without_a_warning_of_scikit_learn():
    texts = [f"word{i} here" for i in range(60)]
    labels = [f"label {i % 30}" for i in range(60)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        StanceClassifier().fit(texts, labels)


class Returns:
    def __init__(self, found):
        self.found = found

    def encode(self, texts):
        return self.found


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ([[1.0], [1.0, 2.0]], r"got \[\[1\.0\], \[1\.0, 2\.0\]\]; check its encode\(\)$"),
        ({"a": 1}, r"got \{'a': 1\}; check its encode\(\)$"),
        ([[1.0], [np.inf]], r"got \[inf\] for 'two'; check its encode\(\)$"),
    ],
)
def test_what_an_encoder_returned_is_shown(found, message):
    with pytest.raises(DataError, match=message):
        encode(Returns(found), ["one", "two"])


def test_an_encoder_has_a_method_encode_and_not_just_something_of_that_name():
    class Named:
        encode = "utf-8"

    with pytest.raises(InputTypeError, match="encoder: expected an object with a method encode"):
        encode(Named(), ["one"])


def test_an_encoder_that_changes_after_training_is_named(two_sides):
    encoder = Letters("aei")
    classifier = StanceClassifier(encoder=encoder, calibrate=False)
    classifier.fit(two_sides.texts, two_sides.labels)
    encoder.letters = "aeiou"
    with pytest.raises(DataError, match="encoder: gives 5 numbers for a text, not 3 as in train"):
        classifier.predict(two_sides.texts)


# Scoring


def test_the_score_is_the_weighted_share_of_right_labels(fitted, two_sides):
    labels = np.array(two_sides.labels)
    right = fitted.predict(two_sides.texts) == labels
    assert fitted.score(two_sides.texts, labels) == right.mean()
    weights = np.arange(30)
    expected = np.average(right, weights=weights)
    assert fitted.score(two_sides.texts, labels, sample_weight=weights) == expected
    assert fitted.score(two_sides.texts, ["maybe"] * 30) == 0


@pytest.mark.parametrize(
    ("y", "weights", "error", "message"),
    [
        (None, None, InputTypeError, r"^y: score takes the true labels.*use predict\(X\)"),
        ("yes", None, InputTypeError, "^y: .* got one str; put it into a list"),
        (["yes"] * 29, None, DataError, "X has 30 statements but y has 29 labels; give one"),
        ([*["yes"] * 29, None], None, DataError, "^y: item 29 has no label"),
        ([*["yes"] * 29, np.nan], None, DataError, "^y: item 29 has no label"),
        ([0, 1] * 15, None, DataError, "^y: 0 is no str, as the learned labels are; convert"),
        ([0.5] * 30, None, DataError, "^y: item 0 is neither a string nor an integer"),
        (["yes"] * 30, [1.0], DataError, "but sample_weight has 1 weights; give one for each"),
        (["yes"] * 30, [np.nan] * 30, DataError, "^sample_weight: item 0 is not a finite number"),
    ],
)
def test_bad_truth_to_score_by_is_refused_as_in_training(y, weights, error, message, fitted):
    texts = ["Build the bridge."] * 30
    with pytest.raises(error, match=message):
        fitted.score(texts, y, sample_weight=weights)


def test_no_statements_have_no_score(fitted):
    with pytest.raises(DataError, match="X: there are no statements; give some to score"):
        fitted.score([], [])


def test_an_unfitted_classifier_has_no_score(two_sides):
    with pytest.raises(NotFittedError):
        StanceClassifier().score(two_sides.texts, two_sides.labels)


# Explaining and exporting


@pytest.mark.parametrize("text", [None, ["Build it."], pd.Series(["a", "b"]), np.array("a")])
def test_one_statement_is_explained_at_a_time(text, fitted):
    kind = type(text).__name__
    with pytest.raises(InputTypeError, match=f"^text: expected one statement, a str, got {kind};"):
        fitted.model_.explain(text)


@pytest.mark.parametrize("target", [None, "steel", ["gas"], 3])
def test_a_target_to_explain_is_one_that_the_model_knows(target, per_target, fitted):
    with pytest.raises(DataError, match=r"^target: .* not a target .* it knows 'gas', 'oil'$"):
        per_target.model_.explain("Build it.", target=target)
    if target is not None:
        with pytest.raises(DataError, match=r"knows none by name, so leave target out$"):
            fitted.model_.explain("Build it.", target=target)


def test_a_target_to_export_is_one_that_was_learned(per_target, fitted):
    with pytest.raises(DataError, match="target: expected one of 'gas', 'oil', got None"):
        per_target.to_sklearn()
    with pytest.raises(DataError, match="target: expected one of None, got 'gas'"):
        fitted.to_sklearn("gas")


# Saving and loading


@pytest.mark.parametrize(
    ("folder", "error", "message"),
    [
        (None, InputTypeError, "^folder: expected a path, got NoneType$"),
        (3, InputTypeError, "^folder: expected a path, got int$"),
        (b"model", InputTypeError, "^folder: expected a path, got bytes$"),
        ("", ParameterError, "^folder: no folder is called ''; name another$"),
        ("a\0b", ParameterError, r"^folder: no folder is called 'a\\x00b'; name another$"),
    ],
)
def test_what_cannot_name_a_folder_is_refused(
    folder, error, message, fitted, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=message):
        fitted.model_.save(folder)
    if folder is not None:  # the default model
        with pytest.raises(error, match=message):
            load_model(folder)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("target", ["", " ", "a\nb", "\ud83d", 3, ["gas"]])
def test_what_cannot_name_a_target_is_refused(target, fitted, tmp_path):
    with pytest.raises(ParameterError, match="target must be a name in visible characters, got"):
        fitted.model_.save(tmp_path / "model", target=target)


def test_a_model_that_names_its_targets_takes_no_other(per_target, tmp_path):
    with pytest.raises(DataError, match=r"already names its targets \['gas', 'oil'\]; leave"):
        per_target.model_.save(tmp_path / "model", target="gas")


@pytest.mark.parametrize("evaluation", ["good", {"macro_f1": 0.5}, 0.5])
def test_what_is_no_evaluation_is_refused(evaluation, fitted, tmp_path):
    with pytest.raises(InputTypeError, match=r"evaluation: got .*; give what stancekit\.evaluate"):
        fitted.model_.save(tmp_path / "model", evaluation=evaluation)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(fitted, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(
        OSError, match=r"file.model: cannot be written \(.+\); name another"
    ) as found:
        fitted.model_.save(tmp_path / "file" / "model")
    assert_one_line(found)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_pickled_classifier_is_no_model_folder(fitted, tmp_path):
    (tmp_path / "model.joblib").write_bytes(pickle.dumps(fitted))
    message = r"model\.joblib: no such model folder, but a file; name one that StanceModel\.save"
    with pytest.raises(FileNotFoundError, match=message):
        load_model(tmp_path / "model.joblib")


@pytest.mark.parametrize("folder", ["m", ".", "manifest"])
def test_a_damaged_model_is_named_with_a_way_out(folder, fitted, tmp_path, monkeypatch):
    place = tmp_path / folder
    if folder == ".":
        place = tmp_path / "here"
    fitted.model_.save(place)
    monkeypatch.chdir(place if folder == "." else tmp_path)
    for content, message in (
        ("[]", "manifest.json is no manifest of a stancekit model; get a fresh copy of the model$"),
        ("{", r"manifest\.json: not valid JSON \(.*\); get a fresh copy of the model$"),
        ('{"a": "\xe9"}', r"manifest\.json: not valid JSON \(not UTF-8\); get a fresh copy"),
        ("[" * 100_000, r"not valid JSON \(nested too deeply\); get a fresh copy of the model$"),
        ('{"format": 3}', r"format 3 was written by .* upgrade with: pip install -U stancekit$"),
    ):
        (place / "manifest.json").write_bytes(content.encode("latin-1"))
        with pytest.raises(ModelFormatError, match=message) as caught:
            load_model(folder)
        assert str(caught.value).startswith((f"{folder}: ", f"{folder}{os.sep}"))
        assert_one_line(caught)
    os.remove(place / "manifest.json")
    with pytest.raises(ModelFormatError, match="so this is no complete model folder; get a fresh"):
        load_model(folder)


def test_more_terms_than_a_folder_holds_are_said_before_the_training(monkeypatch):
    monkeypatch.setattr("stancekit.model.fit.MOST_TERMS", 3)
    with pytest.warns(DataWarning, match=r"fit: the statements have 5 n-grams, and a folder holds"):
        StanceClassifier().fit(["keep talking", "never talking"] * 2, ["favor", "against"] * 2)
