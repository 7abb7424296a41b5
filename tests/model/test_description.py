"""What a model says of itself in a few blocks, and what a folder keeps of its measures."""

import json

import pandas as pd
import pytest
from dictionaries import BRIDGE
from tampering import write_manifest

from stancekit import StanceClassifier, evaluate, load_model
from stancekit.blocks import Grid
from stancekit.model.description import described
from stancekit.report.text_layout import as_text


@pytest.fixture(scope="module")
def classifier(bridge):
    return StanceClassifier(dictionary=BRIDGE).fit(bridge.texts, bridge.labels)


def text_of(model):
    return as_text(described(model, model.measures))


def test_a_model_says_its_labels_with_their_statements_and_from_when_they_are_ok(classifier):
    model = classifier.model_
    (grid,) = (block for block in described(model, {}) if isinstance(block, Grid))
    assert [row[:2] for row in grid.rows] == [
        [label, count] for label, count in model.provenance.label_counts.items()
    ]
    (part,) = model.parts.values()
    thresholds = part.calibration.thresholds
    assert [row[2] for row in grid.rows] == [
        "never" if at > 1 else f"{at:.2f}" for at in thresholds
    ]


def test_a_model_says_its_settings_without_its_whole_dictionary(classifier):
    said = " ".join(text_of(classifier.model_).split())
    assert "features='word'" in said
    assert f"a dictionary of {len(BRIDGE)} concepts" in said
    assert "40 labelled statements" in said


def test_a_model_with_targets_names_them(bridge):
    X = pd.DataFrame({"text": bridge.texts * 2, "target": ["bridge"] * 40 + ["ferry"] * 40})
    model = StanceClassifier(per_target=True).fit(X, bridge.labels * 2).model_
    assert "toward 'bridge', 'ferry', trained on 80" in text_of(model)


def test_a_model_says_what_was_measured_or_that_nothing_was(classifier, bridge, tmp_path):
    assert not classifier.model_.measures
    assert "nobody knows how good it is" in text_of(classifier.model_)
    data = {"text": bridge.texts, "label": bridge.labels}
    evaluation = evaluate(classifier, data, folds=2, repeats=1, bootstrap=100)
    classifier.model_.save(tmp_path / "model", evaluation=evaluation)
    loaded = load_model(tmp_path / "model")
    assert loaded.measures == evaluation.measures
    found = evaluation.measures["macro_f1"]
    assert f"macro-F1 {found:.3f}" in " ".join(text_of(loaded).split())
    assert "nobody knows" not in text_of(loaded)


@pytest.mark.parametrize(
    "entry", [0.7, None, {"value": 0.7}, {"value": "0.7", "low": 0, "high": 1}, [1, 2, 3]]
)
def test_what_is_no_measure_in_a_manifest_is_passed_over(entry, classifier, tmp_path):
    classifier.model_.save(tmp_path / "model")
    manifest = json.loads((tmp_path / "model" / "manifest.json").read_text())
    manifest["scores"] = {"macro_f1": entry, "accuracy": {"value": 1, "low": 0.5, "high": 1}}
    write_manifest(tmp_path / "model", manifest)
    assert list(load_model(tmp_path / "model").measures) == ["accuracy"]
