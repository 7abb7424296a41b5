"""The worked example: what its page says is what comes out."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import stancekit
from stancekit.cli import main

FOLDER = Path(__file__).parents[1] / "examples" / "four-day-week"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the tests run outside a clone")


def row(line):
    name, value, interval = line.strip("| ").split(" | ")
    return name, [float(number) for number in [value, *interval.split(" to ")]]


@pytest.fixture
def page(monkeypatch):
    monkeypatch.chdir(FOLDER)
    return Path("README.md").read_text(encoding="utf-8")


def test_its_statements_are_sound(page):
    frame = stancekit.read_labelled("statements.csv")
    assert frame["label"].value_counts().to_dict() == dict.fromkeys(
        ("against", "conditional", "favor", "none"), 50
    )
    assert frame["text"].is_unique


@pytest.mark.slow
def test_its_table_is_what_its_code_prints(page, capsys):
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(code, {})
    printed = dict(map(row, capsys.readouterr().out.splitlines()))
    told = dict(map(row, re.findall(r"^\| .*\d to .*$", page, re.M)))
    assert printed.keys() == told.keys()
    for name, numbers in printed.items():
        # The entries of the general part change; the page need not follow each of them.
        assert numbers == pytest.approx(told[name], abs=0.02)
    assert printed["and `general`"][1] > printed["words alone"][2]


def test_its_commands_run(page, tmp_path):
    commands = re.findall(r"^stancekit (train|explain) (.*)$", page, re.M)
    assert len(commands) == 2
    for command, rest in commands:
        words = [quoted or bare for quoted, bare in re.findall(r'"(.*?)"|(\S+)', rest)]
        args = [str(tmp_path / w) if w == "four-day-week" else w for w in words]
        quick = ["--no-evaluation"] if command == "train" else []
        result = CliRunner().invoke(main, [command, *args, *quick])
        assert result.exit_code == 0, result.output
    told = re.findall(r"^  [+-][\d.]+  (\w+(?: > \w+)?: '.*)$", page, re.M)
    assert len(told) == 4
    for line in told:
        assert line in result.stdout
