from __future__ import annotations

import json
from pathlib import Path

import pytest

from stancekit.model.loading import load_model


@pytest.fixture
def folder(run, write, rows, tmp_path):
    """Return the folder of a model of twenty statements."""
    model = tmp_path / "model"
    args = ("train", write(rows[:20], "old.csv"), "-o", str(model), "--no-evaluation")
    assert run(*args).exit_code == 0
    return model


def test_it_says_what_it_did_and_where_it_is(run, folder, write, rows):
    result = run("retrain", str(folder), write(rows[16:]), "--require", "nothing")
    assert result.exit_code == 0, result.stderr
    assert "40 statements: 20 added, 0 with another label than before, 4 known" in result.stdout
    assert f"Saved to {folder / 'v0002'}." in result.stdout
    assert f"--model {folder / 'v0002'}" in result.stderr
    assert load_model(folder / "v0002").provenance.n_statements == 40


@pytest.mark.slow
def test_a_verdict_that_is_not_enough_ends_with_status_1(run, folder, write, rows):
    rows[0]["label"] = "none"
    result = run("retrain", str(folder), write(rows[:1]), "--require", "better", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["folder"] is None
    assert "--require nothing saves the new model all the same" in result.stderr
    assert not (folder / "v0002").exists()


@pytest.mark.slow
def test_labels_that_are_numbers_are_numbers_here_too(run, write, rows, tmp_path):
    numbers = {"favor": 1, "against": -1, "conditional": 0, "none": 2}
    rows = [row | {"label": numbers[row["label"]]} for row in rows]
    for name, part in {"old": rows[:20], "new": rows[20:]}.items():
        lines = "".join(json.dumps(row) + "\n" for row in part)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    model = str(tmp_path / "model")
    assert run("train", str(tmp_path / "old.jsonl"), "-o", model, "--no-evaluation").exit_code == 0
    result = run(
        "retrain", model, str(tmp_path / "new.jsonl"), "--labels", "-1, 0,1,2",
        "--drop-label", "2", "--require", "nothing",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert load_model(tmp_path / "model" / "v0002").labels == (-1, 0, 1)


@pytest.mark.slow
def test_options_reach_the_library(run, folder, write, rows, tmp_path):
    rows = [{"words": row["text"], "stance": row["label"]} for row in rows[20:]]
    out = tmp_path / "deep" / "other"
    result = run(
        "retrain", str(folder), write(rows), "--text-column", "words", "--label-column", "stance",
        "--C", "2", "--features", "char", "--require", "nothing", "--embed", "-o", str(out),
        "--labels", "favor, against, conditional, none", "--drop-label", "none",
        "--data", str(tmp_path / "old.csv"),
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    model = load_model(out)
    assert (model.settings["C"], model.settings["features"]) == (2.0, "char")
    assert model.labels == ("against", "conditional", "favor")
    assert len((out / "training.jsonl").read_text(encoding="utf-8").splitlines()) == 30


@pytest.mark.slow
def test_training_statements_can_be_kept_by_train(run, write, rows, tmp_path):
    model = str(tmp_path / "model")
    old = write(rows[:20], "old.csv")
    assert run("train", old, "-o", model, "--no-evaluation", "--embed").exit_code == 0
    Path(old).unlink()
    result = run("retrain", model, write(rows[20:]), "--require", "nothing")
    assert result.exit_code == 0, result.stderr


def test_new_statements_count_as_much_as_it_says(run, folder, write, rows, tmp_path):
    new, out = write(rows[20:]), tmp_path / "out"
    args = ("retrain", str(folder), new, "--require", "nothing", "--new-weight")
    assert run(*args, "5", "-o", str(out)).exit_code == 0
    assert load_model(out).provenance.training_data.weights == ((20, 1), (len(rows) - 20, 5))
    result = run(*args, "auto", "--json")
    assert result.exit_code == 0, result.stderr
    weighing = json.loads(result.stdout)["weighing"]
    assert weighing["weight"] == 1
    assert "are too few to choose a weight by" in weighing["why_not"]


@pytest.mark.parametrize("wrong", ["0", "-2", "nan", "much"])
def test_what_is_no_weight(run, folder, write, rows, wrong):
    result = run("retrain", str(folder), write(rows[20:]), "--new-weight", wrong)
    assert result.exit_code == 2
    assert "--new-weight" in result.stderr


def test_a_model_trained_from_standard_input_needs_its_data(run, labelled, tmp_path, write, rows):
    model = str(tmp_path / "model")
    text = Path(labelled).read_text(encoding="utf-8")
    assert run("train", "-", "-o", model, "--no-evaluation", stdin=text).exit_code == 0
    result = run("retrain", model, write(rows[:1]))
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert "does not say where its training statements are" in line
    assert "name them with data= (--data FILE)" in line


def test_a_missing_model_is_one_line(run, write, rows, tmp_path):
    result = run("retrain", str(tmp_path / "none" / "such"), write(rows))
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert "no such model folder" in line


def test_the_shipped_model_needs_a_folder_for_what_comes_after_it(run, write, rows):
    result = run("retrain", "dialogue-with-moscow", write(rows))
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert "output: the model came with stancekit" in line
    assert "name a folder for it with output= (-o FOLDER)" in line


def test_a_place_that_takes_no_folder_names_its_option(run, folder, write, rows):
    new = write(rows[:4], "new.csv")
    result = run("retrain", str(folder), new, "-o", f"{new}/model")
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"stancekit: -o {new}/model: cannot be written (nothing can be made in")
