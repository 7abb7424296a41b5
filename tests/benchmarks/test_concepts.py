"""The benchmark of concepts, on a few statements made up here."""

import importlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score

import stancekit

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SENTENCES = {
    "favor": "We are ready to talk to Moscow about {}.",
    "against": "We refuse to talk to Moscow about {}.",
    "conditional": "Only if {} is free can we talk to Moscow.",
    "none": "The talks about {} took place on Monday.",
}
TOPICS = (
    "grain gas prisoners land",
    "oil tariffs borders fish",
    "coal steel trains bridges",
    "water schools forests wine",
    "copper flights sugar rice",
)


@pytest.fixture
def concepts(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("concepts")


@pytest.fixture
def data():
    sources = ("statements_1", "statements_2", "statements_14", "statements_21", "article")
    return pd.DataFrame(
        [
            {"text": sentence.format(topic), "label": label, "source": source}
            | {"pair_id": topic, "document": ""}
            for source, topics in zip(sources, TOPICS, strict=True)
            for topic in topics.split()
            for label, sentence in SENTENCES.items()
        ]
    )


def test_nothing_of_a_tested_source_is_trained_on(concepts, data):
    tested = ("statements_14", "statements_21", "article")
    features = {"words": {}, "words, concepts": concepts.FEATURES["words, concepts"]}
    tried = list(concepts.trials(data, features, tested))
    assert [(trial.features, trial.trained_on) for trial in tried] == [
        *[("words", "first 13 sets"), ("words", "all")],
        *[("words, concepts", "first 13 sets"), ("words, concepts", "all")],
    ]
    assert all(list(trial.predicted) == list(tested) for trial in tried)
    lines = concepts.table(data, tried).splitlines()
    assert "chosen on, together | statements_14" in lines[0]
    assert len(lines) == 6


def test_the_score_is_that_of_scikit_learn(concepts, data):
    rows = data["source"] == "article"
    predicted = np.random.default_rng(0).integers(0, 4, size=rows.sum())
    found = concepts.score(data, {"article": predicted}, ["article"])
    labels = np.unique(data["label"])
    assert found.value == pytest.approx(
        f1_score(data["label"][rows], labels[predicted], average="macro", zero_division=0)
    )
    assert found.low <= found.value <= found.high


def test_the_shipped_settings_are_those_of_its_script(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    shipped = importlib.import_module("shipped")
    settings = stancekit.load_model().settings
    classifier = stancekit.StanceClassifier(**shipped.SHIPPED.classifier)
    expected = classifier.get_params() | {
        "dictionary": stancekit.load_dictionary("dialogue-with-moscow")
    }
    assert {name: settings[name] for name in expected} == expected
    origin = stancekit.load_model().provenance.training_data
    assert origin.only_train == shipped.SHIPPED.only_train


def test_a_left_out_source_has_every_figure(monkeypatch, data):
    monkeypatch.syspath_prepend(BENCHMARKS)
    shipped = importlib.import_module("shipped")
    settings = shipped.Settings("toy", {}, only_train={"source": ("statements_1",)})
    macro_f1, error, ok, right = shipped.left_out(data, settings, "article")
    assert macro_f1.low <= macro_f1.value <= macro_f1.high
    assert 0 <= error.value <= 1
    assert ok.value == 0  # sixteen statements calibrate too little to promise anything
    assert right is None


def test_settings_that_were_tried_have_a_row_each(monkeypatch, data):
    monkeypatch.syspath_prepend(BENCHMARKS)
    choices = importlib.import_module("choices")
    tried = {name: choices.TRIED[name] for name in ("as shipped", "first 13 sets count half")}
    _, *rows = choices.settings(data, tried)
    assert [row.split(" | ")[0] for row in rows] == ["| as shipped", "| first 13 sets count half"]
