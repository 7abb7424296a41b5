"""The shipped model is what its script makes of the shipped data."""

import hashlib
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import stancekit
from stancekit._bundled import bundled_folder
from stancekit.exceptions import DataError, ParameterError
from stancekit.training.training_data import read_training_data

TRAIN = Path(__file__).parents[1] / "scripts" / "train.py"


NAME = "dialogue-with-moscow"


@pytest.fixture(scope="module")
def retrained():
    """Train the shipped model again, without evaluating it."""
    if not TRAIN.is_file():
        pytest.skip("the tests run outside a clone, which has the script that trains the model")
    script, data = runpy.run_path(str(TRAIN)), stancekit.load_dataset(NAME)
    return script["with_origin"](script["train"](data).model_, data)


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


@pytest.fixture
def shipped(monkeypatch, tmp_path):
    """Return the shipped model, away from any clone."""
    monkeypatch.chdir(tmp_path)
    return stancekit.load_model()


def test_it_knows_its_training_statements(shipped):
    data = stancekit.load_dataset(NAME)
    assert read_training_data(shipped).equals(data)
    other = stancekit.StanceClassifier().fit(["Talk!", "Never!"], ["favor", "against"]).model_
    with pytest.raises(DataError, match="old: this model was trained on these statements"):
        stancekit.compare(shipped, other, data[100:400])
    pool = [*data["text"][:3], "The bridge, please."]
    found = stancekit.suggest(shipped, pool, n=4)
    assert (found.ids, found.labelled) == (("row 4",), 3)


def test_its_name_is_as_good_as_nothing_unless_a_folder_is_called_so(shipped, tmp_path):
    assert stancekit.load_model(NAME).folder == shipped.folder
    stancekit.StanceClassifier().fit(["Yes", "No"], ["yes", "no"]).model_.save(NAME)
    assert stancekit.load_model(NAME).folder == tmp_path / NAME
    with pytest.raises(FileNotFoundError, match="no such model folder"):
        stancekit.load_model(f"elsewhere/{NAME}")


def test_nothing_is_saved_beside_it(shipped):
    for model in (shipped, NAME):
        with pytest.raises(ParameterError, match=r"output: the model came with stancekit, so .*"):
            stancekit.retrain(model, [("Talk!", "favor")])


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Any such contact is unacceptable.", "against"),
        ("We must not talk to Moscow.", "against"),
        ("Speaking to Putin would not be a betrayal of Ukraine.", "favor"),
        ("I will never shake his hand.", "against"),
    ],
)
def test_what_newcomers_tried_is_right(shipped, text, label):
    assert shipped.predict([text]).tolist() == [label]


@pytest.mark.parametrize(
    ("file", "floor", "floor_of_a_label"),
    [
        pytest.param("plain_sentences.csv", 0.92, 0.85, id="as newcomers type them"),
        pytest.param("plain_refusals.csv", 0.70, 0.50, id="refusals, and refusals to refuse"),
    ],
)
def test_plain_sentences_are_labelled_right(shipped, file, floor, floor_of_a_label):
    """Plain sentences that were written to be no training statements."""
    plain = pd.read_csv(Path(__file__).with_name(file))
    assert not set(plain["text"]) & set(stancekit.load_dataset(NAME)["text"])
    right = shipped.predict(plain["text"]) == plain["label"].to_numpy()
    assert right.mean() > floor
    for label in shipped.labels:
        assert right[(plain["label"] == label).to_numpy()].mean() > floor_of_a_label, label


def test_its_card_holds_what_was_measured():
    card = (bundled_folder("models") / "dialogue-with-moscow" / "README.md").read_text("utf-8")
    for said in (
        "**dialogue with Moscow**",
        "10,891 statements, 4 labels",
        "Each of the 23 values of 'source' left out in turn",
        "Left out, and with no part in the choice of words and settings but ok_precision:",
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
