"""Command lines on pages are understood where they are not run, as somebody acts in between."""

import re
import shlex

import click
import pytest
from documents import REPOSITORY, steps

from stancekit.cli import main


def shown():
    """Yield the lines that begin with `stancekit` in blocks that are not run, with their page."""
    for page in [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]:
        for step in steps(page.read_text(encoding="utf-8")) if page.is_file() else []:
            if step.word == "not run" and step.language == "sh":
                for line in re.sub(r"\\\n\s*", "", step.code).splitlines():
                    if line.startswith("stancekit "):
                        yield pytest.param(
                            line, id=f"{page.name}: {line.partition('#')[0].strip()}"
                        )


@pytest.mark.parametrize("line", list(shown()))
def test_a_command_line_is_understood(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line, comments=True)[1:]
    command = main.commands[words[0]]
    assert isinstance(command, click.Command)
    command.make_context(words[0], words[1:]).close()
