"""A small version of the simulation of recalibration, which fails where a promise breaks."""

import importlib
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def recalibration():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        yield importlib.import_module("simulations.recalibration")


def simulated(recalibration, name, n, runs):
    (shift,) = (shift for shift in recalibration.SHIFTS if shift.name == name)
    found = recalibration.simulate(shift, (n,), runs)
    return {row.what: row.realised for row in found}


@pytest.mark.slow
def test_on_a_new_source_probabilities_get_better_and_ok_is_right(recalibration):
    found = simulated(recalibration, "far", 300, runs=4)
    assert found["difference"] < -0.02
    assert found["difference in log loss"] < -0.1
    assert found["answers that are ok"] > 0.1
    assert found["of these right"] >= 0.83
    assert found["right beyond that"] >= 0
    assert found["coverage, accuracy"] >= 0.75


@pytest.mark.slow
def test_few_labels_do_no_harm_where_nothing_is_new(recalibration):
    found = simulated(recalibration, "like these", 30, runs=6)
    assert found["difference in log loss"] <= 0.01
    assert found["answers that are ok"] < 0.1  # thirty labels cannot promise much


@pytest.mark.slow
def test_what_was_ok_elsewhere_is_not_where_words_say_nothing(recalibration):
    found = simulated(recalibration, "noise", 100, runs=4)
    assert found["answers that are ok before"] > 0.1
    assert found["answers that are ok"] == 0
    assert found["some precision is certified"] == 0
    assert found["difference"] < -0.1
