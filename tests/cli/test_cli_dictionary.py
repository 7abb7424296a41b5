"""`--dictionary`, from training to explaining and training anew."""

from __future__ import annotations

import json

import numpy as np
import pytest

import stancekit
from stancekit.model.classifier import StanceClassifier
from stancekit.model.loading import load_model

OWN = """
[topic]
talk = ["talk to", "negotiate with"]
[general]
refusal = ["never"]
condition = ["only if"]
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


@pytest.fixture
def folder(run, labelled, own, tmp_path):
    given = ("--dictionary", str(own), "--dictionary-weight", "0.75", "--no-evaluation")
    result = run("train", labelled, "-o", str(tmp_path / "model"), *given)
    assert result.exit_code == 0, result.stderr
    return tmp_path / "model"


def test_the_model_is_that_of_the_library(folder, own, rows):
    texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
    classifier = StanceClassifier(dictionary=own, dictionary_weight=0.75)
    expected = classifier.fit(texts, labels).model_
    model = load_model(folder)
    assert model.settings == expected.settings
    np.testing.assert_array_equal(model.predict_proba(texts), expected.predict_proba(texts))


def test_several_are_one(run, labelled, own, tmp_path):
    own.write_text('train = ["the train from"]', encoding="utf-8")
    given = ("--dictionary", "general", "--dictionary", str(own), "--no-evaluation")
    result = run("train", labelled, "-o", str(tmp_path / "model"), *given)
    assert result.exit_code == 0, result.stderr
    expected = stancekit.load_dictionary("general", own)
    assert load_model(tmp_path / "model").settings["dictionary"] == expected
    assert {"train", "refusal"} < set(expected)


def test_evaluate_takes_it(run, labelled, own):
    given = ("--folds", "2", "--repeats", "1", "--dictionary", str(own), "--json")
    with_it = json.loads(run("evaluate", labelled, *given).stdout)
    classifier = StanceClassifier(dictionary=own)
    expected = stancekit.evaluate(classifier, labelled, folds=2, repeats=1)
    assert with_it["measures"]["macro_f1"] == expected.to_dict()["measures"]["macro_f1"]


def test_explain_shows_concepts(run, folder):
    result = run("explain", "Never talk to Minsk!", "--model", str(folder))
    assert result.exit_code == 0, result.stderr
    assert "  refusal > talk: 'Never' … 'talk to'\n" in result.stdout
    result = run("explain", "Never talk to Minsk!", "--model", str(folder), "--json")
    terms = {term["term"]: term for term in json.loads(result.stdout)["terms"]}
    assert terms["refusal > talk"]["kind"] == "concept"
    assert terms["refusal > talk"]["spans"] == [[0, 5], [6, 13]]


def test_retrain_keeps_it_without_its_file(run, folder, own, write, rows):
    own.unlink()
    more = [{"text": f"Never negotiate with {n}!", "label": "against"} for n in range(4)]
    result = run("retrain", str(folder), write(more), "--require", "nothing")
    assert result.exit_code == 0, result.stderr
    new, old = load_model(folder / "v0002"), load_model(folder)
    assert new.settings == old.settings
    assert new.provenance.n_statements == 44


def test_retrain_can_change_it(run, folder, own, write, tmp_path):
    own.write_text(OWN + 'event = ["was late"]\n', encoding="utf-8")
    given = ("--dictionary", str(own), "--dictionary-weight", "1", "--require", "nothing")
    more = write([{"text": "Never negotiate!", "label": "against"}])
    result = run("retrain", str(folder), more, *given, "-o", str(tmp_path / "other"))
    assert result.exit_code == 0, result.stderr
    settings = load_model(tmp_path / "other").settings
    assert settings["dictionary"]["event"] == ["was late"]
    assert settings["dictionary_weight"] == 1


def test_its_settings_can_be_compared_and_it_can_suggest(run, folder, labelled, write, rows):
    result = run("compare", str(folder), str(folder), labelled, "--settings", "--margin", "0.5")
    assert result.exit_code == 0, result.stderr
    assert "not worse" in result.stdout or "cannot tell" in result.stdout
    pool = write([{"text": f"Will they talk to {n}?"} for n in range(9)], "pool.csv")
    result = run("suggest", pool, "--model", str(folder), "-n", "3")
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("command", ["train", "evaluate"])
@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        (("--dictionary", "genral"), 1, "no dictionary 'genral'; did you mean 'general'?"),
        (("--dictionary", "none.toml"), 1, "none.toml: there is no such file"),
        (("--dictionary-weight", "-1"), 2, "--dictionary-weight"),
    ],
)
def test_mistakes_are_one_line(run, labelled, tmp_path, command, given, status, said):
    output = ("-o", str(tmp_path / "model")) if command == "train" else ()
    result = run(command, labelled, *output, *given)
    assert result.exit_code == status
    assert said in result.stderr
    assert "Traceback" not in result.stderr
