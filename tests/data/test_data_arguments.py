"""What users pass beside their data."""

import json

import numpy as np
import pytest

from stancekit.data.arguments import as_label_list, values_by_column
from stancekit.exceptions import InputTypeError, ParameterError


@pytest.mark.parametrize(
    ("given_labels", "expected"),
    [
        (["none", "none"], ["none", "none"]),
        ({"none": 1}, ["none"]),
        (iter(["none", "favor"]), ["none", "favor"]),
        ([np.int64(1), 0], [1, 0]),
        (np.array(["none"]), ["none"]),
        ((), []),
    ],
)
def test_labels_come_as_any_list(given_labels, expected):
    found = as_label_list(given_labels, "drop_labels")
    assert found == expected
    assert json.loads(json.dumps(found)) == expected


@pytest.mark.parametrize(
    ("given_labels", "message"),
    [
        ("favor", "drop_labels='favor' is not a list of labels; give all of them"),
        (b"favor", "drop_labels=b'favor' is not a list of labels"),
        (None, "drop_labels=None is not a list"),
        (3, "drop_labels=3 is not a list"),
        ([True], "drop_labels holds True; labels are strings or integers, none of them blank"),
        ([0.0], "drop_labels holds 0.0; labels are"),
        ([[1]], r"drop_labels holds \[1\]; labels are"),
        (["favor", " "], "drop_labels holds ' '; labels are"),
        ([None], "drop_labels holds None; labels are"),
    ],
)
def test_what_is_no_list_of_labels_is_refused(given_labels, message):
    with pytest.raises(ParameterError, match=message):
        as_label_list(given_labels, "drop_labels")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["source"], "only_train: expected a dict of columns, .* got list"),
        ({"source": "old"}, "only_train: the values of 'source' are no list but 'old'; put them"),
        ({"source": 3}, "are no list but 3"),
    ],
)
def test_values_of_columns_are_lists(given, message):
    with pytest.raises(InputTypeError, match=message):
        values_by_column("only_train", given)
