"""What the statements that a fold holds out would add."""

import numpy as np
import pytest

from stancekit import StanceClassifier, evaluate
from stancekit.evaluation.to_come import _ahead

SIZES = [0.2, 0.4, 0.8]


@pytest.mark.parametrize(("power", "loss"), [(0.5, False), (0.5, True), (0.25, True), (-1, True)])
def test_a_power_law_is_continued(power, loss):
    def curve(size):
        return (-1 if power < 0 else 1) * (0.4 * size**-power) * (1 if loss else -1)

    ahead = _ahead([curve(size) for size in SIZES], SIZES, 0.8, loss)
    assert ahead == pytest.approx(curve(1) - curve(0.8))


def test_two_sizes_follow_the_logarithm_and_a_fall_brings_nothing():
    doubled = _ahead([1.0, 0.9], SIZES[1:], 0.8, loss=True)
    assert doubled == pytest.approx(-0.1 * np.log2(1 / 0.8))
    assert _ahead([0.5, 0.6, 0.55], SIZES, 0.8, loss=False) == 0


@pytest.mark.parametrize("calibrate", [False, True])
@pytest.mark.parametrize("folds", [3, 7])
def test_intervals_reach_towards_a_model_of_all_statements(frame, calibrate, folds):
    frame = frame.drop(columns=["pair_id", "source"])
    found = evaluate(
        StanceClassifier(calibrate=calibrate), frame, folds=folds, repeats=1, permutations=9
    )
    loss = found.measures["log_loss"]
    assert loss.low < loss.value * (loss.value / loss.high) * (1 - 1e-6)
    assert found.covers.startswith("for the model that is trained on all statements")
