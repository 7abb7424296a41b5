"""The benchmark of peers, with scikit-learn alone, on a few statements made up here."""

import importlib
import json
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SENTENCES = {
    "favor": "We are ready to talk about {}.",
    "against": "We refuse to talk about {}.",
    "none": "The talks about {} took place on Monday.",
}
TOPICS = {"one": "grain gas land salt", "two": "oil fish coal wool"}


@pytest.fixture
def peers(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return {name: importlib.import_module(f"peers.{name}") for name in ("contenders", "quality")}


@pytest.fixture
def data():
    return pd.DataFrame(
        [
            {"text": text.format(topic), "label": label, "source": source}
            | {"pair_id": "across" if topic in ("grain", "oil") else "", "document": ""}
            for source, topics in TOPICS.items()
            for topic in topics.split()
            for label, text in SENTENCES.items()
        ]
    )


def test_what_shares_a_pair_with_a_left_out_set_is_not_learned_from(peers, data):
    task = peers["quality"].left_out(data, "two")
    assert set(task.test["source"]) == {"two"}
    assert set(task.train["source"]) == {"one"}
    assert not task.train["text"].str.contains("grain").any()


def test_macro_f1_is_that_of_scikit_learn_and_the_gap_to_oneself_is_0(peers, data):
    task = peers["quality"].left_out(data, "two")
    right = [*task.test["label"]]
    wrong = ["none", *right[1:-1], "favor"]
    found = peers["quality"].judged(task, {"ours": wrong, "other": right}, "ours")
    (_, ours, nothing), (_, other, gap) = found
    assert ours.value == pytest.approx(f1_score(right, wrong, average="macro"))
    assert (nothing.low, nothing.value, nothing.high) == (0, 0, 0)
    assert other.value == 1
    assert gap.value == pytest.approx(1 - ours.value)
    assert 0 <= gap.low <= gap.value <= gap.high


def test_a_contender_that_did_not_try_is_shown_as_such(peers, data):
    quality = peers["quality"]
    tasks = [quality.left_out(data, source) for source in TOPICS]
    answers = {task.name: {"ours": [*task.test["label"]]} for task in tasks}
    answers["one"]["other"] = answers["one"]["ours"]
    columns = {"both": tasks, "one": tasks[:1]}
    *_, line = quality.table(columns, answers, "ours").splitlines()
    assert line.split(" | ")[:2] == ["| other", "not tried"]
    assert "; +0.000" in line


def test_few_labels_are_drawn_from_those_that_may_be_learned_from(peers, data):
    task = peers["quality"].left_out(data, "two")
    few = peers["quality"].some_labels(task, 5)
    assert len(few.train) == 5
    assert few.train.index.isin(task.train.index).all()
    assert few.test is task.test


def test_a_contender_says_the_same_once_it_was_kept(peers, data, tmp_path):
    make = peers["contenders"].contenders(None)["scikit-learn"]
    one, other = make(), make()
    one.fit([*data["text"]], [*data["label"]])
    one.save(tmp_path)
    other.load(tmp_path)
    said = one.predict([*data["text"]])
    assert other.predict([*data["text"]]) == said
    assert np.mean(data["label"] == said) == 1
    assert type(pickle.loads((tmp_path / "model.pkl").read_bytes())).__name__ == "Pipeline"


def test_costs_come_from_processes_that_ended(peers, data, tmp_path):
    cost = importlib.import_module("peers.cost")
    (tmp_path / "scikit-learn").mkdir()
    kept = json.dumps([[*data["text"]], [*data["label"]]])
    (tmp_path / "scikit-learn" / "statements.json").write_text(kept)
    found = dict(cost.costs(tmp_path, ["scikit-learn"], None, {"scikit-learn": 100}, 1))
    of = found["scikit-learn"]
    assert of.learned_from == len(data)
    assert of.train > 0
    assert of.first > 0
    assert of.peak > 10
    assert 0 < of.model < 1
    assert len(of.rate) == 1


def test_what_is_installed_counts_what_a_package_brings(peers):
    cost = importlib.import_module("peers.cost")
    found = cost.installed("scikit-learn")
    assert {"scikit-learn", "numpy", "scipy", "joblib"} <= set(found)
    assert "pandas" not in found
    assert [*found.values()] == sorted(found.values(), reverse=True)
