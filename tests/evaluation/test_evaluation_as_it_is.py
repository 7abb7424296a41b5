"""A trained model is measured as it is, by statements that it has not seen."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss

import stancekit
from stancekit import StanceClassifier
from stancekit.exceptions import DataError, InputTypeError, ParameterError


@pytest.fixture(scope="module")
def data():
    found = stancekit.load_dataset("dialogue-with-moscow").sample(500, random_state=0)
    return found[["text", "label"]].reset_index(drop=True)


@pytest.fixture(scope="module")
def classifier(data):
    return StanceClassifier(calibrate=False).fit(data["text"][:300], data["label"][:300])


def test_its_measures_are_those_of_its_predictions(classifier, data):
    tested = data[300:]
    found = stancekit.evaluate(classifier.model_, tested)
    predicted = classifier.predict(tested["text"])
    truth, labels = tested["label"], list(classifier.classes_)
    assert found.measures["macro_f1"].value == pytest.approx(
        f1_score(truth, predicted, average="macro")
    )
    assert found.measures["accuracy"].value == pytest.approx(accuracy_score(truth, predicted))
    given = classifier.predict_proba(tested["text"])
    assert found.measures["log_loss"].value == pytest.approx(log_loss(truth, given, labels=labels))
    np.testing.assert_array_equal(found.confusion, confusion_matrix(truth, predicted))
    np.testing.assert_allclose(found.predictions.filter(regex="^p_").to_numpy(), given)
    assert found.predictions["predicted"].tolist() == predicted.tolist()
    most = truth.mode()[0]
    always = f1_score(truth, [most] * len(truth), average="macro", zero_division=0)
    assert found.baselines["majority"]["macro_f1"] == pytest.approx(always)


def test_its_intervals_are_those_of_compare(classifier, data):
    """Both are for the model as it is, so the luck of training is no part of them."""
    model = classifier.model_
    found = stancekit.evaluate(model, data[300:])
    beside = stancekit.compare(model, model, data[300:]).measures
    for name in ("macro_f1", "accuracy"):
        # An interval of the mean of F1 knows of the same evidence however it is asked for.
        assert found.measures[name].value == pytest.approx(beside[name].old.value)
        assert found.measures[name].low == pytest.approx(beside[name].old.low)
        assert found.measures[name].high == pytest.approx(beside[name].old.high)


def test_it_says_that_nothing_was_trained(classifier, data):
    found = stancekit.evaluate(classifier.model_, data[300:])
    assert found.scheme.sentence().startswith("Labelled by the model as it is, without training;")
    assert found.covers == "for this model as it is, on other statements like these."
    assert found.learning_curve is None
    assert not any("mix statements" in caveat for caveat in found.caveats)
    assert found.mistakes[0].words
    assert set(found.telling)


def test_a_label_that_no_statement_has_does_not_count(classifier, data):
    tested = data[300:][data["label"][300:] != "against"]
    found = stancekit.evaluate(classifier.model_, tested)
    predicted, occurring = classifier.predict(tested["text"]), ["conditional", "favor", "none"]
    expected = f1_score(tested["label"], predicted, average="macro", labels=occurring)
    assert found.measures["macro_f1"].value == pytest.approx(expected)
    assert "f_avg" not in found.measures
    assert found.over_majority.low > 0
    assert (
        "No statement here has the label 'against': macro-F1 is the mean over the other labels."
        in found.caveats
    )


def test_a_label_that_it_does_not_know_counts_as_never_found(classifier, data):
    tested = data[300:].assign(label=["other" if row % 9 == 0 else of for row, of in _rows(data)])
    found = stancekit.evaluate(classifier.model_, tested)
    assert found.per_label["other"]["recall"].value == 0
    assert "The model does not know the label 'other', so it never gives it." in found.caveats


def _rows(data):
    return enumerate(data["label"][300:])


def test_what_it_was_trained_on_is_told_or_refused(classifier, data):
    found = stancekit.evaluate(classifier.model_, data[280:])
    said = "The model was trained on 20 of these 220 statements, which flatters it; leave them out."
    assert said in found.caveats
    with pytest.raises(DataError, match=r"^model: this model was trained on these.*StanceClass"):
        stancekit.evaluate(classifier.model_, data[:300])


@pytest.mark.parametrize(
    "how", [{"folds": 3}, {"repeats": 2}, {"leave_out": "source"}, {"only_train": {"a": ["b"]}}]
)
def test_how_to_train_is_refused(classifier, data, how):
    (name,) = how
    with pytest.raises(ParameterError, match=f"^{name}: models are not trained here; leave it out"):
        stancekit.evaluate(classifier.model_, data[300:], **how)


def test_labels_of_another_kind_are_refused(classifier, data):
    numbers = data[300:].assign(label=1)
    with pytest.raises(DataError, match="labels are integers here and strings in the model"):
        stancekit.evaluate(classifier.model_, numbers)
    with pytest.raises(DataError, match=r"the model gives none of the labels 'x'; it gives 'aga"):
        stancekit.evaluate(classifier.model_, data[300:].assign(label="x"))


def test_a_path_is_not_loaded_in_silence(data):
    with pytest.raises(InputTypeError, match=r"got a path; load the model first: stancekit.load"):
        stancekit.evaluate("my-model", data)


def test_a_fitted_classifier_says_that_it_was_trained_anew(classifier, data):
    few = data[300:400]
    found = stancekit.evaluate(classifier, few, folds=2, repeats=1)
    assert any("it was trained anew" in caveat for caveat in found.caveats)
    fresh = StanceClassifier(calibrate=False)
    found = stancekit.evaluate(fresh, few, folds=2, repeats=1)
    assert not any("it was trained anew" in caveat for caveat in found.caveats)
    found = stancekit.compare(fresh, classifier, few, folds=2, repeats=1)
    assert any("it was trained anew" in caveat for caveat in found.caveats)


def test_the_evaluation_goes_into_the_folder(classifier, data, tmp_path):
    found = stancekit.evaluate(classifier.model_, data[300:])
    classifier.model_.save(tmp_path / "model", evaluation=found)
    loaded = stancekit.load_model(tmp_path / "model")
    assert loaded.measures["macro_f1"] == found.measures["macro_f1"]
    assert "as it is, without training" in (tmp_path / "model/README.md").read_text("utf-8")
