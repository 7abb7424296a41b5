"""Comparisons in which the values of a column are left out in turn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from stancekit import StanceClassifier, compare, evaluate
from stancekit.evaluation.comparison.trainings import compare_trainings
from stancekit.evaluation.design import Design
from stancekit.exceptions import DataError, InputTypeError

PLAIN = StanceClassifier(calibrate=False)


class Diary(ClassifierMixin, BaseEstimator):
    """Notes what it is trained on, in which groups, and what it is asked for."""

    def __init__(self, pages=None):
        self.pages = pages

    def __sklearn_clone__(self):
        return self

    def fit(self, X, y, groups=None):
        self.pages.append({"seen": list(X), "groups": list(groups)})
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        self.pages[-1]["asked"] = list(X)
        return np.full(len(X), "none")


def test_the_new_one_scores_what_evaluate_says(frame):
    frame = frame.drop(columns="pair_id")
    found = compare(PLAIN, PLAIN, frame, leave_out="source", old_data=frame[::2])
    alone = evaluate(PLAIN, frame, leave_out="source", permutations=1)
    assert found.measures["macro_f1"].new == alone.measures["macro_f1"]
    assert found.how.startswith("Each of the 3 values of 'source' left out in turn;")
    trial = compare_trainings(PLAIN, PLAIN, frame, Design(leave_out="source"))
    assert trial.study.left_out == ["speech", "wire", "post"]
    assert trial.comparison.measures["macro_f1"].new == alone.measures["macro_f1"]


def test_neither_is_trained_on_the_value_that_it_is_asked_for(frame):
    """Old statements have other texts and pairs, so nothing but the value ties them."""
    old_data = frame.assign(text=[f"{text} again" for text in frame["text"]], pair_id="")
    pages = []
    diary = Diary(pages)
    compare(diary, diary, frame, leave_out="source", old_data=old_data)
    source_of = dict(zip(frame["text"], frame["source"], strict=True))
    assert len(pages) == 6
    for page in pages:
        sources = [source_of[text.removesuffix(" again")] for text in page["seen"]]
        asked = {source_of[text] for text in page["asked"]}
        assert len(page["seen"]) == 100
        assert len(asked) == 1
        assert not asked & set(sources)
        # Splits within the training keep the statements of a source together, too.
        assert len(set(page["groups"])) == len(set(sources)) == 2


def test_what_cannot_be_left_out_is_refused(frame):
    with pytest.raises(DataError, match="leave_out: there is no column 'sauce'"):
        compare(PLAIN, PLAIN, frame, leave_out="sauce")
    with pytest.raises(InputTypeError, match="leave_out: expected the name of a column"):
        compare(PLAIN, PLAIN, frame, leave_out=["source"])
    with pytest.raises(DataError, match="old_data: there is no column 'source'"):
        compare(PLAIN, PLAIN, frame, leave_out="source", old_data=frame.drop(columns="source"))
    blank = frame.assign(source=[None, *frame["source"][1:]])
    with pytest.raises(DataError, match="old_data, row 1, column 'source': 1 statement has no"):
        compare(PLAIN, PLAIN, frame, leave_out="source", old_data=blank)
