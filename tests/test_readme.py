"""Every Python example of the README runs, and prints what the README shows."""

import contextlib
import io
import re
import shutil
from pathlib import Path

import click
import pytest

from stancekit._bundled import bundled_folder

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
    import shlex

    from stancekit.cli import main

    words = shlex.split(line, comments=True)[1:]
    command = main.commands[words[0]]
    assert isinstance(command, click.Command)
    context = command.make_context(words[0], words[1:])
    context.close()


def test_the_first_example_is_short():
    if README.is_file():
        (code, shown), *_ = blocks("python")
        assert len(lines(code)) <= 16
        assert shown
