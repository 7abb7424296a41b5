"""Commands that got names relative to the working folder write none from the root on."""

from __future__ import annotations

import shutil

import pytest

import stancekit


@pytest.fixture
def here(tmp_path, monkeypatch, labelled, rows):
    """Return the working folder, with a model that knows its training file, and more files."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(labelled, "train.csv")
    found = stancekit.read_labelled("train.csv")
    for name, place in {"new.csv": "Yalta", "test.csv": "Odesa"}.items():
        texts = found["text"].str.replace(r"(Mos|Min|Ky|Tu)\w+", place, regex=True)
        found.assign(text=texts).to_csv(name, index=False)
    return tmp_path.resolve()


@pytest.fixture
def said(here, run):
    """Return a function that runs a command and returns what it said, without the folder."""

    def call(*words):
        result = run(*words)
        told = result.stdout + result.stderr
        assert str(here) not in told, told
        return result.exit_code, told

    return call


def test_a_model_and_its_next_versions_are_named_as_one_types_them(said, here):
    assert said("train", "train.csv", "-o", "my-model")[0] == 0
    code, told = said("retrain", "my-model", "new.csv", "--require", "nothing")
    assert code == 0
    assert "Saved to my-model/v0002." in told
    assert "--model my-model/v0002 -o scored.csv" in told
    code, told = said("retrain", "my-model", "new.csv")
    assert code == 1
    assert told.startswith("stancekit: my-model: my-model/v0002 is newer and may have labels")
    code, told = said("retrain", "my-model", "new.csv", "-o", "my-model")
    assert (code, told) == (
        1,
        "stancekit: output= (-o) my-model: stands there already; name a new folder\n",
    )
    (here / "pool.csv").write_text("text\nWho would talk to them about it?\nSnow fell all day.\n")
    code, told = said(
        "suggest", "pool.csv", "--random-share", "0", "--model", "my-model/v0002", "-o", "n.csv"
    )
    assert "stancekit retrain my-model/v0002 n.csv" in told


def test_training_files_that_changed_or_went_are_named_as_one_types_them(said, here):
    assert said("train", "train.csv", "-o", "my-model")[0] == 0
    (here / "train.csv").write_text("text,label\nTalk now!,favor\nNever talk!,against\n")
    code, told = said("retrain", "my-model", "new.csv")
    assert code == 1
    assert told.startswith("stancekit: train.csv: changed since my-model was trained on it;")
    (here / "train.csv").unlink()
    code, told = said("retrain", "my-model", "new.csv")
    assert code == 1
    assert told.startswith("stancekit: train.csv: training statements of my-model were here")


def test_a_recalibrated_model_and_a_score_that_cannot_go_on_are_named_so_too(said):
    assert said("train", "train.csv", "-o", "my-model")[0] == 0
    said("recalibrate", "my-model", "test.csv", "--ok-precision", "0.01")
    assert said("recalibrate", "my-model", "test.csv", "-o", "my-model")[0] == 1
    said("score", "test.csv", "--model", "my-model", "-o", "out.csv", "--chunk-rows", "3")


def test_a_folder_elsewhere_is_named_in_full(said, run, tmp_path_factory, here):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "my-model"
    assert said("train", "train.csv", "-o", str(elsewhere))[0] == 0
    assert (
        f"Saved to {elsewhere / 'v0002'}."
        in (said("retrain", str(elsewhere), "new.csv", "--require", "nothing")[1])
    )
