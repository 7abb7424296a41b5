"""A folder of format 2 must load for ever and give the same answers.

The folder was made once, from drawn sentences about a bridge. It is never made again: where it
stops loading, the reader is wrong.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from stancekit import load_model

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def model():
    return load_model(HERE / "format-2")


def test_it_gives_the_answers_of_its_day(model):
    expected = json.loads((HERE / "format-2-expected.json").read_text())
    np.testing.assert_allclose(
        model.predict_proba(expected["texts"]), expected["probabilities"], rtol=0, atol=1e-12
    )
    scored = model.score(expected["texts"])
    assert scored["label"].tolist() == expected["labels"]
    assert scored["status"].tolist() == expected["status"]
    assert set(expected["status"]) == {"ok", "unsure", "no_evidence"}


def test_it_is_what_it_was(model):
    assert model.labels == ("against", "for", "open")
    assert model.targets == ("the bridge",)
    calibration = model.parts["the bridge"].calibration
    assert (calibration.ok_precision, calibration.n_statements) == (0.85, 180)
    assert (calibration.thresholds <= 1).tolist() == [True, True, False]
    assert model.parts["the bridge"].blocks[0].analyzer.folded
    assert "n't" in model.parts["the bridge"].blocks[0].terms


def test_it_can_be_written_again(model, tmp_path):
    model.save(tmp_path / "again")
    written, was = tmp_path / "again", HERE / "format-2"
    assert (written / "vocabulary.json").read_bytes() == (was / "vocabulary.json").read_bytes()
    now, then = (load_file(folder / "weights.safetensors") for folder in (written, was))
    assert now.keys() == then.keys()
    assert all(now[name].tobytes() == then[name].tobytes() for name in then)
