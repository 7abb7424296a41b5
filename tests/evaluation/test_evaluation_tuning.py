"""Choosing settings, and scoring the choice honestly."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score
from sklearn.model_selection import PredefinedSplit, cross_val_predict

from stancekit.evaluation.evaluate import evaluate
from stancekit.evaluation.tuning import GRID, tune, usual_grid
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.model.classifier import StanceClassifier

STEP = "logisticregression__C"


def test_candidates_are_scored_as_cross_validation_scores_them(frame, classifier):
    found = tune(
        frame, classifier=classifier, grid={STEP: [0.01, 1.0]}, groups="source", leave_out="source"
    )
    split = PredefinedSplit(pd.factorize(frame["source"])[0])
    for _, row in found.to_frame().iterrows():
        model = classifier.set_params(**{STEP: row[STEP]})
        predicted = cross_val_predict(model, frame["text"], frame["label"], cv=split)
        scores = [
            f1_score(rows["label"], predicted[rows.index], average="macro")
            for _, rows in frame.groupby("source")
        ]
        assert row["macro_f1"] == pytest.approx(np.mean(scores))
        assert row["standard_error"] == pytest.approx(np.std(scores, ddof=1) / np.sqrt(3))


def test_the_best_mean_wins_and_ties_go_to_the_first(frame, classifier):
    found = tune(frame, classifier=classifier, grid={STEP: [1e-6, 1.0, 1.0 + 1e-9]}, folds=3)
    table = found.to_frame()
    assert table["macro_f1"][0] < table["macro_f1"][1] == table["macro_f1"][2]
    assert found.best == {STEP: 1.0}
    assert found.classifier.get_params()[STEP] == 1.0
    assert not hasattr(found.classifier[-1], "classes_")


def test_a_single_candidate_is_evaluated_as_evaluate_does(frame, classifier):
    found = tune(frame, classifier=classifier, grid={STEP: [1.0]}, folds=3)
    expected = evaluate(classifier, frame, folds=3, repeats=1)
    values = (
        {name: measure.value for name, measure in each.measures.items()}
        for each in (found.evaluation, expected)
    )
    assert next(values) == next(values)
    assert "trained on as many statements as each fold leaves" in found.evaluation.covers
    assert "trained on all statements" in expected.covers
    assert found.evaluation.p_value == expected.p_value
    assert found.evaluation.learning_curve is None


@pytest.mark.slow
def test_the_nested_score_is_not_flattered_by_choosing():
    """Labels have nothing to do with the texts: many useless candidates, one of them looks good."""
    generator = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "text": [
                " ".join(generator.choice(["ab", "cd", "ef", "gh", "ij", "kl"], 6)) + f" {n}"
                for n in range(60)
            ],
            "label": generator.permutation(["no", "yes"] * 30),
        }
    )
    grid = {"word_ngrams": [(1, 1), (1, 2), (2, 2)], "C": [0.1, 10.0], "features": ["word", "char"]}
    found = tune(frame, grid=grid, folds=3)
    assert found.to_frame()["macro_f1"].max() > 0.5
    assert found.evaluation.measures["macro_f1"].value < found.to_frame()["macro_f1"].max()
    assert found.evaluation.p_value > 0.05


def test_theusual_grid_has_the_simple_first():
    assert GRID["features"][0] == "word"
    assert list(GRID["C"]) == sorted(GRID["C"])
    assert GRID["class_weight"][0] is None


def test_progress_counts_every_fit_and_equal_seeds_choose_alike(frame):
    calls = []
    grid = {"C": np.array([0.1, 1.0]), "class_weight": [None, "balanced"]}
    first = tune(frame, grid=grid, folds=2, progress=lambda *call: calls.append(call))
    total = 4 * (2 + 2 * 3) + 2
    assert calls == [(done, total) for done in range(1, total + 1)]
    again = tune(frame, grid=grid, folds=2)
    assert first.to_dict() == again.to_dict()
    assert type(first.best["C"]) is float


def test_a_tuning_is_reported(frame):
    grid = {"C": [1.0], "class_weight": [None, "balanced"], "word_ngrams": [(1, 1)]}
    found = tune(frame, grid=grid, leave_out="source")
    reported = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert reported["best"]["word_ngrams"] == [1, 1]
    assert [row["class_weight"] for row in reported["candidates"]] == [None, "balanced"]
    assert reported["evaluation"]["scheme"]["leave_out"] == "source"
    text = found.summary()
    assert text.startswith("Best of 2 settings: C=1.0, class_weight=")
    assert "chosen anew inside each fold" in text
    assert "150 statements, 3 labels" in text
    assert repr(found).startswith("<Tuning: C=1.0, ")


def test_settings_that_json_does_not_know_are_written_out(frame, classifier):
    steps = [classifier[-1], classifier[-1].set_params(C=2.0)]
    found = tune(frame, classifier=classifier, grid={"logisticregression": steps}, folds=2)
    assert found.to_dict()["best"] == {"logisticregression": "LogisticRegression(C=2.0)"}


def test_settings_outside_the_grid_stay(frame):
    found = tune(frame, classifier=StanceClassifier(min_df=2), grid={"C": [1.0]}, folds=2)
    assert found.classifier.min_df == 2
    assert found.classifier.calibrate is True


@pytest.mark.parametrize(
    ("grid", "message"),
    [
        ({"c": [1.0]}, r"grid: StanceClassifier has no parameter 'c'"),
        ({"zzz": [1.0]}, r"no parameter 'zzz'; it has C, calibrate, char_ngrams, class_weight,"),
        ({3: [1.0]}, r"grid: StanceClassifier has no parameter 3; it has C,"),
        ({"feature": ["word"]}, r"no parameter 'feature'; did you mean 'features'"),
        ({"features": "word"}, r"grid: 'features' needs a list of values, got 'word'"),
        ({"C": 1.0}, r"grid: 'C' needs a list of values, got 1.0"),
        ({"C": []}, r"grid: 'C' needs a list of values, got \[\]"),
        ({}, r"grid: names no parameter"),
    ],
)
def test_bad_grids_are_refused(frame, grid, message):
    with pytest.raises(ParameterError, match=message):
        tune(frame, grid=grid)


@pytest.mark.parametrize("grid", ["C", 3, [{"C": [1.0]}]])
def test_a_grid_is_a_dict(frame, grid):
    with pytest.raises(InputTypeError, match="grid: expected a dict of parameters and lists of"):
        tune(frame, grid=grid)


def test_what_cannot_be_tuned_is_refused(frame):
    with pytest.raises(InputTypeError, match="got the class StanceClassifier"):
        tune(frame, classifier=StanceClassifier)


def test_too_few_values_to_choose_inside_a_fold_are_refused(frame):
    frame = frame[frame["source"] != "post"]
    with pytest.raises(DataError, match="2 values besides the one left out"):
        tune(frame, grid={"C": [1.0]}, leave_out="source")


def test_groups_that_hold_most_labels_together_are_refused():
    labels = ["a"] * 4 + ["b"] * 4 + ["a", "b"] * 2
    frame = pd.DataFrame(
        {
            "text": [f"text {n}" for n in range(12)],
            "label": labels,
            "document": ["x"] * 4 + ["y"] * 4 + ["z"] * 4,
        }
    )
    with pytest.raises(DataError, match="at least 2 labels to train on"):
        tune(frame, grid={"C": [1.0]}, folds=3)


def test_a_dictionary_may_be_left_out(frame):
    dictionary = {"talking": ["talk", "call"], "refusing": ["never", "refuse"]}
    classifier = StanceClassifier(dictionary=dictionary, calibrate=False)
    found = tune(frame, classifier=classifier, grid={"dictionary_weight": [0, 0.5]}, folds=2)
    assert found.best["dictionary_weight"] in (0, 0.5)
    assert found.classifier.dictionary == dictionary
    without = tune(frame, classifier=StanceClassifier(calibrate=False), grid={"C": [1]}, folds=2)
    assert found.to_frame()["macro_f1"][0] == without.to_frame()["macro_f1"][0]


def test_theusual_grid_tries_weights_only_with_a_dictionary():
    assert usual_grid(StanceClassifier()) == GRID
    usual = usual_grid(StanceClassifier(dictionary="general"))
    assert usual == {**GRID, "dictionary_weight": (0.0, 0.5, 1.0)}
