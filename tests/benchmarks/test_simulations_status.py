"""Small versions of the simulations of `ok` and of groups, which fail where a promise breaks."""

import importlib
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def status():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        yield importlib.import_module("simulations.status")


@pytest.fixture(scope="module")
def calibration(status):
    return importlib.import_module("simulations.calibration")


@pytest.mark.parametrize(
    ("shares", "n", "tied", "signal"),
    [
        ((0.5, 0.5), 200, "", 0.6),
        ((0.7, 0.15, 0.1, 0.05), 400, "", 0.6),
        ((0.25,) * 4, 1000, "", 0.5),
        ((0.5, 0.5), 400, "documents", 0.8),
    ],
)
def test_ok_answers_are_right_as_often_as_promised(status, shares, n, tied, signal):
    setting = status.Setting("labels", shares, n, tied, signal, seed=1000)
    overall, worst = status.simulate(setting, runs=6)
    assert overall.runs >= 3  # of six, so that it is worth something
    assert overall.realised >= 0.83
    assert worst.realised >= 0.8


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.9, 0.1), (0.25,) * 4])
def test_noise_is_not_ok(status, shares):
    (row,) = status.simulate_noise(status.Setting("noise", shares, 100, signal=0.0), runs=6)
    assert row.realised <= 0.01


def test_groups_of_new_sources_do_not_spoil_probabilities(calibration):
    rows = {
        row.what: row.realised for row in calibration.simulate(1000, calibration.SHARES, runs=3)
    }
    assert rows["difference"] <= 0.02
    assert rows["difference in log loss"] <= 0.02


def test_groups_by_chance_change_little(calibration):
    rows = {row.what: row.realised for row in calibration.simulate_chance(500, runs=4)}
    assert abs(rows["difference of calibration errors"]) <= 0.02
    assert abs(rows["difference of shares of ok answers"]) <= 0.15


def test_the_threshold_of_a_label_is_monotone(status):
    world = status.World(3, 0.8, shares=(0.5, 0.5))
    generator = np.random.default_rng(0)
    sample, fresh = world.statements(generator, 300), world.statements(generator, 500)
    model = status.StanceClassifier().fit(sample.texts, sample.codes).model_
    scored = model.score(fresh.texts)
    for label in model.labels:
        given = scored[scored["label"] == label]
        ok = given["status"] == "ok"
        if ok.any():
            assert given.loc[ok, f"p_{label}"].min() > given.loc[~ok, f"p_{label}"].max()
