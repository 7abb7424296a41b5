"""What all commands take that read tables: how to read files, and what standard input is."""

import json

import pytest

from stancekit import load_model
from stancekit.cli import main
from stancekit.data.readers import read_table

READING = (
    "train",
    "evaluate",
    "score",
    "check",
    "agree",
    "suggest",
    "retrain",
    "compare",
    "convert",
)
SEMICOLONS = "text;label\n" + "".join(
    f"We talk to {n}; now.;favor\nNever with {n}!;against\n" for n in ("Minsk", "Riga", "Brest")
)
ODD = SEMICOLONS.replace("text;label", "satz;haltung")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Return a new current folder with a European file, and one that needs to be described."""
    monkeypatch.chdir(tmp_path)
    quoted = SEMICOLONS.replace("We talk", '"We talk').replace("now.;", 'now.";')
    (tmp_path / "eu.csv").write_text(quoted, encoding="utf-8")
    odd = ODD.replace("We talk", '"Wir reden – „bald“').replace("now.;", 'now.";')
    (tmp_path / "odd.csv").write_bytes(odd.encode("cp1252"))
    (tmp_path / "posts.jsonl").write_text('{"id": 7, "text": "Talk."}\n{"id": 8, "text": "No."}\n')
    return tmp_path


@pytest.mark.parametrize("name", sorted(READING))
def test_every_command_that_reads_a_table_takes_the_same(name):
    options = {option for param in main.commands[name].params for option in param.opts}
    assert {"--separator", "--encoding", "--format"} <= options


def test_what_the_header_shows_is_said_once(run, here):
    result = run("check", "eu.csv", "--fast")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == "Warning: eu.csv: semicolons separate the cells, as its header says\n"


def test_a_file_that_does_not_say_it_is_described_and_read_again(run, here):
    assert "--encoding cp1252" in run("train", "odd.csv", "-o", "m").stderr
    told = ("--separator", ";", "--encoding", "cp1252")
    columns = ("--text-column", "satz", "--label-column", "haltung")
    result = run("train", "odd.csv", "-o", "m", "--no-evaluation", *told, *columns)
    assert result.exit_code == 0, result.stderr
    (batch,) = load_model("m").provenance.training_data.batches
    assert (batch.separator, batch.encoding) == (";", "cp1252")
    (here / "new.csv").write_text("text,label\nWe talk to Kyiv.,favor\n")
    result = run("retrain", "m", "new.csv", "--require", "nothing")
    assert result.exit_code == 0, result.stderr
    assert "Warning" not in result.stderr


def test_a_pipe_of_json_lines_is_scored_into_json_lines(run, here, model):
    lines = (here / "posts.jsonl").read_bytes()
    result = run("score", "-", "--format", "jsonl", "--model", model, stdin=lines)
    assert result.exit_code == 0, result.stderr
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(record["id"], record["text"]) for record in found] == [(7, "Talk."), (8, "No.")]


def test_the_name_of_a_file_beats_the_format_of_streams(run, here, model):
    lines = (here / "posts.jsonl").read_bytes()
    run("score", "-", "--format", "jsonl", "--model", model, "-o", "out.tsv", stdin=lines)
    assert read_table("out.tsv").columns["id"] == ["7", "8"]
    result = run("score", "posts.jsonl", "--format", "tsv", "--model", model)
    assert result.stdout.startswith("id\ttext\tlabel\t")


def test_lines_of_text_are_statements(run, model):
    result = run("score", "-", "--format", "txt", "--model", model, stdin="Talk, now.\nNo.\n")
    assert result.stdout.splitlines()[1].startswith('"Talk, now.",')


@pytest.mark.parametrize("name", ["suggest", "convert"])
def test_other_tables_come_out_as_they_went_in(run, here, name):
    given = ("-", "--no-model") if name == "suggest" else ("-", "-")
    lines = (here / "posts.jsonl").read_bytes()
    result = run(name, *given, "--format", "jsonl", stdin=lines)
    assert result.exit_code == 0, result.stderr
    assert {json.loads(line)["text"] for line in result.stdout.splitlines()} == {"Talk.", "No."}


def test_json_that_comes_as_csv_names_the_option(run, here):
    result = run("score", "-", stdin=(here / "posts.jsonl").read_bytes())
    assert result.exit_code == 1
    assert "standard input: this is JSON; say --format jsonl" in result.stderr


@pytest.mark.parametrize(
    ("option", "value"), [("--separator", "ab"), ("--encoding", "klingon"), ("--format", "xls")]
)
def test_what_cannot_be_is_misuse(run, here, option, value):
    result = run("score", "eu.csv", option, value)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


LISTING = ("evaluate", "check", "agree", "compare", "retrain", "tune", "explain")


@pytest.mark.parametrize("name", LISTING)
def test_every_command_whose_lists_end_early_can_list_all(name):
    options = {option for param in main.commands[name].params for option in param.opts}
    assert "--all" in options
