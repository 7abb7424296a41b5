from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from stancekit.model.classifier import StanceClassifier
from stancekit.model.loading import load_model


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "out" / "model"


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_it_measures_then_saves_what_it_measured(run, labelled, folder):
    result = run("train", labelled, "-o", str(folder), "--leave-out", "source", "--target", "towns")
    assert result.exit_code == 0, result.stderr
    assert "Of 100 statements that it has not seen, it labels about" in result.stdout
    assert "Each of the 2 values of 'source' left out in turn" in result.stdout
    assert "Read 40 statements: 10 against, 10 conditional, 10 favor, 10 none." in result.stderr
    assert f"stancekit score POSTS.csv --model {folder} -o scored.csv" in result.stderr
    assert load_model(folder).targets == ("towns",)
    assert "2 values of 'source' left out" in (folder / "README.md").read_text(encoding="utf-8")


def test_the_model_is_that_of_the_library(run, labelled, folder, rows):
    args = ("--features", "word+char", "--C", "2", "--no-evaluation")
    result = run("train", labelled, "-o", str(folder), *args)
    assert result.exit_code == 0, result.stderr
    assert "it was not evaluated" in result.stdout
    texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
    expected = StanceClassifier(features="word+char", C=2).fit(texts, labels).model_
    model = load_model(folder)
    assert model.settings == expected.settings
    np.testing.assert_array_equal(model.predict_proba(texts), expected.predict_proba(texts))


def test_left_out_values_are_kept_together_in_calibration(run, labelled, folder, rows):
    args = ("--leave-out", "source", "--no-evaluation")
    assert run("train", labelled, "-o", str(folder), *args).exit_code == 0
    texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
    sources = [row["source"] for row in rows]
    expected = StanceClassifier().fit(texts, labels, groups=sources).model_
    np.testing.assert_array_equal(
        load_model(folder).predict_proba(texts), expected.predict_proba(texts)
    )


def test_weights_count(run, write, folder, rows):
    for row in rows:
        row["weight"] = "2.5" if row["label"] == "favor" else "1"
    assert run("train", write(rows), "-o", str(folder), "--no-evaluation").exit_code == 0
    weights = [float(row["weight"]) for row in rows]
    texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
    expected = StanceClassifier().fit(texts, labels, sample_weight=weights).model_
    np.testing.assert_array_equal(
        load_model(folder).predict_proba(texts), expected.predict_proba(texts)
    )


def test_several_files_are_read_together(run, write, folder, rows):
    files = write(rows[:20], "a.csv"), write(rows[20:], "b.csv")
    result = run("train", *files, "-o", str(folder), "--no-evaluation")
    assert result.exit_code == 0, result.stderr
    assert manifest_of(folder)["provenance"]["n_statements"] == 40


def test_other_column_names(run, write, folder, rows):
    renamed = [{"body": row["text"], "stance": row["label"]} for row in rows]
    columns = ("--text-column", "body", "--label-column", "stance")
    result = run("train", write(renamed), "-o", str(folder), "--no-evaluation", *columns)
    assert result.exit_code == 0, result.stderr


def test_several_targets_are_learned_one_by_one(run, write, folder, rows):
    rows = [{**row, "target": target} for target in ("gas", "grain") for row in rows]
    result = run("train", write(rows), "-o", str(folder), "--no-evaluation")
    assert result.exit_code == 0, result.stderr
    assert load_model(folder).targets == ("gas", "grain")


def test_one_target_in_the_data_names_the_model(run, write, folder, rows):
    data = write([{**row, "target": "gas"} for row in rows])
    same = ("--target", "gas", "--no-evaluation")
    for args in (("--no-evaluation",), same):
        assert run("train", data, "-o", str(folder), *args).exit_code == 0
        assert load_model(folder).targets == ("gas",)


def test_a_target_beside_those_of_the_data_is_misuse(run, write, folder, rows):
    data = write([{**row, "target": "gas"} for row in rows])
    result = run("train", data, "-o", str(folder), "--target", "oil")
    assert result.exit_code == 2
    assert "Invalid value for --target: the data name their target: 'gas'" in result.stderr


