"""A solver that stops early is an error, not a model."""

import numpy as np
import pytest

from stancekit import StanceClassifier
from stancekit.exceptions import ConvergenceError
from stancekit.model import newton


def test_a_solver_that_stops_early_is_an_error(bridge, monkeypatch):
    monkeypatch.setattr(newton, "_MOST_STEPS", 1)
    with pytest.raises(ConvergenceError, match=r"did not converge with C=1: its gradient is still"):
        StanceClassifier().fit(bridge.texts, bridge.labels)


@pytest.mark.parametrize("C", [1e-12, 1e4])
def test_extreme_regularisation_still_gives_probabilities(C, bridge):
    classifier = StanceClassifier(C=C).fit(bridge.texts, bridge.labels)
    assert np.isfinite(classifier.predict_proba(bridge.texts)).all()
