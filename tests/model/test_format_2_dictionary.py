"""A folder of format 2 with a dictionary must load for ever and give the same answers.

The folder was made once, from drawn sentences about a bridge. It is never made again: where it
stops loading, the reader is wrong.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from dictionaries import BRIDGE
from safetensors.numpy import load_file

from stancekit import load_model

HERE = Path(__file__).parent
FOLDER = HERE / "format-2-dictionary"


@pytest.fixture(scope="module")
def model():
    return load_model(FOLDER)


def test_it_gives_the_answers_of_its_day(model):
    expected = json.loads((HERE / "format-2-dictionary-expected.json").read_text())
    np.testing.assert_allclose(
        model.predict_proba(expected["texts"]), expected["probabilities"], rtol=0, atol=1e-12
    )
    scored = model.score(expected["texts"])
    assert scored["label"].tolist() == expected["labels"]
    assert scored["status"].tolist() == expected["status"]
    found = [
        [term.term for term in model.explain(text).terms if term.kind == "concept"]
        for text in expected["texts"]
    ]
    assert found == expected["terms"]
    assert "refusal > building" in found[6]


def test_it_is_what_it_was(model):
    assert model.labels == ("against", "for", "open")
    assert model.settings["dictionary"] == BRIDGE
    assert model.settings["dictionary_weight"] == 0.5
    assert [block.weight for block in model.parts["the bridge"].blocks] == [1, 0.5]


def test_it_can_be_written_again(model, tmp_path):
    model.save(tmp_path / "again")
    for name in ("vocabulary.json", "dictionary.json"):
        assert (tmp_path / "again" / name).read_bytes() == (FOLDER / name).read_bytes()
    now, then = (load_file(f / "weights.safetensors") for f in (tmp_path / "again", FOLDER))
    assert now.keys() == then.keys()
    assert all(now[name].tobytes() == then[name].tobytes() for name in then)
