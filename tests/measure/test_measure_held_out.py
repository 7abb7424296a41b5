"""Measures with their intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from stancekit.measure.bootstrap import resampled_sums
from stancekit.measure.held_out import HeldOut, score
from stancekit.measure.metrics import measures

LABELS = ["no", "yes"]
RIGHT = ("accuracy", None)


def test_all_repeats_of_a_statement_are_drawn_together():
    truth = np.array([0, 1] * 10)
    once = HeldOut(truth[None] * 0, None)
    thrice = HeldOut(np.repeat(truth[None] * 0, 3, axis=0), None)
    one, three = (score(truth, held, ["no", "yes"], 200, seed=0) for held in (once, thrice))
    ends = ((found.measure(RIGHT).low, found.measure(RIGHT).high) for found in (one, three))
    assert next(ends) == pytest.approx(next(ends))
    np.testing.assert_allclose(one.confusion_interval, three.confusion_interval)


def test_the_value_is_the_mean_over_repeats_and_not_of_their_pool():
    truth = np.array([0, 0, 1, 1])
    repeats = np.array([[0, 0, 1, 1], [0, 0, 0, 0]])
    found = score(truth, HeldOut(repeats, None), ["no", "yes"], 10, seed=0)
    assert found.values["macro_f1", None] == pytest.approx((1 + (2 / 3 + 0) / 2) / 2)
    np.testing.assert_allclose(found.confusion, [[2, 0], [1, 1]])


def test_scores_equal_the_measures_of_a_slow_bootstrap():
    generator = np.random.default_rng(0)
    truth = generator.integers(0, 3, 40)
    held_out = HeldOut(
        generator.integers(0, 3, (2, 40)), generator.dirichlet(np.ones(3), size=(2, 40))
    )
    labels = ["a", "b", "c"]
    found = score(truth, held_out, labels, 15, seed=2)
    counts = resampled_sums(csr_array(np.eye(40)), 15, seed=2)
    added = held_out.contributions(truth, 3).toarray().reshape(40, 2, -1)
    for position, weights in enumerate(counts):
        expected = measures(np.einsum("i,ijk->jk", weights, added), labels)
        for key, values in expected.items():
            assert found.drawn[0][key][position] == pytest.approx(values)


def share_right(right, groups=None, luck=0.0, passes=1):
    """Score answers of which so many are right."""
    truth = np.arange(len(right)) % 2
    predicted = np.where(right, truth, 1 - truth)
    held_out = HeldOut(np.repeat(predicted[None], passes, axis=0), None)
    return score(truth, held_out, LABELS, 2000, 0, groups, luck)


def test_a_share_of_right_answers_has_the_interval_of_wilson():
    found = share_right(np.arange(40) < 12).measure(RIGHT)
    n, p, z = 40, 0.3, 2.0227  # the t quantile with 39 degrees of freedom
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert (found.low, found.high) == pytest.approx((centre - half, centre + half), abs=0.01)


def test_what_is_always_right_may_be_wrong_all_the_same():
    found = share_right(np.ones(40, dtype=bool))
    assert found.measure(RIGHT).high == 1
    assert found.measure(RIGHT).low == pytest.approx(1 / (1 + 2.0227**2 / 40), abs=1e-3)
    assert found.confusion_interval[1][0, 1] > 1


def test_groups_that_are_right_or_wrong_as_a_whole_count_once_each():
    groups = np.arange(200) // 10
    right = groups % 3 > 0
    free, bound = share_right(right).measure(RIGHT), share_right(right, groups).measure(RIGHT)
    alone = share_right(np.arange(20) % 3 > 0).measure(RIGHT)
    assert bound.low < free.low < free.high < bound.high
    assert (bound.low, bound.high) == pytest.approx((alone.low, alone.high), abs=0.03)


def test_luck_of_training_widens_and_repeats_do_not_narrow():
    right = np.arange(100) < 60
    some = share_right(right, luck=1 / 3)
    narrow, wide = (found.measure(RIGHT) for found in (share_right(right), some))
    assert (wide.high - wide.low) / (narrow.high - narrow.low) == pytest.approx(
        (4 / 3) ** 0.5, abs=0.02
    )
    repeated = share_right(right, luck=1 / 3, passes=4).measure(RIGHT)
    assert (repeated.low, repeated.high) == pytest.approx((wide.low, wide.high))


def test_one_group_is_no_sample_of_groups():
    right = np.arange(60) < 40
    assert share_right(right, np.zeros(60)).measure(RIGHT) == share_right(right).measure(RIGHT)


def test_a_rare_label_that_is_right_makes_no_interval_from_0_to_1():
    truth = np.array([0] * 60 + [1] * 60 + [2] * 4)
    found = score(truth, HeldOut(truth[None], None), ("a", "b", "c"), 500, 0)
    macro, rare = found.measure(("macro_f1", None)), found.measure(("f1", "c"))
    assert macro.high == 1.0
    assert 0.8 < macro.low < 0.95  # Wilson's for the 32 statements that three such labels are worth
    assert rare.low < macro.low


@given(
    st.integers(3, 30),
    st.sampled_from(["right", "wrong", "one label"]),
    st.sampled_from([1.0, 0.9, 0.6]),
    st.booleans(),
)
def test_no_interval_is_a_point(n, answers, sure, tied):
    """Where all answers are right, or wrong, or alike, others may be different."""
    truth = np.arange(n) % 2
    predicted = {"right": truth, "wrong": 1 - truth, "one label": 0 * truth}[answers]
    probabilities = np.where(np.eye(2)[predicted] > 0, sure, 1 - sure)
    groups = np.arange(n) // 3 if tied else None
    found = score(
        truth, HeldOut(predicted[None], probabilities[None]), LABELS, 50, 0, groups=groups
    )
    names = ("macro_f1", "accuracy", "log_loss", "brier", "calibration_error")
    shown = [found.measure((name, None)) for name in names]
    shown += [
        found.measure((name, label))
        for name in ("precision", "recall", "f1", "support")
        for label in LABELS
    ]
    shown += [found.gain(found, key) for key in (("macro_f1", None), RIGHT, ("f1", "yes"))]
    assert all(each.low < each.high and each.low <= each.value <= each.high for each in shown)


def test_losses_that_no_label_changes_are_known():
    """Even odds cost the same whatever is true."""
    even = HeldOut(np.zeros((1, 40), dtype=int), np.full((1, 40, 2), 0.5))
    found = score(np.arange(40) % 2, even, LABELS, 50, 0)
    for name, loss in (("log_loss", np.log(2)), ("brier", 0.5)):
        measure = found.measure((name, None))
        assert (measure.low, measure.high) == pytest.approx((loss, loss))


def test_the_least_likely_label_may_be_true_although_it_never_was():
    """Of 50 right answers with 0.9, almost 4 in 50 might be wrong, at a Brier score of 1.62."""
    truth = np.arange(50) % 2
    probabilities = np.where(np.eye(2)[truth] > 0, 0.9, 0.1)
    found = score(truth, HeldOut(truth[None], probabilities[None]), LABELS, 50, 0)
    share = 2.0096**2 / (50 + 2.0096**2)
    brier, loss = found.measure(("brier", None)), found.measure(("log_loss", None))
    assert brier.high == pytest.approx((1 - share) * 0.02 + share * 1.62, abs=1e-4)
    assert loss.high == pytest.approx(-np.log(0.9) + share * np.log(9), abs=1e-4)


def test_groups_whose_answers_differ_among_themselves_show_more_of_what_is_unseen():
    truth, groups = np.arange(120) % 2, np.arange(120) // 10
    base = HeldOut(truth[None], None)
    spread_out, together = truth.copy(), truth.copy()
    spread_out[5::20] = 1 - spread_out[5::20]
    together[10:16] = 1 - together[10:16]
    none, even, one = (
        score(truth, HeldOut(other[None], None), LABELS, 2000, 0, groups, luck=0.0).gain(
            score(truth, base, LABELS, 2000, 0, groups, luck=0.0), RIGHT
        )
        for other in (truth, spread_out, together)
    )
    none, even, one = (found.high - found.low for found in (none, even, one))
    assert even < one < none


def test_groups_that_mean_nothing_hide_little():
    """Losses of statements that vary within groups as much as between them are as sure as alone."""
    generator = np.random.default_rng(3)
    yes = generator.uniform(0.2, 0.8, 150)
    truth, probabilities = 1 * (generator.random(150) < yes), np.stack([1 - yes, yes], axis=1)
    held_out = HeldOut(probabilities.argmax(axis=1)[None], probabilities[None])
    alone, tied = (
        score(truth, held_out, LABELS, 1000, 0, groups) for groups in (None, np.arange(150) // 10)
    )
    for name in ("log_loss", "brier"):
        narrow, wide = (found.measure((name, None)) for found in (alone, tied))
        assert wide.high - wide.low < 1.35 * (narrow.high - narrow.low)
