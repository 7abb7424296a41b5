"""`StanceModel`: labels, probabilities, and which answers have no evidence."""

import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import bridge_texts

from stancekit import StanceClassifier, load_model

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

NO_EVIDENCE = {
    "empty": "",
    "blank": " \t\n",
    "punctuation": "... ?! --",
    "single letters": "a b c",
    "unknown words": "Lorem ipsum dolor sit amet",
    "another language": "Мы должны построить мост",
    "another script": "\u6211\u4eec\u5e94\u8be5\u5efa\u6865",
    "digits": "12 345 6789",
    "emoji": "\U0001f309\U0001f44d",
    "few known words": "the quick brown fox jumps over sleeping dogs",
}


@pytest.fixture(scope="module")
def model(bridge):
    return StanceClassifier().fit(bridge.texts, bridge.labels).model_


@pytest.fixture(scope="module")
def uneven(bridge):
    """Return a model whose training labels are far from even."""
    labels = ["none" if i % 8 else "favor" for i in range(len(bridge.texts))]
    return StanceClassifier().fit(bridge.texts, labels).model_


@pytest.mark.parametrize("text", NO_EVIDENCE.values(), ids=NO_EVIDENCE)
def test_without_evidence_there_is_no_label_and_the_prior(text, model, uneven):
    for some in (model, uneven):
        row = some.score([text]).iloc[0]
        assert (row["label"], row["status"]) == (None, "no_evidence")
        found = row[[f"p_{label}" for label in some.labels]].tolist()
        counts = some.provenance.label_counts
        assert found == [counts[label] / 40 for label in some.labels]


@pytest.mark.parametrize("text", NO_EVIDENCE.values(), ids=NO_EVIDENCE)
def test_without_evidence_an_uncalibrated_model_has_no_label_either(text, bridge):
    model = StanceClassifier(calibrate=False).fit(bridge.texts, bridge.labels).model_
    row = model.score([text]).iloc[0]
    assert (row["label"], row["status"]) == (None, "no_evidence")


def test_weights_count_in_the_prior(bridge):
    weights = [4.0 if label == "favor" else 1.0 for label in bridge.labels]
    model = StanceClassifier().fit(bridge.texts, bridge.labels, weights).model_
    np.testing.assert_allclose(model.predict_proba([""]), [[1 / 7, 1 / 7, 4 / 7, 1 / 7]])


@pytest.mark.parametrize(
    ("text", "evident"),
    [
        ("bridge xx yy", True),  # one word in three
        ("bridge xx yy zz", False),
        ("bridge bridge xx yy zz ww", True),  # repetitions count on both sides
        ("BRIDGE!", True),
    ],
)
def test_a_third_of_known_words_is_evidence(text, evident, model):
    status = model.score([text])["status"].item()
    assert (status != "no_evidence") == evident


def test_characters_are_evidence_where_only_they_are_counted(bridge):
    model = StanceClassifier(features="char").fit(bridge.texts, bridge.labels).model_
    status = model.score(["bridgework", "\u6865", "qqq zzz"])["status"].tolist()
    assert status[0] != "no_evidence"
    assert status[1:] == ["no_evidence", "no_evidence"]


def test_status_says_which_answers_reach_the_threshold_of_their_label(bridge):
    model = load_model()  # a few made-up sentences would earn no ok
    texts = [*bridge.texts, *NO_EVIDENCE.values(), "We must keep talking to Moscow."]
    scored = model.score(texts)
    (part,) = model.parts.values()
    thresholds = part.calibration.thresholds
    probabilities = model.predict_proba(texts)
    reached = probabilities.max(axis=1) >= thresholds[probabilities.argmax(axis=1)]
    evident = ~scored["status"].eq("no_evidence").to_numpy()
    expected = np.where(reached, "ok", "unsure")[evident]
    assert scored["status"][evident].tolist() == expected.tolist()
    assert set(scored["status"]) == {"ok", "unsure", "no_evidence"}


@given(texts=st.lists(bridge_texts, max_size=5))
def test_score_says_what_predict_says(model, texts):
    scored = model.score(texts)
    probabilities = scored[[f"p_{label}" for label in model.labels]].to_numpy()
    np.testing.assert_array_equal(probabilities, model.predict_proba(texts))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=0, atol=1e-12)
    evident = scored["status"] != "no_evidence"
    assert scored["label"].notna().tolist() == evident.tolist()
    assert (scored["label"][evident] == model.predict(texts)[evident]).all()
    stance = scored["p_favor"] - scored["p_against"]
    np.testing.assert_allclose(scored["stance"], stance, rtol=0, atol=1e-12)


