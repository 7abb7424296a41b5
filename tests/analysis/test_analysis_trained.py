"""`prevalence` by statements on which the model was trained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from stancekit import StanceClassifier, prevalence
from stancekit.model.lineage import TrainingData
from stancekit.training.origin import recorded

COLUMNS = ["share", "low", "high"]


@pytest.fixture
def texts():
    generator = np.random.default_rng(1)
    codes = generator.choice(2, 400, p=(0.3, 0.7))
    seen = np.where(generator.random(400) < 0.8, codes, 1 - codes)
    words = np.array(["never", "always"])
    return pd.DataFrame(
        {
            "text": [f"{words[code]} talk to number{row}" for row, code in enumerate(seen)],
            "label": np.array(["against", "favor"])[codes],
        }
    )


def trained(frame, readable):
    model = StanceClassifier(calibrate=False).fit(frame["text"], frame["label"]).model_
    return recorded(model, TrainingData(()), None, frame, embed=True) if readable else model


def found(model, texts, drawn):
    return prevalence(model, texts[["text"]], drawn)


def alone(texts, drawn):
    return prevalence(None, texts[["text"]], drawn, method="labels").to_frame()[COLUMNS]


@pytest.mark.parametrize("readable", [True, False])
def test_labels_of_the_training_alone_give_the_shares_of_the_labels(texts, readable):
    drawn = texts.sample(100, random_state=0).assign(drawn="random 0.25")
    of = found(trained(drawn, readable), texts, drawn)
    np.testing.assert_allclose(of.to_frame()[COLUMNS], alone(texts, drawn))
    was = "was" if readable else "may have been"
    assert of.caveats[0].startswith(f"The model {was} trained on 100 of 100 statements drawn")
    assert "those of the labels alone" in of.caveats[0]


@pytest.mark.parametrize("readable", [True, False])
def test_labels_drawn_anew_make_it_narrower_again(texts, readable):
    old = texts[:100].assign(drawn="random 0.25")
    new = texts[100:].sample(100, random_state=2).assign(drawn="random 0.25")
    both = pd.concat([old, new])
    frame = found(trained(old, readable), texts, both).to_frame()
    widths, without = (of["high"] - of["low"] for of in (frame, alone(texts, both)))
    assert (widths < without).all()


@pytest.mark.parametrize("readable", [True, False])
def test_statements_chosen_for_training_may_be_drawn_later(texts, readable):
    chosen = texts[:100].assign(drawn="chosen")
    drawn = texts.sample(100, random_state=3).assign(drawn="random 0.25")
    model = trained(chosen, readable)
    of = found(model, texts, pd.concat([chosen, drawn]))
    assert not any("trained on" in caveat for caveat in of.caveats)
    plain = StanceClassifier(calibrate=False).fit(chosen["text"], chosen["label"])
    as_if_unseen = prevalence(_Plain(plain), texts[["text"]], drawn)
    np.testing.assert_allclose(of.to_frame()[COLUMNS], as_if_unseen.to_frame()[COLUMNS])


class _Plain:
    """A model of which nothing is known."""

    def __init__(self, classifier):
        self.classes_, self.predict_proba = classifier.classes_, classifier.predict_proba


def test_labels_by_which_it_was_recalibrated_are_left_out(texts):
    from stancekit.model.lineage import Recalibrated

    model = trained(texts[:100], readable=True)
    drawn = texts[100:].sample(100, random_state=4).assign(drawn="random 0.3")
    digests = tuple(Recalibrated.digest(text, None) for text in drawn["text"])
    again = replace(model.provenance, recalibrated=Recalibrated(None, None, digests))
    of = found(replace(model, provenance=again), texts[100:], drawn)
    assert "100 of 100 statements drawn" in of.caveats[0]
    np.testing.assert_allclose(of.to_frame()[COLUMNS], alone(texts[100:], drawn))
