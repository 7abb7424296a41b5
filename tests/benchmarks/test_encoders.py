"""The benchmarks of encoders, with stand-ins for encoders, on a few statements made up here."""

import importlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from sklearn.metrics import f1_score
from tiny_encoders import onnx_folder

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SENTENCES = {
    "favor": ("We are ready to talk to Moscow about {}.", "The door stays open on {}, he said."),
    "against": ("We refuse to talk to Moscow about {}.", "There is no point in a table for {}."),
    "none": ("The talks about {} took place on Monday.", "Trains and {} were late on Monday."),
}
MEANT = dict.fromkeys(("ready", "open"), 0) | dict.fromkeys(("refuse", "point"), 1)
TOPICS = ("grain gas land", "oil fish coal", "steel trains wine", "water sugar rice")
SOURCES = ("statements_1", "statements_14", "statements_15", "article")


class Meaning:
    """An encoder that knows what is meant."""

    name = "meaning"

    def __init__(self):
        self.asked = []

    def encode(self, texts):
        self.asked += texts
        meant = [next((of for word, of in MEANT.items() if word in text), 2) for text in texts]
        return np.eye(3)[meant] + 0.1


@pytest.fixture
def encoders(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("encoders")


@pytest.fixture
def data():
    return pd.DataFrame(
        [
            {"text": sentences[i].format(topic), "label": label, "source": source}
            | {"pair_id": "", "document": ""}
            for source, topics in zip(SOURCES, TOPICS, strict=True)
            for topic in topics.split()
            for label, sentences in SENTENCES.items()
            for i in range(2)
        ]
    )


@pytest.fixture
def found(encoders, data):
    meaning = encoders.Remembering("meaning", Meaning)
    tried = encoders.settings_with([meaning], (2, 0))
    return {
        of.name: encoders.answers(data, replace(of, only_train={}), SOURCES[1:]) for of in tried
    }


def test_every_set_of_settings_has_its_figures(encoders, found):
    lines = list(encoders.report(found))
    names = ["words, concepts", "and meaning, 2 dimensions", "and meaning, all dimensions"]
    assert list(found) == names
    assert lines[0].startswith("statements_14, statements_15, each left out, together")
    for name in names:  # together, and the article
        assert sum(line.startswith(f"| {name} | ") for line in lines) == 2
    assert [line.split(" | ")[0] for line in lines[-3:]] == [f"| {name}" for name in SOURCES[1:]]


def test_the_gain_is_the_difference_of_the_scores_of_scikit_learn(encoders, found):
    *_, line = encoders.summary(found, SOURCES[1:])
    cells = [cell.split() for cell in line.split(" | ")]
    before, after = (
        f1_score(
            np.concatenate([part.truth for part in of.values()]),
            np.concatenate([part.said.predicted[0] for part in of.values()]),
            average="macro",
        )
        for of in (found["words, concepts"], found["and meaning, all dimensions"])
    )
    assert float(cells[1][0]) == pytest.approx(after, abs=5e-4)
    assert float(cells[2][0]) == pytest.approx(after - before, abs=5e-4)
    assert after == 1


def test_vectors_are_kept_for_the_next_run(encoders, tmp_path):
    file, meaning = tmp_path / "new" / "meaning.npz", Meaning()
    remembering = encoders.Remembering("meaning", lambda: meaning, file)
    texts = ["We refuse.", "We are ready.", "We refuse."]
    vectors = remembering.encode(texts)
    assert meaning.asked == texts[:2]
    again = encoders.Remembering("meaning", lambda: pytest.fail("opened again"), file)
    np.testing.assert_array_equal(again.encode(texts), vectors)


def test_an_encoder_that_is_not_there_is_named_when_it_is_needed(encoders, tmp_path):
    nothing = encoders.opened(tmp_path / "nothing", tmp_path)
    with pytest.raises(FileNotFoundError, match="nothing: no such file or folder"):
        nothing.encode(["We refuse."])


def test_the_cost_of_encoders_is_measured_and_their_vectors_are_compared(encoders, tmp_path):
    for needed in ("onnxruntime", "tokenizers"):
        pytest.importorskip(
            needed, reason=f"{needed} is not installed; the extra encoder brings it"
        )
    cost = importlib.import_module("encoder_cost")
    folders = [onnx_folder(tmp_path / name, name) for name in ("mean", "cls")]
    said = list(cost.lines([folders[0], *folders], ["talk to them", "never talk", "talk"]))
    assert [line.split(" | ")[0] for line in said[2:]] == [
        *["| mean, model.onnx"] * 2,
        "| cls, model.onnx",
    ]
    assert said[3].endswith("| 0.0e+00 |")
    assert not said[4].endswith("| 0.0e+00 |")


def test_vectors_of_another_length_are_not_compared(encoders):
    cost = importlib.import_module("encoder_cost")
    two, three = np.eye(2), np.eye(3)
    assert cost.unlike(two, two) == "0.0e+00"
    assert cost.unlike(three, two) == "other numbers"


def test_an_encoder_has_to_be_named(encoders):
    result = CliRunner().invoke(encoders.main, [])
    assert result.exit_code == 2
    assert "Missing argument 'ENCODERS...'" in result.stderr


def test_tweets_are_tried_with_each_encoder(encoders, tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.import_module("semeval2016"), "REPEATS", 1)
    words = {"favor": "ready open", "against": "refuse point", "none": "look today"}
    rows = [
        {"text": f"{word} {n} #FineDay", "target": "Tea", "label": label}
        for label, of in words.items()
        for word in of.split()
        for n in range(5)
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "semeval2016a-train.csv", index=False)
    monkeypatch.setattr(encoders, "open_encoder", lambda path: Meaning())
    options = ["--dim", "2", "--dim", "0", "--tweets", str(tmp_path)]

    result = CliRunner().invoke(encoders.main, ["meaning", *options])

    assert result.exit_code == 0, result.output
    for name in ("word+char", *(f"word+char and meaning, {dim} dimensions" for dim in (2, "all"))):
        assert f"| {name} | " in result.stdout


def test_the_read_me_shows_the_recorded_result():
    recorded = (BENCHMARKS / "results" / "encoders.md").read_text(encoding="utf-8")
    rows = [line for line in recorded.splitlines() if line.startswith("| and all-mpnet-base-v2")]
    shown = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    assert len(rows) == 3
    assert all(row in shown for row in rows)
