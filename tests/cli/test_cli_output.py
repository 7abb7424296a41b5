"""How numbers are written to files: rounded, where they were computed, and else as they were."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stancekit
from stancekit.cli import main
from stancekit.cli.output import columns_of

NUMBERS = st.lists(st.floats(-1, 1) | st.none() | st.integers(), min_size=1, max_size=5)


@given(NUMBERS, st.integers(1, 17))
def test_numbers_are_off_by_half_a_digit_at_most(values, digits):
    table = pd.DataFrame({"p": pd.Series(values, dtype=object), "own": values})
    written = columns_of(table, digits, ["p"])
    assert written["own"] == table["own"].tolist() or any(value is None for value in values)
    for value, found in zip(values, written["p"], strict=True):
        if isinstance(value, float):
            assert abs(value - found) <= 0.5 * 10**-digits + 1e-15
            assert len(repr(found).partition("e")[0].partition(".")[2]) <= digits or "e" in repr(
                found
            )
        else:
            assert found is value


WRITING = ("score", "suggest", "map", "prevalence")


@pytest.mark.parametrize("name", WRITING)
def test_every_command_that_writes_probabilities_takes_digits(name):
    (found,) = [param for param in main.commands[name].params if "--digits" in param.opts]
    assert found.default == 4


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_suggested_scores_are_rounded_and_those_of_the_pool_are_not(run, write, rows, model):
    pool = write([{"text": row["text"], "score": "0.123456789"} for row in rows])
    given = ("suggest", pool, "--model", model, "-n", "3", "--random-share", "0")
    exact = stancekit.suggest(stancekit.load_model(model), pool, n=3, random_share=0)
    for words, digits in ((), 4), (("--digits", "2"), 2), (("--digits", "17"), 17):
        found = rows_of(run(*given, *words).stdout)
        assert [row["score"] for row in found] == ["0.123456789"] * 3
        scores = [float(row["suggested_score"]) for row in found]
        assert scores == [round(score, digits) for score in exact.scores]
        likeliest = [float(row["probability"]) for row in found]
        assert likeliest == [round(guess.probability, digits) for guess in exact.guesses]


@pytest.mark.parametrize("digits", ["0", "18", "many"])
def test_digits_that_cannot_be_are_misuse(run, labelled, digits):
    assert run("suggest", labelled, "--digits", digits).exit_code == 2


def test_sentences_and_shares_are_rounded(run, model, write, rows, tmp_path):
    article = tmp_path / "article.txt"
    article.write_text("“We should talk to Moscow now,” said Ann Orlo. Never again!\n")
    sentences = tmp_path / "sentences.csv"
    given = ("map", str(article), "--model", model, "--sentences", str(sentences))
    assert run(*given, "--digits", "2").exit_code == 0
    with sentences.open(encoding="utf-8") as stream:
        found = list(csv.DictReader(stream))
    assert all(len(row["stance"]) <= 5 for row in found)
    corpus, shares = write([{"text": row["text"]} for row in rows], "c.csv"), tmp_path / "s.csv"
    given = ("prevalence", corpus, "--model", model, "--method", "classify-and-count")
    result = run(*given, "-o", str(shares), "--digits", "3")
    assert result.exit_code == 0, result.stderr
    with shares.open(encoding="utf-8") as stream:
        assert all(len(row["share"]) <= 5 for row in csv.DictReader(stream))
