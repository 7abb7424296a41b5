"""New labels beside old ones: what is read, what wins, what is refused."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.exceptions import DataError, ParameterError
from stancekit.labelling.retraining.merging import Change, merge
from stancekit.labelling.retraining.new_labels import read_new_labels

OLD = pd.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "text": ["Yes.", "Oh.", "No.", "Never."],
        "label": ["favor", "favor", "against", "against"],
        "source": ["wire", "wire", "post", "post"],
    }
)


def merged_with(rows, old=OLD, drop=(), **given):
    return merge(old, read_new_labels([rows], old, **given), drop)


def test_the_newer_label_wins_and_both_are_shown():
    found = merged_with([{"id": "b", "text": "Oh.", "label": "against"}])
    assert found.changed == (Change("b", "Oh.", "favor", "against"),)
    assert found.frame["label"].tolist() == ["favor", "against", "against", "against"]
    assert found.frame[["id", "text", "source"]].equals(OLD[["id", "text", "source"]])
    assert (found.added, found.repeated) == (0, 0)


def test_the_same_text_is_the_same_statement_whatever_its_id():
    found = merged_with([{"id": "z", "text": "Oh.", "label": "against"}])
    assert found.changed == (Change("b", "Oh.", "favor", "against"),)
    assert len(found.frame) == 4


def test_new_statements_are_added_behind_and_known_ones_counted():
    found = merged_with([("Go.", "favor"), ("Yes.", "favor"), ("Go.", "favor"), ("Hm.", " ")])
    assert found.frame["text"].tolist() == ["Yes.", "Oh.", "No.", "Never.", "Go."]
    assert (found.added, found.repeated, found.unlabelled) == (1, 2, 1)
    assert found.is_news


def test_a_row_without_id_is_named_by_its_place():
    found = merged_with([("Oh.", "against")], OLD.drop(columns="id"))
    assert found.changed[0].name == "row 2"


def test_labels_by_id_alone_correct_old_ones():
    found = merged_with([{"id": "b", "label": "against"}])
    assert found.changed == (Change("b", "Oh.", "favor", "against"),)


def test_a_new_label_may_appear():
    found = merged_with([("Perhaps.", "conditional")])
    assert found.new_labels == ("conditional",)


def test_a_label_disappears_only_if_that_is_said():
    rows = [("No.", "favor"), ("Never.", "favor"), ("Hm.", "none")]
    with pytest.raises(DataError, match="with the label 'against' have another one now; if it"):
        merged_with(rows)
    found = merged_with(rows, drop=["against"])
    assert found.dropped == {"against": 0}
    assert sorted(set(found.frame["label"])) == ["favor", "none"]


def test_a_dropped_label_takes_its_statements_along():
    found = merged_with([("Hm.", "none"), ("Nope.", "against")], drop=["against"])
    assert found.frame["text"].tolist() == ["Yes.", "Oh.", "Hm."]
    assert found.dropped == {"against": 3}
    assert found.to_dict()["dropped"] == [{"label": "against", "statements": 3}]


def test_an_unknown_label_cannot_be_dropped():
    with pytest.raises(ParameterError, match="no statement has the label 'agianst'; there are"):
        merged_with([("Hm.", "none")], drop=["agianst"])


def test_targets_tell_statements_apart():
    old = pd.DataFrame(
        {"text": ["Yes.", "Yes."], "target": ["tax", "gas"], "label": ["favor", "against"]}
    )
    found = merged_with([{"text": "Yes.", "target": "gas", "label": "none"}], old, drop=["against"])
    assert found.frame["label"].tolist() == ["favor", "none"]


def test_the_only_target_need_not_be_named_again():
    old = OLD.assign(target="gas")
    found = merged_with([("Oh.", "against"), ("Go.", "favor")], old)
    assert len(found.changed) == 1
    assert found.frame["target"].tolist() == ["gas"] * 5


def test_weights_are_kept():
    old = OLD.assign(weight=2.0)
    found = merged_with([{"text": "Go.", "label": "favor", "weight": "0.5"}], old)
    assert found.frame["weight"].tolist() == [2, 2, 2, 2, 0.5]


def test_merging_twice_changes_nothing_more():
    rows = [("Oh.", "against"), ("Go.", "favor")]
    once = merged_with(rows)
    twice = merged_with(rows, once.frame)
    assert not twice.is_news
    assert twice.frame.equals(once.frame)


TEXTS = st.sampled_from(["Yes.", "Oh.", "No.", "Never.", "Go.", "Stop.", "Hm."])


@given(st.dictionaries(TEXTS, st.sampled_from(["favor", "against", "none"]), min_size=1))
def test_every_statement_ends_with_its_newest_label(given_labels):
    old = {**dict(zip(OLD["text"], OLD["label"], strict=True))}
    expected = {**old, **given_labels}
    gone = sorted(set(old.values()) - set(expected.values()))
    found = merged_with(list(given_labels.items()), drop=gone)
    assert dict(zip(found.frame["text"], found.frame["label"], strict=True)) == expected
    assert found.frame["text"].is_unique
    assert found.added + len(found.changed) + found.repeated == len(given_labels)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("Go.", "favor"), ("Go.", "against")], "rows 1, 2, column 'label': the same statement"),
        (
            [{"id": "b", "text": "New.", "label": "favor"}],
            "column 'id': 'b' names another statement in the training data",
        ),
        (
            [{"id": "x", "text": t, "label": "favor"} for t in ("One.", "Two.")],
            "rows 1, 2, column 'id': 'x' names two statements",
        ),
        ([{"id": "q", "label": "favor"}], "row 1, column 'id': 'q' is not among the training"),
        ([("Go.", "favour")], "row 1, column 'label': 'favour' looks like a misspelling of 'fav"),
        ([("Go.", "NA")], "'NA' looks like a missing label"),
        ([("Go.", 1)], "labels are strings in the training statements or here, and integers"),
        ([("Go.", "")], "no row has a label; fill in the column 'label'"),
        ([(" ", "favor")], "row 1, column 'text': the text is empty"),
        ([{"text": "Go."}], "there is no column 'label'"),
        ([{"label": "favor"}], "there is no column 'text'"),
        ([{"text": "Go.", "label": "favor", "weight": 2}], "has a column 'weight', which the"),
        ([{"text": "Go.", "label": "favor", "weight": "x"}], "a weight is a finite number"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(rows, message):
    with pytest.raises(DataError, match=message):
        merged_with(rows)


def test_listed_labels_may_look_like_misspellings_and_others_may_not_occur():
    allowed = ["favor", "favour", "against"]
    assert merged_with([("Go.", "favour")], labels=allowed).new_labels == ("favour",)
    with pytest.raises(DataError, match="'none' is not one of against, favor, favour"):
        merged_with([("Go.", "none")], labels=allowed)


def test_missing_weights_are_asked_for():
    with pytest.raises(DataError, match="there is no column 'weight', but the training statements"):
        merged_with([("Go.", "favor")], OLD.assign(weight=1.0))
