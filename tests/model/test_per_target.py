"""One model for each target."""

import numpy as np
import pandas as pd
import pytest

from stancekit import StanceClassifier, load_model
from stancekit.exceptions import DataError, InputTypeError, ParameterError


@pytest.fixture(scope="module")
def table(bridge, two_sides):
    """Return a table in which the bridge has four labels and the road only two of them."""
    road = [text.replace("bridge", "road") for text in two_sides.texts]
    labels = ["favor" if label == "yes" else "against" for label in two_sides.labels]
    frame = pd.DataFrame(
        {
            "text": bridge.texts + road,
            "label": bridge.labels + labels,
            "target": ["the bridge"] * len(bridge.texts) + ["the road"] * len(road),
        }
    )
    return frame.sample(frac=1, random_state=0, ignore_index=True)


@pytest.fixture(scope="module")
def fitted(table):
    return StanceClassifier(per_target=True).fit(table, table["label"])


def test_each_target_has_the_model_it_would_have_alone(fitted, table):
    for target, rows in table.groupby("target"):
        alone = StanceClassifier().fit(rows["text"], rows["label"])
        columns = np.isin(fitted.classes_, alone.classes_)
        found = fitted.predict_proba(rows)
        np.testing.assert_array_equal(found[:, columns], alone.predict_proba(rows["text"]))
        assert not found[:, ~columns].any()
        assert (fitted.predict(rows) == alone.predict(rows["text"])).all(), target


def test_a_label_that_a_target_never_had_has_the_lowest_score(fitted):
    scores = fitted.decision_function({"text": ["Build it."], "target": ["the road"]})
    assert (scores == -np.inf).tolist() == [[False, True, False, True]]


def test_rows_of_all_targets_come_back_in_order(fitted, table):
    one_by_one = [fitted.predict_proba(table.iloc[[i]])[0] for i in range(len(table))]
    np.testing.assert_array_equal(fitted.predict_proba(table), one_by_one)


def test_two_labels_give_one_score_as_in_scikit_learn(table):
    road = table[table["target"] == "the road"]
    classifier = StanceClassifier(per_target=True).fit(road, road["label"])
    assert classifier.decision_function(road).shape == (len(road),)


def test_a_fitted_classifier_explains_as_its_model_does(fitted):
    asked = {"text": "Build the road now.", "target": "the road"}
    explained = fitted.explain(**asked)
    assert explained.to_dict() == fitted.model_.explain(**asked).to_dict()
    with pytest.raises(DataError, match=r"target: .*the road"):
        fitted.explain("Build the road now.")


def test_the_exported_pipeline_is_that_of_one_target(fitted, table):
    road = table[table["target"] == "the road"]
    uncalibrated = StanceClassifier(per_target=True, calibrate=False).fit(table, table["label"])
    found = fitted.to_sklearn("the road").predict_proba(road["text"])
    columns = np.isin(fitted.classes_, ["against", "favor"])
    np.testing.assert_allclose(
        found, uncalibrated.predict_proba(road)[:, columns], rtol=0, atol=1e-12
    )
    assert fitted.to_sklearn("the road").classes_.tolist() == ["against", "favor"]


@pytest.mark.parametrize("target", [None, "the rode", ""])
def test_exporting_needs_one_of_the_targets(fitted, target):
    with pytest.raises(DataError, match="target: expected one of 'the bridge', 'the road', got"):
        fitted.to_sklearn(target)


def test_the_model_knows_its_targets(fitted):
    assert fitted.model_.targets == ("the bridge", "the road")
    assert "2 targets" in repr(fitted.model_)


def test_score_and_explain_use_the_model_of_the_target(fitted):
    X = pd.DataFrame(
        {"text": ["Build it."] * 2, "target": ["the bridge", "the road"]}, index=[5, 6]
    )
    scored = fitted.model_.score(X)
    assert scored.index.tolist() == [5, 6]
    for target, row in zip(X["target"], scored.to_dict("records"), strict=True):
        explained = fitted.model_.explain("Build it.", target=target)
        assert explained.label == row["label"]
        assert explained.probabilities == {
            label: row[f"p_{label}"] for label in ("against", "conditional", "favor", "none")
        }
    assert list(explained.scores) == ["against", "favor"]


def test_it_survives_its_folder(fitted, table, tmp_path):
    fitted.model_.save(tmp_path / "model")
    loaded = load_model(tmp_path / "model")
    assert loaded.targets == fitted.model_.targets
    np.testing.assert_array_equal(loaded.predict_proba(table), fitted.predict_proba(table))
    np.testing.assert_array_equal(loaded.decision_function(table), fitted.decision_function(table))


