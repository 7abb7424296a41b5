"""Where the data sets and the shipped model are found."""

import os
import subprocess
import sys

import pytest

from stancekit import _bundled
from stancekit._bundled import bundled_folder


@pytest.mark.parametrize("kind", ["datasets", "models"])
def test_the_folder_is_found(kind):
    assert bundled_folder(kind).is_dir()


def test_a_kind_that_does_not_come_with_stancekit_is_not_found():
    with pytest.raises(FileNotFoundError, match=r"install the library with 'pip install \.'"):
        bundled_folder("cookbooks")


def test_a_copy_that_was_never_installed_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(_bundled, "__file__", str(tmp_path / "_bundled.py"))
    monkeypatch.setattr(_bundled.metadata, "distributions", lambda **_: iter(()))
    with pytest.raises(FileNotFoundError, match="the models that come with stancekit were not f"):
        bundled_folder("models")


def test_python_started_in_the_folder_above_a_clone_finds_the_library(tmp_path):
    (tmp_path / "stancekit" / "stancekit").mkdir(parents=True)
    script = "import stancekit; print(stancekit.load_model().labels)"
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == "('against', 'conditional', 'favor', 'none')\n", run.stderr
