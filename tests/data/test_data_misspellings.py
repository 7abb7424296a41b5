"""A rare label that looks like another one is a slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judged import SOUND

from stancekit.data.cell_rules import doubtful, misspellings
from stancekit.data.read import read_labelled
from stancekit.exceptions import DataError


@pytest.mark.parametrize(
    ("labels", "slips"),
    [
        (["favor"] * 2 + ["favour"], {"favour": "favor"}),
        (["favor"] * 2 + ["favour"] * 2, {}),
        (["favor", "favour"], {}),
        (["favor", "Favor"], {"Favor": "favor"}),
        (["favor"] * 3 + ["FAVOR "] * 2 + [" Favor"], {"FAVOR ": "favor", " Favor": "favor"}),
        (["agree"] * 2 + ["disagree"], {}),
        (["left", "right", "left"], {}),
        ([1, 1, 1, 11], {}),
    ],
)
def test_misspellings(labels, slips):
    assert {slip: near.strip().casefold() for slip, near in misspellings(labels).items()} == slips


@given(st.lists(st.sampled_from(["favor", "Favor", "favour", "against", "agianst", "none"])))
def test_a_slip_resembles_a_label_that_is_at_least_as_frequent(labels):
    for slip, near in misspellings(labels).items():
        assert slip != near
        assert labels.count(near) >= labels.count(slip)


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["favor", "against", "None"], {"None": "a missing label"}),
        (["favor", "none", "None"], {"None": "a misspelling of 'none'"}),
        (["Favor", "Against", "None"], {}),
        (["FAVOR", "AGAINST", "NONE"], {}),
        (["favor", "against", "none"], {}),
        (["yes", "no", "nan", "N/A"], {"nan": "a missing label", "N/A": "a missing label"}),
    ],
)
def test_a_missing_value_that_became_a_string_is_told_from_a_stance(labels, found):
    assert doubtful(labels) == found


def test_labels_that_were_listed_once_are_not_doubted_when_their_frame_is_read_again():
    rows = [("a", "favor"), ("b", "None"), ("c", "NA"), ("d", "Favor")]
    with pytest.raises(DataError):
        read_labelled(rows)
    frame = read_labelled(rows, labels=["favor", "None", "NA", "Favor"])
    assert read_labelled(frame).equals(frame)
    assert read_labelled(frame[1:], [("e", "other")])["label"].tolist()[-1] == "other"
    with pytest.raises(DataError, match="row 1, column 'label': 'null' looks like a missing label"):
        read_labelled(frame, [("e", "null")])
    assert "labels" not in repr(read_labelled(SOUND).attrs)


def test_labels_of_another_kind_hide_no_misspelling():
    given = [("a", "Favor"), ("b", "favor"), ("c", "favor"), ("d", 7), ("e", "against")]
    with pytest.raises(DataError) as raised:
        read_labelled(given)
    kind, slip = raised.value.problems
    assert "row 4, column 'label': an integer, unlike the other labels" in kind
    assert "row 1, column 'label': 'Favor' looks like a misspelling of 'favor'" in slip
