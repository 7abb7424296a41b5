"""`suggest`: whom it asks for, what it passes over, and what is drawn at random."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

import stancekit
from stancekit import StanceClassifier
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.model.lineage import Batch, TrainingData

PLACES = ("Minsk", "Kaluga", "Tula", "Perm", "Brest", "Lviv", "Sochi", "Omsk", "Riga", "Kyiv")
TOPICS = ("prisoners", "grain", "gas", "fish", "steel", "borders", "trade", "cities", "oil", "snow")
TEXTS = [f"{topic} and {place}" for place in PLACES for topic in TOPICS]
IDS = [f"p-{number}" for number in range(len(TEXTS))]
POOL = pd.DataFrame({"id": IDS, "text": TEXTS})
GUESSED = ["likeliest", "probability", "second", "second_probability"]


class Unsure:
    """A model that is the less sure of a statement the later it stands in the pool."""

    classes_ = np.array(["against", "favor", "none"])

    def predict_proba(self, texts):
        first = np.array([0.9 - 0.004 * TEXTS.index(text) for text in texts])
        return np.column_stack([0.1 * (1 - first), first, 0.9 * (1 - first)])


MODEL = Unsure()


def suggest(pool=POOL, n=5, random_share=0, **extra):
    return stancekit.suggest(MODEL, pool, n, random_share=random_share, **extra)


@pytest.mark.parametrize("strategy", ["least confidence", "margin", "entropy"])
def test_the_least_sure_come_first_and_say_why(strategy):
    found = suggest(n=3, strategy=strategy, diverse=False)
    assert found.ids == ("p-99", "p-98", "p-97")
    # 0.9 - 0.004 * 99 = 0.504, and 0.9 * 0.496 = 0.4464
    assert found.reasons == ("least sure",) * 3
    assert found.guesses[0] == ("favor", pytest.approx(0.504), "none", pytest.approx(0.4464))
    assert list(found.scores) == sorted(found.scores, reverse=True)
    assert found.sample == ()


def test_scores_are_those_of_the_strategy():
    assert suggest(n=1).scores == pytest.approx((1 - 0.504,))
    assert suggest(n=1, strategy="margin").scores == pytest.approx((1 - (0.504 - 0.4464),))


def test_the_result_is_a_table_a_dictionary_and_text():
    found = suggest(POOL.assign(source="wire"), n=2, diverse=False)
    frame = found.to_frame()
    assert list(frame) == ["id", "text", "reason", "score", *GUESSED]
    assert frame["likeliest"].tolist() == ["favor"] * 2
    assert frame["id"].tolist() == ["p-99", "p-98"]
    assert frame["text"].tolist() == [TEXTS[99], TEXTS[98]]
    assert found.statements["source"].tolist() == ["wire", "wire"]
    assert json.loads(json.dumps(found.to_dict()))["suggestions"][1]["id"] == "p-98"
    assert "p-99:  'snow and Kyiv'\n  least sure: favor 0.50, none 0.45" in found.summary()
    assert repr(found) == "<Suggestions: 2 of 100 statements, 0 of them at random>"


def test_rows_without_ids_are_named_by_their_numbers_and_ids_keep_their_type():
    assert suggest(TEXTS, n=2, diverse=False).ids == ("row 100", "row 99")
    numbered = POOL.assign(id=range(7, 107))
    assert suggest(numbered, n=1).to_frame()["id"].tolist() == [106]
    floats = suggest(POOL.assign(id=[*range(99), None]), n=100, random_share=1.0)
    assert set(floats.ids) == set(floats.sample) == {*map(str, range(99)), "row 100"}
    holes = POOL.assign(id=[*IDS[:-1], ""])
    assert suggest(holes, n=2, diverse=False).ids == ("row 100", "p-98")


def test_statements_with_a_label_are_not_suggested_again():
    by_id = pd.DataFrame({"id": ["p-99"], "text": [TEXTS[99]], "label": ["favor"]})
    by_text = [(TEXTS[99].upper(), "favor"), ("another one entirely", "none")]
    in_pool = POOL.assign(label=[None] * 99 + ["favor"])
    for pool, labelled in ((POOL, by_id), (POOL, by_text), (in_pool, None)):
        found = suggest(pool, n=1, labelled=labelled)
        assert found.ids == ("p-98",)
        assert found.labelled == 1


def test_labels_that_were_not_filled_in_do_not_count():
    blank = pd.DataFrame({"id": IDS[-2:], "text": TEXTS[-2:], "label": ["favor", ""]})
    assert suggest(n=1, labelled=blank).ids == ("p-99",)
    assert suggest(n=1, labelled=blank.drop(columns="label")).ids == ("p-97",)
    in_neither = suggest(n=1, labelled=blank.assign(label=""))
    assert (in_neither.ids, in_neither.labelled) == (("p-99",), 0)


def test_what_is_nearly_labelled_or_chosen_is_passed_over():
    extra = [
        "Call the mayor of Omsk about this long affair, and soon",
        "snow  AND Kyiv",
        "new, new",
    ]
    texts = [*TEXTS, *extra, extra[0] + "!!"]

    class OfMore(Unsure):
        def predict_proba(self, given):
            ranks = np.array([texts.index(text) for text in given])
            return np.column_stack([0.9 - 0.002 * ranks, 0.1 + 0.002 * ranks, 0 * ranks])

    extra_settings = {"random_share": 0, "diverse": False}
    found = stancekit.suggest(OfMore(), texts, 3, **extra_settings)
    assert found.ids == ("row 104", "row 103", "row 102")
    labelled = [extra[0].lower() + ".", "new new"]
    found = stancekit.suggest(OfMore(), texts, 2, labelled=labelled, **extra_settings)
    assert found.ids == ("row 102", "row 99")


def test_the_same_text_about_another_target_is_another_statement():
    two = pd.DataFrame({"text": [TEXTS[99]] * 2, "target": ["gas", "grain"]})
    assert suggest(two, n=2).ids in (("row 1", "row 2"), ("row 2", "row 1"))
    labelled = pd.DataFrame({"text": [TEXTS[99]], "target": ["gas"], "label": ["favor"]})
    assert suggest(two, n=2, labelled=labelled).ids == ("row 2",)
    assert suggest(two, n=2, labelled=labelled.drop(columns="target")).ids == ()


def test_a_batch_leaves_out_what_resembles_the_others_unless_asked_not_to():
    least_sure = suggest(n=10, diverse=False).statements["text"]
    assert {text.split()[-1] for text in least_sure} == {"Kyiv"}
    spread = suggest(n=10)
    assert len({text.split()[-1] for text in spread.statements["text"]}) > 3
    assert spread.ids[0] == "p-99"
    assert len(set(spread.ids)) == 10
    assert suggest(n=10, diverse=True).ids == spread.ids


@settings(max_examples=30)
@given(n=st.integers(1, 20), strategy=st.sampled_from(["least confidence", "margin", "entropy"]))
def test_a_batch_holds_the_least_sure_and_otherwise_one_of_the_next(n, strategy):
    least_sure = suggest(n=5 * n, strategy=strategy, diverse=False).ids
    spread = suggest(n=n, strategy=strategy)
    assert spread.ids[0] == least_sure[0]
    assert set(spread.ids) <= set(least_sure)
    assert len(set(spread.ids)) == n


@pytest.mark.parametrize(
    "texts", [["!!!", "???", "..."], ["a", "b", "c"], ["\U0001f600", "-", "x y"]]
)
def test_texts_of_which_little_can_be_counted_are_suggested(texts):
    model = stancekit.load_model()
    found = stancekit.suggest(model, texts, 2, random_share=0)
    assert len(found) == 2


def test_a_share_is_drawn_at_random_first_and_marked():
    found = suggest(n=12, random_share=0.25)
    assert found.reasons[:3] == ("drawn at random",) * 3
    assert found.sample == found.ids[:3]
    assert all(reason.startswith("least sure") for reason in found.reasons[3:])
    assert all(0 < score < 1 for score in found.scores)
    assert len(set(found.ids)) == 12
    assert suggest(n=3, random_share=0.1).reasons[0] == "drawn at random"  # rounded up
    assert set(suggest(n=4, random_share=1).reasons) == {"drawn at random"}


def test_without_a_model_all_are_drawn_at_random():
    found = stancekit.suggest(None, POOL, 7)
    assert found.reasons == ("drawn at random",) * 7
    assert found.sample == found.ids
    assert all(math.isnan(score) for score in found.scores)
    assert (
        json.loads(json.dumps(found.to_dict(), allow_nan=False))["suggestions"][0]["score"] is None
    )


@pytest.mark.slow
def test_the_sample_is_drawn_from_the_whole_pool_whatever_is_labelled():
    """Each statement is drawn equally often; a chi-squared test at 0.1 %, 99 degrees of freedom."""
    labelled = POOL.iloc[40:].assign(label="favor")
    counts = Counter()
    for seed in range(200):
        found = suggest(n=20, random_share=0.5, labelled=labelled, random_state=seed)
        assert len(found.sample) == 10
        assert not set(found.ids) & set(labelled["id"])
        assert found.ids[: len(set(found.sample) & set(found.ids))] == tuple(
            name for name in found.sample if name in set(IDS[:40])
        )
        counts.update(found.sample)
    assert sum((counts[name] - 20) ** 2 / 20 for name in IDS) < 148.2


def test_what_was_drawn_but_has_a_label_is_named_and_replaced():
    labelled = POOL.iloc[:90].assign(label="favor")
    found = suggest(n=10, random_share=0.5, labelled=labelled)
    known = [name for name in found.sample if name in set(labelled["id"])]
    assert len(found) == 10
    (note,) = found.caveats
    assert note.startswith(f"Of 5 statements drawn at random, {len(known)} had a label before: ")
    assert note.endswith(f": {', '.join(known)}. They belong to the sample.")


def test_each_round_draws_anew():
    first = stancekit.suggest(None, POOL, 10)
    labelled = first.to_frame().assign(label="favor")
    assert set(stancekit.suggest(None, POOL, 10, labelled=labelled).sample) != set(first.sample)


@settings(max_examples=20)
@given(order=st.permutations(range(len(TEXTS))), seed=st.integers(0, 3), diverse=st.booleans())
def test_the_order_of_a_pool_with_ids_does_not_matter(order, seed, diverse):
    extra = {"random_share": 0.4, "random_state": seed, "diverse": diverse}
    expected, found = suggest(**extra), suggest(POOL.iloc[order], **extra)
    assert found.ids == expected.ids
    assert found.to_dict() == expected.to_dict()


def test_the_seed_decides_and_the_pool_stays_as_it_is():
    before = POOL.copy()
    samples = {suggest(n=20, random_share=0.5, random_state=seed).sample for seed in range(5)}
    assert len(samples) == 5
    assert suggest(random_share=0.5).sample == suggest(random_share=0.5).sample
    pd.testing.assert_frame_equal(POOL, before)


def test_a_pool_that_runs_out_says_so():
    found = suggest(TEXTS[:3], n=5)
    assert len(found) == 3
    assert found.caveats == ("No more than this is left that is new: 2 fewer than asked for.",)
    nothing = suggest(TEXTS[:3], n=5, labelled=TEXTS[:3])
    assert nothing.to_frame().shape == (0, 8)
    assert "0 of 3 statements to label, 3 labelled." in nothing.summary()
    assert len(suggest(TEXTS[:3], n=5, labelled=TEXTS[:3], diverse=False)) == 0


def test_empty_statements_are_left_out():
    found = suggest([" ", *TEXTS[:2], ""], n=5, random_share=1)
    assert sorted(found.ids) == ["row 2", "row 3"]
    assert found.caveats[0] == "2 statements left out: no text."


def test_models_of_this_library_and_of_scikit_learn_are_asked_alike():
    texts, labels = ["Call Minsk", "Shun Minsk", "Call Tula", "Shun Tula"], ["yes", "no"] * 2
    classifier = stancekit.StanceClassifier(calibrate=False, word_ngrams=(1, 1)).fit(texts, labels)
    plain = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts, labels)
    pool = ["Call Perm", "Call or shun Omsk", "Shun Brest"]
    for model in (classifier, classifier.model_, plain):
        assert stancekit.suggest(model, pool, 1, random_share=0).ids == ("row 2",)


def test_a_model_with_targets_is_asked_about_each():
    texts, labels = ["Call Minsk", "Shun Minsk"] * 2, ["yes", "no", "no", "yes"]
    table = {"text": texts, "target": ["gas", "gas", "grain", "grain"]}
    model = stancekit.StanceClassifier(per_target=True, calibrate=False).fit(table, labels)
    pool = {"text": ["Call Minsk"] * 2 + ["Perm"], "target": ["gas", "grain", "gas"]}
    found = stancekit.suggest(model, pool, 3, random_share=0)
    assert found.ids[0] == "row 3"
    frame = found.to_frame().set_index("id")
    assert frame.loc[["row 1", "row 2"], "likeliest"].tolist() == ["yes", "no"]
    with pytest.raises(
        DataError, match=r"pool: there is no column 'target'.*one of 'gas', 'grain'"
    ):
        stancekit.suggest(model, ["Call Minsk"])
    with pytest.raises(DataError, match="pool, row 3, column 'target': 'oil' is not a target of"):
        stancekit.suggest(model, {**pool, "target": ["gas", "gas", "oil"]})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"n": 0}, "n: must be an integer of at least 1, got 0"),
        ({"strategy": "badge"}, "strategy='badge'; use one of 'margin', 'entropy', 'least conf"),
        ({"strategy": None}, "strategy=None; use one of"),
        ({"random_share": 1.5}, "random_share=1.5; give a number from 0 to 1"),
        ({"random_share": "all"}, "random_share='all'; give a number from 0 to 1"),
        ({"random_state": -1}, "random_state: must be an integer of at least 0"),
    ],
)
def test_settings_out_of_their_range_are_refused(wrong, message):
    with pytest.raises(ParameterError, match=message):
        suggest(**wrong)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("my-model", r"model: got a path; load it: stancekit\.load_model\('my-model'\)"),
        (stancekit.StanceClassifier, "model: StanceClassifier is not fitted or gives no prob"),
        (stancekit.StanceClassifier(), "model: StanceClassifier is not fitted"),
        (LinearSVC().fit([[0], [1]], [0, 1]), "model: LinearSVC is not fitted or gives no prob"),
    ],
)
def test_what_cannot_judge_statements_is_refused(model, message):
    with pytest.raises(InputTypeError, match=message):
        stancekit.suggest(model, POOL)


def test_ids_have_to_stand_for_one_statement():
    with pytest.raises(DataError, match="dict, rows 1, 3, column 'id': the id 'a' is used 2 times"):
        suggest({"id": ["a", "b", "a"], "text": TEXTS[:3]})
    other = {"id": ["p-99"], "text": ["Something else."], "label": ["none"]}
    with pytest.raises(DataError, match="labelled, id 'p-99': the text is 'Something else"):
        suggest(labelled=other)


def test_a_labelled_text_may_be_mended():
    long = "The mayor of Omsk would like to call Moscow about the prisoners before winter."
    labelled = [{"id": "a", "text": long.replace("Omsk", "Omsk,"), "label": "favor"}]
    pool = [{"id": "a", "text": long}, {"id": "b", "text": "Snow fell."}]
    assert stancekit.suggest(None, pool, 2, labelled=labelled).labelled == 1


def test_a_pool_without_text_is_refused():
    with pytest.raises(DataError, match="pool: all statements are empty"):
        suggest([" ", ""])
    with pytest.raises(DataError, match="there is no column 'text'"):
        suggest({"body": TEXTS})


def test_without_a_model_as_many_are_drawn_as_are_asked_for():
    labelled = POOL[:96]
    found = stancekit.suggest(None, POOL, 3, labelled=labelled)
    assert len(found) == 3
    assert found.caveats[-1].startswith("Of ")  # the others that were drawn, not that none is left
    assert set(found.ids) <= set(found.sample)
    assert len(stancekit.suggest(None, POOL, 9, labelled=labelled)) == 4
    assert stancekit.suggest(None, POOL, 9, labelled=POOL).ids == ()


def test_what_the_model_was_trained_on_is_not_suggested_again(tmp_path, bridge):
    frame = pd.DataFrame({"text": bridge.texts, "label": bridge.labels})
    frame[:30].to_csv(tmp_path / "old.csv", index=False)
    model = StanceClassifier(calibrate=False).fit(frame["text"][:30], frame["label"][:30]).model_
    data = TrainingData((Batch((tmp_path / "old.csv",)),))
    model = replace(model, provenance=replace(model.provenance, training_data=data))
    pool = {"text": bridge.texts}
    found = stancekit.suggest(model, pool, n=40)
    assert set(found.statements["text"]) <= set(bridge.texts[30:])
    assert found.labelled == 30
    (tmp_path / "old.csv").unlink()
    found = stancekit.suggest(model, pool, n=40)
    assert set(found.statements["text"]) & set(bridge.texts[:30])
    assert "cannot be read as they were" in found.caveats[0]
    assert stancekit.suggest(model, pool, n=40, labelled=frame[:30]).labelled == 30


@pytest.fixture
def trained(tmp_path, bridge):
    """Return a model that knows its 30 training statements, numbered from 1, with their file."""
    frame = pd.DataFrame({"id": range(1, 31), "text": bridge.texts[:30]})
    frame.assign(label=bridge.labels[:30]).to_csv(tmp_path / "old.csv", index=False)
    model = StanceClassifier(calibrate=False).fit(frame["text"], bridge.labels[:30]).model_
    data = TrainingData((Batch((tmp_path / "old.csv",)),))
    return replace(model, provenance=replace(model.provenance, training_data=data))


def test_the_ids_of_the_training_statements_may_be_those_of_others(trained, bridge):
    pool = {"id": range(1, 11), "text": bridge.texts[30:]}
    assert len(stancekit.suggest(trained, pool, n=10)) == 10
    with pytest.raises(DataError, match=r"labelled, id '1': the text is .*, but in the pool it is"):
        stancekit.suggest(trained, pool, labelled={"id": [1], "text": ["Another one altogether."]})


def test_labelled_statements_come_beside_the_training_statements(trained, bridge):
    pool = {"text": bridge.texts}
    found = stancekit.suggest(trained, pool, n=40, labelled=bridge.texts[30:34])
    assert set(found.statements["text"]) <= set(bridge.texts[34:])
    assert found.labelled == 34


def test_the_training_statements_have_columns_of_their_own(trained, bridge):
    pool = {"comment": bridge.texts}
    assert stancekit.suggest(trained, pool, n=40, text="comment").labelled == 30


def test_an_id_is_labelled_for_each_target_by_itself():
    pool = pd.concat([POOL[:10].assign(target=target) for target in ("gas", "oil")])
    labelled = POOL[:10].assign(target="gas", label="favor")
    found = suggest(pool, n=20, labelled=labelled)
    assert set(found.statements["target"]) == {"oil"}
    assert found.labelled == 10
    with pytest.raises(DataError, match="the id 'p-0' is used 2 times"):
        suggest(pool.assign(target="gas"))