def test_a_row_without_a_target_among_others_is_refused(run, write, folder, rows):
    rows = [{**row, "target": "gas" if number else ""} for number, row in enumerate(rows)]
    result = run("train", write(rows), "-o", str(folder))
    assert result.exit_code == 1
    assert "row 1, column 'target': the target is missing; name it in every" in result.stderr


def test_a_target_that_is_no_string_is_refused(run, tmp_path, folder, rows):
    data = tmp_path / "data.jsonl"
    data.write_text("\n".join(json.dumps({**row, "target": 7}) for row in rows))
    result = run("train", str(data), "-o", str(folder))
    assert result.exit_code == 1
    assert "column 'target': of type int where a string is expected" in result.stderr


@pytest.mark.parametrize("target", ["", " ", "a\nb"])
def test_a_target_that_is_no_name_is_misuse_before_the_work(run, folder, target):
    result = run("train", "missing.csv", "-o", str(folder), "--target", target)
    assert result.exit_code == 2
    assert "Invalid value for --target: name it in visible characters" in result.stderr


@pytest.mark.parametrize(
    ("value", "message"),
    [("wire", "column 'source': leaving one value out takes"), ("", "column 'source': 40 of 40")],
)
def test_what_cannot_be_left_out_is_refused_without_evaluation_too(
    run, write, folder, rows, value, message
):
    data = write([{**row, "source": value} for row in rows])
    result = run("train", data, "-o", str(folder), "--leave-out", "source", "--no-evaluation")
    assert result.exit_code == 1
    assert message in result.stderr
    assert not folder.exists()


def test_a_model_is_replaced(run, labelled, model, folder, rows):
    for C in ("1", "2"):
        args = ("train", labelled, "-o", str(folder), "--C", C, "--no-evaluation")
        assert run(*args).exit_code == 0
    assert load_model(folder).settings["C"] == 2


def test_a_folder_of_something_else_is_refused_before_the_work(run, tmp_path):
    (tmp_path / "diary.txt").write_text("mine")
    result = run("train", str(tmp_path / "missing.csv"), "-o", str(tmp_path))
    assert result.exit_code == 1
    assert "holds 'diary.txt', which is no part of a model" in result.stderr
    assert (tmp_path / "diary.txt").read_text() == "mine"


def test_a_folder_that_holds_models_of_others_holds_no_versions_of_one(
    run, tmp_path, labelled, model, monkeypatch
):
    shutil.copytree(model, tmp_path / "vax")
    monkeypatch.chdir(tmp_path)
    result = run("train", labelled, "-o", ".")
    assert result.exit_code == 1
    assert "stancekit: -o .: holds 'labelled.csv', which is no part of a model" in result.stderr


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no /proc")
@pytest.mark.parametrize("place", ["/proc/model", "/proc/new/model"])
def test_a_place_that_takes_nothing_is_not_said_to_be_missing(run, labelled, place):
    result = run("train", labelled, "-o", place)
    assert result.exit_code == 1
    (said,) = result.stderr.splitlines()
    wrong = "cannot be written (nothing can be made in /proc); name another folder"
    assert said == f"stancekit: -o {place}: {wrong}"


def test_a_place_that_cannot_be_written_is_refused_before_the_work(run, labelled, tmp_path):
    folder = Path(labelled) / "model"
    result = run("train", str(tmp_path / "missing.csv"), "-o", str(folder))
    assert result.exit_code == 1
    reason = f"cannot be written (nothing can be made in {labelled}: Not a directory)"
    assert f"stancekit: -o {folder}: {reason}; name another folder" in result.stderr


def test_a_file_is_no_folder(run, labelled):
    result = run("train", labelled, "-o", labelled)
    assert result.exit_code == 1
    assert f"{labelled}: a file stands there; name a folder to save" in result.stderr
    result = run("train", labelled, "-o", "")
    assert result.exit_code == 2
    assert "Invalid value for '-o' / '--output': the name is empty" in result.stderr


