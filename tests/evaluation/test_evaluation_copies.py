"""Near-copies are on one side of every split, so coin flips about them score chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stancekit.evaluation.comparison.compare import compare
from stancekit.evaluation.evaluate import evaluate
from stancekit.evaluation.tuning import tune
from stancekit.model.classifier import StanceClassifier

QUICK = {"folds": 3, "bootstrap": 50}
CLASSIFIER = StanceClassifier(calibrate=False)
FORMS = ["{0}", "RT @user{0:.1}: {0}", "{0} https://t.co/{0:.4}", "{0}!", "So {0}"]


@pytest.fixture(scope="module")
def noise():
    """Return coin flips about 120 texts of random words, each in five forms."""
    generator = np.random.default_rng(0)
    words = [f"{one}{other}" for one in "bcdfghk" for other in ("ado", "ima", "usi", "elo")]
    texts = [" ".join(generator.choice(words, 12)) for _ in range(120)]
    labels = generator.choice(["against", "favor"], 120).tolist()
    copies = [form.format(text) for form in FORMS for text in texts]
    return pd.DataFrame({"text": copies, "label": labels * len(FORMS)})


def test_an_evaluation_scores_chance_and_tells_the_copies(noise):
    found = evaluate(CLASSIFIER, noise, repeats=2, permutations=19, **QUICK)
    known = noise.assign(group=np.arange(len(noise)) % 120)
    told = evaluate(CLASSIFIER, known, repeats=2, permutations=19, **QUICK)
    assert found.measures == told.measures
    assert found.measures["macro_f1"].value < 0.65
    assert max(point.macro_f1.value for point in found.learning_curve.points) < 0.65
    assert found.scheme.near_copies == found.to_dict()["scheme"]["near_copies"] == 480
    assert found.scheme.n_groups == 120
    assert "text, and 480 near-copies, stay on one side (120 groups)" in found.scheme.sentence()
    assert any(caveat.startswith("480 of 600 statements are near-") for caveat in found.caveats)


def test_tuning_scores_chance(noise):
    found = tune(noise, classifier=CLASSIFIER, grid={"C": [1.0, 10.0]}, folds=3)
    assert found.candidates["macro_f1"].max() < 0.65
    assert found.evaluation.measures["macro_f1"].value < 0.65


def test_old_training_statements_that_are_near_copies_of_tested_ones_are_left_out(noise):
    tested, old = noise[:120], noise[120:]
    found = compare(CLASSIFIER, CLASSIFIER, tested, old_data=old, repeats=1, **QUICK)
    assert found.measures["accuracy"].old.value < 0.65
