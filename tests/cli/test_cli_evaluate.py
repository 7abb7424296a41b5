from __future__ import annotations

import json

import pytest

import stancekit

QUICK = ("--folds", "2", "--repeats", "1")


def test_it_prints_what_a_newcomer_can_read(run, labelled):
    result = run("evaluate", labelled, *QUICK)
    assert result.exit_code == 0, result.stderr
    gist, report = result.stdout.split("\n\n", 1)
    few, gist = gist.split("\n", 1)
    assert few == "Only 40 statements: every number here can be far off."
    assert gist.startswith("Of 100 statements that it has not seen, it labels about")
    assert gist.endswith("frequent label would get 25.")
    assert "2-fold cross-validation" in report


def test_json_is_that_of_the_library(run, labelled):
    result = run("evaluate", labelled, *QUICK, "--groups", "source", "--features", "char", "--json")
    assert result.exit_code == 0, result.stderr
    classifier = stancekit.StanceClassifier(features="char")
    expected = stancekit.evaluate(classifier, labelled, groups="source", folds=2, repeats=1)
    assert json.loads(result.stdout) == json.loads(json.dumps(expected.to_dict()))


def test_leaving_a_column_out(run, labelled):
    result = run("evaluate", labelled, "--leave-out", "source", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["scheme"]["leave_out"] == "source"
    assert sorted(part["value"] for part in found["left_out"]) == ["speech", "wire"]


def test_several_targets(run, write, rows):
    rows = [{**row, "target": target} for target in ("gas", "grain") for row in rows]
    result = run("evaluate", write(rows), *QUICK, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["scheme"]["statements"] == 80


def test_a_missing_column_names_those_that_are_there(run, labelled):
    result = run("evaluate", labelled, "--groups", "xyz")
    assert result.exit_code == 2
    assert (
        "Invalid value for --groups: there is no column 'xyz'; "
        "its columns are 'text', 'label', 'source'; see" in result.stderr
    )


def test_too_few_statements_are_one_line(run, write):
    data = write([{"text": "Talk.", "label": "favor"}, {"text": "Never.", "label": "against"}])
    result = run("evaluate", data)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "has only 1 statement" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("args", [("--folds", "1"), ("--repeats", "0"), ("--features", "emoji")])
def test_an_impossible_setting_is_misuse(run, labelled, args):
    result = run("evaluate", labelled, *args)
    assert result.exit_code == 2
    assert f"Invalid value for '{args[0]}'" in result.stderr


def test_a_strangers_column_cannot_command_the_terminal(run, write, rows):
    for row in rows:
        row["source"] += "\x1b[2J"
    result = run("evaluate", write(rows), "--leave-out", "source")
    assert result.exit_code == 0, result.stderr
    assert "\x1b" not in result.stdout
    assert r"wire\x1b[2J" in result.stdout


def test_listed_labels_may_resemble_each_other_and_no_other_may_occur(run, write, rows):
    rows[0]["label"] = "favour"
    data = write(rows)
    result = run("evaluate", data)
    assert result.exit_code == 1
    assert "'favour' looks like a misspelling of 'favor'" in result.stderr
    result = run("evaluate", data, "--labels", "favor, against, conditional, none")
    assert result.exit_code == 1
    assert "'favour' is not one of against, conditional, favor, none" in result.stderr


def test_contrast_pairs_are_listed(run, write, rows):
    for number, row in enumerate(rows):
        row["pair_id"] = f"p{number // 4}" if row["label"] in ("favor", "against") else ""
    rows[0]["label"], rows[1]["label"] = "against", "favor"
    path = write(rows)
    result = run("evaluate", path, "--contrast", "--repeats", "1")
    assert result.exit_code == 0, result.stderr
    assert "Contrast pairs: of 10 that differ by a minimal edit" in result.stdout
    listed = result.stdout.partition("Pairs that were not labelled right every time:\n")[2]
    assert listed.startswith("p0\n  right in   0 %  against  We should talk to Moscow")
    found = json.loads(run("evaluate", path, "--contrast", "--repeats", "1", "--json").stdout)
    assert len(found["contrast"]["statements"]) == 20


def test_contrast_needs_pairs(run, write, rows, labelled):
    result = run("evaluate", labelled, "--contrast")
    assert result.exit_code == 2
    assert "no pairs are held out together; give both sides the same pair_id" in result.stderr
    path = write([row | {"pair_id": ""} for row in rows])
    result = run("evaluate", path, "--contrast", "--repeats", "1")
    assert result.exit_code == 1
    assert "--contrast: no pairs are held out together" in result.stderr


def test_a_trained_model_is_measured_as_it_is(run, write, rows, model, labelled):
    others = [row | {"text": row["text"].replace("M", "Z")} for row in rows]
    path = write(others)
    result = run("evaluate", path, "--model", model)
    assert result.exit_code == 0, result.stderr
    assert "Labelled by the model as it is, without training" in result.stdout
    found = json.loads(run("evaluate", path, "--model", model, "--json").stdout)
    assert found["scheme"]["statements"] == 40
    assert found["measures"]["accuracy"]["value"] > 0.9
    result = run("evaluate", path, "--model", model, "--folds", "5")
    assert result.exit_code == 2
    assert "--folds says how to train, and the model of --model is trained" in result.stderr
    result = run("evaluate", model, labelled)
    assert result.exit_code == 1
    assert "this is the folder of a model; name a file of statements here" in result.stderr
