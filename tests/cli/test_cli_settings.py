"""Every parameter of the classifier can be set on the command line, as in Python."""

from __future__ import annotations

import inspect
import json
import shlex

import click
import pytest

from stancekit import StanceClassifier
from stancekit.cli import main
from stancekit.cli.settings import NO_OPTION, SETTINGS, ClassWeight, Lengths, Settings, written
from stancekit.model.loading import load_model

PARAMETERS = inspect.signature(StanceClassifier).parameters
TRAINS = ("train", "tune", "evaluate", "retrain")
OTHERS = {
    "features": "char",
    "word_ngrams": "1-1",
    "char_ngrams": "3",
    "min_df": "2",
    "C": "2.5",
    "class_weight": "favor=2,none=0.5",
    "ok_precision": "0.7",
    "dictionary_weight": "0.25",
    "encoder_dim": "3",
    "random_state": "7",
}


def test_every_parameter_has_an_option_or_a_reason():
    assert {*PARAMETERS} == {*SETTINGS, *NO_OPTION}
    assert not {*SETTINGS} & {*NO_OPTION}


@pytest.mark.parametrize("name", TRAINS)
def test_every_command_that_trains_takes_all_of_them(name):
    flags = {flag for param in main.commands[name].params for flag in param.opts}
    assert {setting.flag.split("/")[0] for setting in SETTINGS.values()} <= flags


def test_what_is_not_said_is_as_in_python():
    command = click.Command("none", params=list(main.commands["train"].params))
    defaults = {
        param.name: param.get_default(click.Context(command))
        for param in command.params
        if param.name in SETTINGS
    }
    typed = {
        name: SETTINGS[name].type.convert(value, None, None)
        if isinstance(value, str) and SETTINGS[name].type
        else value
        for name, value in defaults.items()
    }
    parameters = Settings(typed).parameters()
    for name, parameter in PARAMETERS.items():
        if name not in NO_OPTION:
            assert parameters.get(name) == parameter.default, name


@pytest.mark.parametrize("name", [name for name in SETTINGS if SETTINGS[name].type])
def test_what_is_written_is_read_as_the_same(name):
    if name not in OTHERS:
        pytest.skip("files and objects have tests of their own")
    kind = SETTINGS[name].type
    value = kind.convert(OTHERS[name], None, None)
    flag, again = written(name, value)
    assert flag == SETTINGS[name].flag
    assert kind.convert(again, None, None) == value


def test_all_of_them_reach_the_model(run, labelled, tmp_path):
    words = [word for name in OTHERS for word in (SETTINGS[name].flag, OTHERS[name])]
    words = [*words, "--no-calibrate", "--no-evaluation", "-o", str(tmp_path / "m")]
    result = run("train", labelled, *words)
    assert result.exit_code == 0, result.stderr
    settings = load_model(tmp_path / "m").settings
    expected = {
        "features": "char",
        "word_ngrams": (1, 1),
        "char_ngrams": (3, 3),
        "min_df": 2,
        "C": 2.5,
        "class_weight": {"favor": 2.0, "none": 0.5},
        "calibrate": False,
        "ok_precision": 0.7,
        "dictionary_weight": 0.25,
        "encoder_dim": 3,
        "random_state": 7,
    }
    assert {name: settings[name] for name in expected} == expected


def test_class_weights_are_for_labels_as_they_are_read(run, write, tmp_path):
    rows = [{"text": f"talk {n}" if n % 2 else f"never {n}", "label": str(n % 2)} for n in range(9)]
    result = run(
        *("train", write(rows), "--class-weight", "1=2", "--no-evaluation"),
        *("-o", str(tmp_path / "m")),
    )
    assert result.exit_code == 0, result.stderr
    assert load_model(tmp_path / "m").settings["class_weight"] in ({1: 2.0}, {"1": 2.0})


def test_a_new_model_keeps_what_is_not_said(run, labelled, write, tmp_path):
    folder = str(tmp_path / "m")
    run("train", labelled, "--no-evaluation", "-o", folder, "--class-weight", "none", "--C", "2")
    more = write([{"text": "We should talk to Bonn about wine now.", "label": "favor"}], "more.csv")
    result = run("retrain", folder, more, "--word-ngrams", "1-1", "--require", "nothing")
    assert result.exit_code == 0, result.stderr
    settings = load_model(f"{folder}/v0002").settings
    assert (settings["class_weight"], settings["C"]) == (None, 2.0)
    assert settings["word_ngrams"] == (1, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--word-ngrams one", "write the shortest and the longest, such as 1-2"),
        ("--word-ngrams 2-1", "'2-1'; write lengths of 1 to 3"),
        ("--char-ngrams 1-9", "'1-9'; write lengths of 2 to 5"),
        ("--class-weight heavy", "write balanced, none, or LABEL=NUMBER,LABEL=NUMBER"),
        ("--class-weight favor=", "'' is not a valid number"),
        ("--class-weight favor=-1", "-1.0 is not in the range x>0"),
        ("--class-weight favour=2", "class_weight must be a dict of labels among"),
        ("--seed -1", "-1 is not in the range"),
        ("--encoder-dim 0", "0 is not in the range x>=1"),
    ],
)
def test_a_wrong_setting_is_misuse_and_one_line(run, labelled, tmp_path, words, said):
    result = run("train", labelled, "-o", str(tmp_path / "m"), *shlex.split(words))
    assert result.exit_code == 2
    assert said in result.stderr.splitlines()[-1]
    assert not (tmp_path / "m").exists()


def test_values_that_are_read_already_stay():
    assert Lengths("word").convert((1, 2), None, None) == (1, 2)
    assert ClassWeight().convert({"favor": 1.0}, None, None) == {"favor": 1.0}


def test_equal_seeds_give_equal_figures(run, labelled):
    def figures(seed):
        found = run("evaluate", labelled, "--repeats", "1", "--json", "--seed", seed)
        return json.loads(found.stdout)

    assert figures("3") == figures("3")
    assert figures("3") != figures("4")
