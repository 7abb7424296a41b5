"""Whether the statements of a model are still those on which it was trained."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from stancekit import StanceClassifier, load_dataset
from stancekit.data.read import read_labelled
from stancekit.exceptions import DataError
from stancekit.model.lineage import TRAINING, Batch, Bundled, TrainingData
from stancekit.model.loading import load_model
from stancekit.training.origin import as_json_lines, bundled_batch, with_context
from stancekit.training.training_data import is_training_data, read_training_data

TABLE = pd.DataFrame(
    {
        "text": ["Build it.", "Never!", "Yes, please.", "Not here."],
        "label": ["favor", "against", "favor", "against"],
        "id": ["1", "2", "3", "4"],
        "document": ["d", "d", "e", ""],
        "group": ["g", "h", "g", "h"],
        "pair_id": ["p", "p", "", ""],
        "source": ["wire", "post", "wire", "post"],
        "speaker": ["Ann", "Ben", "Ann", "Ben"],
        "date": ["May", "May", "June", "June"],
    }
)
RECORD = TrainingData((), groups=("speaker",))


def saved(frame, record, folder):
    """Save a model that knows where its statements are, and load it again."""
    model = StanceClassifier(calibrate=False).fit(frame["text"], frame["label"]).model_
    provenance = replace(model.provenance, training_data=record)
    replace(model, provenance=provenance).save(folder)
    return load_model(folder)


@pytest.fixture
def file(tmp_path):
    TABLE.to_csv(tmp_path / "train.csv", index=False, lineterminator="\n")
    return tmp_path / "train.csv"


@pytest.fixture
def model(file, tmp_path):
    record = with_context(replace(RECORD, batches=(Batch((file,)),)), read_labelled(file))
    return saved(TABLE, record, tmp_path / "model")


def test_statements_that_stayed_are_read(model, tmp_path):
    assert read_training_data(model).equals(TABLE)


@pytest.mark.parametrize(
    "column", ["text", "id", "document", "group", "pair_id", "source", "speaker"]
)
def test_a_change_that_matters_is_noticed(model, file, tmp_path, column):
    TABLE.assign(**{column: ["x", *TABLE[column][1:]]}).to_csv(file, index=False)
    with pytest.raises(DataError, match=r"train\.csv: changed since .*model was trained on it"):
        read_training_data(model)
    TABLE.drop(columns=[] if column == "text" else column).to_csv(file, index=False)
    assert is_training_data(model, read_labelled(file)) == (column == "text")


def test_a_new_target_is_noticed(model, file):
    assert not is_training_data(model, read_labelled(file).assign(target="gas"))


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_other_line_ends_and_columns_do_not_matter(model, file, tmp_path, ending):
    table = TABLE.drop(columns="date").assign(note="new", target=" ")
    table.to_csv(file, index=False, lineterminator=ending)
    assert len(read_training_data(model)) == 4


def test_numbers_are_what_they_look_like(model, file):
    assert is_training_data(model, pd.read_csv(file))
    assert is_training_data(model, pd.read_csv(file).astype({"id": float}))


def test_the_column_that_is_left_out_matters(file, tmp_path):
    record = TrainingData((Batch((file,)),), leave_out="date")
    model = saved(TABLE, with_context(record, TABLE), tmp_path / "model")
    assert is_training_data(model, TABLE)
    assert not is_training_data(model, TABLE.assign(date="July"))


def test_a_folder_of_before_is_not_checked(file, tmp_path):
    model = saved(TABLE, TrainingData((Batch((file,)),)), tmp_path / "model")
    TABLE.assign(document="x").to_csv(file, index=False)
    assert set(read_training_data(model)["document"]) == {"x"}


def test_a_change_in_the_folder_is_noticed(tmp_path):
    table = TABLE.assign(
        id=[1.0, 2.0, None, 4.0],
        source=pd.to_datetime(["2024-01-01", None, "2024-01-02", "2024-01-03"]),
        group=[["g"], ["h"], ["g"], None],
        pair_id=[True, False, True, False],
    )
    record = with_context(replace(RECORD, embedded=as_json_lines(table)), table)
    model = saved(table, record, tmp_path / "model")
    assert len(read_training_data(model)) == 4
    file = tmp_path / "model" / TRAINING
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    rows[0]["document"] = "x"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(DataError, match=r"training\.jsonl: changed since .*model was trained"):
        read_training_data(model)


def test_new_labels_are_merged_as_they_were(file, tmp_path):
    more = tmp_path / "more.csv"
    more.write_text("text,label,target\nNever!,favor,the bridge\nNo.,against,\n", encoding="utf-8")
    merged = pd.concat([TABLE, pd.DataFrame({"text": ["No."], "label": ["against"]})])
    merged = merged.assign(label=["favor", "favor", "favor", "against", "against"])
    merged = merged.assign(target="the bridge").reset_index(drop=True)
    record = TrainingData((Batch((file,)), Batch((more,))))
    model = saved(merged, with_context(record, merged), tmp_path / "model")
    assert len(read_training_data(model)) == 5
    file.write_text(file.read_text(encoding="utf-8").replace("wire", "post"), encoding="utf-8")
    with pytest.raises(DataError) as raised:
        read_training_data(model)
    (problem,) = raised.value.problems
    assert "more.csv: one of them changed, or more, since" in problem
    assert "name a copy of them with data= (--data FILE), and what is new as new labels" in problem
    assert "or train anew with 'stancekit train'" in problem


def test_a_data_set_of_another_release_is_not_taken_for_that_of_this_one(tmp_path):
    article = load_dataset("article")
    record = with_context(TrainingData((bundled_batch("article"),)), article)
    assert read_training_data(saved(article, record, tmp_path / "model")).equals(article)
    for other in (Bundled("article", ("ab" * 32,)), Bundled("poem", ("ab" * 32,))):
        model = saved(article, replace(record, batches=(Batch((other,)),)), tmp_path / "model")
        with pytest.raises(DataError, match=r"on the data set '(article|poem)' as it came with"):
            read_training_data(model)


def test_a_model_in_memory_is_told_how_to_name_them():
    model = StanceClassifier(calibrate=False).fit(TABLE["text"], TABLE["label"]).model_
    with pytest.raises(DataError, match=r"the model: does not say where .* data= \(--data FILE\)"):
        read_training_data(model)


def test_names_are_shown_so_that_no_terminal_obeys(tmp_path):
    record = TrainingData((Batch((tmp_path / "a\x1b[2J\u202f.csv",)),))
    model = saved(TABLE, record, tmp_path / "model")
    with pytest.raises(DataError, match=r"a\\x1b\[2J\\u202f\.csv: training statements of .* were"):
        read_training_data(model)
