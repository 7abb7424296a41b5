"""A folder of format 1, written by release 0.1.0, must load for ever and give the same labels.

What was `ok` in its day had one plausible label, so that none of its answers is `ok`.

The folder was made once, from the sentences for and against the bridge and the others in
`conftest.py`. It is never made again: where it stops loading, the reader is wrong.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from stancekit import load_model

HERE = Path(__file__).parent
OF_ITS_DAY = [0.42460586973418757, 0.3736831063589768, 0.20171102390683568]


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
    of_its_day = ["unsure" if status == "ok" else status for status in expected["status"]]
    assert "ok" in expected["status"]
    assert scored["status"].tolist() == of_its_day


def test_it_is_what_it_was(model):
    assert model.labels == ("against", "favor", "none")
    assert model.targets == ("the bridge",)
    assert model.provenance.label_counts == {"against": 10, "favor": 10, "none": 10}
    assert model.settings["features"] == "word+char"
    assert model.settings["char_ngrams"] == (2, 2)


def test_it_can_be_written_again(model, tmp_path):
    model.save(tmp_path / "format-1")
    written, was = tmp_path / "format-1", HERE / "format-1"
    assert (written / "vocabulary.json").read_bytes() == (was / "vocabulary.json").read_bytes()
    now, then = (load_file(folder / "weights.safetensors") for folder in (written, was))
    for name in then.keys() - {"0.thresholds"}:
        assert now[name].tobytes() == then[name].tobytes()


def test_it_says_that_no_answer_is_ok_until_it_is_trained_anew(model, tmp_path):
    why = "it was trained when `ok` meant something else; train it anew"
    assert repr(model).endswith(f"no answer is `ok`: {why})")
    model.save(tmp_path / "again")
    assert f"- No answer has the status `ok`: {why}." in (tmp_path / "again/README.md").read_text()
    assert repr(load_model(tmp_path / "again")) == repr(model)


def test_it_cuts_texts_as_in_its_day(model, tmp_path):
    # "don't" was "don", and no n-gram of it was known; with it and the apostrophe, "do" would be.
    model.save(tmp_path / "again")
    for one in (model, load_model(tmp_path / "again")):
        for text in ("We should not; we don't build", "We should not; we don\u2019t build"):
            found = one.predict_proba([text])
            np.testing.assert_allclose(found, [OF_ITS_DAY], rtol=0, atol=1e-12)
        assert not any(block.analyzer.folded for block in one.parts["the bridge"].blocks)
