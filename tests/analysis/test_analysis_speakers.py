"""`by_speaker`: positions, and the statements that show them."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

import stancekit
from stancekit import by_speaker, prevalence
from stancekit.exceptions import DataError

SAID = pd.DataFrame(
    [
        ("Ann", "a-1", "We must keep talking to Moscow."),
        ("Ann", "a-2", "We should talk to Moscow now."),
        ("Ann", "a-3", "Dialogue with Moscow is in our interest."),
        ("Ann", "a-4", "Talking to Putin is a mistake."),
        ("Bo", "b-1", "Talking to Putin is a mistake, and always was."),
        ("Bo", "b-2", "Lorem ipsum dolor sit amet."),
        (None, "c-1", "The talks were held in Geneva."),
    ],
    columns=["speaker", "id", "text"],
)


def test_without_labels_answers_that_are_ok_are_counted_and_marked_as_biased():
    model = stancekit.load_model()
    found = by_speaker(model, SAID)
    scored = model.score(SAID["text"].tolist()).assign(speaker=SAID["speaker"])
    ok = scored[(scored["status"] == "ok") & (scored["speaker"] == "Ann")]["label"]
    ann = found.positions[0]
    assert (ann.group, ann.n) == ("Ann", 4)
    assert ann.n_position == (ok != "none").sum()
    expected = ok.value_counts(normalize=True)
    for share in ann.shares:
        assert share.share.value == pytest.approx(expected.get(share.label, 0))
        assert math.isnan(share.share.low)
    assert "biased" in found.caveats[0]
    assert "1 statement left out, as 'speaker' is blank there." in found.caveats
    assert found.prevalence is None


def test_without_labels_a_weight_counts_like_so_many_rows():
    model, weights = stancekit.load_model(), [3, 1, 1, 2, 1, 1, 1]
    weighted = by_speaker(model, SAID.assign(weight=weights)).to_frame()
    repeated = SAID.loc[SAID.index.repeat(weights)].drop(columns="id")
    columns = ["speaker", *(f"share_{label}" for label in model.labels), "stance"]
    expected = by_speaker(model, repeated).to_frame()[columns]
    pd.testing.assert_frame_equal(weighted[columns], expected)
    assert weighted["share_favor"][0] != by_speaker(model, SAID).to_frame()["share_favor"][0]


def test_without_labels_it_says_which_labels_no_answer_that_is_ok_has():
    model = stancekit.load_model()
    found = by_speaker(model, SAID.iloc[:4])
    assert any("No answer 'conditional'" in caveat for caveat in found.caveats)
    assert not any("'favor'" in caveat for caveat in found.caveats)


def test_the_two_strongest_statements_of_each_position_are_shown():
    found = by_speaker(stancekit.load_model(), SAID)
    ann = found.positions[0]
    favor = [shown for shown in ann.evidence if shown.label == "favor"]
    assert len(favor) <= 2
    assert favor[0].probability >= favor[-1].probability
    table = found.evidence()
    assert table.columns.tolist() == ["group", "label", "id", "text", "probability", "kind"]
    assert set(table["kind"]) <= {"strongest", "conflict"}
    conflicts = [shown.id for shown in ann.conflicts]
    assert conflicts in ([], ["a-4"])


def test_with_labels_it_is_prevalence_with_evidence(model, corpus, drawn):
    found = by_speaker(model, corpus, drawn)
    shares = prevalence(model, corpus, drawn, by="speaker")
    assert found.prevalence.to_frame().equals(shares.to_frame())
    assert [of.n for of in found.positions] == sorted(
        (of.n for of in found.positions), reverse=True
    )
    frame = found.to_frame().set_index("speaker")
    by_group = shares.to_frame().set_index(["group", "label"])["share"]
    assert frame.loc["Ann", "share_favor"] == by_group["Ann", "favor"]
    stance = by_group["Ann", "favor"] - by_group["Ann", "against"]
    assert frame.loc["Ann", "stance"] == pytest.approx(stance)
    assert frame.loc["Ann", "low"] < stance < frame.loc["Ann", "high"]
    assert math.isnan(frame.loc["Cy", "low"])


def test_what_people_said_comes_before_what_the_model_says(model, corpus, drawn, truth):
    found = by_speaker(model, corpus, drawn)
    label_of = truth.set_index("id")["label"]
    human = [shown for of in found.positions for shown in of.conflicts if shown.is_human]
    assert human
    assert all(label_of[shown.id] == shown.label for shown in human)


def test_the_stance_covers_the_truth(model, make_corpus):
    hits = []
    for seed in range(60):
        truth = make_corpus(400, seed, shares=(0.15, 0.25, 0.6)).assign(speaker="Ann")
        drawn = truth.sample(120, random_state=seed).assign(drawn="random")
        (ann,) = by_speaker(model, truth.drop(columns="label"), drawn).positions
        true = (truth["label"] == "favor").mean() - (truth["label"] == "against").mean()
        hits.append(ann.stance.low <= true <= ann.stance.high)
    assert np.mean(hits) > 0.88


def test_any_column_may_hold_the_groups_and_a_missing_one_is_said(model, corpus, drawn):
    found = by_speaker(model, corpus.rename(columns={"speaker": "party"}), drawn, by="party")
    assert found.by == "party"
    assert found.to_frame().columns[0] == "party"
    with pytest.raises(DataError, match="there is no column 'party'"):
        by_speaker(model, corpus, drawn, by="party")


def test_it_is_told_in_words_and_as_json(model, corpus, drawn):
    found = by_speaker(model, corpus, drawn)
    told = json.loads(json.dumps(found.to_dict()))
    assert told["positions"][0]["stance"]["value"] == found.positions[0].stance.value
    text = found.summary()
    assert text.splitlines()[0].startswith("speaker  statements  with a position  against")
    assert "Ann:" in text
    assert "Ann says both" in text
    assert repr(found).startswith("<Positions: 3 by speaker, 600 statements, ")