@pytest.mark.parametrize("C", ["0", "-1", "nan", "inf", "much"])
def test_an_impossible_setting_is_misuse(run, labelled, folder, C):
    result = run("train", labelled, "-o", str(folder), "--C", C, "--no-evaluation")
    assert result.exit_code == 2
    (said,) = result.stderr.splitlines()  # before the files are read
    assert said.startswith("stancekit: Invalid value for '--C': ")
    assert not folder.exists()


@pytest.mark.parametrize("option", ["--groups", "--leave-out"])
def test_a_missing_column_is_named_with_the_nearest(run, labelled, folder, option):
    result = run("train", labelled, "-o", str(folder), option, "sorce", "--no-evaluation")
    assert result.exit_code == 2
    assert (
        f"Invalid value for {option}: there is no column 'sorce'; did you mean 'source'?"
        in result.stderr
    )


def test_standard_input_is_csv(run, labelled, folder):
    data = Path(labelled).read_bytes()
    result = run("train", "-", "-o", str(folder), "--no-evaluation", stdin=data)
    assert result.exit_code == 0, result.stderr
    assert os.listdir(folder.parent) == ["model"]


def test_a_label_that_could_not_be_tested_is_a_warning_without_evaluation(run, write, folder, rows):
    rare = "label 'maybe' has only 1 statement; it takes at least 2 to be learned and tested"
    rows.append({"text": "Perhaps.", "label": "maybe", "source": "wire"})
    refused = run("train", write(rows), "-o", str(folder))
    assert (refused.exit_code, rare in refused.stderr) == (1, True)
    result = run("train", write(rows), "-o", str(folder), "--no-evaluation")
    assert result.exit_code == 0, result.stderr
    assert f"\nWarning: {rare}: label more of it, or leave it out\n" in result.stderr
    assert "maybe" in load_model(folder).labels


def test_labels_that_are_listed_are_right_in_every_step(run, write, folder, rows):
    listed = "favor,against,conditional,N/A"
    rows = [{**row, "label": row["label"].replace("none", "N/A")} for row in rows]
    refused = run("train", write(rows), "-o", str(folder))
    assert "'N/A' looks like a missing label; correct it, or list the labels" in refused.stderr
    result = run("train", write(rows), "-o", str(folder), "--labels", listed)
    assert result.exit_code == 0, result.stderr
    assert "N/A" in load_model(folder).labels
    more = [{**rows[0], "text": "We should talk."}, {**rows[1], "text": "Never!"}]
    result = run("retrain", str(folder), write(more, "more.csv"), "--require", "nothing")
    assert result.exit_code == 0, result.stderr


def test_settings_of_the_calibration(run, labelled, folder, rows):
    args = ("--only-train", "source=wire", "--min-df", "2", "--ok-precision", "0.7")
    result = run("train", labelled, "-o", str(folder), "--no-evaluation", *args)
    assert result.exit_code == 0, result.stderr
    texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
    classifier = StanceClassifier(min_df=2, ok_precision=0.7)
    only_train = [row["source"] == "wire" for row in rows]
    expected = classifier.fit(texts, labels, only_train=only_train).model_
    model = load_model(folder)
    assert model.settings == expected.settings
    np.testing.assert_array_equal(model.predict_proba(texts), expected.predict_proba(texts))
    assert model.provenance.training_data.only_train == {"source": ("wire",)}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("source", "'source' names no values of a column; write COLUMN=A,B"),
        ("outlet=wire", "there is no column 'outlet'"),
        ("source=wires", "only_train: no statement has 'wires' in the column 'source'"),
    ],
)
def test_what_only_trains_has_to_be_there(run, labelled, folder, given, message):
    result = run("train", labelled, "-o", str(folder), "--only-train", given)
    assert result.exit_code > 0
    assert message in result.stderr
    assert not folder.exists()
