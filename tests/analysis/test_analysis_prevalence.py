"""`prevalence`: right shares, or a clear word."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

import stancekit
from stancekit import StanceClassifier, by_speaker, prevalence
from stancekit.analysis.periods import periods
from stancekit.exceptions import DataError, InputTypeError, ParameterError

COLUMNS = ["group", "label", "share", "low", "high", "method", "n"]


def shares(truth):
    return truth["label"].value_counts(normalize=True).sort_index()


def test_shares_lie_in_their_intervals_and_add_up(model, corpus, drawn, truth):
    frame = prevalence(model, corpus, drawn).to_frame()
    assert frame.columns.tolist() == COLUMNS
    assert frame["group"].tolist() == ["all"] * 3
    assert frame["label"].tolist() == ["against", "favor", "none"]
    assert frame["share"].sum() == pytest.approx(1)
    assert (frame["low"] <= shares(truth).to_numpy()).all()
    assert (frame["high"] >= shares(truth).to_numpy()).all()
    assert frame["n"].tolist() == [200] * 3


def test_the_model_makes_it_narrower_than_the_labels_alone(model, corpus, drawn):
    both, alone = (
        prevalence(model, corpus, drawn, method=m).to_frame() for m in ("ppi++", "labels")
    )
    assert ((both["high"] - both["low"]) < (alone["high"] - alone["low"])).all()


def test_labels_alone_need_no_model(corpus, drawn):
    found = prevalence(None, corpus, drawn, method="labels").to_frame()
    assert found["share"].tolist() == pytest.approx(shares(drawn).tolist())
    with pytest.raises(InputTypeError, match=r"model: method 'ppi\+\+' needs one"):
        prevalence(None, corpus, drawn)


@pytest.mark.parametrize("method", ["classify-and-count", "adjusted-count", "pacc"])
def test_methods_without_an_interval_say_so(model, corpus, drawn, method):
    found = prevalence(model, corpus, drawn, method=method)
    frame = found.to_frame()
    assert frame["low"].isna().all()
    assert set(frame["method"]) == {method}
    assert "No intervals." in found.caveats[0]
    assert "none" in found.summary()


def test_counting_needs_no_labels_and_is_marked_as_biased(model, corpus):
    found = prevalence(model, corpus, method="classify-and-count")
    assert "biased" in found.caveats[0]
    assert found.shares[0].n == 0


def test_emq_takes_the_shares_of_the_training(corpus, drawn, model):
    clf = StanceClassifier(calibrate=False).fit(drawn["text"], drawn["label"])
    found = prevalence(clf, corpus, method="emq")
    assert sum(row.share.value for row in found.shares) == pytest.approx(1)
    with pytest.raises(DataError, match="label shares of its training"):
        prevalence(model, corpus, method="emq")


def test_rows_that_were_chosen_are_left_out(model, corpus, drawn, truth):
    chosen = truth[~truth["id"].isin(drawn["id"])].query("label == 'against'")
    mixed = pd.concat([drawn, chosen[["id", "text", "label"]].assign(drawn="chosen")])
    found = prevalence(model, corpus, mixed)
    plain = prevalence(model, corpus, drawn)
    assert found.to_frame().equals(plain.to_frame())
    assert any("were not drawn at random left out" in caveat for caveat in found.caveats)


def test_a_statement_that_was_chosen_and_drawn_later_counts(model, corpus, drawn):
    twice = pd.concat([drawn.assign(drawn="chosen"), drawn])
    assert (
        prevalence(model, corpus, twice)
        .to_frame()
        .equals(prevalence(model, corpus, drawn).to_frame())
    )


def test_labels_of_which_nothing_is_known_are_refused_unless_the_user_knows(model, corpus, drawn):
    plain = drawn.drop(columns="drawn")
    with pytest.raises(DataError, match=r"'drawn'.*sample='random'"):
        prevalence(model, corpus, plain)
    found = prevalence(model, corpus, plain, sample="random")
    assert found.to_frame().equals(prevalence(model, corpus, drawn).to_frame())
    chosen = plain.assign(drawn="chosen")
    with pytest.raises(DataError, match="no row says"):
        prevalence(model, corpus, chosen, sample="random")


def test_statements_are_found_by_id_or_by_text_in_any_order(model, corpus, drawn):
    found = prevalence(model, corpus, drawn).to_frame()
    by_text = drawn.drop(columns="id").iloc[::-1]
    assert prevalence(model, corpus, by_text).to_frame().equals(found)
    mixed = corpus.sample(frac=1, random_state=3)
    again = prevalence(model, mixed, drawn).to_frame()
    np.testing.assert_allclose(again["share"], found["share"])


def test_rows_of_a_corpus_without_ids_are_found_by_the_names_that_suggest_gives(
    model, corpus, drawn
):
    texts = corpus[["text"]]
    named = drawn.assign(id=[f"row {row + 1}" for row in drawn.index])
    found = prevalence(model, texts, named)
    assert found.n == 200


def test_statements_with_one_text_are_one_row_each(model, corpus, drawn):
    texts = pd.concat([corpus["text"]] * 2, ignore_index=True).to_frame()
    both = pd.concat([drawn[["text", "label", "drawn"]]] * 2)
    assert prevalence(model, texts, both).n == 400


def test_two_statements_with_one_text_may_have_different_labels(model, corpus, drawn):
    same = corpus.assign(text="Yes 0.2/0.3/0.5", weight=range(1, 601))
    rows = drawn.assign(text="Yes 0.2/0.3/0.5", weight=[0, *range(199)])
    found = prevalence(model, same, rows)
    assert found.n == 200


def test_one_statement_with_two_labels_is_a_mistake(model, corpus, drawn):
    other = {"none": "favor", "favor": "none", "against": "none"}
    twice = pd.concat([drawn, drawn[:1].assign(label=drawn["label"][:1].map(other))])
    with pytest.raises(DataError, match=r"has the labels .* 'stancekit agree --merged'"):
        prevalence(model, corpus, twice)


def test_an_id_with_another_text_is_a_mistake(model, corpus, drawn):
    wrong = drawn.assign(text=["Quite another text 0.1/0.2/0.7", *drawn["text"].tolist()[1:]])
    with pytest.raises(DataError, match="give different statements different ids"):
        prevalence(model, corpus, wrong)


def test_a_sample_of_another_corpus_is_refused(model, corpus, drawn):
    other = drawn.assign(id=[f"x-{n}" for n in range(200)], text=drawn["text"] + "0")
    with pytest.raises(DataError, match="none of 200 statements drawn at random is in the corpus"):
        prevalence(model, corpus, other)
    found = prevalence(model, corpus, pd.concat([drawn, other]))
    assert found.n == 200
    assert any("200 labelled statements left out, as the corpus" in of for of in found.caveats)


def test_labels_that_the_model_does_not_know_are_refused(model, corpus, drawn):
    wrong = drawn.assign(label=["maybe", *drawn["label"].tolist()[1:]])
    with pytest.raises(DataError, match="'maybe'"):
        prevalence(model, corpus, wrong)


def test_words_that_say_neither_random_nor_chosen_are_refused(model, corpus, drawn):
    for word in ("yes", "random ones of the angry", "random 2", "randomly"):
        with pytest.raises(DataError, match="neither 'random' nor 'chosen'"):
            prevalence(model, corpus, drawn.assign(drawn=word))
    with pytest.raises(DataError, match="the column 'Drawn' is not read: rename it"):
        prevalence(model, corpus, drawn.rename(columns={"drawn": "Drawn"}))


@pytest.mark.parametrize("size", [1e-300, 1e300])
def test_weights_may_be_of_any_size(model, corpus, drawn, size):
    found = prevalence(model, corpus.assign(weight=size), drawn).to_frame()
    columns = ["share", "low", "high"]
    np.testing.assert_allclose(found[columns], prevalence(model, corpus, drawn).to_frame()[columns])


def test_blank_labels_are_counted_and_left_out(model, corpus, drawn):
    some = drawn.assign(label=[None] * 20 + drawn["label"].tolist()[20:])
    found = prevalence(model, corpus, some)
    assert found.n == 180
    assert any("20 rows without a label left out" in caveat for caveat in found.caveats)
    with pytest.raises(DataError, match="no row has a label"):
        prevalence(model, corpus, drawn.assign(label=None))


def test_weights_are_those_of_the_corpus(model, truth, drawn):
    weights = np.where(truth["label"] == "against", 5, 1)
    corpus = truth.drop(columns="label").assign(weight=weights)
    found = prevalence(model, corpus, drawn).to_frame()
    true = pd.Series(weights).groupby(truth["label"]).sum() / weights.sum()
    assert (found["low"] <= true.to_numpy()).all()
    assert (found["high"] >= true.to_numpy()).all()
    with pytest.raises(DataError, match="'weight': all are 0"):
        prevalence(model, corpus.assign(weight=0), drawn)
    with pytest.raises(DataError, match="at least 0"):
        prevalence(model, corpus.assign(weight=-1), drawn)
    nowhere = corpus.assign(weight=np.where(corpus["id"].isin(drawn["id"]), 0, 1))
    with pytest.raises(DataError, match="weight"):
        prevalence(model, nowhere, drawn)


def test_empty_statements_are_left_out(model, corpus, drawn):
    more = pd.concat([corpus, pd.DataFrame({"id": ["e"], "text": [" "]})])
    found = prevalence(model, more, drawn)
    assert found.statements == 600
    assert found.caveats[0] == "1 statement of the corpus left out: no text."


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"method": "ppi"}, r"method='ppi'; did you mean 'ppi\+\+'"),
        ({"sample": "all"}, "say 'random'"),
        ({"every": "hour"}, "every='hour'; use one of 'day'"),
        ({"every": ["month"]}, r"every=\['month'\]; use one of 'day'"),
    ],
)
def test_settings_that_are_none_are_refused(model, corpus, drawn, wrong, message):
    with pytest.raises(ParameterError, match=message):
        prevalence(model, corpus, drawn, **wrong)


def test_a_group_with_few_labels_gets_no_interval(model, corpus, drawn):
    found = prevalence(model, corpus, drawn, by="speaker")
    by_speaker = found.to_frame().set_index(["group", "label"])
    assert by_speaker.loc["Ann", "low"].notna().all()
    few = by_speaker.loc["Cy"]
    assert few["low"].isna().all()
    assert set(few["method"]) == {"ppi++ (few labels)"}
    assert few["share"].sum() == pytest.approx(1)
    assert any("fewer than 20 labels" in caveat for caveat in found.caveats)
    assert {(of.group, of.other) for of in found.differences} == {("Ann", "Bo")}
    assert "1 group" in found.summary()


def test_groups_that_differ_are_told_apart_and_others_are_not(model, make_corpus):
    one, other = make_corpus(500, 1), make_corpus(500, 2, shares=(0.6, 0.2, 0.2))
    truth = pd.concat([one.assign(speaker="Ann"), other.assign(speaker="Bo")], ignore_index=True)
    truth["id"] = [f"t-{row}" for row in range(1000)]
    drawn = truth.sample(300, random_state=0).assign(drawn="random")
    corpus = truth.drop(columns="label")
    found = prevalence(model, corpus, drawn, by="speaker")
    sure = {of.label: of.is_sure for of in found.differences}
    assert sure["against"]
    assert found.differences[0].difference.high < 0
    assert found.differences[0].p_value < 0.0005
    assert "< 0.001" in found.summary()
    halves = corpus.assign(half=np.random.default_rng(1).permutation(1000) % 2)
    same = prevalence(model, halves, drawn, by="half")
    assert not any(of.is_sure for of in same.differences)
    assert "Of 3 differences 3 cannot be told from 0" in same.summary()


def test_months_are_compared_with_the_month_before(model, corpus, drawn):
    found = prevalence(model, corpus, drawn, every="month")
    assert list(dict.fromkeys(of.group for of in found.shares)) == ["2025-01", "2025-02", "2025-03"]
    pairs = {(of.group, of.other) for of in found.differences}
    assert pairs == {("2025-02", "2025-01"), ("2025-03", "2025-02")}
    with pytest.raises(DataError, match="is no date"):
        prevalence(model, corpus.assign(date="soon"), drawn, every="month")


@pytest.mark.parametrize(
    ("date", "every", "period"),
    [
        ("2025", "year", "2025"),
        ("2025-Q2", "quarter", "2025Q2"),
        ("2025q2", "year", "2025"),
        ("2025-04", "month", "2025-04"),
        ("April 2025", "month", "2025-04"),
        ("20250403", "day", "2025-04-03"),
        ("2025/4/3", "day", "2025-04-03"),
        ("3 April 2025", "week", "2025-03-31"),
        ("Thu Apr 03 20:19:24 +0000 2025", "day", "2025-04-03"),
    ],
)
def test_dates_that_say_in_which_period_they_are(date, every, period):
    assert periods([date], ["a"], "date", every) == [period]


@pytest.mark.parametrize(
    ("date", "every"),
    [("03/04/2025", "month"), ("31.12.2025", "year"), ("May", "month"), ("today", "day"),
     ("10:30", "day"), ("1735689600", "year"), ("2025-02-30", "day"), ("soon", "year")],
)  # fmt: skip
def test_dates_that_may_be_another_day_are_refused(date, every):
    with pytest.raises(DataError, match="is no date; write it as 2025-03-31"):
        periods([date], ["a"], "date", every)


@pytest.mark.parametrize(("date", "every"), [("2025", "month"), ("2025-04", "week")])
def test_dates_that_are_too_coarse_are_refused(date, every):
    with pytest.raises(DataError, match=f"is no date that says in which {every} it is"):
        periods([date], ["a"], "date", every)


def test_statements_without_a_group_and_groups_of_weight_0_are_said(model, corpus, drawn):
    speakers = corpus["speaker"].where(corpus["speaker"] != "Cy", None)
    weights = np.where(corpus["speaker"] == "Bo", 0, 1)
    found = prevalence(model, corpus.assign(speaker=speakers, weight=weights), drawn, by="speaker")
    assert {of.group for of in found.shares} == {"Ann"}
    assert any("'speaker' is blank there" in caveat for caveat in found.caveats)
    assert any("all weights there are 0: Bo" in caveat for caveat in found.caveats)
    with pytest.raises(DataError, match="did you mean 'speaker'"):
        prevalence(model, corpus, drawn, by="speakers")


@pytest.mark.parametrize("labels", [None, "drawn"])
def test_groups_that_are_none_are_refused_before_the_model_works(model, corpus, drawn, labels):
    class Unasked(type(model)):
        def predict_proba(self, texts):
            raise AssertionError("the model was asked")

    labelled = drawn if labels else None
    method = "ppi++" if labels else "classify-and-count"
    for wanted in ({"by": "speakers"}, {"by": "text", "every": "month"}, {"every": "era"}):
        with pytest.raises((DataError, ParameterError)):
            prevalence(Unasked(), corpus, labelled, method=method, **wanted)
    with pytest.raises(DataError, match="did you mean 'speaker'"):
        by_speaker(Unasked(), corpus, labelled, by="speakers")


def test_a_group_of_one_is_no_wrong_number(model, corpus, drawn):
    lonely = corpus.assign(speaker=["Solo", *["Ann"] * 599])
    found = prevalence(model, lonely, drawn, by="speaker").to_frame()
    solo = found[found["group"] == "Solo"]
    assert solo["low"].isna().all() or (solo["low"] == solo["high"]).all()


def test_what_the_model_was_trained_on_does_not_show_how_it_errs(truth, tmp_path):
    texts = truth.assign(
        text=[f"word{row} {label} talk" for row, label in enumerate(truth["label"])]
    )
    drawn = texts.sample(100, random_state=0)[["text", "label"]]
    corpus = texts[["text"]]
    trained = StanceClassifier(calibrate=False).fit(drawn["text"], drawn["label"])
    found = prevalence(trained, corpus, drawn, sample="random")
    alone = prevalence(None, corpus, drawn, method="labels", sample="random")
    columns = ["share", "low", "high"]
    np.testing.assert_allclose(found.to_frame()[columns], alone.to_frame()[columns])
    assert "was trained on 100 of 100 statements drawn at random" in found.caveats[0]
    trained.model_.save(tmp_path / "model")
    found = prevalence(stancekit.load_model(tmp_path / "model"), corpus, drawn, sample="random")
    assert "may have been trained on 100 of 100 statements drawn at random" in found.caveats[0]
    assert "does not say on what it was trained" in found.caveats[1]


def test_rare_ngrams_that_were_left_out_hide_no_training_statement(truth):
    """With ``min_df`` no n-gram says that a model has not seen a text; it has to know its own."""
    texts = truth.assign(text=[f"talk {row} {label}" for row, label in enumerate(truth["label"])])
    learned, drawn, corpus = texts[:200], texts[200::4], texts[200:]
    model = StanceClassifier(calibrate=False, min_df=2).fit(learned["text"], learned["label"])
    found = prevalence(model, corpus[["text"]], drawn[["text", "label"]], sample="random")
    assert not any("trained on" in caveat for caveat in found.caveats)
    alone = prevalence(
        None, corpus[["text"]], drawn[["text", "label"]], method="labels", sample="random"
    )
    width, wider = ((of["high"] - of["low"]).max() for of in (found.to_frame(), alone.to_frame()))
    assert width < 0.8 * wider


def test_the_result_is_ready_for_json(model, corpus, drawn):
    found = prevalence(model, corpus, drawn, by="speaker")
    told = json.loads(json.dumps(found.to_dict()))
    assert told["shares"][0]["share"]["value"] == found.shares[0].share.value
    assert told["by"] == "speaker"
    assert repr(found) == "<Prevalence: 3 groups by speaker, 200 of 600 statements with a label>"


def test_the_summary_says_how_many_more_labels_halve_the_intervals(model, corpus, drawn):
    found = prevalence(model, corpus, drawn)
    # 1/n' - 1/600 is a quarter of 1/200 - 1/600: n' = 400
    assert found.more == 200
    assert "Label 200 more at random to halve the intervals." in found.summary()
    assert math.isclose(found.shares[0].share.value, found.to_frame()["share"][0])


def test_the_shipped_model_knows_its_training_statements():
    data = stancekit.load_dataset("dialogue-with-moscow").drop(columns="target")
    drawn = data.sample(60, random_state=0)
    found = prevalence(stancekit.load_model(), data[["id", "text"]], drawn, sample="random")
    assert "was trained on 60 of 60 statements" in found.caveats[0]


def test_only_labels_that_count_are_counted_by_any_method(model, corpus, drawn):
    weighted = corpus.assign(weight=1.0)
    weighted.loc[weighted["text"] == drawn["text"].iloc[0], "weight"] = 0
    methods = ("ppi++", "labels", "classify-and-count", "adjusted-count", "pacc")
    numbers = {prevalence(model, weighted, drawn, method=method).n for method in methods}
    assert len(numbers) == 1
    assert numbers.pop() < len(drawn)


def test_without_labels_it_says_where_to_get_some(model, corpus):
    with pytest.raises(InputTypeError, match=r"--random-share 1.*--method classify-and-count"):
        prevalence(model, corpus)
