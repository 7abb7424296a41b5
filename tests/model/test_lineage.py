"""Where a model says its training statements are, and which models came before it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from stancekit import StanceClassifier, load_model
from stancekit.exceptions import ModelFormatError
from stancekit.model.lineage import Ancestor, Batch, TrainingData

DATA = TrainingData(
    (Batch((Path("/data/a.csv"), Path("/data/b.csv")), "body", "stance"), Batch((Path("/c.csv"),))),
    groups=("document",),
    leave_out="source",
)


@pytest.fixture
def model():
    return StanceClassifier().fit(["Talk!", "Never!"], ["favor", "against"]).model_


def with_origin(model, data, lineage=()):
    provenance = replace(model.provenance, training_data=data, lineage=lineage)
    return replace(model, provenance=provenance)


def entry_of(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_it_survives_saving_and_loading(model, tmp_path):
    lineage = (Ancestor("ab" * 32, 480), Ancestor("cd" * 32, 520))
    with_origin(model, DATA, lineage).save(tmp_path / "model")
    provenance = load_model(tmp_path / "model").provenance
    assert provenance.training_data == DATA
    assert provenance.lineage == lineage


def test_paths_are_relative_so_that_model_and_data_can_move_together(model, tmp_path):
    data = TrainingData((Batch((tmp_path / "here" / "old.csv",)),))
    with_origin(model, data).save(tmp_path / "here" / "model")
    assert entry_of(tmp_path / "here" / "model")["training_data"]["batches"][0]["files"] == [
        "../old.csv"
    ]
    (tmp_path / "here").rename(tmp_path / "there")
    found = load_model(tmp_path / "there" / "model").provenance.training_data
    assert found.batches[0].files == (tmp_path / "there" / "old.csv",)


def test_a_copy_elsewhere_still_finds_the_data(model, tmp_path):
    data = TrainingData((Batch((tmp_path / "old.csv",)),))
    with_origin(model, data).save(tmp_path / "model")
    load_model(tmp_path / "model").save(tmp_path / "deep" / "er" / "copy")
    assert load_model(tmp_path / "deep" / "er" / "copy").provenance.training_data == data


def test_a_model_of_unknown_origin_says_nothing(model, tmp_path):
    model.save(tmp_path / "model")
    assert {"training_data", "lineage"}.isdisjoint(entry_of(tmp_path / "model"))
    assert load_model(tmp_path / "model").provenance.training_data is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"batches": []}, "its training data name no file"),
        ({"batches": [{"files": [], "text": "t", "label": "l", "dropped": []}]}, "name no file"),
        ({"batches": [{"files": ["a\x1b"], "text": "t", "label": "l", "dropped": []}]}, "a name"),
        ({"batches": [{"files": ["a"], "text": 3, "label": "l", "dropped": []}]}, "a name"),
        ({"batches": [{"files": ["a"], "text": "t", "label": "l", "dropped": [True]}]}, "a name"),
        ({"batches": 3}, "damaged model"),
        ({"leave_out": ["x"]}, "expected a name in its training data"),
        ({"groups": [None]}, "expected a name in its training data"),
    ],
)
def test_a_damaged_entry_is_not_believed(model, tmp_path, change, message):
    with_origin(model, DATA).save(tmp_path / "model")
    manifest = entry_of(tmp_path / "model")
    manifest["training_data"] |= change
    (tmp_path / "model" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelFormatError, match=message):
        load_model(tmp_path / "model")
