"""The whole loop: twenty labels and a pool become a better model, in Python and by commands."""

from __future__ import annotations

import csv
import json

import pandas as pd
import pytest
from click.testing import CliRunner

import stancekit
from stancekit.cli import main

TEST = ["bridge", "road", "school"]
POOL = [f"{noun} {tail}" for noun in ["harbour", "tunnel", "market"] for tail in "abcdefgh"]
SAID = {
    "favor": ["We welcome the {}.", "Yes to the {}, build it.", "I support the {}, gladly."],
    "against": ["We refuse the {}.", "No {} here, stop it.", "I reject the {}, it is a waste."],
    "none": ["The {} opens at seven.", "It rained on the {}.", "A {} was mentioned in a novel."],
}


def statements(things, ways):
    rows = [
        {"text": SAID[label][way].format(thing), "label": label}
        for thing in things
        for label in SAID
        for way in ways
    ]
    return [{"id": f"{things[0]}-{number}"} | row for number, row in enumerate(rows)]


@pytest.fixture
def place(tmp_path):
    """Twenty labels that say it one way, a pool that says it every way, and a test."""
    tables = {
        "start": statements(POOL[:7], [0])[:20],
        "pool": statements(POOL, [0, 1, 2])[21:],
        "test": statements(TEST, [0, 1, 2]),
    }
    for name, rows in tables.items():
        pd.DataFrame(rows).to_csv(tmp_path / f"{name}.csv", index=False)
    return tmp_path


def test_in_python(place):
    start = pd.read_csv(place / "start.csv")
    pool = pd.read_csv(place / "pool.csv").set_index("id")
    first = stancekit.StanceClassifier().fit(start["text"], start["label"]).model_
    first.save(place / "model")
    chosen = stancekit.suggest(first, pool[["text"]].reset_index(), n=24).to_frame()
    chosen["label"] = [pool["label"][name] for name in chosen["id"]]
    new = chosen[["id", "text", "label"]]
    found = stancekit.retrain(place / "model", new, data=start, embed=True, repeats=2)
    assert found.verdict == "better"
    second = stancekit.load_model(found.folder)
    assert stancekit.compare(first, second, place / "test.csv").verdict == "better"


@pytest.mark.slow
def test_by_commands(place, monkeypatch):
    monkeypatch.chdir(place)
    answers = {row["id"]: row["label"] for row in csv.DictReader((place / "pool.csv").open())}
    unlabelled = pd.read_csv(place / "pool.csv").drop(columns="label")
    unlabelled.to_csv(place / "pool.csv", index=False)

    def run(line, status=0):
        result = CliRunner().invoke(main, line.split())
        assert result.exit_code == status, result.stderr
        return result.stdout

    run("train start.csv -o model --no-evaluation")
    run("suggest pool.csv --model model -n 24 -o next.csv")
    table = pd.read_csv(place / "next.csv")
    table.assign(label=[answers[name] for name in table["id"]]).to_csv("next.csv", index=False)
    assert "Verdict on the new one: better." in run("retrain model next.csv --require better")
    found = json.loads(run("compare model model/v0002 test.csv --json"))
    assert found["verdict"] == "better"
