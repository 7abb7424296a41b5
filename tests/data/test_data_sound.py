"""What is no problem, and what comes out."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from judged import SOUND, rows, with_column

from stancekit.data.read import read_labelled
from stancekit.data.validation import check_targets
from stancekit.exceptions import DataError, ParameterError

pl = pytest.importorskip("polars")


@pytest.mark.parametrize(
    "columns",
    [
        {"id": ["", None, "", "s1"]},
        {"id": [float("nan"), float("nan"), 1.0, 2.0]},
        {"note": [[1], {"a": None}, True, None]},
        {"target": ["t", "", "t", None]},
        {"weight": ["0", "1.5", " 2 ", "1e-3"]},
    ],
)
def test_what_is_allowed(columns):
    assert len(read_labelled(with_column(**columns))) == 4


@pytest.mark.parametrize(
    "clash", [{"label": ["favor", "against"]}, {"id": ["a", "a"], "text": ["Talk!", "Never."]}]
)
def test_labels_of_several_annotators_are_to_be_merged_first(clash):
    rows = {"text": ["Talk!"] * 2, "label": ["favor", "favor"], "annotator": ["ann", "ben"]}
    with pytest.raises(DataError) as raised:
        read_labelled(rows | clash, labels=["favor", "against"])
    assert "2 annotators; merge their labels first: stancekit agree" in raised.value.problems[-1]
    with pytest.raises(DataError) as raised:
        read_labelled(rows | clash | {"annotator": ["ann", "ann"]}, labels=["favor", "against"])
    assert "merge" not in str(raised.value)


def test_the_same_text_may_repeat_with_one_label_or_with_other_targets():
    read_labelled(rows(("a", "x"), ("a", "x")))
    read_labelled({"text": ["a", "a"], "label": ["x", "y"], "target": ["t", "u"]})


def test_an_id_may_stand_for_one_statement_about_each_target():
    rows = {"id": ["a", "a"], "text": ["Yes."] * 2, "label": ["favor", "against"]}
    read_labelled(rows | {"target": ["gas", "tax"]})
    with pytest.raises(DataError, match="the id 'a' is used 2 times"):
        read_labelled(rows | {"text": ["Yes.", "No."], "target": ["gas", "gas"]})


def test_none_is_a_stance_and_na_may_be_one():
    read_labelled([("a", "none"), ("b", "favor")])
    read_labelled([("a", "NA"), ("b", "favor")], labels=["NA", "favor"])


def test_labels_that_are_listed_are_never_misspellings():
    sources = rows(("e", "favor"), ("f", "favor"), ("g", "favour"), ("h", "Favor"))
    labels = ["x", "y", "favor", "favour", "Favor"]
    assert read_labelled(sources, labels=labels)["label"].tolist() == [
        label for _, label in sources
    ]


@pytest.mark.parametrize("labels", [np.array([0, 1, 2]), pd.Series([0, 1, 2]), (0, 1, 2), range(3)])
def test_labels_may_be_any_list(labels):
    assert read_labelled([("a", 1), ("b", 0)], labels=labels)["label"].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ("favor", r"labels='favor' is not a list of labels; give all of them"),
        (3, "labels=3 is not a list"),
        ([], "at least 2 different labels, found none"),
        (["x"], "found only 'x'"),
        (["x", 1], "use one kind"),
        (["x", None], "labels holds None; labels are strings or integers"),
        ([True, False], "labels holds True; labels are strings or integers"),
        (["x", ""], "labels holds ''"),
        ([f"l{i}" for i in range(51)], "51 different labels, at most 50"),
    ],
)
def test_labels_that_are_no_label_set_are_refused(labels, message):
    with pytest.raises(ParameterError, match=message):
        read_labelled(SOUND, labels=labels)


@pytest.mark.parametrize(("role", "name"), [("text", None), ("text", 0), ("label", ["label"])])
def test_a_column_is_called_by_a_string(role, name):
    with pytest.raises(ParameterError, match=f"{role}=.* is not the name of a column; give a str"):
        read_labelled(SOUND, **{role: name})


def test_targets_have_to_be_names_where_every_statement_needs_one():
    check_targets(pd.DataFrame({"target": ["tax", "Nato"]}))
    with pytest.raises(DataError) as caught:
        check_targets(pd.DataFrame({"target": ["tax", None, " ", "a\nb", 7, float("nan")]}))
    assert caught.value.problems == (
        (
            "statements, rows 2, 3, 6, column 'target': the target is missing; name it in every "
            "row or in none"
        ),
        (
            "statements, row 4, column 'target': a name with a character that cannot be seen; "
            r"rename the target (first: 'a\nb')"
        ),
        (
            "statements, row 5, column 'target': of type int where a string is expected; convert "
            "the column (first: 7)"
        ),
    )


def test_text_and_label_have_to_be_two_columns():
    with pytest.raises(ParameterError, match="both name the column 'label'; name two columns"):
        read_labelled(SOUND, text="label")


def test_columns_are_renamed_in_place_and_all_others_kept():
    source = {"id": [1, 2], "stance": ["x", "y"], "note": [None, 0.5], "body": ["a", "b"]}
    frame = read_labelled(source, text="body", label="stance")
    assert list(frame) == ["id", "label", "note", "text"]
    assert frame.to_dict("list") == {
        "id": [1, 2],
        "label": ["x", "y"],
        "note": [None, 0.5],
        "text": ["a", "b"],
    }


def test_text_and_label_can_change_places():
    frame = read_labelled({"label": ["a", "b"], "text": ["x", "y"]}, text="label", label="text")
    assert frame.to_dict("list") == {"text": ["a", "b"], "label": ["x", "y"]}


def test_integer_labels_stay_integers(write):
    name = write("t.jsonl", '{"text": "a", "label": 1}\n{"text": "b", "label": 0}\n')
    for source in (name, pl.DataFrame({"text": ["a", "b"], "label": [1, 0]})):
        labels = read_labelled(source)["label"]
        assert (labels.dtype.kind, labels.tolist()) == ("i", [1, 0])


def test_weights_alone_become_numbers(write):
    name = write("t.csv", "text,label,weight,n\na,x, 1e0,1\nb,y,.5,2\n")
    frame = read_labelled(name)
    assert frame["weight"].tolist() == [1.0, 0.5]
    assert frame["n"].tolist() == ["1", "2"]


def test_what_was_given_is_not_changed():
    given_frame = pd.DataFrame(with_column(weight=["1"] * 4), index=[3, 1, 2, 0])
    before = given_frame.copy()
    frame = read_labelled(given_frame.rename(columns={"text": "body"}), text="body")
    changed = read_labelled(given_frame)
    changed["text"] = "changed"
    pd.testing.assert_frame_equal(given_frame, before)
    assert frame.index.tolist() == [0, 1, 2, 3]


@given(
    st.lists(
        st.tuples(
            st.text(
                st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1
            ).filter(re.compile(r"\w").search),
            st.sampled_from(["favor", "against"]),
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        ),
        min_size=2,
        unique_by=lambda row: row[0],
    ).filter(lambda found: len({label for _, label, _ in found}) == 2)
)
def test_sound_rows_come_out_as_they_went_in(found):
    source = [dict(zip(("text", "label", "note"), row, strict=True)) for row in found]
    assert read_labelled(source).to_dict("records") == source
    halves = [source[:1], source[1:]]
    assert read_labelled(*halves).to_dict("records") == source
