"""A folder of format 1, written by release 0.1.0, must load for ever and give the same answers.

The folder was made once, from the sentences for and against the bridge and the others in
`conftest.py`. It is never made again: where it stops loading, the reader is wrong.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from stancekit import load_model

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def model():
    return load_model(HERE / "format-1")


def test_it_gives_the_answers_of_its_day(model):
    expected = json.loads((HERE / "format-1-expected.json").read_text())
    np.testing.assert_allclose(
        model.predict_proba(expected["texts"]), expected["probabilities"], rtol=0, atol=1e-12
    )
    scored = model.score(expected["texts"])
    assert scored["label"].tolist() == expected["labels"]
    assert scored["status"].tolist() == expected["status"]


def test_it_is_what_it_was(model):
    assert model.labels == ("against", "favor", "none")
    assert model.targets == ("the bridge",)
    assert model.provenance.label_counts == {"against": 10, "favor": 10, "none": 10}
    assert model.settings["features"] == "word+char"
    assert model.settings["char_ngrams"] == (2, 2)


def test_it_can_be_written_again(model, tmp_path):
    model.save(tmp_path / "format-1")
    for name in ("vocabulary.json", "weights.safetensors"):
        written = (tmp_path / "format-1" / name).read_bytes()
        assert written == (HERE / "format-1" / name).read_bytes()
