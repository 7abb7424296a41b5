"""`explain`: contributions that add up to the score, and spans into the original text."""

import json

import pytest
from dictionaries import BRIDGE
from hypothesis import given, settings
from letter_encoders import Letters
from strategies import bridge_texts

from stancekit import StanceClassifier
from stancekit.exceptions import InputTypeError

SETTINGS = {
    "words": {},
    "characters": {"features": "char"},
    "both": {"features": "word+char"},
    "encoder": {"encoder": Letters()},
    "uncalibrated": {"calibrate": False},
    "concepts": {"dictionary": BRIDGE},
    "concepts beside characters": {"dictionary": BRIDGE, "features": "word+char"},
}


@pytest.fixture(scope="module", params=SETTINGS.values(), ids=SETTINGS)
def model(request, bridge):
    return StanceClassifier(**request.param).fit(bridge.texts, bridge.labels).model_


@pytest.fixture(scope="module")
def words(bridge):
    return StanceClassifier().fit(bridge.texts, bridge.labels).model_


@settings(max_examples=40)  # for each kind of model
@given(text=bridge_texts)
def test_intercept_and_contributions_add_up_to_the_score(model, text):
    explained = model.explain(text)
    for label, score in explained.scores.items():
        total = explained.intercepts[label] + sum(t.contributions[label] for t in explained.terms)
        total += explained.encoder[label] if explained.encoder else 0.0
        assert total == pytest.approx(score, rel=0, abs=1e-12)


@settings(max_examples=40)
@given(text=bridge_texts)
def test_an_explanation_says_what_the_model_says(model, text):
    explained = model.explain(text)
    (row,) = model.score([text]).to_dict("records")
    assert (explained.label, explained.status) == (row["label"], row["status"])
    assert explained.probabilities == {label: row[f"p_{label}"] for label in model.labels}
    scores = dict(zip(model.labels, model.decision_function([text])[0].tolist(), strict=True))
    assert explained.scores == scores


@settings(max_examples=40)
@given(text=bridge_texts)
def test_the_terms_are_the_known_ngrams_where_they_stand(model, text):
    explained = model.explain(text)
    known = {
        (block.analyzer.kind, term): tuple(spans)
        for block in model.parts[""].blocks
        for term, spans in block.analyzer.spans(text).items()
        if term in block.index
    }
    assert {(t.kind, t.term): t.spans for t in explained.terms} == known


def test_two_labels_have_opposite_contributions(two_sides):
    model = StanceClassifier().fit(two_sides.texts, two_sides.labels).model_
    explained = model.explain("Build the bridge")
    assert explained.terms
    for term in explained.terms:
        assert term.contributions["no"] == -term.contributions["yes"]
    difference = explained.scores["yes"] - explained.scores["no"]
    assert difference == pytest.approx(model.decision_function(["Build the bridge"])[0], abs=1e-12)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("BRIDGE", "BRIDGE"),
        ("\u0130\u0130\u0130: the Bridge", "Bridge"),
        ("\U0001f309 Bridge", "Bridge"),
        ("Stra\u00dfe, BRIDGE.", "BRIDGE"),
    ],
)
def test_spans_point_to_the_words_in_the_original_text(words, text, shown):
    spans = {term.term: term.spans for term in words.explain(text).terms}
    ((start, end),) = spans["bridge"]
    assert text[start:end] == shown


def test_terms_come_in_the_order_of_their_weight_for_the_label(words):
    explained = words.explain("We accept the bridge if it carries a railway, no toll.")
    sizes = [abs(term.contributions[explained.label]) for term in explained.terms]
    assert sizes == sorted(sizes, reverse=True)


def test_without_evidence_there_is_no_label(words):
    explained = words.explain("Lorem ipsum dolor")
    assert (explained.label, explained.status, explained.terms) == (None, "no_evidence", ())
    assert repr(explained) == "None (no_evidence), P(against) = 0.25"


