"""The search for label errors that were made on purpose, run on statements made up here."""

import importlib
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
WORDS = {"favor": ["love", "want", "like"], "against": ["hate", "fear", "shun"]}


@pytest.fixture
def label_errors(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("label_errors")


@pytest.fixture
def statements():
    return pd.DataFrame(
        [
            {"text": f"we {word} it {number * 7919} {word}", "label": label}
            for label, words in WORDS.items()
            for word in words
            for number in range(20)
        ]
    )


def test_as_many_labels_are_changed_as_asked_for_and_the_seed_tells_which(label_errors, statements):
    spoiled, changed = label_errors.spoil(statements, 0.1, seed=3)
    differ = spoiled["label"] != statements["label"]
    assert set(differ.to_numpy().nonzero()[0]) == changed
    assert len(changed) == 12
    assert label_errors.spoil(statements, 0.1, seed=3)[1] == changed
    assert label_errors.spoil(statements, 0.1, seed=4)[1] != changed


def test_shares_are_of_what_was_reported_and_of_what_was_changed(label_errors, statements):
    trial = label_errors.attempt(statements, 0.05, seed=0)
    assert trial.changed == 6
    assert 0 < trial.found <= min(trial.reported, trial.changed)
    assert trial.among_first[100] == trial.found / trial.reported


def test_the_command_prints_mean_and_range(label_errors, statements, tmp_path):
    path = tmp_path / "statements.csv"
    statements.to_csv(path, index=False)
    options = ["--data", str(path), "--seeds", "2"]
    result = CliRunner().invoke(label_errors.main, options)
    assert result.exit_code == 0, result.output
    assert "120 statements, 6 labels changed, 2 seeds" in result.output
    assert "| changed among the first 20 reported | " in result.output


def test_what_cannot_be_read_is_said(label_errors, tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("text,label\n", encoding="utf-8")
    result = CliRunner().invoke(label_errors.main, ["--data", str(path)])
    assert result.exit_code == 1
    assert "there are no rows" in result.output
