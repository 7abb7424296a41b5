"""Promises put to the test on a few simulated runs; `make simulations` does many."""

import importlib
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(autouse=True, scope="module")
def path():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        yield


def simulations(name):
    return importlib.import_module(f"simulations.{name}")


def test_intervals_of_high_ordinal_agreement_hold_the_truth():
    simulation = simulations("agreement_intervals")
    world = simulation.Raters(50, annotators=2, skill=0.92)
    found = [simulation.hits(world, seed) for seed in range(60)]
    assert np.mean([run["krippendorff_alpha_ordinal"] for run in found]) > 0.9
