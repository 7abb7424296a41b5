"""`scored_corpus`: shares of all, by group and over time, and statements with their words."""

from __future__ import annotations

from html import unescape

import numpy as np
import pandas as pd
import pytest

import stancekit
from stancekit.blocks import Detail, Records
from stancekit.exceptions import DataError, InputTypeError


@pytest.fixture(scope="module")
def shipped():
    return stancekit.load_model()


@pytest.fixture
def said(frame):
    """150 statements of three sources, each with a date."""
    months = [f"2025-{1 + row % 3:02}-10" for row in range(len(frame))]
    return frame[["text", "source"]].assign(date=months, id=[f"s{row}" for row in range(150)])


@pytest.fixture
def trained(frame):
    return stancekit.StanceClassifier().fit(frame["text"], frame["label"]).model_


def test_with_labels_its_shares_are_those_of_prevalence(trained, frame, said):
    drawn = said[["id", "text"]].assign(label=frame["label"], drawn="random 0.5").iloc[::2]
    found = stancekit.scored_corpus(trained, said, drawn)
    alone = stancekit.prevalence(trained, said, drawn)
    by_source = stancekit.prevalence(trained, said, drawn, by="source")
    by_month = stancekit.prevalence(trained, said, drawn, every="day")
    assert found.whole.to_dict() == alone.to_dict()
    assert found.groups.shares == by_source.shares
    assert found.periods.shares == by_month.shares
    labelled = [of.by_people for of in found.statements]
    assert labelled[::2] == frame["label"].tolist()[::2]
    assert set(labelled[1::2]) == {None}


def test_without_labels_it_counts_answers_that_are_ok_and_says_that_this_is_biased(shipped, said):
    texts = stancekit.load_dataset("dialogue-with-moscow")["text"].tolist()[:150]
    found = stancekit.scored_corpus(shipped, said.assign(text=texts))
    scored = shipped.score(texts)
    ok = scored[scored["status"] == "ok"]["label"].value_counts(normalize=True)
    for share in found.whole.shares:
        assert share.share.value == pytest.approx(ok.get(share.label, 0))
        assert np.isnan(share.share.low)
    assert "biased" in found.caveats[0]
    assert "biased" in found.summary()


def test_the_words_add_up_to_what_the_explanation_says(shipped):
    texts = ["We must keep talking to Moscow.", "Talking to Putin is a mistake.", "Lorem ipsum."]
    found = stancekit.scored_corpus(shipped, texts)
    for of in found.statements[:2]:
        explained = shipped.explain(of.text)
        expected = [word.contributions[of.label] for word in explained.words]
        assert [weight for _, weight in of.words] == pytest.approx(expected)
        assert of.probability == explained.probabilities[of.label]
    assert (found.statements[2].label, found.statements[2].words) == (None, ())


def test_a_model_with_a_part_for_each_target_explains_by_its_part(frame):
    both = pd.concat([frame.assign(target="bridge"), frame.assign(target="road")])
    classifier = stancekit.StanceClassifier(per_target=True, calibrate=False)
    model = classifier.fit(both[["text", "target"]], both["label"]).model_
    corpus = both[["text", "target"]].iloc[[0, 160]]
    found = stancekit.scored_corpus(model, corpus)
    for of, target in zip(found.statements, ["bridge", "road"], strict=True):
        assert of.cells == (target,)
        explained = model.explain(of.text, target=target)
        if of.label is not None:
            expected = [word.contributions[of.label] for word in explained.words]
            assert [weight for _, weight in of.words] == pytest.approx(expected)


def test_only_the_first_statements_are_taken_apart_and_the_page_says_so(trained, said):
    found = stancekit.scored_corpus(trained, said, rows=20)
    assert len(found.statements) == len(found.to_frame()) == 20
    assert "the first 20 of 150; 'stancekit score' writes all" in unescape(found.to_html())
    assert found.whole.statements == 150
    *_, detail = [block for block in found.blocks() if isinstance(block, Detail)]
    (table,) = [block for block in detail.blocks if isinstance(block, Records)]
    assert (len(table.rows), table.total) == (20, 150)


def test_periods_are_as_short_as_they_can_be_to_be_few(trained, said):
    days = [f"2025-{1 + row % 12:02}-{1 + row % 28:02}" for row in range(150)]
    found = stancekit.scored_corpus(trained, said.assign(date=days))
    assert {share.group for share in found.periods.shares} == {
        f"2025-{month:02}" for month in range(1, 13)
    }


def test_dates_that_are_none_leave_the_rest_as_it_is_unless_they_were_asked_for(trained, said):
    wrong = said.assign(date="some day")
    found = stancekit.scored_corpus(trained, wrong)
    assert found.periods is None
    assert any("No shares over time: corpus" in caveat for caveat in found.caveats)
    with pytest.raises(DataError, match="is no date"):
        stancekit.scored_corpus(trained, wrong, every="month")


@pytest.mark.parametrize("wanted", [{"by": "sources"}, {"every": "month"}])
def test_groups_that_are_none_are_refused_before_the_model_works(
    trained, said, monkeypatch, wanted
):
    def judge(*_):
        raise AssertionError("the model was asked")

    monkeypatch.setattr("stancekit.analysis.material.judge", judge)
    with pytest.raises(DataError, match=r"there is no column|is no date"):
        stancekit.scored_corpus(trained, said.assign(date="some day"), **wanted)


def test_groups_are_those_of_the_column_that_is_named(trained, said):
    assert stancekit.scored_corpus(trained, said).groups.by == "source"
    named = said.assign(speaker="Ann", paper="Post")
    assert stancekit.scored_corpus(trained, named).groups.by == "speaker"
    found = stancekit.scored_corpus(trained, named, by="paper")
    assert found.groups.by == "paper"
    assert found.columns == ("speaker", "source", "date", "paper")
    assert stancekit.scored_corpus(trained, said[["text"]]).groups is None


def test_a_model_that_cannot_say_why_is_refused(said):
    class Guesses:
        classes_ = np.array(["favor", "none"])

        def predict_proba(self, texts):
            return np.full((len(texts), 2), 0.5)

    with pytest.raises(InputTypeError, match="does not say which answers are ok"):
        stancekit.scored_corpus(Guesses(), said)
