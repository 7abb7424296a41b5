"""The demo: every command as one types it, with real output, and nothing left behind."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import stancekit
from stancekit.cli import main
from stancekit.cli.demo import _MADE, STEPS
from stancekit.cli.demo_files import FILES, write_files
from stancekit.training.seen import seen_by

SLOW = pytest.mark.slow


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "own" / "demo"


@pytest.fixture(scope="module")
def shown(place):
    result = CliRunner().invoke(main, ["demo", str(place)])
    assert result.exit_code == 0, result.output
    return result.stdout


@SLOW
def test_every_command_is_shown_as_one_types_it_with_its_output(shown):
    commands = [line[2:] for line in shown.splitlines() if line.startswith("$ ")]
    assert [line for line in commands if not line.startswith("cd ")] == [
        f"stancekit {step.command}" for step in STEPS
    ]
    for part in re.split(r"\n\$ stancekit ", shown)[1:]:
        assert len(part.splitlines()) > 1
    assert "constructed statements, which nobody said" in shown


@SLOW
def test_it_ends_with_a_page_that_is_there(shown):
    page = Path(shown.splitlines()[-1])
    assert page.is_absolute()
    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html>")


@SLOW
def test_it_writes_what_it_would_remove_and_nothing_else(shown, place):
    assert {path.name for path in place.iterdir()} == {*FILES, *_MADE}


@SLOW
def test_the_commands_can_be_typed_again(shown, place, monkeypatch, run):
    monkeypatch.chdir(place)
    step = STEPS[6]
    result = run(*shlex.split(step.command))
    assert result.exit_code == 0, result.stderr
    assert "\n".join(result.stdout.splitlines()[: step.lines]) in shown


@SLOW
def test_the_map_is_that_of_a_model_that_has_not_seen_the_article(shown, place):
    model = stancekit.load_model(place / "map-model")
    assert seen_by(model, stancekit.load_dataset("article")).count == 0
    assert seen_by(model, stancekit.load_dataset("statements").head(50)).count == 50


def test_no_statement_is_in_two_files_but_for_its_answer(tmp_path):
    write_files(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*FILES}

    def column(file, name):
        with (tmp_path / file).open(encoding="utf-8", newline="") as stream:
            return [row.get(name) for row in csv.DictReader(stream)]

    ids = [column(file, "id") for file in ("few.csv", "pool.csv", "test.csv")]
    assert len({*ids[0], *ids[1], *ids[2]}) == sum(map(len, ids))
    assert column("answers.csv", "id") == ids[1]
    assert {*column("pool.csv", "label")} == {None}
    assert len(column("constructed.csv", "id")) == 10_829
    article = (tmp_path / "article.txt").read_text(encoding="utf-8")
    assert all(text in article for text in stancekit.load_dataset("article")["text"])


@pytest.fixture
def stopped(monkeypatch):
    """Let the second step be interrupted."""

    def fill(*where):
        raise KeyboardInterrupt

    steps = [STEPS[0], STEPS[2]]
    monkeypatch.setattr("stancekit.cli.demo.STEPS", steps)
    monkeypatch.setattr("stancekit.cli.demo._output", lambda words: "one\ntwo\nthree")
    monkeypatch.setattr("stancekit.cli.demo.fill_in", fill)


@pytest.mark.parametrize("there", [True, False])
def test_an_interrupt_leaves_things_as_they_were(run, tmp_path, monkeypatch, stopped, there):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "a" / "b"
    if there:
        folder.mkdir(parents=True)
    result = run("demo", "a/b")
    assert result.exit_code == 130
    assert "$ stancekit check few.csv" in result.stdout
    assert [path.name for path in tmp_path.rglob("*")] == (["a", "b"] if there else [])
    assert Path.cwd() == tmp_path


def test_what_others_put_there_meanwhile_stays(run, tmp_path, monkeypatch):
    def fails(words):
        (tmp_path / "demo" / "notes.txt").write_text("mine")
        raise OSError("no more")

    monkeypatch.setattr("stancekit.cli.demo._output", fails)
    assert run("demo", str(tmp_path / "demo")).exit_code == 1
    assert [path.name for path in tmp_path.rglob("*")] == ["demo", "notes.txt"]


def test_a_folder_with_something_in_it_is_refused(run, tmp_path):
    (tmp_path / "few.csv").write_text("mine")
    result = run("demo", str(tmp_path))
    assert result.exit_code == 2
    assert "is not empty, and nothing in it is to be overwritten; name a new" in result.stderr
    assert (tmp_path / "few.csv").read_text() == "mine"
    result = run("demo", str(tmp_path / "few.csv"))
    assert result.exit_code == 2
    assert "few.csv is no folder; name a new one" in result.stderr


def test_without_a_folder_it_takes_a_name_that_is_free(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("stancekit.cli.demo.STEPS", ())
    (tmp_path / "stancekit-demo").mkdir()
    assert "$ cd stancekit-demo-2\n" in run("demo").stdout
    assert "$ cd stancekit-demo-3\n" in run("demo").stdout
    assert not list((tmp_path / "stancekit-demo").iterdir())


def test_a_step_that_fails_is_told_with_what_it_printed(run, tmp_path, monkeypatch):
    step = STEPS[0].__class__("Look.", "check few.csv --fast --strict", 1)
    monkeypatch.setattr("stancekit.cli.demo.STEPS", (step,))
    result = run("demo", str(tmp_path / "demo"))
    assert result.exit_code == 1
    assert "'stancekit check few.csv --fast --strict' ended with 1: 150 statements" in result.stderr
    assert list(tmp_path.iterdir()) == []