def test_score_has_one_column_for_each_figure(model):
    assert list(model.score(["Build it."])) == [
        *("label", "p_against", "p_conditional", "p_favor", "p_none", "stance", "status")
    ]


def test_stance_needs_both_ends(bridge, two_sides):
    model = StanceClassifier().fit(two_sides.texts, two_sides.labels).model_
    assert list(model.score(["Build it."])) == ["label", "p_no", "p_yes", "status"]
    numbers = [sorted(set(bridge.labels)).index(label) for label in bridge.labels]
    model = StanceClassifier().fit(bridge.texts, numbers).model_
    scored = model.score(["Build the bridge.", ""])
    assert list(scored) == ["label", "p_0", "p_1", "p_2", "p_3", "status"]
    assert scored["label"].tolist() == [model.predict(["Build the bridge."])[0], None]


@pytest.mark.parametrize(
    "X",
    [
        pd.Series(["Build it.", "No."], index=["b", "a"]),
        pd.DataFrame({"text": ["Build it.", "No."], "id": [1, 2]}, index=["b", "a"]),
    ],
)
def test_score_keeps_the_index_of_a_pandas_object(X, model):
    assert model.score(X).index.tolist() == ["b", "a"]


@pytest.mark.parametrize("kind", [pl.DataFrame, pd.DataFrame])
@pytest.mark.parametrize("texts", [["Build it.", "No.", ""], [""], []])
def test_score_gives_back_the_kind_of_frame_that_it_is_given(kind, texts, model):
    types = {"schema": {"text": pl.String}} if kind is pl.DataFrame else {"dtype": object}
    X = kind({"text": texts}, **types)
    for some in (X, X["text"]):
        scored = model.score(some)
        assert type(scored) is kind
        expected = model.score(texts)
        assert list(scored.columns) == list(expected)
        assert all(scored[name].to_list() == expected[name].to_list() for name in expected)


def test_the_columns_of_polars_have_the_types_of_their_values_even_without_any(bridge, model):
    texts = pl.Series(["", "qqq"], dtype=pl.String)
    numbered = StanceClassifier().fit(bridge.texts, list(map(len, bridge.labels))).model_
    for scoring, label in ((model, pl.String), (numbered, pl.Int64)):
        for some in (texts, texts.head(0)):
            types = scoring.score(some).dtypes
            assert (types[0], set(types[1:-1]), types[-1]) == (label, {pl.Float64}, pl.String)


@pytest.mark.parametrize("X", [["Build it."], ("No.",), {"text": ["No."]}, pa.array(["No."])])
def test_score_gives_pandas_for_what_is_no_frame(X, model):
    assert type(model.score(X)) is pd.DataFrame


def test_score_of_nothing_has_the_columns_and_no_rows(model):
    scored = model.score([])
    assert scored.shape == (0, 7)


def test_predict_always_gives_one_of_the_labels(model):
    assert set(model.predict(list(NO_EVIDENCE.values()))) <= set(model.labels)


def test_a_model_cannot_be_changed(model):
    with pytest.raises(FrozenInstanceError):
        model.labels = ("a", "b")


def test_a_model_says_what_it_is(model):
    assert repr(model) == (
        "StanceModel(labels=['against', 'conditional', 'favor', 'none'], 40 training statements, "
        f"{len(model.parts[''].blocks[0].terms):,} known n-grams)"
    )


def test_a_pickled_model_predicts_the_same(model, bridge):
    copy = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(
        copy.predict_proba(bridge.texts), model.predict_proba(bridge.texts)
    )


def test_provenance_tells_training_sets_apart(bridge):
    def fingerprint(texts, labels, weights=None):
        classifier = StanceClassifier(calibrate=False).fit(texts, labels, weights)
        return classifier.model_.provenance.fingerprint

    first = fingerprint(bridge.texts, bridge.labels)
    assert first == fingerprint(np.array(bridge.texts), pd.Series(bridge.labels))
    different = [
        fingerprint(bridge.texts[::-1], bridge.labels[::-1]),
        fingerprint(bridge.texts, bridge.labels[::-1]),
        fingerprint([*bridge.texts[:-1], "other"], bridge.labels),
        fingerprint(bridge.texts, bridge.labels, [1.0] * 40),
    ]
    assert len({first, *different}) == 5


def test_provenance_counts_the_statements(model):
    assert model.provenance.n_statements == 40
    assert model.provenance.label_counts == dict.fromkeys(model.labels, 10)
