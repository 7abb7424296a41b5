"""Every Python example of the README runs, and prints what the README shows."""

import contextlib
import io
import json
import re
import shlex
import shutil
from pathlib import Path

import click
import pandas as pd
import pytest
from click.testing import CliRunner

import stancekit
from stancekit._bundled import bundled_folder
from stancekit.cli import main
from stancekit.cli.demo_files import write_files

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"```(\w+)\n(.*?)```\n?", re.DOTALL)


def blocks(language):
    """Return the blocks of a language, each with the text block that follows, if one does."""
    if not README.is_file():
        return []
    found = BLOCK.findall(README.read_text(encoding="utf-8"))
    following = [*found[1:], ("", "")]
    return [
        (code, shown if kind == "text" else None)
        for (name, code), (kind, shown) in zip(found, following, strict=True)
        if name == language
    ]


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """Return an empty folder with the data sets in it, where examples may write."""
    shutil.copytree(bundled_folder("datasets"), tmp_path / "datasets")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(text):
    return [line.rstrip() for line in text.strip().splitlines()]


@pytest.mark.parametrize(("code", "shown"), blocks("python"))
def test_an_example_prints_what_is_shown(code, shown, clone):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    if shown is not None:
        assert lines(printed.getvalue()) == lines(shown)


def commands():
    for code, _ in blocks("sh"):
        for line in code.splitlines():
            words = line.partition("#")[0].split()
            if words[:1] == ["stancekit"]:
                yield line


@pytest.mark.parametrize("line", list(commands()))
def test_a_command_line_is_understood(line, clone):
    words = shlex.split(line, comments=True)[1:]
    command = main.commands[words[0]]
    assert isinstance(command, click.Command)
    context = command.make_context(words[0], words[1:])
    context.close()


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
def test_the_loop_runs_as_printed(clone):
    loops = [code for code, _ in blocks("sh") if "stancekit retrain" in code]
    if not loops:
        pytest.skip("the README is not there")
    write_files(clone)
    answers = pd.read_csv("answers.csv", dtype=str)
    labels = dict(zip(answers["id"], answers["label"], strict=True))
    for line in loops[0].splitlines():
        if line.startswith("# label tasks.json"):
            exported = label_twice(Path("tasks.json"), labels)
            Path("export.json").write_text(exported, encoding="utf-8")
            continue
        result = CliRunner().invoke(main, shlex.split(line, comments=True)[1:])
        assert result.exit_code == 0, (line, result.output)
    assert stancekit.load_model("my-model/v0002").provenance.n_statements == 250
    assert "macro-F1" in result.stdout


CHECK = "stancekit check datasets/statements.csv datasets/article.csv"


@pytest.mark.slow
@pytest.mark.parametrize("shown", [text for code, text in blocks("sh") if code.strip() == CHECK])
def test_the_check_of_the_data_sets_prints_what_is_shown(shown, clone):
    found = CliRunner().invoke(main, shlex.split(CHECK)[1:])
    printed = " ".join((found.stderr + found.stdout).split())
    for part in shown.split("  ...\n"):
        assert " ".join(part.split()) in printed


def test_the_first_example_is_short():
    if README.is_file():
        (code, shown), *_ = blocks("python")
        assert len(lines(code)) <= 16
        assert shown
