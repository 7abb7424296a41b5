"""`stancekit prevalence`: from files to shares."""

from __future__ import annotations

import csv
import json

import pytest


@pytest.fixture
def corpus(write):
    places = ("Moscow", "Minsk", "Kyiv", "Tula", "Omsk")
    days = range(1, 25)
    rows = [
        {"id": f"{place}-{day}", "text": f"{start} {place} on day {day}.", "source": place,
         "label": label, "date": f"2025-0{1 + day % 2}-{day:02}"}
        for place in places
        for day in days
        for start, label in [("Talk to", "favor") if day % 3 else ("Never trust", "against")]
    ]  # fmt: skip
    return rows, write([{k: v for k, v in row.items() if k != "label"} for row in rows], "c.csv")


@pytest.fixture
def drawn(corpus, write):
    rows, _ = corpus
    return write([{**row, "drawn": "random 0.5"} for row in rows[::2]], "drawn.csv")


def test_it_prints_shares_and_writes_them(run, corpus, drawn, tmp_path):
    output = tmp_path / "shares.csv"
    result = run("prevalence", corpus[1], drawn, "--method", "labels", "-o", str(output))
    assert result.exit_code == 0, result.stderr
    assert "Shares of 120 statements, 60 of them with a label" in result.stdout
    assert result.stderr == f"Wrote {output}.\n"
    with output.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["label"] for row in rows] == ["against", "favor"]
    assert float(rows[0]["low"]) < 1 / 3 < float(rows[0]["high"])


def test_it_uses_a_model(run, corpus, drawn, labelled, tmp_path):
    model = str(tmp_path / "model")
    four = run("train", labelled, "-o", model)
    assert four.exit_code == 0, four.stderr
    result = run("prevalence", corpus[1], drawn, "--model", model, "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["method"] == "ppi++"
    assert [of["label"] for of in told["shares"]] == ["against", "conditional", "favor", "none"]


def test_groups_and_months(run, corpus, drawn):
    result = run("prevalence", corpus[1], drawn, "--method", "labels", "--every", "month", "--json")
    assert {of["group"] for of in json.loads(result.stdout)["shares"]} == {"2025-01", "2025-02"}
    result = run("prevalence", corpus[1], drawn, "--method", "labels", "--by", "source")
    assert "fewer than 20 labels drawn at random" in " ".join(result.stdout.split())


def test_labels_that_nobody_drew_are_refused(run, corpus, write):
    rows, path = corpus
    result = run("prevalence", path, write(rows[:60], "some.csv"), "--method", "labels")
    assert result.exit_code == 1
    assert "--sample random" in result.stderr
    assert run("prevalence", path, write(rows[:60], "some.csv"), "--method", "labels",
               "--sample", "random").exit_code == 0  # fmt: skip


def test_positions_of_groups_come_with_the_statements_that_show_them(run, write, tmp_path):
    said = [
        {"speaker": "Ann", "text": "We must keep talking to Moscow."},
        {"speaker": "Bo", "text": "Talking to Putin is a mistake."},
    ]
    output = tmp_path / "positions.csv"
    arguments = ("prevalence", write(said, "said.csv"), "--by", "speaker", "--evidence")
    result = run(*arguments, "-o", str(output))
    assert result.exit_code == 0, result.stderr
    assert "'Talking to Putin is a mistake.'" in result.stdout
    assert "biased" in result.stdout
    with output.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["speaker"], float(row["stance"])) for row in rows] == [("Ann", 1), ("Bo", -1)]
    told = json.loads(run(*arguments, "--json").stdout)
    assert told["positions"][0]["evidence"][0]["text"] == "We must keep talking to Moscow."


def test_evidence_with_labels_is_that_of_the_shares(run, corpus, drawn, labelled, tmp_path):
    model = str(tmp_path / "model")
    assert run("train", labelled, "-o", model).exit_code == 0
    result = run("prevalence", corpus[1], drawn, "--model", model, "--by", "source", "--evidence")
    assert result.exit_code == 0, result.stderr
    assert "Moscow:" in result.stdout
    assert "fewer than 20 labels drawn at random" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    "wrong", [(), ("--by", "source", "--every", "month"), ("--by", "source", "--method", "labels")]
)
def test_evidence_is_of_groups(run, corpus, wrong):
    result = run("prevalence", corpus[1], "--evidence", *wrong)
    assert result.exit_code == 2
    assert "--evidence shows the positions of the groups of --by COLUMN" in result.stderr
