"""Predictions in `convert`: those of a model, of `score`, and of a column of their own."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import stancekit
from stancekit import convert
from stancekit.exceptions import DataError, ModelFormatError


def read_json(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def model(bridge):
    return stancekit.StanceClassifier(calibrate=False).fit(*bridge).model_


def test_the_result_counts_predictions_and_texts_without_evidence(model, bridge, tmp_path):
    texts = [*bridge.texts[:4], "qwertz", "asdf"]
    done = convert(texts, tmp_path / "tasks.json", to="label-studio", model=model)
    assert (done.predicted, done.to_dict()["predicted"]) == (4, 4)
    assert "6 rows, 0 with a label, 4 with a prediction" in done.summary()
    assert done.caveats == ("rows of which the model knows too little to predict a label: 2",)


def test_a_model_replaces_earlier_predictions_and_a_note_says_so(model, bridge, tmp_path):
    rows = [{"text": bridge.texts[0], "prediction": "old"}]
    done = convert(rows, tmp_path / "t.csv", model=model)
    assert done.table.columns["prediction"] == [model.predict(bridge.texts[:1])[0]]
    assert done.caveats == ("predictions in the source replaced by those of the model",)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_labels_that_score_gave_are_predictions(model, bridge, tmp_path, suffix):
    scored = model.score([*bridge.texts[:4], "qwertz"])
    scored.insert(0, "text", [*bridge.texts[:4], "qwertz"])
    path = tmp_path / f"scored{suffix}"
    if suffix == ".csv":
        scored.to_csv(path, index=False)
    else:
        scored.to_json(path, orient="records", lines=True, double_precision=15)
    done = convert(path, tmp_path / "tasks.json", to="label-studio")
    assert (done.labelled, done.predicted) == (0, 4)
    assert done.caveats[0].startswith("column 'label' taken for predictions, as 'stancekit score'")
    *tasks, unknown = read_json(tmp_path / "tasks.json")
    assert "predictions" not in unknown
    for row, task in enumerate(tasks):
        assert "annotations" not in task
        (prediction,) = task["predictions"]
        label = scored["label"][row]
        assert prediction["result"][0]["value"] == {"choices": [label]}
        assert prediction["score"] == pytest.approx(scored[f"p_{label}"][row], abs=1e-14)


def test_labels_that_people_gave_stay_labels_beside_the_scores(tmp_path):
    own = {"text": "Yes.", "label": "favor", "scored_label": "none", "p_none": 1, "status": "ok"}
    other = {"text": "Yes.", "label": "favor", "status": "checked", "p_favor": 1}
    corrected = {"text": "Yes.", "label": "mixed", "status": "ok", "p_favor": 1}
    for row in (own, other, corrected):
        assert convert([row], tmp_path / "t.csv").labelled == 1
    scored = {"text": "Yes.", "label": "favor", "status": "done", "scored_status": "ok"}
    assert convert([scored | {"p_favor": 1}], tmp_path / "t.csv").labelled == 0
    named = scored | {"p_favor": 1, "annotator": "ann"}
    assert convert([named], tmp_path / "t.csv").labelled == 1


def test_what_score_adds_does_not_follow_its_labels_into_a_tool(model, bridge, tmp_path):
    scored = model.score(bridge.texts)
    scored.insert(0, "text", bridge.texts)
    convert(scored, tmp_path / "tasks.json", to="label-studio")
    (task, *_) = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    assert list(task["data"]) == ["text"]
    convert(scored, tmp_path / "t.csv")
    again = convert(tmp_path / "t.csv", tmp_path / "again.csv").table.columns
    assert again["prediction"] == scored["label"].tolist()


def test_the_score_of_suggest_is_a_number_in_tasks(tmp_path):
    path = tmp_path / "next.csv"
    path.write_text("text,label,reason,score\na,,x,0.7488\nb,,x,\nc,,x,0.50\n")
    convert(path, tmp_path / "t.json", to="label-studio")
    scores = [task["data"]["score"] for task in read_json(tmp_path / "t.json")]
    assert scores == [0.7488, "", "0.50"]


def test_a_model_suggests_labels(model, bridge, tmp_path):
    texts = [*bridge.texts[:4], "qwertz"]
    done = convert(texts, tmp_path / "tasks.json", to="label-studio", model=model)
    scored = model.score(texts)
    assert scored["status"].tolist()[-1] == "no_evidence"
    tasks = read_json(tmp_path / "tasks.json")
    assert "predictions" not in tasks[-1]
    for row, task in enumerate(tasks[:-1]):
        (prediction,) = task["predictions"]
        label = scored["label"][row]
        assert prediction["result"][0]["value"] == {"choices": [label]}
        assert prediction["score"] == scored[f"p_{label}"][row]
        assert prediction["model_version"] == f"stancekit {model.provenance.fingerprint[:8]}"
    assert done.labelled == 0


def test_suggestions_are_never_taken_for_labels(model, bridge, tmp_path):
    for tool, suffix in (("doccano", "jsonl"), ("prodigy", "jsonl"), ("argilla", "json")):
        path = tmp_path / f"{tool}.{suffix}"
        convert(bridge.texts[:4], path, to=tool, model=model)
        table = convert(path, tmp_path / "back.csv").table
        assert table.columns["label"] == [None] * 4
        assert table.columns["prediction"] == model.predict(bridge.texts[:4]).tolist()


def test_a_folder_stands_for_its_model(model, tmp_path):
    model.save(tmp_path / "model", target="bridge")
    a = convert(["Build it."], tmp_path / "a.jsonl", model=tmp_path / "model")
    b = convert(["Build it."], tmp_path / "b.jsonl", model=model)
    assert a.table.columns == b.table.columns
    with pytest.raises(ModelFormatError):
        convert(["Build it."], tmp_path / "c.jsonl", model=tmp_path)


def test_a_model_of_several_targets_needs_them(tmp_path):
    table = {"text": ["Yes, build it.", "It rained."] * 4, "target": ["x"] * 4 + ["y"] * 4}
    classifier = stancekit.StanceClassifier(per_target=True, calibrate=False)
    model = classifier.fit(table, ["favor", "none"] * 4).model_
    rows = [{"text": "Yes, build it.", "target": "y"}]
    done = convert(rows, tmp_path / "t.json", to="label-studio", model=model)
    assert done.table.columns["prediction"] == ["favor"]
    with pytest.raises(DataError, match="column 'target' is missing"):
        convert(["Yes."], tmp_path / "t.json", to="label-studio", model=model)


def test_predictions_are_among_the_choices(tmp_path):
    rows = [{"text": "Yes.", "label": "favor", "prediction": "none"}]
    config = tmp_path / "labels.xml"
    convert(rows, tmp_path / "t.json", to="label-studio", config=config)
    assert [choice.get("value") for choice in ET.parse(config).iter("Choice")] == ["favor", "none"]


def test_predictions_that_are_no_choices_are_refused(model, bridge, tmp_path):
    labels = ["yes", "no"]
    rows = [{"text": "Yes.", "prediction": "yes"}, {"text": "No.", "prediction": "favor"}]
    path = tmp_path / "t.json"
    with pytest.raises(DataError, match="list, row 2, column 'prediction': 'favor' is not one of"):
        convert(rows, path, to="label-studio", labels=labels)
    with pytest.raises(DataError, match=r"column 'prediction': '.*' is not one of no, yes"):
        convert(bridge.texts[:4], path, to="label-studio", labels=labels, model=model)
    assert not path.exists()
