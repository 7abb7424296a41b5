"""Cells that hold several answers are seen for what they are, however they were written."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.data.read import read_labelled
from stancekit.data.statements import labels_from
from stancekit.data.structured import structured
from stancekit.exceptions import DataError

ITEMS = st.none() | st.text(st.characters(exclude_categories=["Cs"]))
CELLS = st.lists(ITEMS) | st.dictionaries(st.text(max_size=3), st.lists(ITEMS, max_size=2))


@given(CELLS)
def test_a_cell_written_as_json_or_as_python_shows_it_is_read_back(cell):
    assert structured(json.dumps(cell)) == cell
    assert structured(str(cell)) == cell


@given(st.lists(ITEMS, min_size=2, max_size=20))
def test_a_list_that_numpy_printed_without_commas_is_never_glued_together(items):
    assert structured(str(np.array([*items, "x"], dtype=object))) == [*items, "x"]


@pytest.mark.parametrize(
    "label", ["favor", "[sic]", "[", "{unclear}", "[1, 2", "(1)", "[a](b)", "", 7, None, True]
)
def test_other_cells_are_left_alone(label):
    assert structured(label) is None


CELLS_OF_SEVERAL = {
    "choices of Label Studio": '{"choices": ["favor", "none"]}',
    "list of Python": "['favor', 'none']",
    "list of JSON": '["favor", "none"]',
    "list of NumPy": "['favor' 'none']",
    "tuple of Python": "('favor', 'none')",
    "set of Python": "{'none', 'favor'}",
    "a list": ["favor", "none"],
    "an object": {"choices": ["favor", "none"]},
}


@pytest.mark.parametrize("kind", CELLS_OF_SEVERAL)
def test_several_answers_in_a_cell_are_several_labels(kind):
    rows = [("a", "favor"), ("b", CELLS_OF_SEVERAL[kind]), ("c", "none")]
    with pytest.raises(DataError) as caught:
        read_labelled(rows)
    (problem,) = caught.value.problems
    assert problem == (
        "list, row 2, column 'label': several labels, 'favor', 'none', where one is expected; "
        "keep one"
    )


@pytest.mark.parametrize("cell", ["['favor']", '{"choices": ["favor"]}', '{"rating": 3}', "[]"])
def test_a_list_or_an_object_is_no_label(cell):
    with pytest.raises(DataError, match="row 2, column 'label': a list or an object where a label"):
        read_labelled([("a", "favor"), ("b", cell), ("c", "none")])


def test_the_way_out_for_a_list_is_not_to_spell_it():
    with pytest.raises(DataError, match=r"of type list, .*; write the label alone"):
        read_labelled([("a", "favor"), ("b", ["favor"]), ("c", "none")])


@pytest.mark.parametrize("cell", ["[favor, none]", "{favor,none}", "(none; favor)"])
def test_labels_in_brackets_without_quotes_are_several(cell):
    with pytest.raises(DataError, match=r"looks like several labels, '(favor|none)', '"):
        read_labelled([("a", "favor"), ("b", cell), ("c", "none")])


@pytest.mark.parametrize("joint", ["#", ";", "|", ", "])
def test_labels_joined_in_a_cell_are_several(joint):
    rows = [("a", "favor"), ("b", f"favor{joint}none"), ("c", "none"), ("d", f"none{joint}favor")]
    with pytest.raises(DataError) as caught:
        read_labelled(rows)
    assert caught.value.problems[0] == (
        f"list, row 2, column 'label': 'favor{joint}none' looks like several labels, 'favor', "
        "'none'; correct it, or list the labels that you expect (labels=, --labels)"
    )
    labels = {label for _, label in rows}
    assert set(read_labelled(rows, labels=labels)["label"]) == labels


def test_a_label_with_a_comma_is_a_label_where_its_parts_are_none():
    rows = [("a", "yes, but"), ("b", "no"), ("c", "yes")]
    assert list(read_labelled(rows)["label"]) == ["yes, but", "no", "yes"]


def test_fit_refuses_a_list_of_answers_too():
    with pytest.raises(DataError, match=r"^y: item 1 is a list of answers \(.*\); keep one$"):
        labels_from(["favor", '["favor", "none"]'], 2)
