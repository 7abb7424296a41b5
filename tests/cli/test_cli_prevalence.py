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
