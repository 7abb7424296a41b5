from __future__ import annotations

import json
import shlex

import pandas as pd
import pytest

import stancekit
from stancekit import StanceClassifier
from stancekit.cli.tune import _grid

QUICK = ("--folds", "2", "--try", "C=0.1,10", "--try", "word-ngrams=1-1,1-2")


def test_it_is_the_tuning_of_the_library(run, labelled, rows):
    result = run("tune", labelled, *QUICK, "--json")
    assert result.exit_code == 0, result.stderr
    grid = {"C": [0.1, 10.0], "word_ngrams": [(1, 1), (1, 2)]}
    expected = stancekit.tune(pd.DataFrame(rows), grid=grid, folds=2)
    assert json.loads(result.stdout) == json.loads(json.dumps(expected.to_dict()))


def test_it_ends_with_a_command_that_trains_so(run, labelled, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = ("--class-weight", "favor=2,none=1", "--groups", "text", "--no-calibrate")
    result = run("tune", labelled, *QUICK, *given)
    assert result.exit_code == 0, result.stderr
    assert "Score of the whole procedure" in result.stdout
    words = shlex.split(result.stderr.splitlines()[-1])
    assert words[:2] == ["stancekit", "train"]
    trained = run(*words[1:], "--no-evaluation")
    assert trained.exit_code == 0, trained.stderr
    settings = stancekit.load_model("my-model").settings
    assert settings["class_weight"] == {"favor": 2.0, "none": 1.0}
    assert settings["calibrate"] is False
    assert settings["C"] in (0.1, 10.0)


def test_combinations_are_written_to_a_file_too(run, labelled, tmp_path):
    path = tmp_path / "tried.csv"
    result = run("tune", labelled, *QUICK, "-o", str(path))
    assert result.exit_code == 0, result.stderr
    table = pd.read_csv(path)
    assert list(table) == ["C", "word_ngrams", "macro_f1", "standard_error"]
    assert len(table) == 4


def test_a_setting_that_is_given_is_not_tried(run, labelled):
    given = ("--features", "word", "--class-weight", "none", "--folds", "2", "--json")
    found = json.loads(run("tune", labelled, *given).stdout)
    assert list(found["best"]) == ["C"]
    everything = run("tune", labelled, *given, "--C", "1")
    assert everything.exit_code == 2
    assert "all settings are given, so there is nothing to choose" in everything.stderr


def test_values_are_those_that_the_option_takes():
    tried = ("class-weight=none, balanced", "--min-df=1,2", "C=1", "C=2")
    assert _grid(tried, set()) == {
        "class_weight": [None, "balanced"],
        "min_df": [1, 2],
        "C": [1.0, 2.0],
    }
    assert {*_grid(tried, set())} <= {*StanceClassifier().get_params()}


@pytest.mark.parametrize(
    ("tried", "said"),
    [
        ("C", "'C' names no values of a setting; write SETTING=A,B"),
        ("C=", "names no values"),
        ("feature=word", "there is no 'feature' to try; did you mean 'features'?"),
        ("encoder=a:b", "there is no 'encoder' to try"),
        ("C=1,high", "C: 'high' is not a valid number"),
        ("C=0", "C: 0.0 is not in the range x>0"),
        ("features=word,words", "'words' is not one of 'word', 'char', 'word+char'"),
        ("min-df=1", "min-df is given as an option, too; leave one out"),
    ],
)
def test_what_cannot_be_tried_is_misuse(run, labelled, tried, said):
    result = run("tune", labelled, "--min-df", "1", "--try", tried)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
