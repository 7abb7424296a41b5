"""What every subcommand promises, whatever it does."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess

import click
import pytest
from click.shell_completion import BashComplete

from stancekit.cli import main

COMMANDS = list(main.commands)

FAILING = {
    "train": ["missing.csv", "-o", "model"],
    "evaluate": ["missing.csv"],
    "score": ["missing.csv", "--model", "missing"],
    "explain": ["Talk.", "--model", "missing"],
    "check": ["missing.csv"],
    "agree": ["missing.csv"],
    "suggest": ["missing.csv", "--model", "missing"],
    "prevalence": ["missing.csv", "missing.csv", "--model", "missing"],
    "map": ["missing.txt"],
    "compare": ["missing", "missing", "missing.csv"],
    "retrain": ["missing", "missing.csv"],
    "recalibrate": ["missing", "missing.csv"],
    "tune": ["missing.csv"],
    "report": ["evaluation", "missing", "missing.csv", "-o", "page.html"],
    "convert": ["missing.json", "labels.csv"],
    "demo": ["/dev/null/demo"],
    "completion": ["tcsh"],
}


def example_lines(name):
    lines = main.commands[name].epilog.splitlines()
    assert lines[:2] == ["\b", "Examples:"]
    return [line.strip() for line in lines[2:]]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_explains_and_shows_an_example(run, name):
    result = run(name, "--help")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert f"Usage: stancekit {name}" in result.stdout
    for line in example_lines(name):
        assert f"stancekit {name}" in line
        assert line in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_of_the_help_can_be_parsed(name):
    for line in example_lines(name):
        words = shlex.split(line.removeprefix('eval "$(').removesuffix(')"'))
        end = next((words.index(word) for word in words if word in ("<", ">")), len(words))
        assert words[:2] == ["stancekit", name]
        main.commands[name].make_context(name, words[2:end])


@pytest.mark.parametrize("name", COMMANDS)
def test_the_first_sentence_fits_into_the_list_of_commands(run, name):
    first = main.commands[name].help.splitlines()[0]
    widest = max(map(len, COMMANDS))
    assert f"{name:{widest}}  {first}\n" in run("--help").stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_an_unknown_option_is_misuse_and_one_line(run, name):
    result = run(name, "--nonsense")
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("stancekit: No such option")
    assert line.endswith(f"see 'stancekit {name} --help'")


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "demo"])
def test_no_arguments_is_misuse_and_one_line(run, name):
    result = run(name)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    missing = "command" if name == "report" else "argument"
    assert line.startswith(f"stancekit: Missing {missing}")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_failure_is_one_line_without_a_traceback(run, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    result = run(name, *FAILING[name])
    assert result.exit_code == (2 if name == "completion" else 1)
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("stancekit: ")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_ends_it_with_its_own_status(run, monkeypatch):
    def interrupted(folder, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr("stancekit.model.loading.load_model", interrupted)
    result = run("explain", "Talk.")
    assert result.exit_code == 130
    assert result.output.strip() == ""


def test_no_command_is_misuse_and_shows_the_help(run):
    result = run()
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Commands:" in result.stderr


def test_an_unknown_command_is_misuse(run):
    result = run("trian")
    assert result.exit_code == 2
    assert "stancekit: No such command 'trian'" in result.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_each_shell(run, shell):
    result = run("completion", shell)
    assert result.exit_code == 0
    assert f"_STANCEKIT_COMPLETE={shell}_complete" in result.stdout


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_a_new_zsh_takes_the_script(run, tmp_path):
    (tmp_path / "script.zsh").write_text(run("completion", "zsh").stdout)
    said = subprocess.run(
        ["zsh", "-f", "-c", f"source {tmp_path}/script.zsh; print $_comps[stancekit]"],
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.stdout, said.stderr) == ("_stancekit_completion\n", "")


NUMBERS = [
    (name, option.opts[0])
    for name, command in main.commands.items()
    for option in command.params
    if isinstance(option.type, click.types.FloatParamType)
]


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
@pytest.mark.parametrize(("name", "option"), NUMBERS)
def test_what_is_no_number_is_misuse_and_names_its_option(run, tmp_path, name, option, value):
    words = [word for word in FAILING[name] if word != "missing.csv"]
    there = tmp_path / "missing.csv"
    there.write_text("text,label\n")
    result = run(name, *words, str(there), option, value)
    assert result.exit_code == 2
    (said,) = result.stderr.splitlines()
    assert said.startswith(f"stancekit: Invalid value for '{option}': ")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_shell_completes_every_command_and_option(name):
    program = BashComplete(main, {}, "stancekit", "_STANCEKIT_COMPLETE")
    assert name in {found.value for found in program.get_completions([], name[:2])}
    offered = {found.value for found in program.get_completions([name], "--")}
    flags = {flag for param in main.commands[name].params for flag in param.opts}
    assert {flag for flag in flags if flag.startswith("--")} <= offered


@pytest.mark.parametrize(
    ("words", "kind"), [(["demo"], "dir"), (["train", "--encoder"], "file"), (["tune"], "file")]
)
def test_a_shell_completes_places(words, kind):
    program = BashComplete(main, {}, "stancekit", "_STANCEKIT_COMPLETE")
    assert [found.type for found in program.get_completions(words, "x")] == [kind]
