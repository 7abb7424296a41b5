"""`LinearModel.judge` at its borders, with a model small enough to work out by hand."""

import math

import numpy as np
import pytest

from stancekit.model.calibration import Calibration, softmax
from stancekit.model.linear import LinearModel
from stancekit.model.status import NEVER, status_of
from stancekit.text import Ngrams, TermBlock, kernel


def judged(thresholds, temperature=1.0, text="talks"):
    """Judge a text by a model to which "talks" says nothing about the label."""
    block = TermBlock(Ngrams("word", 1, 1), ("peace", "talks"), np.ones(2))
    calibration = Calibration(
        temperature, np.array([0.25, 0.75]), np.array(thresholds), n_statements=100
    )
    coef = np.array([[0.0, 0.0], [math.log(3), 0.0]])
    part = LinearModel((0, 1), (block,), coef, np.zeros(2), calibration)
    probabilities, known = part.judge(kernel.active().texts_of([text]), None)
    (status,) = status_of(probabilities, known, part.calibration.thresholds)
    return probabilities[0].tolist(), status


@pytest.mark.parametrize(
    ("thresholds", "status"),
    [
        ([0.7, 0.7], "ok"),
        ([0.2, 0.75], "ok"),  # a probability equal to its threshold reaches it
        ([0.2, 0.76], "unsure"),  # that another label reaches its threshold is nothing
        ([0.2, NEVER], "unsure"),
        ([NEVER, 0.6], "ok"),
    ],
)
def test_the_likeliest_label_has_to_reach_its_threshold(thresholds, status):
    assert judged(thresholds, text="peace") == ([pytest.approx(0.25), pytest.approx(0.75)], status)


@pytest.mark.parametrize(("temperature", "odds"), [(1.0, 3.0), (0.5, 9.0), (2.0, math.sqrt(3))])
def test_the_temperature_divides_the_scores(temperature, odds):
    probabilities, _ = judged([0.0, 0.0], temperature, "peace")
    assert probabilities == pytest.approx([1 / (1 + odds), odds / (1 + odds)], abs=1e-15)


def test_a_text_without_evidence_gets_the_prior():
    assert judged([0.6, 0.4], text="unknown") == ([0.25, 0.75], "no_evidence")


@pytest.mark.parametrize("scores", [[0.0, 0.0], [1e9, -1e9], [-1e300, 1e300], [710.0, 709.0]])
def test_softmax_of_large_scores_is_a_distribution(scores):
    probabilities = softmax(np.array([scores]))[0]
    assert probabilities.sum() == pytest.approx(1, abs=1e-15)
    assert probabilities[0] == pytest.approx(1 / (1 + math.exp(min(700, scores[1] - scores[0]))))
