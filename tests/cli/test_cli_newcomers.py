"""What somebody who does not know the commands yet gets wrong says what to do."""

from __future__ import annotations

import pytest

from stancekit.cli import main


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("train DATA -o", "see 'stancekit train --help'"),
        ("train DATA -o m --C nul", "'nul' is not a valid number"),
        ("train DATA -o m --seed x", "'x' is not a valid whole number"),
        ("evaluate DATA --folds five", "'five' is not a valid whole number"),
        ("report DATA", "is no kind of page; name one first: evaluation, corpus, map"),
        ("score DATA --jobs 0", "n_jobs (--jobs) must be a number of threads"),
        ("score DATA --text-column body", "its columns are 'text', 'label', 'source' (rename"),
        ("score DATA --text-column body", "which one holds the text: text=, --text-column)"),
        ("check DATA --label-column lab", "which one holds the label: label=, --label-column)"),
        ("compare DATA DATA DATA", "no such model folder, but a file; name one"),
    ],
)
def test_a_mistake_says_what_to_do(run, labelled, words, said):
    result = run(*(labelled if word == "DATA" else word for word in words.split()))
    assert result.exit_code in (1, 2)
    assert said in result.stderr


def test_a_file_that_is_explained_as_a_text_is_told(run, labelled, model):
    result = run("explain", labelled, "--model", model)
    assert f"{labelled} is a file here, and explained as a text" in result.stderr
    assert run("explain", "Talk now.", "--model", model).stderr == ""


@pytest.mark.parametrize("name", ["", *main.commands])
def test_the_help_names_things_as_its_text_does_and_cuts_no_sentence(run, name):
    said = run(*([name] if name else []), "--help").stdout
    for jargon in ("DIRECTORY", "PATH", "INTEGER", "FLOAT", "RANGE"):
        assert jargon not in said
    commands = said.partition("Commands:")[2].partition("Examples:")[0]
    assert "..." not in commands
