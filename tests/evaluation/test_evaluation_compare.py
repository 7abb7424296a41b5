"""Two classifiers, two trainings and two models on the same statements."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.pipeline import make_pipeline

from stancekit import StanceClassifier, compare, evaluate
from stancekit.blocks import Measure
from stancekit.evaluation.comparison.flips import Flip
from stancekit.evaluation.comparison.verdict import judge
from stancekit.exceptions import DataError, InputTypeError, ParameterError

PLAIN = StanceClassifier(calibrate=False)
STIFF = StanceClassifier(calibrate=False, C=0.01, class_weight=None)


@pytest.fixture
def models(frame):
    """Return a model of fifteen statements and one of a hundred."""
    parts = frame[:15], frame[:100]
    return [PLAIN.fit(part["text"], part["label"]).model_ for part in parts]


class Diary(ClassifierMixin, BaseEstimator):
    """Notes what it is trained on and asked for, and always says `none`."""

    def __init__(self, pages=None):
        self.pages = pages

    def __sklearn_clone__(self):
        return self

    def fit(self, X, y):
        self.pages.append((set(X), None))
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        self.pages[-1] = (self.pages[-1][0], set(X))
        return np.full(len(X), "none")


def test_the_same_classifier_twice_does_not_differ(frame):
    found = compare(PLAIN, PLAIN, frame, repeats=2, folds=3)
    gain = found.measures["accuracy"].difference
    none_of_75_groups = 1.9925**2 / (75 + 1.9925**2)
    assert (gain.low, gain.value, gain.high) == pytest.approx(
        (-none_of_75_groups, 0, none_of_75_groups), abs=1e-4
    )
    assert (found.verdict, found.flips, found.p_value) == ("cannot tell", (), 1.0)
    assert "No label flips." in found.summary()


def test_each_side_scores_what_evaluate_says_of_it(frame):
    found = compare(STIFF, PLAIN, frame, folds=3, repeats=2)
    for name, classifier in (("old", STIFF), ("new", PLAIN)):
        alone = evaluate(classifier, frame, folds=3, repeats=2, permutations=1)
        for measure in ("macro_f1", "accuracy"):
            assert_as_far(getattr(found.measures[measure], name), alone.measures[measure])
        for label, scores in alone.per_label.items():
            assert_as_far(getattr(found.per_label[label], name), scores["f1"])


def assert_as_far(compared, evaluated):
    """Expect equal scores; that of an evaluation may reach up to what all statements will add."""
    assert compared.value == pytest.approx(evaluated.value)
    assert compared.low == pytest.approx(evaluated.low)
    assert compared.high <= evaluated.high + 1e-9


def test_exchanging_the_two_turns_everything_around(frame):
    one, other = (
        compare(*both, frame, folds=3, repeats=1) for both in ((STIFF, PLAIN), (PLAIN, STIFF))
    )
    gain, loss = (found.measures["macro_f1"].difference for found in (one, other))
    assert (loss.value, loss.low, loss.high) == pytest.approx((-gain.value, -gain.high, -gain.low))
    assert (one.corrected, one.spoiled) == (other.spoiled, other.corrected)
    assert one.p_value == other.p_value
    assert [(f.row, f.old, f.new) for f in one.flips] == [
        (f.row, f.new, f.old) for f in other.flips
    ]


def test_a_classifier_that_learns_is_better_than_one_that_does_not(frame, classifier):
    dummy = make_pipeline(TfidfVectorizer(), DummyClassifier())
    found = compare(dummy, classifier, frame, folds=3, repeats=1)
    assert found.verdict == "better"
    assert compare(classifier, dummy, frame, folds=3, repeats=1).verdict == "worse"
    assert all(flip.words == () for flip in found.flips)


def test_models_are_scored_as_they_are(frame, models):
    rest = frame[100:].reset_index(drop=True)
    found = compare(*models, rest)
    truth = rest["label"]
    answers = [model.predict(rest["text"]) for model in models]
    for name, answer in zip(("old", "new"), answers, strict=True):
        macro = f1_score(truth, answer, average="macro")
        assert getattr(found.measures["macro_f1"], name).value == pytest.approx(macro)
        right = accuracy_score(truth, answer)
        assert getattr(found.measures["accuracy"], name).value == pytest.approx(right)
    old, new = (answer == truth for answer in answers)
    assert (found.corrected, found.spoiled) == ((new & ~old).sum(), (old & ~new).sum())
    assert [flip.row for flip in found.flips] == np.flatnonzero(answers[0] != answers[1]).tolist()
    assert "neither was ever trained on one of them." in found.how


def test_the_words_of_a_flip_add_up_to_the_change_of_the_scores(frame, models):
    found = compare(*models, frame[100:])
    assert found.flips
    for flip in found.flips:
        explained = [model.explain(flip.text) for model in models]
        before, after = (e.scores[flip.new] - e.scores[flip.old] for e in explained)
        start, end = (e.intercepts[flip.new] - e.intercepts[flip.old] for e in explained)
        moved = sum(change for _, change in flip.words)
        assert moved == pytest.approx((after - end) - (before - start), abs=1e-12)
        changes = [change for _, change in flip.words]
        assert changes == sorted(changes, reverse=True)


def test_the_marks_of_a_flip_are_its_words_where_they_stand(frame, models):
    found = compare(*models, frame)
    for flip in found.flips:
        marks = [mark for mark in flip.marked().marks if mark.weight]
        words = [(flip.text[mark.start : mark.end], mark.weight) for mark in marks]
        assert sorted(words, key=lambda word: -word[1]) == list(flip.words)
        assert words


def test_words_that_moved_it_back_come_last_however_much(models):
    flip = Flip(0, None, "never talk call open", "none", "favor", "against", models=tuple(models))
    changes = [change for _, change in flip.words]
    assert changes == sorted(changes, reverse=True)
    assert 0 < changes[0] < -changes[-1]


def test_the_p_value_is_that_of_both_kinds_of_flips(frame, models):
    shuffled = frame[100:].assign(label=np.random.default_rng(0).permutation(frame["label"][100:]))
    found = compare(*models, shuffled)
    assert min(found.corrected, found.spoiled) > 0
    expected = binomtest(found.spoiled, found.spoiled + found.corrected, 0.5).pvalue
    assert found.p_value == pytest.approx(expected)


def test_words_come_from_the_models_that_gave_the_labels(frame):
    found = compare(STIFF, PLAIN, frame, folds=3, repeats=2)
    assert found.flips
    assert all(dict(flip.words).keys() <= set(flip.text.split()) for flip in found.flips)
    assert any(flip.words for flip in found.flips)


def test_a_flip_is_named_by_its_id_and_says_what_came_of_it(frame, models):
    rest = frame[100:].assign(id=[f"s{row}" for row in range(50)])
    flips = compare(*models, rest).flips
    assert all(flip.name == f"s{flip.row}" for flip in flips)
    for flip in flips:
        right = {flip.old: "spoiled", flip.new: "corrected"}
        assert flip.effect == right.get(flip.label, "still wrong")


def test_more_statements_are_compared_with_fewer(frame):
    found = compare(PLAIN, PLAIN, frame, old_data=frame[:12], folds=3, repeats=1)
    assert found.statements == 150
    assert found.verdict == "better"
    assert "Old: trained on 12 statements; new: on all 150 that are tested." in found.how


def test_the_old_labels_are_compared_with_corrected_ones(frame):
    shuffled = frame.assign(label=np.random.default_rng(0).permutation(frame["label"]))
    found = compare(PLAIN, PLAIN, frame, old_data=shuffled, folds=3, repeats=1)
    assert found.verdict == "better"
    assert found.measures["macro_f1"].old.value < 0.5


def test_no_statement_is_on_both_sides_nor_one_tied_to_it(frame):
    """Old statements are tied to tested ones by text, pair and id."""
    frame["id"] = [f"s{row}" for row in range(len(frame))]
    retold = frame.assign(text=[f"{text} again" for text in frame["text"]], pair_id="")
    old_data = pd.concat([frame[:60].drop(columns="id"), retold[60:]], ignore_index=True)
    diary = Diary(pages=[])
    compare(diary, DummyClassifier(), frame, old_data=old_data, folds=3, repeats=2)
    pair_of = dict(zip(frame["text"], frame["pair_id"], strict=True))
    id_of = {t.removesuffix(" again"): i for t, i in zip(frame["text"], frame["id"], strict=True)}
    assert len(diary.pages) == 6
    for seen, asked in diary.pages:
        assert seen
        plain = {text.removesuffix(" again") for text in seen}
        assert not {id_of[text] for text in plain} & {id_of[text] for text in asked}
        untouched = {pair_of[text] for text in seen if text in pair_of}
        assert not untouched & {pair_of[text] for text in asked}


def test_weights_on_one_side_only_are_ones_on_the_other(frame):
    weighted = frame.assign(weight=1.0)
    kept = compare(PLAIN, PLAIN, weighted, old_data=frame, folds=3, repeats=1)
    assert kept.measures["macro_f1"].difference.value == 0
    assert kept.flips == ()


def test_a_label_that_only_one_side_knows_stands_beside_the_verdict(frame):
    is_new = frame["label"] == "none"
    found = compare(PLAIN, PLAIN, frame, old_data=frame[~is_new], folds=3, repeats=1)
    assert list(found.per_label) == ["against", "favor"]
    assert found.unshared["none"].old.value == 0
    assert found.unshared["none"].new.value > 0
    assert (found.statements, found.judged) == (150, (~is_new).sum())
    assert found.support["none"] == is_new.sum()
    assert found.verdict == "cannot tell"
    known = [flip for flip in found.flips if flip.label != "none"]
    assert found.corrected == sum(flip.effect == "corrected" for flip in known) < len(found.flips)
    assert not any(flip.old == "none" for flip in found.flips)
    assert found.to_dict()["unshared"][0]["label"] == "none"
    assert found.to_frame()["label"].tolist() == [None, None, "against", "favor", "none"]
    summary = " ".join(found.summary().split())
    assert f"one, over the labels that both know: {found.verdict}. Its" in summary
    assert f"know 'none': the {is_new.sum()} statements with such a label count only" in summary
    flips = sum(flip.label == "none" for flip in found.flips)
    assert f"{flips} of statements with a label that not both know." in summary


def test_sides_that_have_no_label_in_common_are_not_compared(frame):
    old = frame.assign(label=frame["label"].str.upper())
    with pytest.raises(DataError, match="both sides know none of the labels 'against', 'favor', '"):
        compare(PLAIN, PLAIN, frame, old_data=old, folds=3, repeats=1)


def test_a_label_that_is_gone_does_not_count_in_macro_f1(frame):
    new = frame[frame["label"] != "none"].reset_index(drop=True)
    found = compare(PLAIN, PLAIN, new, old_data=frame, folds=3, repeats=1)
    assert list(found.per_label) == ["against", "favor"]
    of_labels = [found.per_label[label].new.value for label in found.per_label]
    assert found.measures["macro_f1"].new.value == pytest.approx(np.mean(of_labels))


def test_models_of_targets_compare_with_models_of_none(frame, models):
    frame["target"] = np.where(np.arange(150) % 2, "gas", "grain")
    train, rest = frame[:100], frame[100:]
    by_target = StanceClassifier(calibrate=False, per_target=True)
    model = by_target.fit(train[["text", "target"]], train["label"]).model_
    found = compare(models[0], model, rest)
    assert found.measures["accuracy"].new.value == pytest.approx(
        accuracy_score(rest["label"], model.predict(rest[["text", "target"]]))
    )
    assert any(flip.words for flip in found.flips)
    with pytest.raises(DataError, match="there is no column 'target'"):
        compare(models[0], model, rest.drop(columns="target"))


def test_unknown_labels_are_named(frame, models):
    found = compare(*models, frame[100:].assign(label=["new", "none"] * 25))
    assert "The old model does not know the label 'new', so it never gives it." in found.caveats


def test_labels_that_no_model_gives_are_refused(frame, models):
    strange = frame[100:].assign(label=["pro", "contra"] * 25)
    expected = "neither model gives any of the labels 'contra', 'pro'; they give 'against', 'favor'"
    with pytest.raises(DataError, match=expected):
        compare(*models, strange)
    numbers = frame[100:].assign(label=[1, 2] * 25)
    with pytest.raises(DataError, match="labels are integers here and strings in the old model"):
        compare(*models, numbers)


def test_few_statements_are_called_few(frame, models):
    found = compare(*models, frame[101:103])
    assert "Only 2 statements: every number here can be far off." in found.caveats
    assert "Label 'none' has only 1 statement, so its interval is wide." in found.caveats
    assert not any("folds" in line for line in compare(*models, frame[90:]).caveats)


def test_it_is_ready_for_json_and_for_a_frame(frame, models):
    found = compare(*models, frame[100:])
    read = json.loads(json.dumps(found.to_dict()))
    assert read["verdict"] == found.verdict
    assert len(read["flips"]) == len(found.flips)
    keys = {"row", "id", "target", "text", "label", "old", "new", "effect", "words"}
    assert keys == set(read["flips"][0])
    table = found.to_frame()
    assert table["measure"].tolist() == ["macro_f1", "accuracy", "f1", "f1", "f1"]
    assert (table["new"] - table["old"]).tolist() == pytest.approx(table["difference"].tolist())
    assert f"<Comparison: {found.verdict}, macro-F1 " in repr(found)


def test_a_long_list_of_flips_is_cut_in_the_summary(frame, classifier):
    dummy = make_pipeline(TfidfVectorizer(), DummyClassifier())
    found = compare(dummy, classifier, frame, folds=3, repeats=1)
    assert f"and {len(found.flips) - 10} more" in found.summary()


def test_only_the_flips_shown_are_explained(frame, models):
    found = compare(*models, frame[100:])
    assert len(found.flips) > 10
    found.summary()
    assert sum("words" in vars(flip) for flip in found.flips) == 10


def test_progress_counts_the_fits_of_both(frame):
    seen = []
    compare(
        DummyClassifier(),
        DummyClassifier(),
        frame,
        folds=3,
        repeats=2,
        progress=lambda *step: seen.append(step),
    )
    assert seen == [(done, 12) for done in range(1, 13)]


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.001, 0.2, "better"),
        (-0.2, -0.001, "worse"),
        (-0.01, -0.001, "worse"),
        (-0.02, 0.3, "not worse"),
        (0.0, 0.0, "not worse"),
        (-0.021, 0.3, "cannot tell"),
    ],
)
def test_the_verdict_follows_from_the_interval(low, high, verdict):
    assert judge(Measure((low + high) / 2, low, high), margin=0.02) == verdict


@given(st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_wider_margin_never_makes_the_verdict_less_sure(low, width, margin):
    measure = Measure(low, low, low + width)
    strict, lax = judge(measure, 0.0), judge(measure, margin)
    assert strict == lax or (strict, lax) == ("cannot tell", "not worse")


def test_the_old_statements_may_be_too_few(frame):
    with pytest.raises(DataError, match="old: without the statements tied to a fold"):
        compare(PLAIN, PLAIN, frame, old_data=frame[:2].assign(pair_id=""), folds=3)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_model_is_not_compared_with_a_classifier(frame, models, order):
    both = [models[0], PLAIN]
    wrong = ("old", "new")[order.index(1)]
    with pytest.raises(InputTypeError, match=f"{wrong}: a StanceModel is compared with another"):
        compare(*(both[i] for i in order), frame)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"margin": -0.1}, "margin: must be a number from 0 to 1, got -0.1"),
        ({"margin": "0.1"}, "margin: must be a number from 0 to 1, got '0.1'"),
        ({"margin": True}, "margin: must be a number from 0 to 1, got True"),
        ({"margin": float("nan")}, "margin: must be a number from 0 to 1, got nan"),
        ({"bootstrap": 0}, "bootstrap: must be an integer of at least 1"),
    ],
)
def test_settings_out_of_range(frame, models, given, message):
    with pytest.raises(ParameterError, match=message):
        compare(PLAIN, PLAIN, frame, **given)
    with pytest.raises(ParameterError, match=message):
        compare(*models, frame[100:], **given)


@pytest.mark.parametrize("margin", [1, np.float32(1), np.float64(1), np.int64(1)])
def test_a_margin_is_any_number(frame, models, margin):
    found = compare(*models, frame[100:], margin=margin)
    assert (found.margin, type(found.margin)) == (1, float)


def test_what_is_no_classifier_is_refused(frame, models):
    with pytest.raises(InputTypeError, match="classifier: got int, which cannot be trained"):
        compare(PLAIN, 5, frame)
    with pytest.raises(InputTypeError, match=r"new: got a path; .*load_model\('folder'\)"):
        compare(models[0], Path("folder"), frame)


@pytest.mark.parametrize(
    "given", [{"old_data": []}, {"leave_out": "source"}, {"folds": 1}, {"repeats": -3}]
)
def test_what_is_for_trainings_is_refused_for_models(frame, models, given):
    (name,) = given
    with pytest.raises(ParameterError, match=f"{name}: models are not trained here; leave it out"):
        compare(*models, frame[100:], **given)


def test_a_plain_pipeline_can_be_compared(frame):
    pipeline = make_pipeline(TfidfVectorizer(), LogisticRegression())
    assert compare(pipeline, PLAIN, frame, folds=3, repeats=1).statements == 150


def test_one_label_alone_can_be_compared_on(frame, models):
    favor = frame[100:].query("label == 'favor'")
    found = compare(*models, favor)
    assert list(found.per_label) == ["favor"]
    assert found.measures["macro_f1"] == found.per_label["favor"]


def test_tied_statements_alone_can_be_compared_on(frame, models):
    tied, others = frame[100:].assign(pair_id="one"), frame[100:].drop(columns="pair_id")
    assert compare(*models, tied).measures == compare(*models, others).measures


def test_statements_about_another_target_are_refused(frame, models):
    named = [
        replace(model, parts={"the bridge": part})
        for model in models
        for part in model.parts.values()
    ]
    data = frame[100:].assign(target="the bridge")
    assert compare(*named, data).statements == len(data)
    data.loc[data.index[2], "target"] = "the tax"
    with pytest.raises(DataError, match="data, row 3, column 'target': 'the tax' is not a target"):
        compare(*named, data)
