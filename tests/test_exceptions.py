"""Every error is ours, and also of the built-in kind that a caller would catch."""

import pickle

import pytest

from stancekit import exceptions
from stancekit.exceptions import DataError, StancekitError

KINDS = {
    "ConvergenceError": RuntimeError,
    "DataError": ValueError,
    "InputTypeError": TypeError,
    "MissingDependencyError": ImportError,
    "ModelFormatError": ValueError,
    "ParameterError": ValueError,
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_an_error_is_of_two_kinds(name, kind):
    error = getattr(exceptions, name)("what is wrong; what to do")
    assert isinstance(error, StancekitError)
    assert isinstance(error, kind)
    assert str(error) == "what is wrong; what to do"


def test_all_errors_are_listed():
    assert {*KINDS, "StancekitError", "DataWarning"} == set(exceptions.__all__)


def test_a_data_error_keeps_its_problems_apart():
    error = DataError(f"row {i}: empty" for i in (1, 4))
    assert error.problems == ("row 1: empty", "row 4: empty")
    assert str(error) == "row 1: empty\nrow 4: empty"
    assert DataError("one").problems == ("one",)


def test_a_data_error_survives_the_way_from_another_process():
    error = pickle.loads(pickle.dumps(DataError(["row 1: empty", "row 4: empty"])))
    assert error.problems == ("row 1: empty", "row 4: empty")
    assert str(error) == "row 1: empty\nrow 4: empty"
