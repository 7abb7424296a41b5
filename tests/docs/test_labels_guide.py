"""The loop of the guide on labels runs as printed, with somebody who labels in between."""

import json
import shlex
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from documents import REPOSITORY, steps

import stancekit
from stancekit.cli import main
from stancekit.cli.demo_files import write_files

GUIDE = REPOSITORY / "docs" / "guides" / "labels.md"


def label_twice(tasks, labels):
    """Return what Label Studio exports when two people have labelled its tasks."""
    exported = []
    for number, task in enumerate(json.loads(tasks.read_text(encoding="utf-8")), start=1):
        choice = {
            "from_name": "stance",
            "to_name": "text",
            "type": "choices",
            "value": {"choices": [labels[task["data"]["statement_id"]]]},
        }
        annotations = [
            {"id": 2 * number + who, "completed_by": who, "result": [choice]} for who in (1, 2)
        ]
        exported.append(task | {"id": number, "annotations": annotations})
    return json.dumps(exported)


@pytest.mark.slow
@pytest.mark.skipif(not GUIDE.is_file(), reason="the tests run outside a clone")
def test_the_loop_runs_as_printed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = steps(GUIDE.read_text(encoding="utf-8"))
    loop = next(step.code for step in found if "stancekit retrain" in step.code)
    write_files(tmp_path)
    answers = pd.read_csv("answers.csv", dtype=str)
    labels = dict(zip(answers["id"], answers["label"], strict=True))
    for line in loop.splitlines():
        if line.startswith("# label tasks.json"):
            exported = label_twice(Path("tasks.json"), labels)
            Path("export.json").write_text(exported, encoding="utf-8")
            continue
        result = CliRunner().invoke(main, shlex.split(line, comments=True)[1:])
        assert result.exit_code == 0, (line, result.output)
    assert stancekit.load_model("my-model/v0002").provenance.n_statements == 250
    assert "macro-F1" in result.stdout
