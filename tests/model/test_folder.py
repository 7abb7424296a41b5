"""The model folder: what is written, and that reading it gives the same model."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import bridge_texts
from tampering import read_manifest

from stancekit import StanceClassifier, load_model
from stancekit.data import scratch
from stancekit.exceptions import DataError, ModelFormatError

FILES = ["README.md", "manifest.json", "vocabulary.json", "weights.safetensors"]

SETTINGS = {
    "default": {},
    "uncalibrated": {"calibrate": False},
    "characters": {"features": "char", "char_ngrams": (3, 4)},
    "both": {"features": "word+char"},
    "class weights": {"class_weight": {"favor": 2.0}},
    "odd settings": {"min_df": 2, "C": 0.1, "class_weight": None, "random_state": None},
}


@pytest.fixture(scope="module")
def model(bridge):
    return StanceClassifier().fit(bridge.texts, bridge.labels).model_


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def assert_same_model(loaded, model, texts):
    np.testing.assert_array_equal(loaded.predict_proba(texts), model.predict_proba(texts))
    np.testing.assert_array_equal(loaded.decision_function(texts), model.decision_function(texts))
    assert (loaded.predict(texts) == model.predict(texts)).all()
    assert loaded.score(texts).equals(model.score(texts))
    assert loaded.labels == model.labels
    assert loaded.settings == model.settings
    assert loaded.provenance == model.provenance
    assert repr(loaded) == repr(model)


@pytest.mark.parametrize("parameters", SETTINGS.values(), ids=SETTINGS)
def test_a_loaded_model_is_the_saved_one(parameters, bridge, tmp_path):
    model = StanceClassifier(**parameters).fit(bridge.texts, bridge.labels).model_
    model.save(tmp_path / "model")
    texts = [*bridge.texts, "", "\u0130 \u03a3 \ud800", "unknown words only"]
    assert_same_model(load_model(tmp_path / "model"), model, texts)


@pytest.mark.parametrize("labels", [(0, 7), (-1, 0, 1), ("a b", "\u4e2d"), ("1", "2", "none")])
def test_labels_of_all_kinds_survive(labels, bridge, tmp_path):
    y = [labels[i % len(labels)] for i in range(len(bridge.texts))]
    model = StanceClassifier().fit(bridge.texts, y).model_
    model.save(tmp_path / "model")
    loaded = load_model(str(tmp_path / "model"))
    assert loaded.predict(["bridge"]).dtype == model.predict(["bridge"]).dtype
    assert_same_model(loaded, model, bridge.texts)


storable = bridge_texts.map(lambda text: text.encode("utf-8", "replace").decode())


@settings(max_examples=30)
@given(texts=st.lists(storable, min_size=4, max_size=6), new=st.lists(bridge_texts, max_size=3))
def test_any_vocabulary_survives(texts, new, tmp_path_factory):
    classifier = StanceClassifier(features="word+char", char_ngrams=(2, 3), calibrate=False)
    try:
        classifier.fit(texts, ["x", "y"] * (len(texts) // 2) + ["x"] * (len(texts) % 2))
    except DataError:
        return  # no n-gram in any of them
    folder = tmp_path_factory.mktemp("any") / "model"
    classifier.model_.save(folder)
    assert_same_model(load_model(folder), classifier.model_, texts + new)


def test_saving_twice_writes_the_same_bytes(model, bridge, tmp_path):
    again = StanceClassifier().fit(bridge.texts, bridge.labels).model_
    model.save(tmp_path / "a" / "model")
    again.save(tmp_path / "b" / "model")
    assert contents(tmp_path / "a" / "model") == contents(tmp_path / "b" / "model")


def test_a_loaded_model_writes_the_bytes_it_was_read_from(model, tmp_path):
    model.save(tmp_path / "a" / "model", target="the bridge")
    load_model(tmp_path / "a" / "model").save(tmp_path / "b" / "model")
    assert contents(tmp_path / "a" / "model") == contents(tmp_path / "b" / "model")


def test_the_manifest_says_what_the_folder_is(model, tmp_path):
    model.save(tmp_path / "model", target="the bridge")
    assert sorted(contents(tmp_path / "model")) == FILES
    manifest = read_manifest(tmp_path / "model")
    assert manifest["format"] == 2
    assert manifest["library"].startswith("stancekit ")
    assert manifest["labels"] == ["against", "conditional", "favor", "none"]
    assert [part["target"] for part in manifest["parts"]] == ["the bridge"]
    assert manifest["settings"]["features"] == "word"
    assert manifest["provenance"]["n_statements"] == 40
    assert manifest["provenance"]["label_counts"] == [10, 10, 10, 10]
    assert manifest["scores"] == {}
    assert manifest["encoder"] is None
    assert sorted(manifest["sha256"]) == FILES[1:]


def test_the_golden_texts_quote_no_training_statement(model, bridge, tmp_path):
    model.save(tmp_path / "model")
    golden = read_manifest(tmp_path / "model")["golden"]
    quoted = {text for part in golden for text in part["texts"]}
    assert len(quoted) > 4
    assert not quoted & {text.lower().strip(".") for text in bridge.texts}


def test_a_model_is_replaced_as_a_whole(model, two_sides, tmp_path):
    other = StanceClassifier().fit(two_sides.texts, two_sides.labels).model_
    other.save(tmp_path / "model")
    model.save(tmp_path / "model")
    model.save(tmp_path / "fresh" / "model")
    assert contents(tmp_path / "model") == contents(tmp_path / "fresh" / "model")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fresh", "model"]


def test_a_model_that_cannot_be_replaced_stays(model, tmp_path, monkeypatch):
    model.save(tmp_path / "model")
    before = contents(tmp_path / "model")
    rename = Path.rename

    def fail_for_the_new_one(path, target):
        if path.name == "new":
            raise OSError("disk full")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_for_the_new_one)
    monkeypatch.setattr(scratch, "_exchanged", lambda new, folder: False)
    with pytest.raises(OSError, match="disk full"):
        model.save(tmp_path / "model")
    with pytest.raises(OSError, match="disk full"):
        model.save(tmp_path / "other")
    assert contents(tmp_path / "model") == before
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_an_empty_folder_and_a_missing_parent_are_fine(model, tmp_path):
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "a" / "b" / "c"):
        model.save(folder)
        assert load_model(folder).labels == model.labels


def test_the_current_folder_may_be_named(model, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    model.save(".")
    assert sorted(contents(tmp_path / "here")) == FILES
    assert (tmp_path / "here" / "README.md").read_text().startswith("# here\n")


def test_a_link_to_a_folder_stays_a_link(model, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    model.save(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert sorted(contents(tmp_path / "real")) == FILES


def test_a_folder_with_anything_else_is_left_alone(model, tmp_path):
    model.save(tmp_path / "model")
    (tmp_path / "model" / "notes.txt").write_text("mine")
    before = contents(tmp_path / "model")
    with pytest.raises(FileExistsError, match=r"holds 'notes.txt', .* name a new folder"):
        model.save(tmp_path / "model")
    assert contents(tmp_path / "model") == before


@pytest.mark.parametrize("name", ["README.md", "manifest.json"])
def test_a_folder_that_only_looks_like_a_model_is_left_alone(name, model, tmp_path):
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / name).write_text("mine")
    with pytest.raises(FileExistsError, match=f"holds '{name}', but no model; name a new folder"):
        model.save(tmp_path / "project")
    assert (tmp_path / "project" / name).read_text() == "mine"


def test_a_file_is_not_overwritten(model, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileExistsError, match="a file stands there; name a folder"):
        model.save(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_permissions_are_those_of_any_new_file(model, tmp_path):
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "file").write_text("")
    model.save(tmp_path / "model")
    for made, plain in (("model", "plain"), ("model/manifest.json", "plain/file")):
        assert (tmp_path / made).stat().st_mode == (tmp_path / plain).stat().st_mode


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_a_folder_that_is_not_there_is_said_so(name, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileNotFoundError, match=f"{name}: no such model folder"):
        load_model(tmp_path / name)


SCRIPT = """
import json, sys
import stancekit
assert not {"numpy", "pandas", "scipy", "sklearn"} & set(sys.modules), "import stancekit"
model = stancekit.load_model(sys.argv[1])
found = model.predict_proba(["Build the bridge!", "Never."]).tolist()
model.predict(["Build it."])
model.explain("Build it.").to_dict()
heavy = {"pandas", "scipy", "sklearn", "pyarrow", "polars"} & set(sys.modules)
assert not heavy, heavy
print(json.dumps(found))
"""


def test_loading_predicting_and_explaining_need_neither_scikit_learn_nor_pandas(model, tmp_path):
    model.save(tmp_path / "model")
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, tmp_path / "model"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONWARNINGS": "error"},
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == model.predict_proba(["Build the bridge!", "Never."]).tolist()


def test_only_numbered_folders_are_versions(model, tmp_path):
    for name in ("vax", "v2", "v9999", "v10000"):
        model.save(tmp_path / "models" / name)
    with pytest.raises(FileNotFoundError, match=r"versions of a model; name one, .*v10000$"):
        load_model(tmp_path / "models")
    model.save(tmp_path / "others" / "vax")
    with pytest.raises(FileExistsError, match="holds 'vax', which is no part of a model"):
        model.save(tmp_path / "others")
    with pytest.raises(ModelFormatError, match=r"manifest\.json: missing"):
        load_model(tmp_path / "others")


def test_a_misspelt_model_is_named(model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"did you mean 'dialogue-with-moscow'\?$"):
        load_model("dialog-with-moscow")
    model.save("bridges")
    with pytest.raises(FileNotFoundError, match=r"^brigdes: .*; did you mean 'bridges'\?$"):
        load_model("brigdes")
    with pytest.raises(FileNotFoundError, match=r"name one that StanceModel\.save or"):
        load_model("elsewhere/dialog-with-moscow")


def test_a_model_with_versions_is_not_replaced(model, tmp_path):
    model.save(tmp_path / "model")
    model.save(tmp_path / "model" / "v0002")
    with pytest.raises(FileExistsError, match="holds versions of its model; name a new folder"):
        model.save(tmp_path / "model")
    load_model(tmp_path / "model" / "v0002")
