"""Ctrl-C, a kill, a full disk: the old model is untouched, and nothing half-written is a model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from stancekit import StanceClassifier, load_model
from stancekit.exceptions import ModelFormatError
from stancekit.model.lineage import Batch, TrainingData

SCRIPT = Path(__file__).with_name("interrupted_retrains.py")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes")


@pytest.fixture
def place(tmp_path, bridge):
    """Return a folder with a model of 24 statements and a file with new labels."""
    frame = pd.DataFrame({"text": bridge.texts, "label": bridge.labels})
    frame[:24].to_csv(tmp_path / "old.csv", index=False)
    frame[20:].to_csv(tmp_path / "new.csv", index=False)
    model = StanceClassifier(calibrate=False).fit(frame["text"][:24], frame["label"][:24]).model_
    data = TrainingData((Batch((tmp_path / "old.csv",)),))
    replace(model, provenance=replace(model.provenance, training_data=data)).save(
        tmp_path / "model"
    )
    return tmp_path


def python(*args, **given):
    return subprocess.run(
        [sys.executable, *map(str, args)],
        capture_output=True,
        text=True,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        check=False,
        timeout=300,
        **given,
    )


@pytest.mark.slow
def test_sixty_interruptions_at_random_moments(place):
    result = python(SCRIPT, place / "model", place / "new.csv", 60)
    assert result.returncode == 0, result.stderr
    seen = json.loads(result.stdout)
    assert seen["left"] == []
    assert seen["interrupted"] >= 30
    assert seen["while writing"] >= 5


@pytest.mark.slow
def test_a_full_disk_is_one_line_and_leaves_nothing(place):
    before = sorted(path.name for path in (place / "model").iterdir())
    script = (
        "import resource, stancekit\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "stancekit.retrain('model', 'new.csv', require='nothing', folds=2, repeats=1)\n"
    )
    result = python("-c", script, cwd=place)
    assert result.returncode == 1
    last = result.stderr.splitlines()[-1]
    assert last.endswith("v0002: cannot be written (File too large); name another folder")
    assert sorted(path.name for path in (place / "model").iterdir()) == before
    load_model(place / "model")


@pytest.mark.parametrize("name", ["manifest.json", "vocabulary.json", "weights.safetensors"])
def test_a_half_written_file_is_not_loaded(place, name):
    path = place / "model" / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ModelFormatError, match=name):
        load_model(place / "model")
