"""Reading labelled statements that may contradict each other."""

from __future__ import annotations

import pandas as pd
import pytest

from stancekit.data.labelled import read_reference, read_to_check
from stancekit.exceptions import DataError

CONTRADICTION = [("Talk.", "favor"), ("Talk.", "against"), ("Talk.", "favor"), ("No.", "none")]


def test_contradictions_are_read_and_nothing_is_changed():
    found = read_to_check([CONTRADICTION])
    assert found.texts == [text for text, _ in CONTRADICTION]
    assert found.labels == [label for _, label in CONTRADICTION]


def test_a_frame_with_columns_of_other_names_keeps_everything():
    frame = pd.DataFrame({"tweet": ["a", "a"], "stance": [1, 2], "id": [7, 8]}, index=[5, 5])
    before = frame.copy()
    found = read_to_check([frame], text="tweet", label="stance")
    assert found.texts == ["a", "a"]
    assert found.labels == [1, 2]
    assert found.names == ("7", "8")
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([*CONTRADICTION, ("Talk.", " ")], "row 5, column 'label': the label is missing"),
        ([*CONTRADICTION, (" ", "favor"), (" ", "none")], "rows 5, 6, .*the text is empty"),
        ([*CONTRADICTION, ("No.", "against"), ("Yes.", "agianst")], "looks like a misspelling"),
        ([*CONTRADICTION, ("Talk.", 3)], "row 5, .*an integer, unlike the other labels"),
        ([("Talk.", "favor"), (3, "none")], "row 2, column 'text': of type int where a string"),
        ([("Talk.", "favor"), ("Talk.", "favor")], "found only 'favor'"),
        (["Talk.", "Never."], "there is no column 'label'"),
    ],
)
def test_every_other_rule_of_reading_holds(rows, message):
    with pytest.raises(DataError, match=message):
        read_to_check([rows])


def test_rows_without_an_id_are_named_by_their_place():
    first = {"text": ["a", "b"], "label": ["x", "y"], "id": ["p", " "]}
    assert read_to_check([first]).names == ("p", "row 2")
    both = read_to_check([first, [("c", "x"), ("d", "y")]])
    assert both.names[:2] == ("p", "source 1 (dict), row 2")
    assert both.names[2:] == ("source 2 (list), row 1", "source 2 (list), row 2")


def test_statements_to_compare_with_need_no_labels():
    other = read_reference(["Talk.", ""])
    assert other.texts == ["Talk.", ""]
    both = read_to_check([CONTRADICTION]).followed_by(other)
    assert len(both) == 6
    assert both.column("label")[4:] == [None, None]


def test_one_text_very_many_times_is_read_in_time():
    assert len(read_to_check([[("Talk.", "favor"), ("Talk.", "against")] * 10_000])) == 20_000
