"""What can be asked for, and how it is told."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from stancekit.evaluation.design import Design, Scheme
from stancekit.exceptions import InputTypeError, ParameterError


@pytest.mark.parametrize(
    ("name", "value", "least"),
    [
        ("folds", 1, 2),
        ("repeats", 0, 1),
        ("bootstrap", True, 1),
        ("permutations", 2.0, 1),
        ("random_state", None, 0),
    ],
)
def test_a_number_out_of_its_range_is_refused(name, value, least):
    expected = f"{name}: must be an integer of at least {least}, got {value!r}"
    with pytest.raises(ParameterError, match=f"^{expected}$"):
        Design(**{name: value})


def test_columns_are_named_by_strings():
    with pytest.raises(InputTypeError, match="leave_out: expected the name of a column of the"):
        Design(leave_out=["source"])
    with pytest.raises(InputTypeError, match="groups: expected the name of a column or a list"):
        Design(groups=[1, 2])
    assert Design(groups=["pair_id", "document"]).groups == ("pair_id", "document")


def test_the_numbers_of_numpy_become_those_of_json():
    assert json.loads(json.dumps(asdict(Design(folds=np.int64(3)))))["folds"] == 3


def test_sentences_of_schemes():
    scheme = Scheme(
        folds=3,
        repeats=1,
        groups=("pair_id", "document"),
        leave_out="source",
        statements=40,
        n_groups=30,
    )
    assert scheme.sentence() == (
        "Each of the 3 values of 'source' left out in turn; statements with the same pair_id or "
        "document or text stay on one side (30 groups)."
    )
    assert (
        Scheme(repeats=1, statements=40, n_groups=40)
        .sentence()
        .startswith("5-fold cross-validation, once; statements with the same text")
    )
