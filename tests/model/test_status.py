"""From which probability on answers are `ok`, with few enough held-out answers to count."""

import numpy as np
import pytest
from scipy.stats import binomtest

from stancekit.model.status import NEVER, ok_thresholds


def thresholds(answers, precision=0.85, groups=None):
    """Return the thresholds of labels 0 and 1, for answers (label, probability, whether right)."""
    probabilities = np.array([[p, 1 - p] if label == 0 else [1 - p, p] for label, p, _ in answers])
    truth = np.array([label if right else 1 - label for label, _, right in answers])
    groups = np.arange(len(truth)) if groups is None else np.asarray(groups)
    return ok_thresholds(probabilities, truth, groups, precision).tolist()


def falling(n, right, label=0, high=0.99, low=0.6):
    return [(label, p, right(i)) for i, p in enumerate(np.linspace(high, low, n))]


def always(i):
    return True


def half(i):
    return i % 2 == 0


def test_as_many_right_answers_as_an_exact_test_takes():
    needed = next(
        n for n in range(1, 99) if binomtest(n, n, 0.85, alternative="greater").pvalue <= 0.025
    )
    others = falling(100, always, label=1, low=0.98)  # so that label 0 is rare
    assert thresholds(falling(needed - 1, always) + others)[0] == NEVER
    assert thresholds(falling(needed, always) + others)[0] == pytest.approx(0.6)


def test_the_threshold_lies_where_answers_begin_to_be_wrong():
    answers = falling(200, lambda i: i < 100 or half(i)) + falling(200, half, label=1)
    sure, doubtful = thresholds(answers)
    assert 0.7 < sure < 0.8  # the first wrong ones are let through, as all above them were right
    assert doubtful == NEVER
    of_all = [right for label, p, right in answers if label == 0 and p >= sure]
    assert 0.85 < np.mean(of_all) < 1


def test_the_more_is_asked_the_higher_the_threshold():
    answers = falling(400, lambda i: i < 100 or i % 8 != 0) + falling(400, half, label=1)
    found = [thresholds(answers, precision)[0] for precision in (0.7, 0.8, 0.9, 0.99)]
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_a_label_that_nearly_all_have_is_no_answer_where_guessing_does_as_well():
    answers = falling(500, lambda i: i % 10 != 0) + falling(50, lambda i: i % 10 == 0, label=1)
    assert thresholds(answers)[0] == NEVER  # nine in ten are right, and nine in ten are of label 0


def test_equal_probabilities_are_not_told_apart():
    answers = [(0, 0.9, i < 60) for i in range(100)] + falling(100, half, label=1)
    assert thresholds(answers)[0] == NEVER


def test_answers_that_groups_make_alike_count_as_fewer():
    answers = falling(60, lambda i: i % 20 < 19, low=0.9) + falling(60, half, label=1)
    alone, apart = thresholds(answers), thresholds(answers, groups=[*range(60), *range(60)])
    assert alone[0] < 1
    assert apart[0] < 1
    wrong_together = [(0, p, i >= 5) for i, (_, p, _) in enumerate(answers[:60])] + answers[60:]
    groups = [*(i // 5 for i in range(60)), *(12 + i // 5 for i in range(60))]
    by_group = thresholds(wrong_together, groups=groups)
    assert by_group[0] == NEVER