def test_repr_shows_the_weightiest_words(words):
    explained = words.explain("We accept the bridge if it carries a railway, no toll, no, never.")
    lines = repr(explained).splitlines()
    top = max(explained.words, key=lambda word: abs(word.contributions[explained.label]))
    assert lines[0].startswith(f"{explained.label} ({explained.status}), P({explained.label}) = 0.")
    assert lines[1] == f"  {top.contributions[explained.label]:+.3f}  {top.word}"
    assert len(lines) == 11
    assert len(repr(words.explain("bridge")).splitlines()) == 2


@given(text=bridge_texts)
def test_words_share_out_what_the_terms_contribute(model, text):
    explained = model.explain(text)
    assert [word.word for word in explained.words] == text.split()
    for label, score in explained.scores.items():
        total = sum(word.contributions[label] for word in explained.words)
        rest = explained.encoder[label] if explained.encoder else 0.0
        assert explained.intercepts[label] + total + rest == pytest.approx(score, abs=1e-12)


def test_a_word_pair_is_shared_by_its_words(words):
    explained = words.explain("the bridge")
    pair = {term.term: term.contributions for term in explained.terms}
    first, second = explained.words
    for label in explained.scores:
        shared = pair["the bridge"][label] / 2
        assert first.contributions[label] == pytest.approx(pair["the"][label] + shared)
        assert second.contributions[label] == pytest.approx(pair["bridge"][label] + shared)


def test_a_dictionary_is_ready_for_json(model):
    explained = model.explain("Build the \u0130 bridge")
    found = json.loads(json.dumps(explained.to_dict()))
    assert found["text"] == "Build the \u0130 bridge"
    assert found["scores"] == explained.scores
    first = explained.terms[0]
    assert found["terms"][0] == {
        "term": first.term,
        "kind": first.kind,
        "spans": [list(span) for span in first.spans],
        "contributions": first.contributions,
    }
    assert found["encoder"] == explained.encoder


def test_a_frame_has_one_row_for_each_term(model):
    explained = model.explain("Build the bridge, the bridge")
    frame = explained.to_frame()
    assert list(frame) == ["term", "kind", "spans", *model.labels]
    assert frame["term"].tolist() == [term.term for term in explained.terms]
    assert frame["favor"].tolist() == [term.contributions["favor"] for term in explained.terms]
    assert list(model.explain("").to_frame()) == list(frame)


def test_integer_labels_become_column_names(bridge):
    numbers = [sorted(set(bridge.labels)).index(label) for label in bridge.labels]
    model = StanceClassifier().fit(bridge.texts, numbers).model_
    explained = model.explain("Build the bridge")
    assert list(explained.to_frame()) == ["term", "kind", "spans", "0", "1", "2", "3"]
    assert set(explained.scores) == {0, 1, 2, 3}


@pytest.mark.parametrize("text", [None, 7, b"Build it.", ["Build it."]])
def test_only_one_string_can_be_explained(text, words):
    with pytest.raises(InputTypeError, match="text: expected one statement, a str, got"):
        words.explain(text)


def test_concepts_are_shown_with_what_stands_for_them(bridge):
    classifier = StanceClassifier(dictionary=BRIDGE).fit(bridge.texts, bridge.labels)
    explained = classifier.model_.explain("Never build this, no: I reject the bridge.")
    found = {t.term: t for t in explained.terms if t.kind == "concept"}
    assert {"refusal", "target", "refusal > target", "refusal > building"} <= set(found)
    pair = found["refusal > target"]
    quoted = [explained.text[start:end] for start, end in pair.spans]
    assert quoted == ["Never", "no", "reject", "bridge"]
    lines = explained.summary().splitlines()
    concepts = lines[lines.index("Concepts, which are part of what these words say:") + 1 :]
    share = pair.contributions[explained.label]
    line = f"  {share:+.3f}  refusal > target: 'Never' … 'no' … 'reject' … 1 more"
    assert line in concepts or concepts[-1].endswith(" more")
    assert "refusal > refusal: 'Never' … 'no' … 'reject'" in explained.summary()


def test_without_concepts_none_are_listed(words):
    assert "Concepts" not in words.explain("Build the bridge").summary()
