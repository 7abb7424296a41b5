from __future__ import annotations

import json

import pytest

from stancekit.model.classifier import StanceClassifier


@pytest.fixture
def folders(tmp_path, rows):
    """Return the folders of two models of thirty statements."""
    texts, labels = zip(*((row["text"], row["label"]) for row in rows[:30]), strict=True)
    for name, C in (("old", 0.1), ("new", 5.0)):
        StanceClassifier(C=C, calibrate=False).fit(texts, labels).model_.save(tmp_path / name)
    return str(tmp_path / "old"), str(tmp_path / "new")


def test_two_models_on_statements_they_have_not_seen(run, folders, write, rows):
    result = run("compare", *folders, write(rows[28:]))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("Verdict on the new one: ")
    assert "The old model may have been trained on up to 2 of these 12" in result.stdout
    assert result.stderr == ""


def test_json_holds_everything(run, folders, write, rows):
    result = run("compare", *folders, write(rows[28:]), "--json")
    found = json.loads(result.stdout)
    assert found["statements"] == 12
    assert found["verdict"] in ("better", "not worse", "worse", "cannot tell")


def test_settings_are_compared_by_training_anew(run, folders, labelled):
    result = run("compare", *folders, labelled, "--settings", "--margin", "0.5")
    assert result.exit_code == 0, result.stderr
    assert "5-fold cross-validation, 5 times" in result.stdout


def test_training_statements_are_refused_with_the_way_out(run, folders, write, rows):
    result = run("compare", *folders, write(rows[:30]))
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("stancekit: old: this model was trained on these statements")
    assert "--settings" in line


def test_a_missing_column_is_one_line(run, folders, write):
    result = run("compare", *folders, write([{"text": "Talk."}]))
    assert result.exit_code == 1
    assert "there is no column 'label'" in result.stderr


@pytest.mark.slow
def test_what_a_model_was_retrained_on_certifies_nothing(run, tmp_path, write, rows):
    old, new = write(rows[:24], "old.csv"), write(rows[20:], "new.csv")
    model = str(tmp_path / "model")
    assert run("train", old, "-o", model, "--no-evaluation").exit_code == 0
    assert run("retrain", model, new, "--require", "nothing").exit_code == 0
    refused = run("compare", model, f"{model}/v0002", new)
    assert refused.exit_code == 1
    assert refused.stderr.startswith("stancekit: new: this model was trained on these statements")
    others = [row | {"text": f"Yet {row['text']} Again?"} for row in rows[:5]]
    result = run("compare", model, f"{model}/v0002", write([*rows[18:26], *others], "mixed.csv"))
    found = " ".join(result.stdout.split())
    assert "The old model was trained on 6 of these 13 statements" in found
    assert "The new model was trained on 8 of these 13 statements" in found


def test_one_label_alone_will_do_for_models(run, folders, write, rows):
    one = write([row for row in rows[30:] if row["label"] == "favor"])
    assert run("compare", *folders, one).exit_code == 0
    result = run("compare", *folders, one, "--settings")
    assert result.exit_code == 1
    assert "a classifier needs at least 2 different labels" in result.stderr
