"""A few made-up statements, a model of them, and two ways to run the command."""

from __future__ import annotations

import csv
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from environments import command_runner, skip_without

from stancekit.cli import main
from stancekit.model.classifier import StanceClassifier

SENTENCES = {
    "favor": "We should talk to {} about {} now.",
    "against": "Never negotiate with {} over {}!",
    "conditional": "Only if {} stops first can {} be discussed.",
    "none": "The train from {} was late because of {}.",
}
PLACES = ("Moscow", "Minsk", "Kyiv", "Tula", "Omsk", "Perm", "Riga", "Brest", "Lviv", "Sochi")
TOPICS = ("peace", "grain", "snow", "gas", "prisoners", "borders", "fish", "steel", "trade", "oil")

ROWS = [
    {
        "text": sentence.format(place, topic),
        "label": label,
        "source": "wire" if number % 2 else "speech",
    }
    for number, (place, topic) in enumerate(zip(PLACES, TOPICS, strict=True))
    for label, sentence in SENTENCES.items()
]


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(autouse=True)
def slow_machine(monkeypatch):
    """Let no command say how far it is, however slow the machine."""
    monkeypatch.setattr("stancekit.cli.progress._AFTER", math.inf)


@pytest.fixture
def rows():
    return [dict(row) for row in ROWS]


@pytest.fixture
def labelled(tmp_path):
    """Return a CSV file of 40 labelled statements."""
    return str(write_csv(tmp_path / "labelled.csv", ROWS))


@pytest.fixture
def write(tmp_path):
    """Return a function that writes rows to a CSV file and returns its path."""
    return lambda rows, name="input.csv": str(write_csv(tmp_path / name, rows))


@pytest.fixture(scope="session")
def trained():
    texts, labels = zip(*((row["text"], row["label"]) for row in ROWS), strict=True)
    return StanceClassifier().fit(texts, labels).model_


@pytest.fixture(scope="session")
def model(trained, tmp_path_factory):
    """Return the folder of a model of the 40 statements."""
    folder = tmp_path_factory.mktemp("models") / "towns"
    trained.save(folder, target="towns")
    return str(folder)


@pytest.fixture(scope="session")
def two_targets(tmp_path_factory):
    """Return the folder of a model that knows the targets `gas` and `grain`."""
    folder = tmp_path_factory.mktemp("models") / "two"
    table = {
        "text": [row["text"] for row in ROWS] * 2,
        "target": ["gas"] * len(ROWS) + ["grain"] * len(ROWS),
    }
    labels = [row["label"] for row in ROWS] * 2
    classifier = StanceClassifier(per_target=True, calibrate=False).fit(table, labels)
    classifier.model_.save(folder)
    return str(folder)


@pytest.fixture
def run():
    """Return a function that runs the command in this process."""

    def run_it(*args, stdin=None):
        result = command_runner().invoke(main, args, input=stdin)
        skip_without(result.stderr)
        return result

    return run_it


@pytest.fixture(scope="session")
def command():
    """Return the path of the installed command."""
    found = shutil.which("stancekit", path=str(Path(sys.executable).parent))
    assert found, "the console command is not installed beside the interpreter"
    return found


@pytest.fixture
def shell(command, tmp_path):
    """Return a function that runs the installed command in an empty place and a plain locale."""

    def run_installed(*args, stdin=None, **environment):
        return subprocess.run(
            [command, *args],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", **environment},
            timeout=120,
            check=False,
        )

    return run_installed
