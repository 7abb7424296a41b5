"""Contrast pairs: both sides right, or not."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from stancekit import evaluate
from stancekit.evaluation.contrast import contrast_of

PAIRS = pd.DataFrame(
    {
        "id": ["a1", "b1", "b2", "x", "a2", "c1", "c2"],
        "text": ["Talk.", "Go.", "Stay.", "Hm.", "Don't.", "Yes.", "Yes, yes."],
        "label": ["favor", "favor", "against", "none", "against", "favor", "favor"],
        "pair_id": ["a", "b", "b", None, "a", "c", "c"],
    }
)
TRUTH = np.array([1, 1, 0, 2, 0, 1, 1])


def test_by_hand():
    """Pair a: right in both passes; b: in the first only; c has one label and is no contrast."""
    predicted = np.array([TRUTH, [1, 1, 1, 0, 0, 0, 0]])
    found = contrast_of(PAIRS, TRUTH, predicted, resamples=200, seed=0)
    assert found.pairs == 2
    assert found.consistency.value == 0.75
    assert found.accuracy.value == 0.875
    for share in (found.consistency, found.accuracy):  # two pairs say next to nothing
        assert 0 < share.low < 0.1
        assert share.high > 0.99
    assert found.to_frame()["row"].tolist() == [0, 4, 1, 2]
    assert found.to_frame()["right"].tolist() == [1, 1, 1, 0.5]
    assert found.summary().splitlines() == [
        "Pairs that were not labelled right every time:",
        "b",
        "  right in 100 %  favor  Go.",
        "  right in  50 %  against  Stay.",
    ]
    assert json.loads(json.dumps(found.to_dict()))["statements"][3]["id"] == "b2"


def test_three_statements_with_one_pair_id_are_no_pair():
    triple = PAIRS.assign(pair_id=["a", "b", "b", "b", "a", None, None])
    found = contrast_of(triple, TRUTH, TRUTH[None], resamples=9, seed=0)
    assert found.pairs == 2
    assert found.sentence(1.0).startswith("Contrast groups: of 2 that differ by a minimal edit")
    assert "all statements are right in 100 %" in found.sentence(1.0)


@pytest.mark.parametrize("frame", [PAIRS.drop(columns="pair_id"), PAIRS[3:4], PAIRS[5:]])
def test_no_pair_is_no_contrast(frame):
    truth = np.arange(len(frame)) * 0
    assert contrast_of(frame, truth, truth[None], resamples=9, seed=0) is None


@pytest.fixture
def negated():
    """Return pairs of which one side holds the other's words and *not*, and plain statements."""
    nouns = [f"noun{number}" for number in range(12)]
    rows = [(f"we should {noun} talk", "favor", noun) for noun in nouns]
    rows += [(f"we should not {noun} talk", "against", noun) for noun in nouns]
    rows += [(f"weather {noun}", "none", "") for noun in nouns]
    return pd.DataFrame(rows, columns=["text", "label", "pair_id"])


def test_a_classifier_that_cannot_see_the_edit_is_never_consistent(negated):
    blind = make_pipeline(TfidfVectorizer(stop_words=["not"]), LogisticRegression())
    found = evaluate(blind, negated, folds=3, repeats=2, permutations=9)
    assert found.contrast.pairs == 12
    assert found.contrast.consistency.value == 0
    assert found.contrast.accuracy.value <= 0.5
    text = " ".join(found.summary().split())
    assert "both sides are right in 0 % (95 % interval 0 to 29 %)" in text  # 4.84 / (12 + 4.84)
    assert "statements" not in json.loads(json.dumps(found.to_dict()))["contrast"]


def test_one_that_sees_it_can_be(negated, classifier):
    found = evaluate(classifier, negated, folds=3, repeats=1, permutations=9)
    assert found.contrast.consistency.value > 0.5


def test_pairs_that_may_be_split_are_not_judged(negated, classifier):
    split = negated.assign(source=[f"s{row}" for row in range(len(negated))])
    found = evaluate(classifier, split, groups="source", folds=3, repeats=1, permutations=9)
    assert found.contrast is None
    assert found.to_dict()["contrast"] is None
