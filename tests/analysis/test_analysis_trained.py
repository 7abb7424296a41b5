"""`prevalence` by statements on which the model was trained."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from stancekit import StanceClassifier, prevalence, recalibrate, retrain
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
    if readable:
        return recorded(model, TrainingData(()), None, frame, embed=True)
    return pickle.loads(pickle.dumps(model))  # which forgets what it was fitted to


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


DISGUISES = {
    "case": str.upper,
    "spaces": lambda text: f"  {text} ".replace(" ", "  "),
    "marks": lambda text: f"RT @someone: {text}! https://t.co/a1",
}


def disguised(frame, how):
    return frame.assign(text=[DISGUISES[how](text) for text in frame["text"]])


@pytest.mark.parametrize("how", DISGUISES)
@pytest.mark.parametrize("readable", [True, False])
def test_training_statements_are_known_in_another_spelling(texts, readable, how):
    if how == "marks" and not readable:
        pytest.skip("another n-gram is another statement, where nothing else is known")
    drawn = texts.sample(100, random_state=0).assign(drawn="random 0.25")
    of = found(trained(disguised(drawn, how), readable), texts, drawn)
    assert "trained on 100 of 100 statements drawn" in of.caveats[0]
    np.testing.assert_allclose(of.to_frame()[COLUMNS], alone(texts, drawn))


def test_near_copies_of_training_statements_are_left_out():
    long = " because the others said that they would call the ministry again on Monday"
    words = [f"{word}{n}" for n in range(60) for word in ("peace", "river", "border")]
    rows = [f"{' '.join(words[n : n + 8])}{long if n % 2 else ''}" for n in range(150)]
    texts = pd.DataFrame({"text": rows, "label": ["favor", "against", "favor"] * 50})
    drawn = texts[1::2].sample(50, random_state=0).assign(drawn="random 0.3")
    near = drawn.assign(text=drawn["text"] + " early")
    of = found(trained(near, readable=True), texts, drawn)
    assert "was trained on 50 of 50 statements drawn" in of.caveats[0]


def test_another_column_drawn_of_the_training_does_not_matter(texts):
    drawn = texts.sample(100, random_state=0).assign(drawn="random 0.25")
    of = found(trained(drawn.assign(drawn="by hand"), readable=True), texts, drawn)
    assert "trained on 100 of 100 statements drawn" in of.caveats[0]


@pytest.mark.parametrize("how", DISGUISES)
def test_new_labels_of_a_retrained_model_are_left_out(texts, how, tmp_path):
    old, new = texts[:100], texts[100:].sample(100, random_state=5)
    model = trained(old.assign(drawn="chosen"), readable=True)
    again = retrain(model, disguised(new, how).assign(drawn="random 0.3"), output=tmp_path / "v2")
    of = found(again.model, texts[100:], new.assign(drawn="random 0.3"))
    assert "was trained on 100 of 100 statements drawn" in of.caveats[0]
    np.testing.assert_allclose(
        of.to_frame()[COLUMNS], alone(texts[100:], new.assign(drawn="random"))
    )


@pytest.mark.parametrize("how", [*DISGUISES, "target"])
def test_labels_by_which_it_was_recalibrated_are_left_out(texts, how):
    model = StanceClassifier().fit(texts["text"][:100], texts["label"][:100]).model_
    drawn = texts[100:].sample(100, random_state=4).assign(drawn="random 0.3")
    used = drawn.assign(target="Moscow") if how == "target" else disguised(drawn, how)
    again = recalibrate(model, used, ok_precision=0.6).model
    of = found(again, texts[100:], drawn)
    assert "The model was recalibrated on 100 of 100 statements drawn" in of.caveats[0]
    np.testing.assert_allclose(of.to_frame()[COLUMNS], alone(texts[100:], drawn))
