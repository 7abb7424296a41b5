from __future__ import annotations

import json

import pytest

from stancekit.model.loading import load_model

SAID = {
    "favor": "Delegate {n} from {place}: we should talk about {thing}.",
    "against": "Said number {n}, in {place}: negotiate over {thing}? Never!",
    "conditional": "{place}, day {n}: {thing} can be discussed, but only if it stops.",
    "none": "Train {n} to {place} was late, and nobody saw {thing}.",
}
PLACES = ("Paris", "Rome", "Oslo", "Bern", "Prague", "Vienna", "Madrid")
THINGS = (
    "wool",
    "salt",
    "copper",
    "cod",
    "timber",
    "linen",
    "tea",
    "barley",
    "amber",
    "tin",
    "wax",
)


@pytest.fixture
def folder(run, write, rows, tmp_path):
    model = tmp_path / "model"
    args = ("train", write(rows, "old.csv"), "-o", str(model), "--no-evaluation")
    assert run(*args).exit_code == 0
    return model


@pytest.fixture
def mine():
    """Return 40 statements unlike the training statements, one in six with another label."""
    labels = list(SAID)
    return [
        {
            "words": SAID[labels[n % 4]].format(n=n, place=PLACES[n % 7], thing=THINGS[n % 11]),
            "stance": labels[(n + (n % 6 == 0)) % 4],
        }
        for n in range(40)
    ]


def test_it_saves_a_version_and_says_what_ok_means(run, folder, write, mine, tmp_path):
    columns = ("--text-column", "words", "--label-column", "stance")
    args = ("recalibrate", str(folder), write(mine), *columns)
    result = run(*args)
    assert result.exit_code == 1, result.stderr
    assert "cannot certify of any answers that at least 85 % are right" in result.stdout
    assert "Not saved" in result.stdout
    result = run(*args, "--ok-precision", "0.85", "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["statements"] == 40
    assert told["folder"] == str(folder / "v0002")
    assert f"--model {folder / 'v0002'}" in result.stderr
    assert load_model(folder / "v0002").provenance.recalibrated.files == (tmp_path / "input.csv",)


def test_too_few_labels_are_an_error_of_one_line(run, folder, write, mine):
    args = ("--text-column", "words", "--label-column", "stance")
    result = run("recalibrate", str(folder), write(mine[:10]), *args)
    assert result.exit_code == 1
    assert "it takes 30 to say anything: label more" in result.stderr


def test_the_shipped_model_needs_a_folder(run, write, mine):
    result = run("recalibrate", "dialogue-with-moscow", write(mine))
    assert result.exit_code == 2
    assert "came with stancekit" in result.stderr
