"""Training on parts, and the trend of the scores."""

import numpy as np
import pytest

from stancekit.blocks import Measure
from stancekit.evaluation.learning_curve import (
    CurvePoint,
    LearningCurve,
    learning_curve,
    smaller_passes,
)
from stancekit.measure.held_out import HeldOut, score
from stancekit.measure.metrics import confusion_matrix, macro_f1

rows = np.arange(160)
FOLDS = [(rows[:80], rows[80:]), (rows[80:], rows[:80])]


def two_labels(truth):
    """Return what tells whether some rows have at least two labels."""
    return lambda train: len(np.unique(truth[train])) > 1


def test_parts_grow_hold_each_other_and_leave_the_test_side_alone():
    passes = smaller_passes(FOLDS, rows, two_labels(rows % 2), seed=0)
    assert [len(train) for (train, _), _ in passes] == [10, 20, 40]
    for fold, (full, test) in enumerate(FOLDS):
        trains = [set(part[fold][0].tolist()) for part in passes]
        assert trains[0] < trains[1] < trains[2] < set(full.tolist())
        assert all(part[fold][1] is test for part in passes)


def test_groups_are_taken_whole():
    groups = rows // 4
    for part in smaller_passes(FOLDS, groups, two_labels(rows % 2), seed=0):
        for train, _ in part:
            assert (np.bincount(groups[train])[np.unique(groups[train])] == 4).all()


def test_parts_with_a_single_label_or_of_equal_size_are_left_out():
    one_label_in_most_groups = np.where(rows % 80 < 72, 0, 1)
    few = smaller_passes(FOLDS, rows // 8, two_labels(one_label_in_most_groups), seed=0)
    assert all(len(set(one_label_in_most_groups[train])) == 2 for part in few for train, _ in part)
    two_groups = rows % 80 // 40 + 2 * (rows // 80)
    assert len(smaller_passes(FOLDS, two_groups, two_labels(rows % 2), seed=0)) == 1


def test_equal_seeds_take_equal_parts():
    first, again, other = (
        smaller_passes(FOLDS, rows, two_labels(rows % 2), seed)[0][0][0].tolist()
        for seed in (1, 1, 2)
    )
    assert first == again != other


def curve_of(sizes):
    """A curve of predictions that are right for the first `size` statements."""
    truth = rows % 2
    passes = [[(rows[:size], rows)] for size in sizes]
    predicted = np.array([np.where(rows < size, truth, 0) for size in sizes])
    answers = [HeldOut(row[None], None) for row in predicted]
    curve = learning_curve(passes, [score(truth, each, ["no", "yes"], 200, 0) for each in answers])
    scores = [float(macro_f1(confusion_matrix(truth, row, 2))) for row in predicted]
    return curve, scores


def test_the_last_gain_is_carried_on_by_an_inverse_power_law():
    sizes = [10, 20, 44, 100]
    curve, scores = curve_of(sizes)
    assert [point.statements for point in curve.points] == sizes
    assert [point.macro_f1.value for point in curve.points] == pytest.approx(scores)
    before, last, now, twice = np.array([44, 100, 160, 320]) ** -0.5
    gain = (scores[-1] - scores[-2]) * (now - twice) / (before - last)
    assert curve.doubling.value == pytest.approx(gain)
    assert curve.doubling.low < gain < curve.doubling.high


def test_the_interval_holds_the_gains_of_curves_that_flatten_fast_or_not_at_all():
    curve, scores = curve_of([10, 20, 40, 80])
    every_doubling_adds_the_same = scores[-1] - scores[-2]
    by_one_over_n = every_doubling_adds_the_same * (1 / 160 - 1 / 320) / (1 / 40 - 1 / 80)
    doubling = curve.doubling
    assert doubling.low < by_one_over_n < doubling.value
    assert doubling.value < every_doubling_adds_the_same < doubling.high


def test_the_sentence_says_that_the_trend_is_an_extrapolation():
    few, more = Measure(0.4, 0.3, 0.5), Measure(0.45, 0.4, 0.5)
    points = (CurvePoint(1000, few), CurvePoint(2000, more))
    sentence = LearningCurve(points, Measure(-0.01, -0.03, 0.02)).sentence()
    assert "0.400 with 1,000 training statements, 0.450 with 2,000" in sentence
    assert "-0.010 (95 % interval -0.030 to +0.020; an extrapolation)" in sentence