@pytest.mark.slow
def test_a_hundred_targets_fit_into_a_manifest(bridge, tmp_path):
    targets = [f"target {i}" for i in range(100) for _ in bridge.texts]
    X = {"text": bridge.texts * 100, "target": targets}
    classifier = StanceClassifier(per_target=True, calibrate=False, word_ngrams=(1, 1))
    model = classifier.fit(X, bridge.labels * 100).model_
    model.save(tmp_path / "model")
    assert len(load_model(tmp_path / "model").targets) == 100


@pytest.mark.parametrize(
    ("X", "error", "message"),
    [
        (["Build it."], InputTypeError, "per_target=True .* needs a table .* 'target', got list"),
        ({"text": ["a"]}, DataError, "column 'target' is missing among 'text'"),
        ({"text": ["a"], "tagret": ["b"]}, DataError, "'target' is missing .* mean 'tagret'"),
        ({"text": ["a", "b"], "target": ["c"]}, DataError, "'text' has 2 rows, .*'target' 1"),
        ({"text": ["a"], "target": [None]}, DataError, r"'target': item 0 is not a string \(None"),
        ({"text": ["a"], "target": [" "]}, DataError, r"column 'target': item 0 is no name \(' '"),
        ({"text": ["a"], "target": ["x\n"]}, DataError, "column 'target': item 0 is no name"),
    ],
)
def test_a_table_without_targets_is_refused(X, error, message, fitted):
    with pytest.raises(error, match=message):
        fitted.predict(X)
    with pytest.raises(error, match=message):
        StanceClassifier(per_target=True).fit(X, ["favor"])


def test_an_unknown_target_is_named(fitted):
    X = {"text": ["a", "b"], "target": ["the road", "the rode"]}
    with pytest.raises(
        DataError, match=r"item 1 'the rode' is not a target .* knows 'the bridge',"
    ):
        fitted.predict(X)
    with pytest.raises(
        DataError, match=r"target: 'the rode' is not a target .* 'the bridge', 'the"
    ):
        fitted.model_.explain("Build it.", target="the rode")
    with pytest.raises(DataError, match="target: None is not a target of this model; it"):
        fitted.model_.explain("Build it.")


def test_a_target_with_one_label_is_refused(table):
    labels = table["label"].where(table["target"] == "the bridge", "favor")
    with pytest.raises(DataError, match="'the road': all 30 statements have the label 'favor'"):
        StanceClassifier(per_target=True).fit(table, labels)


def test_a_model_of_several_targets_cannot_be_renamed(fitted, tmp_path):
    with pytest.raises(DataError, match=r"already names its targets \['the bridge', 'the road'\]"):
        fitted.model_.save(tmp_path / "model", target="something else")


def test_a_model_of_one_unnamed_target_is_named_when_saved(bridge, tmp_path):
    model = StanceClassifier(calibrate=False).fit(bridge.texts, bridge.labels).model_
    assert model.targets == ()
    model.save(tmp_path / "model", target="the bridge")
    loaded = load_model(tmp_path / "model")
    assert loaded.targets == ("the bridge",)
    text = bridge.texts[0]
    assert loaded.explain(text, target="the bridge") == loaded.explain(text) == model.explain(text)
    with pytest.raises(
        DataError, match="'the road' is not a target of this model; it knows 'the b"
    ):
        loaded.explain(text, target="the road")
    with pytest.raises(DataError, match=r"'the road' is not a target .*; it knows none by name"):
        model.explain(text, target="the road")


@pytest.mark.parametrize("name", ["", " ", "a\nb", "\ud800"])
def test_a_target_needs_a_visible_name(name, bridge, tmp_path):
    model = StanceClassifier(calibrate=False).fit(bridge.texts, bridge.labels).model_
    with pytest.raises(ParameterError, match="target must be a name in visible characters"):
        model.save(tmp_path / "model", target=name)
    assert not (tmp_path / "model").exists()


def test_targets_are_names_however_they_are_written():
    labels = ["favor", "against"] * 4
    texts = [f"{verb} it, {day}" for day in range(4) for verb in ("Build", "Stop")]
    table = {"text": texts, "target": ["Café", "Café ", "Cafe\u0301", "Café"] * 2}
    model = StanceClassifier(per_target=True).fit(table, labels).model_
    assert model.targets == ("Café",)
    spelled = model.predict({"text": ["Build it."] * 2, "target": ["Café", " Cafe\u0301"]})
    assert spelled[0] == spelled[1]
    assert (
        model.explain("Build it.", target="Café ").label
        == model.explain("Build it.", target="Café").label
    )
