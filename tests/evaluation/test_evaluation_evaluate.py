"""`evaluate` end to end, with scikit-learn pipelines and with `StanceClassifier`."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.cluster import KMeans
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.metrics import accuracy_score, f1_score, log_loss
from sklearn.model_selection import PredefinedSplit, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from stancekit.evaluation.caveats import score_caveats
from stancekit.evaluation.evaluate import evaluate
from stancekit.evaluation.material import Material
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.model.classifier import StanceClassifier

QUICK = {"repeats": 1, "folds": 3, "bootstrap": 50, "permutations": 19}


class Recorder(ClassifierMixin, BaseEstimator):
    """Predicts the last label and notes what `fit` was given."""

    seen: list[dict[str, object]] = []  # noqa: RUF012 - shared by clones on purpose

    def fit(self, X, y, sample_weight=None, groups=None, only_train=None):
        given = {"sample_weight": sample_weight, "groups": groups, "only_train": only_train}
        self.seen.append({"X": X, "y": y, **given})
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.repeat(self.classes_[-1:], len(X))


@pytest.fixture
def recorded():
    Recorder.seen.clear()
    return Recorder.seen


def test_scores_equal_those_of_cross_val_predict(frame, classifier):
    found = evaluate(
        classifier, frame, leave_out="source", groups="source", **QUICK | {"repeats": 3}
    )
    split = PredefinedSplit(pd.factorize(frame["source"])[0])
    predicted = cross_val_predict(classifier, frame["text"], frame["label"], cv=split)
    probabilities = cross_val_predict(
        classifier, frame["text"], frame["label"], cv=split, method="predict_proba"
    )
    expected = {
        "macro_f1": f1_score(frame["label"], predicted, average="macro"),
        "accuracy": accuracy_score(frame["label"], predicted),
        "log_loss": log_loss(frame["label"], probabilities),
    }
    for name, value in expected.items():
        assert found.measures[name].value == pytest.approx(value)
    assert found.predictions["predicted"].tolist() == predicted.tolist()
    np.testing.assert_allclose(found.predictions[["p_against", "p_favor", "p_none"]], probabilities)


def test_every_interval_contains_its_value(frame, classifier):
    found = evaluate(classifier, frame, **QUICK)
    table = found.to_frame()
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    assert (found.confusion_low <= found.confusion).all()
    assert (found.confusion <= found.confusion_high).all()


def test_equal_seeds_give_equal_results_and_others_do_not(frame, classifier):
    first, again, other = (
        evaluate(classifier, frame, **QUICK, random_state=seed) for seed in (1, 1, 2)
    )
    assert first.to_dict() == again.to_dict() != other.to_dict()
    assert first.summary() == again.summary()
    pd.testing.assert_frame_equal(first.predictions, again.predictions)


def test_data_may_be_anything_that_is_read_as_labelled_statements(frame, classifier, tmp_path):
    path = tmp_path / "labelled.csv"
    frame.to_csv(path, index=False)
    expected = evaluate(classifier, frame, **QUICK).to_dict()
    assert evaluate(classifier, path, **QUICK).to_dict() == expected
    assert evaluate(classifier, frame.to_dict(orient="list"), **QUICK).to_dict() == expected


def test_the_classifier_and_the_data_are_left_as_they_were(frame, classifier):
    before = frame.copy()
    fitted = clone(classifier).fit(frame["text"], frame["label"])
    probabilities = fitted.predict_proba(frame["text"])
    unfitted = evaluate(classifier, frame, **QUICK)
    assert evaluate(fitted, frame, **QUICK).to_dict() == unfitted.to_dict()
    np.testing.assert_array_equal(fitted.predict_proba(frame["text"]), probabilities)
    assert not hasattr(classifier[-1], "classes_")
    pd.testing.assert_frame_equal(frame, before)


def test_good_words_beat_guessing_and_guessing_does_not(frame, classifier):
    found = evaluate(classifier, frame, **QUICK)
    assert found.measures["macro_f1"].value > 0.7
    assert found.p_value == 1 / 20
    assert found.over_majority.low > 0.3
    assert not any("Not clearly better" in caveat for caveat in found.caveats)
    guess = evaluate(DummyClassifier(strategy="prior"), frame, **QUICK)
    assert guess.p_value > 0.5
    assert guess.over_majority.value == 0
    assert any("Not clearly better than guessing" in caveat for caveat in guess.caveats)
    assert any("no better than the label shares" in caveat for caveat in guess.caveats)


def test_a_dummy_scores_exactly_as_the_majority_baseline(frame):
    found = evaluate(DummyClassifier(strategy="prior"), frame, **QUICK)
    for name, value in found.baselines["majority"].items():
        assert found.measures[name].value == pytest.approx(value)


def test_without_probabilities_there_are_none_of_their_measures(frame):
    found = evaluate(make_pipeline(TfidfVectorizer(), LinearSVC()), frame, **QUICK)
    assert list(found.measures) == ["macro_f1", "f_avg", "accuracy"]
    reported = found.to_dict()["measures"]
    assert reported["log_loss"] is reported["brier"] is reported["calibration_error"] is None
    assert list(found.predictions.columns) == ["row", "label", "predicted"]
    assert (found.predictions["label"] == found.predictions["predicted"]).mean() > 0.7


def test_predictions_average_the_repeats(frame, classifier):
    frame["id"] = [f"s{row}" for row in range(len(frame))]
    settings = QUICK | {"repeats": 3}
    found = evaluate(classifier, frame, **settings).predictions
    assert list(found.columns) == [
        "id",
        "row",
        "label",
        "predicted",
        "p_against",
        "p_favor",
        "p_none",
    ]
    probabilities = found[["p_against", "p_favor", "p_none"]].to_numpy()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    labels = np.array(["against", "favor", "none"])
    assert found["predicted"].tolist() == labels[probabilities.argmax(axis=1)].tolist()
    once = evaluate(classifier, frame, **QUICK).predictions
    assert (found["p_favor"] != once["p_favor"]).any()


def test_groups_and_weights_reach_a_fit_that_takes_them(frame, recorded):
    frame["weight"] = np.arange(150) / 10 + 1
    evaluate(Recorder(), frame, **QUICK)
    for call in recorded:
        rows = [int(text.split()[-1][:-1]) for text in call["X"]]
        assert len(call["groups"]) == len(call["sample_weight"]) == len(rows)
        positions = call["X"].index.to_numpy()
        np.testing.assert_array_equal(call["sample_weight"], positions / 10 + 1)
        np.testing.assert_array_equal(call["groups"], positions // 2)


def test_what_only_trains_reaches_a_fit_that_takes_it(frame, recorded):
    source = frame["source"].iloc[0]
    found = evaluate(Recorder(), frame, only_train={"source": [source]}, **QUICK)
    for call in recorded:
        expected = frame["source"].loc[call["X"].index] == source
        np.testing.assert_array_equal(call["only_train"], expected)
    assert found.scheme.statements == len(frame)  # all are tested
    assert found.scheme.sentence().endswith(f"not calibrated on, by 'source': {source}.")
    for wrong, message in [
        ({"x": ["a"]}, "only_train: .* no column 'x'"),
        ({"source": ["x"]}, "'x'"),
    ]:
        with pytest.raises(DataError, match=message):
            evaluate(Recorder(), frame, only_train=wrong, **QUICK)


def test_unused_weights_are_reported(frame, classifier, recorded):
    frame["weight"] = 1.0
    said = "The column 'weight' was not used: the fit of Pipeline takes no sample_weight."
    assert said in evaluate(classifier, frame, **QUICK).caveats
    assert not any("weight" in caveat for caveat in evaluate(Recorder(), frame, **QUICK).caveats)


def test_a_label_that_a_fold_has_not_met_gets_probability_zero(classifier):
    texts = [f"talk {n}" for n in range(12)] + [f"never {n}" for n in range(12)] + ["rain", "sun"]
    frame = pd.DataFrame(
        {
            "text": texts,
            "label": ["favor"] * 12 + ["against"] * 12 + ["none"] * 2,
            "document": [str(n % 4) for n in range(24)] + ["weather"] * 2,
        }
    )
    found = evaluate(classifier, frame, **QUICK | {"folds": 2})
    assert found.predictions["p_none"].tolist()[-2:] == [0, 0]
    assert found.per_label["none"]["recall"].value == 0
    assert any("no training statement with the label 'none'" in said for said in found.caveats)
    assert "Label 'none' has only 2 statements, so its interval is wide." in found.caveats


def test_leave_out_reports_each_value_over_the_labels_that_occur_there(frame, classifier):
    frame = frame[(frame["source"] != "post") | (frame["label"] != "none")].reset_index(drop=True)
    found = evaluate(classifier, frame, leave_out="source", **QUICK)
    predictions = found.predictions.assign(source=frame["source"])
    for scores in found.left_out:
        rows = predictions[predictions["source"] == scores.value]
        labels = sorted(rows["label"].unique())
        expected = f1_score(rows["label"], rows["predicted"], labels=labels, average="macro")
        assert scores.statements == len(rows)
        assert scores.macro_f1.value == pytest.approx(expected)
        assert scores.accuracy == pytest.approx((rows["label"] == rows["predicted"]).mean())
    assert any("between the 3 values of 'source', and a new one" in c for c in found.caveats)
    assert "of these 3 values of 'source', when the model has not seen" in found.covers
    assert found.new_value == {}
    assert not any("folds mix" in caveat for caveat in found.caveats)


def test_progress_counts_every_fit(frame, classifier, recorded):
    calls = []
    evaluate(Recorder(), frame, **QUICK, progress=lambda *call: calls.append(call))
    # The folds, those of the smaller sizes of a curve with four, and of the last of these again.
    total = 3 + 3 * 3 + 2 * 3
    assert calls == [(done, total) for done in range(1, total + 1)]
    assert len(recorded) == total


def test_the_curve_takes_its_full_size_from_the_first_repeat(frame, classifier):
    found = evaluate(classifier, frame, **QUICK)
    points = found.learning_curve.points
    assert [point.statements for point in points] == sorted(point.statements for point in points)
    assert points[-1].statements == 100
    assert points[-1].macro_f1.value == found.measures["macro_f1"].value


@pytest.mark.parametrize("split", [{"leave_out": "source"}, {"folds": 6}])
def test_the_curve_has_folds_of_its_own_where_there_are_many_or_values(frame, classifier, split):
    calls = []
    settings = QUICK | split
    found = evaluate(classifier, frame, **settings, progress=lambda *call: calls.append(call))
    assert found.learning_curve.points[-1].statements == 120
    assert len(calls) == found.scheme.folds + 4 * 5 + 2 * 5
    assert any("learning curve comes from 5 random folds" in caveat for caveat in found.caveats)


def test_too_few_groups_for_a_curve_are_reported(classifier):
    frame = pd.DataFrame(
        {"text": [f"talk {n}" if n % 2 else f"never {n}" for n in range(24)]}
    ).assign(label=["against", "favor"] * 12, document=[str(n // 8) for n in range(24)])
    found = evaluate(classifier, frame, **QUICK)
    assert found.learning_curve is None
    assert found.to_dict()["learning_curve"] is None
    assert "Too few groups or labels for a learning curve." in found.caveats
    assert "only 3 groups, too few for the intervals to be relied on" in " ".join(found.caveats)


def test_sentences_of_one_document_carry_no_claim(frame, classifier):
    frame = frame.head(62).assign(document="article.txt")
    found = evaluate(classifier, frame, **QUICK)
    assert found.caveats[0] == "62 sentences of one document: no claim about other texts."
    assert found.caveats[1] == "Only 62 statements: every number here can be far off."


def test_random_folds_over_several_sources_are_pointed_out(frame, classifier):
    said = "The folds mix statements of 3 sources"
    assert any(said in caveat for caveat in evaluate(classifier, frame, **QUICK).caveats)
    whole = evaluate(classifier, frame, groups="source", **QUICK)
    assert not any(said in caveat for caveat in whole.caveats)
    blank = frame.assign(source=["wire", *[""] * 149])
    assert not any(said in caveat for caveat in evaluate(classifier, blank, **QUICK).caveats)


def test_integer_labels_stay_integers(frame, classifier):
    frame["label"] = pd.factorize(frame["label"])[0] + 1
    found = evaluate(classifier, frame, **QUICK)
    assert found.labels == (1, 2, 3)
    assert json.loads(json.dumps(found.to_dict()))["labels"] == [1, 2, 3]
    assert "f_avg" not in found.measures
    assert set(found.predictions["predicted"]) == {1, 2, 3}


def test_stance_classifier_is_evaluated_with_calibrated_probabilities(frame):
    found = evaluate(StanceClassifier(), frame, **QUICK)
    assert found.measures["macro_f1"].value > 0.7
    assert found.measures["log_loss"].value < found.baselines["majority"]["log_loss"]
    plain = evaluate(StanceClassifier(calibrate=False), frame, **QUICK)
    assert found.measures["macro_f1"] == plain.measures["macro_f1"]
    assert found.learning_curve == plain.learning_curve


def test_per_target_classifiers_get_texts_with_targets(frame):
    frame["target"] = np.where(np.arange(150) % 2, "Moscow", "Beijing")
    found = evaluate(
        StanceClassifier(per_target=True, calibrate=False), frame, groups="text", **QUICK
    )
    assert found.measures["accuracy"].value > 0.5
    with pytest.raises(DataError, match="no column 'target', which a classifier with per_target"):
        Material.of(frame.drop(columns="target"), np.arange(150), per_target=True)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"folds": 1}, "folds: must be an integer of at least 2, got 1"),
        ({"folds": True}, "folds: must be an integer of at least 2, got True"),
        ({"repeats": 0}, "repeats: must be an integer of at least 1, got 0"),
        ({"bootstrap": 2.5}, "bootstrap: must be an integer of at least 1, got 2.5"),
        ({"permutations": "many"}, "permutations: must be an integer of at least 1, got 'many'"),
        ({"random_state": None}, "random_state: must be an integer of at least 0, got None"),
        ({"random_state": -1}, "random_state: must be an integer of at least 0, got -1"),
    ],
)
def test_numbers_out_of_range_are_refused(frame, classifier, settings, message):
    with pytest.raises(ParameterError, match=message):
        evaluate(classifier, frame, **settings)


def test_what_cannot_be_trained_is_refused(frame):
    with pytest.raises(InputTypeError, match=r"got DataFrame, which cannot be trained; pass an"):
        evaluate(frame, StanceClassifier())
    with pytest.raises(InputTypeError, match=r"got the class StanceClassifier; pass an object"):
        evaluate(StanceClassifier, frame)


@pytest.mark.parametrize("regressor", [Ridge(), make_pipeline(TfidfVectorizer(), KMeans(2))])
def test_what_does_not_learn_labels_from_texts_is_refused(regressor, frame):
    with pytest.raises(InputTypeError, match=r"^classifier: (Ridge cannot be|Pipeline predicted)"):
        evaluate(regressor, frame, **QUICK)


def test_errors_of_the_classifier_keep_their_own_words(frame):
    with pytest.raises(ParameterError, match=r"^StanceClassifier: C must be a positive number"):
        evaluate(StanceClassifier(C=-1), frame, **QUICK)


@pytest.mark.parametrize("target", [None, " ", 7, "a\nb"])
def test_every_target_has_to_be_a_name(target, frame):
    frame["target"] = pd.Series(["Moscow", target] * 75, dtype=object)
    with pytest.raises(DataError, match=r"^statements, rows 2, 4, 6, 8, 10 and 70 more, column"):
        evaluate(StanceClassifier(per_target=True, calibrate=False), frame, **QUICK)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"groups": 3}, "groups: expected the name of a column or a list of names, got 3; if thes"),
        ({"groups": np.arange(150)}, "groups: expected the name of a column .*a column of the da"),
        ({"leave_out": ["source"]}, "leave_out: expected the name of a column of the data, got li"),
        ({"leave_out": np.arange(150)}, "leave_out: expected the name .*, got ndarray"),
        ({"progress": "yes"}, r"progress: expected a function of \(done, total\), got str"),
    ],
)
def test_settings_of_another_type_are_refused(frame, classifier, settings, message):
    with pytest.raises(InputTypeError, match=message):
        evaluate(classifier, frame, **settings)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["", "b"], "^column 'g': 75 of 150 statements have no value to .*first: row 1"),
        (["b", "b"], "^column 'g': leaving one value out takes at least 2, but all .* 'b'; use"),
    ],
)
def test_a_column_that_cannot_be_left_out_is_named(frame, classifier, values, message):
    with pytest.raises(DataError, match=message):
        evaluate(classifier, frame.assign(g=values * 75), leave_out="g")


def test_cells_may_be_lists(frame, classifier):
    frame["source"] = [[source] for source in frame["source"]]
    frame["document"] = [{"part": row // 50} for row in range(150)]
    found = evaluate(classifier, frame, leave_out="source", **QUICK)
    assert [value.value for value in found.left_out] == ["['speech']", "['wire']", "['post']"]
    assert any("is 50 sentences of one document" in caveat for caveat in found.caveats)


def test_a_fold_without_a_label_needs_no_weight_for_it(frame):
    frame["g"] = frame["label"].where(frame["label"] == "none", frame["source"])
    classifier = StanceClassifier(class_weight={"none": 2.0, "favor": 0.5}, calibrate=False)
    found = evaluate(classifier, frame, leave_out="g", groups="text", **QUICK)
    assert any("no training statement with the label 'none'" in said for said in found.caveats)
    with pytest.raises(ParameterError, match="class_weight must be a dict of labels among"):
        evaluate(StanceClassifier(class_weight={"nune": 2.0}), frame, **QUICK)


def test_data_that_are_not_labelled_statements_are_refused(frame, classifier):
    with pytest.raises(DataError, match="label"):
        evaluate(classifier, frame.drop(columns="label"))
    with pytest.raises(DataError, match=r"no column 'par_id'.*did you mean 'pair_id'"):
        evaluate(classifier, frame, groups="par_id")


def test_a_label_with_one_statement_is_refused_before_anything_is_fitted(frame, recorded):
    odd = frame.head(1).assign(text="odd one", label="mixed")
    with pytest.raises(DataError, match="label 'mixed' has only 1 statement"):
        evaluate(Recorder(), pd.concat([frame, odd]))
    assert recorded == []


def test_a_left_out_value_that_is_one_document_supports_no_claim(frame, classifier):
    frame = frame.assign(document=frame["source"].where(frame["source"] == "wire", ""))
    found = evaluate(classifier, frame, leave_out="source", **QUICK)
    n = int((frame["source"] == "wire").sum())
    said = f"wire is {n} sentences of one document: its score is no claim about other texts."
    assert said in found.caveats


@pytest.mark.parametrize(("shift", "word"), [(0.3, "sure"), (-0.3, "cautious")])
def test_probabilities_far_from_the_share_of_right_labels_are_called_so(
    frame, classifier, shift, word
):
    found = evaluate(classifier, frame, **QUICK)
    claimed = found.measures["accuracy"].value + shift
    predictions = found.predictions.assign(p_favor=claimed, p_against=0.0, p_none=0.0)
    said = " ".join(score_caveats(replace(found, predictions=predictions)))
    assert (
        f"The probabilities are too {word}: that of the predicted label was {claimed:.2f}" in said
    )


def test_folds_keep_two_labels_for_every_target(frame):
    frame["target"] = np.where(np.arange(150) % 2, "Moscow", "Beijing")
    rare = frame["target"] == "Beijing"
    frame.loc[rare, "label"] = np.where(np.arange(rare.sum()) < 15, "favor", "against")
    classifier = StanceClassifier(per_target=True, calibrate=False)
    found = evaluate(classifier, frame, groups="text", **QUICK)
    assert found.scheme.folds == 3
    with pytest.raises(DataError, match="to train on for the target 'Beijing'; use folds, or"):
        evaluate(classifier, frame, groups="text", leave_out="target", **QUICK)
