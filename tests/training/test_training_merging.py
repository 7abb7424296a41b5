"""New labels beside old ones: what is read, what wins, what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.data.read import read_labelled
from stancekit.data.table import is_blank
from stancekit.exceptions import DataError, DataWarning, ParameterError
from stancekit.training.merged import Change, Lookalike
from stancekit.training.merging import merge
from stancekit.training.new_labels import read_new_labels

OLD = pd.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "text": ["Yes.", "Oh.", "No.", "Never."],
        "label": ["favor", "favor", "against", "against"],
        "source": ["wire", "wire", "post", "post"],
    }
)


def merged_with(rows, old=OLD, drop=(), **given):
    return merge(old, [rows], drop, **given)


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
    assert (found.added, found.repeated, found.duplicates, found.unlabelled) == (1, 1, 1, 1)
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
    assert found.added == 1
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


def test_a_target_that_the_old_statements_do_not_name_is_theirs():
    rows = [
        {"text": "Oh.", "label": "against", "target": "gas"},
        {"text": "Go.", "label": "favor", "target": ""},
    ]
    found = merged_with(rows)
    assert found.changed == (Change("b", "Oh.", "favor", "against"),)
    assert found.added == 1
    assert found.frame["target"].tolist() == ["gas"] * 5


TWO_TARGETS = pd.DataFrame(
    {
        "id": ["t", "g", "o"],
        "text": ["Yes.", "Yes.", "Oh."],
        "target": ["tax", "gas", "gas"],
        "label": ["favor", "against", "favor"],
    }
)


def test_an_id_names_a_target_too():
    found = merged_with([{"id": "g", "label": "favor"}], TWO_TARGETS, drop=["against"])
    assert found.changed == (Change("g (gas)", "Yes.", "against", "favor"),)
    assert found.added == 0
    found = merged_with([{"id": "g", "label": "favor", "target": "tax"}], TWO_TARGETS)
    assert (found.added, found.changed, found.repeated) == (0, (), 1)  # 'Yes.' about the tax


def test_an_id_that_stands_for_several_targets_needs_one():
    both = TWO_TARGETS.assign(id=["y", "y", "o"])
    with pytest.raises(DataError, match=r"row 1, column 'id': 'y' stands for several .*'target'"):
        merged_with([{"id": "y", "label": "favor"}], both)
    found = merged_with([{"id": "y", "label": "favor", "target": "gas"}], both, drop=["against"])
    assert found.changed == (Change("y (gas)", "Yes.", "against", "favor"),)
    assert found.frame["label"].tolist() == ["favor"] * 3
    named = [{"id": "y", "text": "No.", "target": "gas", "label": "favor"}]
    with pytest.raises(DataError, match=r"'y' names another .*'Yes.' about 'gas'.*'No.' about 'g"):
        merged_with(named, both)
    assert merged_with([named[0] | {"target": "oil"}], both).added == 1


def test_a_text_without_its_target_is_no_other_statement():
    with pytest.raises(
        DataError, match=r"'Yes\.' about 'gas' is labelled 'against', and without a"
    ):
        merged_with([("Yes.", "favor")], TWO_TARGETS)
    assert merged_with([("Oh.", "favor")], TWO_TARGETS).added == 1


def test_rows_that_contradict_each_other_once_their_target_is_known():
    rows = [
        {"text": "Go.", "label": "favor", "target": "gas"},
        {"text": "Go.", "label": "against", "target": " "},
    ]
    with pytest.raises(DataError, match=r"'Go\.' about 'gas' has 'favor' and 'against'; keep one"):
        merged_with(rows)
    old = pd.DataFrame(rows)
    with pytest.raises(DataError, match=r"training statements, column 'label': 'Go\.' about 'gas'"):
        merged_with([("Stop.", "against")], old)


LABELS = ["favor", "against", "none"]
STATEMENTS = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from([None, "", "gas", "oil"])),
    st.sampled_from(LABELS),
    min_size=1,
)


def table(**columns):
    return pd.DataFrame(columns)


def as_table(statements):
    texts, targets = zip(*statements, strict=True)
    return table(text=texts, target=pd.Series(targets, dtype=object), label=statements.values())


@given(STATEMENTS, STATEMENTS)
def test_what_was_merged_never_contradicts_itself(before, after):
    old = as_table({(label, None): label for label in LABELS} | before)
    try:
        found = merged_with(as_table(after), old, labels=LABELS).frame
    except DataError:
        return
    assert len(read_labelled(found, labels=LABELS)) == len(found)
    for text, _ in after:
        seen = found[found["text"] == text]
        if any(map(is_blank, seen["target"])):
            assert seen["label"].nunique() == 1


def test_weights_are_kept():
    old = OLD.assign(weight=2.0)
    found = merged_with([{"text": "Go.", "label": "favor", "weight": "0.5"}], old)
    assert found.frame["weight"].tolist() == [2, 2, 2, 2, 0.5]


def test_the_newer_weight_wins_and_is_news():
    old = OLD.assign(weight=1.0)
    rows = [("Yes.", "favor", 3), ("Oh.", "against", 2), ("No.", "against", 1)]
    found = merged_with([dict(zip(("text", "label", "weight"), r, strict=True)) for r in rows], old)
    assert found.frame["weight"].tolist() == [3, 2, 1, 1]
    assert (found.reweighted, len(found.changed), found.repeated) == (1, 1, 1)
    alone = merged_with([{"text": "Yes.", "label": "favor", "weight": 3}], old)
    assert alone.is_news
    assert alone.to_dict()["reweighted"] == 1


@pytest.mark.parametrize("text", ["Never. ", "NEVER.", "\u00a0Never.", "Ne\uff56er."])
def test_what_is_new_by_a_trifle_is_added_and_named(text):
    found = merged_with([(text, "favor"), (text + " ", "against")])
    assert found.lookalikes == (Lookalike("d", "Never.", text, "against", "favor"),)
    assert found.added == 2
    assert found.to_dict()["lookalikes"][0]["new_text"] == text


def test_what_is_told_apart_by_its_target_is_no_lookalike():
    row = {"text": "OH.", "target": "tax", "label": "against"}
    assert merged_with([row], TWO_TARGETS).lookalikes == ()
    assert merged_with([row | {"target": "gas"}], TWO_TARGETS).lookalikes[0].name == "o (gas)"
    assert merged_with([("OH.", "none")], drop=["favor"]).lookalikes == ()


def test_labels_are_compared_with_the_newest_ones():
    found = merged_with([("Oh.", "against"), ("OH.", "against"), ("NO.", "favor")])
    assert [pair.old_text for pair in found.lookalikes] == ["No."]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["1", "2", "3"], [2.0, np.nan]),
        ([1, 2, 3], [2.0, np.nan]),
        ([1.0, 2.0, np.nan], ["2", ""]),
        (["1.0", "2.0", "3.0"], [2.0, np.nan]),
    ],
)
def test_whole_numbers_are_ids_whatever_pandas_makes_of_them(old, new):
    known = OLD[:3].assign(id=old)
    found = merged_with(table(id=new, label=["against", None]), known)
    assert [change.text for change in found.changed] == ["Oh."]
    assert found.unlabelled == 1
    texts = table(id=[new[0]], text=["Another."], label=["favor"])
    with pytest.raises(DataError, match="'2' names another statement in the training data"):
        merged_with(texts, known)


def test_a_text_is_the_same_in_any_coding_of_its_accents():
    known = OLD[:2].assign(text=["Caf\u00e9.", "No."])
    found = merged_with([("Cafe\u0301.", "none")], known)
    assert found.frame["text"].tolist() == ["Caf\u00e9.", "No."]
    assert (found.added, len(found.changed)) == (0, 1)


def test_the_only_target_is_filled_in_as_it_stands():
    known = OLD[:2].assign(target=["tax ", None])
    found = merged_with([("Go.", "favor")], known)
    assert found.frame["target"].tolist() == ["tax "] * 3


def test_rows_without_a_label_can_hold_anything():
    rows = [
        {"id": "q", "label": ""},
        {"id": None, "label": None},
        {"id": "b", "label": "against"},
    ]
    found = merged_with(rows)
    assert (len(found.changed), found.unlabelled) == (1, 2)
    rows = [{"text": None, "label": ""}, {"text": "a\0", "label": " "}, ("Go.", "favor")]
    rows[2] = dict(zip(("text", "label"), rows[2], strict=True))
    assert merged_with(rows).unlabelled == 2


def test_all_that_is_wrong_with_ids_is_said_at_once():
    rows = [
        {"id": "b", "label": ""},
        {"id": "", "label": "favor"},
        {"id": "x", "label": "favor"},
    ]
    with pytest.raises(DataError) as raised:
        merged_with(rows)
    missing, unknown = raised.value.problems
    assert missing == "list, row 2, column 'id': the id is missing; add it, or add a column 'text'"
    assert "row 3, column 'id': the id is not among the training statements; correct it" in unknown
    assert "(first: 'x')" in unknown


def test_rows_keep_their_numbers_where_others_have_no_label():
    with pytest.raises(DataError, match="list, row 3, column 'label': 'favour' looks like"):
        merged_with([("Hm.", ""), ("Well.", None), ("Go.", "favour")])


def test_numbers_stay_what_they_are_where_new_rows_have_none():
    old = OLD.assign(id=[1, 2, 3, 4], page=[5, 6, 7, 8])
    rows = [{"text": "Go.", "label": "favor", "page": None}]
    found = merged_with(rows, old).frame
    assert list(map(repr, found["id"])) == ["1", "2", "3", "4", "None"]
    assert list(map(repr, found["page"])) == ["5", "6", "7", "8", "None"]


def test_labels_may_come_from_a_generator():
    labels = (label for label in ("favor", "against"))
    sources = [[("Go.", "favor")], [("Stop.", "against")]]
    assert len(read_new_labels(sources, OLD, labels=labels)[0]) == 2


def test_many_rows_are_merged():
    old = table(text=[f"Old {row}." for row in range(20_000)], label=["favor", "against"] * 10_000)
    half = old[10_000:].assign(label=["against", "favor"] * 5_000)
    more = table(text=[f"New {row}." for row in range(10_000)], label=["favor", "against"] * 5_000)
    found = merged_with(pd.concat([half, more]), old)
    assert (found.added, len(found.changed), len(found.frame)) == (10_000, 10_000, 30_000)


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
    assert found.duplicates == 0


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("Go.", "favor"), ("Go.", "against")], "rows 1, 2, column 'label': the same text is lab"),
        (
            [{"id": "b", "text": "New.", "label": "favor"}],
            "column 'id': 'b' names another statement in the training data",
        ),
        (
            [{"id": "x", "text": t, "label": "favor"} for t in ("One.", "Two.")],
            "rows 1, 2, column 'id': the id 'x' stands for different texts; give each",
        ),
        (
            [{"text": "Go.", "label": "favor", "weight": w} for w in (1, 2)],
            "rows 1, 2, column 'weight': the same text has the weights 1.0 and 2.0; keep one",
        ),
        (
            [
                {"id": "x", "text": t, "target": "tax", "label": "favor"}
                for t in ("Go.", "Stay.", "Go.")
            ],
            "rows 1, 2, 3, column 'id': the id 'x' stands for different texts",
        ),
        ([{"id": "q", "label": "favor"}], "row 1, column 'id': the id is not among the training"),
        ([("Go.", "favour")], "row 1, column 'label': 'favour' looks like a misspelling of 'fav"),
        ([("Go.", "NA")], "'NA' looks like a missing label"),
        ([("Go.", 1)], "row 1, .*: an integer, unlike the labels of the training statements; use"),
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


def test_what_an_export_says_of_rows_without_a_label_is_passed_on():
    def answered(text, label, control):
        value = {"choices": [label]}
        result = [{"from_name": control, "type": "choices", "value": value}]
        return {"data": {"text": text}, "annotations": [{"result": result}]}

    message = (
        "^list: read as Label Studio; annotations without a choice under 'stance', but with 'pos"
    )
    with pytest.warns(DataWarning, match=message):
        found = merged_with(
            [answered("Go.", "favor", "stance"), answered("Hm.", "none", "position")]
        )
    assert found.unlabelled == 1
