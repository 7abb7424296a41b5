"""Where a model says its training statements are, and which models came before it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tampering import write_manifest

from stancekit import StanceClassifier, load_model
from stancekit.exceptions import ModelFormatError
from stancekit.model.lineage import Ancestor, Batch, Bundled, TrainingData

BUNDLED = Bundled("statements", ("ab" * 32,))
DATA = TrainingData(
    (Batch((Path("/data/a.csv"), BUNDLED), "body", "stance"), Batch((Path("/c.csv"),))),
    groups=("document",),
    leave_out="source",
    only_train={"source": ("a", "b"), "year": ("2021",)},
    context="ab" * 32,
    weights=((400, 1.0), (50, 2.5)),
)
LINEAGE = (
    Ancestor("ab" * 32, 480),
    Ancestor("cd" * 32, 1520, "m", "better", (0.0371, 0.0149, 0.06)),
    Ancestor("ef" * 32, 1530, "v0002", "not compared"),
    Ancestor(None, 1540, None, "not worse"),
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
    with_origin(model, DATA, LINEAGE).save(tmp_path / "model")
    provenance = load_model(tmp_path / "model").provenance
    assert provenance.training_data == DATA
    assert provenance.lineage == LINEAGE


def test_the_card_tells_what_came_of_each_model_before(model, tmp_path):
    odd = Ancestor("ab" * 32, 2, "\x1b[2J\udcff")
    with_origin(model, DATA, (*LINEAGE, odd)).save(tmp_path / "model")
    card = (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    assert [line for line in card.splitlines() if line.startswith("Retrained")] == [
        "Retrained from a model (480 statements).",
        "Retrained from m (1,520 statements): better, macro-F1 +0.037 (+0.015 to +0.060).",
        "Retrained from v0002 (1,530 statements): not compared.",
        "Retrained from a model (1,540 statements): not worse.",
        r"Retrained from \x1b[2J\udcff (2 statements).",
    ]


def test_folders_of_before_say_less(model, tmp_path):
    with_origin(model, DATA, LINEAGE).save(tmp_path / "model")
    manifest = entry_of(tmp_path / "model")
    del manifest["training_data"]["context"]
    del manifest["lineage"][3]
    for ancestor in manifest["lineage"]:
        for name in ("name", "verdict", "macro_f1"):
            del ancestor[name]
    write_manifest(tmp_path / "model", manifest)
    provenance = load_model(tmp_path / "model").provenance
    assert provenance.training_data == replace(DATA, context=None)
    assert provenance.lineage[1] == Ancestor("cd" * 32, 1520)


NAMES = st.binary(min_size=1, max_size=40).map(lambda name: os.fsdecode(name.replace(b"/", b"")))


@given(NAMES)
def test_every_file_that_there_is_is_found_again(tmp_path_factory, name):
    assume(name not in ("", ".", "..") and "\0" not in name)
    place = tmp_path_factory.mktemp("place")
    file = place / name
    try:
        file.touch()
    except OSError:  # some systems know fewer names
        assume(False)
    data = TrainingData((Batch((file,)),))
    entry = json.loads(json.dumps(data.entry(place / "model")))
    found = TrainingData.from_entry(entry, place / "model")
    assert found == data
    assert found.batches[0].files[0].is_file()


COLUMNS = st.text(st.characters(exclude_characters="\0"), min_size=1)


@given(
    st.builds(
        TrainingData,
        st.lists(
            st.builds(
                Batch,
                st.just((Path("/c.csv"),)),
                COLUMNS,
                COLUMNS,
                st.lists(st.one_of(COLUMNS, st.integers())).map(tuple),
            ),
            min_size=1,
        ).map(tuple),
        st.lists(COLUMNS).map(tuple),
        st.none() | COLUMNS,
        context=st.none() | COLUMNS,
    )
)
def test_what_was_written_is_read_back(data):
    entry = json.loads(json.dumps(data.entry(Path("/models/m"))))
    assert TrainingData.from_entry(entry, Path("/models/m")) == data


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
        ({"batches": [{"files": ["a\0"], "text": "t", "label": "l", "dropped": []}]}, "a name"),
        ({"batches": [{"files": ["a"], "text": 3, "label": "l", "dropped": []}]}, "a name"),
        ({"batches": [{"files": ["a"], "text": "t", "label": "l", "dropped": [True]}]}, "a name"),
        ({"batches": 3}, "damaged model"),
        ({"batches": [{"files": [""], "text": "t", "label": "l", "dropped": []}]}, "a name"),
        ({"batches": [{"files": [3], "text": "t", "label": "l", "dropped": []}]}, "a name"),
        ({"batches": [{"files": [{}], "text": "t", "label": "l", "dropped": []}]}, "damaged model"),
        (
            {"batches": [{"files": [{"dataset": "a", "sha256": [3]}], "text": "t", "label": "l"}]},
            "a name",
        ),
        ({"context": 3}, "expected a name in its training data"),
        ({"leave_out": ["x"]}, "expected a name in its training data"),
        ({"groups": [None]}, "expected a name in its training data"),
    ],
)
def test_a_damaged_entry_is_not_believed(model, tmp_path, change, message):
    with_origin(model, DATA).save(tmp_path / "model")
    manifest = entry_of(tmp_path / "model")
    manifest["training_data"] |= change
    write_manifest(tmp_path / "model", manifest)
    with pytest.raises(ModelFormatError, match=message):
        load_model(tmp_path / "model")


@pytest.mark.parametrize(
    "change",
    [{"name": 3}, {"verdict": ["better"]}, {"macro_f1": [0.1, 0.2]}, {"macro_f1": ["a", 0, 0]}],
)
def test_a_damaged_ancestor_is_not_believed(model, tmp_path, change):
    with_origin(model, DATA, LINEAGE).save(tmp_path / "model")
    manifest = entry_of(tmp_path / "model")
    manifest["lineage"][1] |= change
    write_manifest(tmp_path / "model", manifest)
    with pytest.raises(ModelFormatError, match=r"expected a (name|number|count)|damaged model"):
        load_model(tmp_path / "model")
