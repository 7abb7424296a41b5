"""`stancekit convert`: what the options reach, and where results and talk go."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from exported_files import FOLDER

from stancekit.cli.convert import convert
from stancekit.data.formats.registry import FORMATS

POOL = [{"id": "s1", "text": "We should talk to Perm."}, {"id": "s2", "text": "It rained."}]


def options_of(name):
    return next(list(p.type.choices) for p in convert.params if p.name == name)


def test_the_formats_are_those_that_there_are():
    assert options_of("from_") == list(FORMATS)
    assert options_of("to") == [found.name for found in FORMATS.values() if found.write]


def test_an_export_becomes_a_table_and_the_talk_says_how(run, tmp_path):
    output = tmp_path / "labels.csv"
    result = run("convert", str(FOLDER / "label_studio.json"), str(output), "--labelled-only")
    assert result.exit_code == 0
    assert result.stdout == ""
    counts = "8 rows, 8 with a label, 8 with a prediction, by 2 annotators."
    assert result.stderr.splitlines() == [
        f"Read {FOLDER}/label_studio.json, wrote {output}: {counts}",
        "  read as Label Studio",
        "  annotations skipped (rows without a label): 1",
        "  rows without a label, left out: 1",
        "Next:",
        f"  stancekit agree {output} --merged merged.csv",
    ]
    assert len(output.read_text(encoding="utf-8").splitlines()) == 9


def test_a_pool_becomes_tasks_with_suggestions_and_a_configuration(run, write, model, tmp_path):
    tasks, config = tmp_path / "tasks.json", tmp_path / "labels.xml"
    result = run(
        *("convert", write(POOL), str(tasks), "--to", "label-studio"),
        *("--model", model, "--config", str(config)),
    )
    assert (result.exit_code, result.stdout) == (0, "")
    first, _ = json.loads(tasks.read_text(encoding="utf-8"))
    (prediction,) = first["predictions"]
    assert prediction["result"][0]["value"] == {"choices": ["favor"]}
    labels = [choice.get("value") for choice in ET.parse(config).iter("Choice")]
    assert labels == ["against", "conditional", "favor", "none"]


def test_without_a_configuration_the_talk_says_that_a_project_needs_one(run, write, tmp_path):
    result = run("convert", write(POOL), str(tmp_path / "t.json"), "--to", "label-studio")
    need, *step = result.stderr.splitlines()[1:]
    assert need == (
        "The project needs a labelling configuration; --config FILE writes it, with the labels of "
        "INPUT, of --model or of --labels."
    )
    assert step == [
        "Next:",
        "  stancekit convert EXPORT labels.csv --labelled-only   # once the tasks are labelled",
    ]


@pytest.mark.parametrize(
    ("rows", "step"),
    [
        ([("s1", "favor", "anna")], "retrain MODEL {0}   # or: stancekit train {0} -o my-model"),
        ([("s1", "favor", "anna"), ("s2", "", "")], "retrain MODEL {0}"),
        ([("s1", "favor", "anna"), ("s1", "none", "ben")], "agree {0} --merged merged.csv"),
        ([("s1", "", "")], None),
    ],
)
def test_the_next_step_is_named(run, write, tmp_path, rows, step):
    output = tmp_path / "my labels.csv"
    table = [
        {"id": id_, "text": f"{id_}.", "label": label, "annotator": annotator}
        for id_, label, annotator in rows
    ]
    lines = run("convert", write(table), str(output)).stderr.splitlines()[1:]
    assert lines == ([] if step is None else ["Next:", "  stancekit " + step.format(f"'{output}'")])


def test_no_next_step_can_be_named_for_standard_output_or_without_ids(run, write, tmp_path):
    rows = [{"text": "a", "label": "x", "annotator": name} for name in ("anna", "ben")]
    assert "Next" not in run("convert", write(rows[:1]), "-").stderr
    assert "Next" not in run("convert", write(rows), str(tmp_path / "t.csv")).stderr


def test_names_of_columns_labels_and_annotators(run, write, tmp_path):
    rows = [{"body": "Yes.", "mood": "pro"}, {"body": "No.", "mood": ""}]
    output = tmp_path / "tasks.jsonl"
    result = run(
        *("convert", write(rows), str(output), "--to", "prodigy"),
        *("--text-column", "body", "--label-column", "mood"),
        *("--labels", "pro, contra", "--annotator", "anna"),
    )
    assert result.exit_code == 0
    first, second = map(json.loads, output.read_text(encoding="utf-8").splitlines())
    assert (first["text"], first["accept"], first["_annotator_id"]) == ("Yes.", ["pro"], "anna")
    assert [option["id"] for option in second["options"]] == ["pro", "contra"]
    assert "answer" not in second


@pytest.mark.parametrize("name", ["doccano.json", "doccano.jsonl"])
def test_standard_input_and_output(shell, name):
    result = shell("convert", "-", "-", "--from", "doccano", stdin=(FOLDER / name).read_bytes())
    assert result.returncode == 0
    assert result.stdout.decode() == (
        "id,text,label,source\n"
        "s1,We should talk to Moscow about peace now.,favor,wire\n"
        "s2,Never negotiate with Minsk over grain!,against,speech\n"
        's3,"They said \u201cperhaps\u201d, and no more.",,wire\n'
    )
    assert result.stderr.decode().startswith("Read standard input, wrote standard output: 3 ")
    tasks = shell("convert", "-", "-", "--to", "label-studio", stdin=b"text\nYes.\n")
    assert json.loads(tasks.stdout) == [{"data": {"text": "Yes."}}]


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["x.json", "y.csv"], 1, "stancekit: x.json: there is no such file; check its name"),
        (["pool.csv", "y.json"], 2, "stancekit: y.json: a table is written as .csv, .tsv"),
        (["pool.csv", "no/y.csv"], 1, "stancekit: no/y.csv: there is no folder no; make it first"),
        (["pool.csv", "pool.csv"], 2, "stancekit: pool.csv is the input; name another"),
        (["pool.csv", "y.csv", "--to", "brat"], 2, "stancekit: Invalid value for '--to'"),
        (["pool.csv", "y.csv", "--labelled-only"], 1, "stancekit: pool.csv: no row has a label"),
        (
            ["pool.csv", "y.csv", "--from", "doccano"],
            1,
            "stancekit: pool.csv: no row is a record of doccano; leave from_ (--from) out",
        ),
        (
            ["pool.csv", "y.json", "--to", "label-studio", "--config", "c.xml"],
            1,
            "stancekit: pool.csv: the labels that annotators may choose are unknown; name them",
        ),
        (
            ["pool.csv", "y.csv", "--label-column", "nope"],
            1,
            "stancekit: pool.csv: there is no column 'nope'; its columns are 'id', 'text' (label, ",
        ),
        (
            ["pool.csv", "y.csv", "--labels", "favor,none,favor"],
            2,
            "stancekit: labels (--labels) names 'favor' twice; name it once",
        ),
        (["pool.csv", "y.csv", "--annotator", ""], 2, "stancekit: annotator='' is not a name"),
    ],
)
def test_what_goes_wrong_is_one_line(run, write, tmp_path, monkeypatch, words, status, message):
    monkeypatch.chdir(tmp_path)
    write(POOL, "pool.csv")
    result = run("convert", *words)
    assert result.exit_code == status
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(message)
    assert {path.name for path in Path().iterdir()} <= {"pool.csv"}


def test_every_problem_of_an_export_is_a_line(run, tmp_path):
    source = tmp_path / "export.json"
    source.write_text('[{"data": {"text": 1}}, {"data": {"body": "x"}}, 3]')
    result = run("convert", str(source), str(tmp_path / "labels.csv"))
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 3
    assert all(line.startswith("stancekit: ") for line in result.stderr.splitlines())
