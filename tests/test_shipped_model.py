"""The shipped model is what its script makes of the shipped data."""

import hashlib
import runpy
from pathlib import Path

import numpy as np
import pytest

import stancekit
from stancekit._bundled import bundled_folder

TRAIN = Path(__file__).parents[1] / "scripts" / "train.py"


@pytest.fixture(scope="module")
def retrained():
    """Train the shipped model again, without evaluating it."""
    if not TRAIN.is_file():
        pytest.skip("the tests run outside a clone, which has the script that trains the model")
    train = runpy.run_path(str(TRAIN))["train"]
    return train(stancekit.load_dataset("dialogue-with-moscow")).model_


@pytest.mark.slow
def test_training_again_gives_the_same_model(retrained):
    shipped = stancekit.load_model()
    assert shipped.settings == retrained.settings
    assert shipped.provenance == retrained.provenance
    (was,), (now,) = shipped.parts.values(), retrained.parts.values()
    assert was.blocks[0].terms == now.blocks[0].terms
    # Bytes depend on the processor's instructions, which only `make train` fixes.
    np.testing.assert_allclose(was.coef, now.coef, rtol=0, atol=1e-6)
    # The folds of the calibration differ between versions of scikit-learn.
    np.testing.assert_allclose(was.calibration.temperature, now.calibration.temperature, rtol=0.1)


def test_its_card_holds_what_was_measured():
    card = (bundled_folder("models") / "dialogue-with-moscow" / "README.md").read_text("utf-8")
    for said in (
        "**dialogue with Moscow**",
        "4,842 statements, 4 labels",
        "Each of the 14 values of 'source' left out in turn",
        "article is 62 sentences of one document",
        "What it cannot do",
    ):
        assert said in card


def test_the_article_is_whole_and_in_order():
    article = stancekit.load_dataset("article")
    lines = article.groupby(article["line"].astype(int))["text"].agg(" ".join)
    text = "\n".join(lines.get(number, "") for number in range(1, 35))
    expected = "c47fdac08b7133df7a1a7d8189e65ded5701b7893f86f00b03cf5aa570352489"
    assert hashlib.sha256(text.encode()).hexdigest() == expected
