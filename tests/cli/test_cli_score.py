from __future__ import annotations

import csv
import gzip
import io
import json
import os
from pathlib import Path

import pytest

import stancekit.scoring.chunks
from stancekit._optional import import_optional
from stancekit.data.readers import read_table
from stancekit.exceptions import MissingDependencyError

AWKWARD = [
    {"id": "01", "text": 'We should "talk",\r\nto Minsk;\rnow\n', "note": " two  spaces "},
    {"id": "1e5", "text": "=cmd|' /C calc'!A0", "note": ""},
    {"id": "NA", "text": "„Переговоры“ \U0001f54a 和平\tnow", "note": "None"},
]
ADDED = ["label", "p_against", "p_conditional", "p_favor", "p_none", "stance", "status"]


def parsed(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_on_standard_output_is_the_default(run, write, model, trained):
    result = run("score", write(AWKWARD), "--model", model)
    assert result.exit_code == 0, result.stderr
    found = parsed(result.stdout_bytes.decode("utf-8"))
    assert list(found[0]) == ["id", "text", "note", *ADDED]
    assert [{name: row[name] for name in AWKWARD[0]} for row in found] == AWKWARD
    expected = trained.score([row["text"] for row in AWKWARD])
    for name in ADDED[1:6]:
        assert [float(row[name]) for row in found] == expected[name].round(4).tolist()
    assert [row["label"] or None for row in found] == expected["label"].tolist()
    assert [row["status"] for row in found] == expected["status"].tolist()
    assert result.stderr.startswith("Scored 3 statements: ")
    for status, count in expected["status"].value_counts().items():
        assert f"{count} {status}" in result.stderr


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".CSV"])
def test_every_format_keeps_every_cell(run, write, model, tmp_path, suffix):
    output = tmp_path / f"scored{suffix}"
    result = run("score", write(AWKWARD), "--model", model, "-o", str(output))
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert f"Wrote {output}." in result.stderr
    columns = read_table(output).columns
    assert list(columns) == ["id", "text", "note", *ADDED]
    for name in AWKWARD[0]:
        assert columns[name] == [row[name] for row in AWKWARD]


def test_every_format_can_be_the_input(run, write, model, tmp_path):
    first = run("score", write(AWKWARD), "--model", model).stdout_bytes
    for suffix in (".tsv", ".jsonl", ".parquet"):
        step = tmp_path / f"step{suffix}"
        assert run("score", write(AWKWARD), "--model", model, "-o", str(step)).exit_code == 0
        columns = read_table(step).columns
        again = [
            dict(zip(AWKWARD[0], row, strict=True))
            for row in zip(*(columns[name] for name in AWKWARD[0]), strict=True)
        ]
        assert run("score", write(again), "--model", model).stdout_bytes == first


def test_values_of_other_types_stay_what_they_are(run, model, tmp_path):
    records = [
        {"text": "Talk.", "n": 2**60, "tags": ["a", "é"], "seen": True, "gone": None},
        {"text": "Never.", "n": 1, "tags": [], "seen": False, "gone": None},
    ]
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    assert run("score", str(source), "--model", model, "-o", str(output)).exit_code == 0
    found = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [{name: record[name] for name in records[0]} for record in found] == records
    cells = parsed(run("score", str(source), "--model", model).stdout)[0]
    assert (cells["n"], cells["tags"], cells["seen"], cells["gone"]) == (
        str(2**60),
        '["a", "é"]',
        "True",
        "",
    )


def test_plain_text_has_a_statement_on_each_line(run, model, tmp_path):
    source = tmp_path / "posts.txt"
    source.write_text("We should talk.\nNever negotiate!\n")
    found = parsed(run("score", str(source), "--model", model).stdout)
    assert [row["text"] for row in found] == ["We should talk.", "Never negotiate!"]


def test_standard_input_is_csv(run, model):
    result = run("score", "-", "--model", model, "-o", "-", stdin="text\nWe should talk.\n")
    assert result.exit_code == 0, result.stderr
    assert parsed(result.stdout)[0]["label"] == "favor"


def test_columns_that_the_input_has_are_kept_beside_the_models(run, write, model):
    rows = [{"text": "We should talk.", "label": "mine", "scored_label": "old", "status": "new"}]
    result = run("score", write(rows), "--model", model)
    (found,) = parsed(result.stdout)
    assert {name: found[name] for name in rows[0]} == rows[0]
    assert found["scored_scored_label"] == "favor"
    assert found["scored_status"] in ("ok", "unsure")
    assert result.stderr.splitlines()[:2] == [
        "The input has a column 'label'; the model's is called 'scored_scored_label'.",
        "The input has a column 'status'; the model's is called 'scored_status'.",
    ]


def test_a_model_of_a_former_format_says_that_no_answer_is_ok(run, write):
    former = Path(__file__).parents[1] / "model" / "format-1"
    result = run("score", write([{"text": "We should talk."}]), "--model", former)
    assert result.stderr.splitlines()[-1] == (
        "This model has no answer that is ok: it was trained when `ok` meant something else; "
        "train it anew."
    )


def test_another_text_column_beside_one_called_text(run, write, model):
    rows = [{"text": "3", "body": "We should talk."}]
    (found,) = parsed(run("score", write(rows), "--model", model, "--text-column", "body").stdout)
    assert (found["text"], found["body"], found["label"]) == ("3", "We should talk.", "favor")


def test_a_missing_text_column_is_named(run, write, model):
    result = run("score", write([{"txt": "Talk."}]), "--model", model)
    assert result.exit_code == 1
    assert "there is no column 'text'; did you mean 'txt'?" in result.stderr


def test_a_bad_cell_is_named_with_its_row(run, model, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "Talk."}\n{"text": 7}\n')
    result = run("score", str(source), "--model", model)
    assert result.exit_code == 1
    assert "row 2 (line 2), column 'text': of type int" in result.stderr


def test_work_is_done_in_chunks(run, write, model, monkeypatch, rows):
    whole = run("score", write(rows), "--model", model).stdout
    monkeypatch.setattr(stancekit.scoring.chunks, "_SIZE", 300)
    assert run("score", write(rows), "--model", model).stdout == whole


@pytest.mark.parametrize("name", ["in.csv", "link.csv"])
def test_the_input_is_never_overwritten(run, write, model, tmp_path, name):
    source = Path(write(AWKWARD, "in.csv"))
    (tmp_path / "link.csv").symlink_to(source)
    before = source.read_bytes()
    result = run("score", str(source), "--model", model, "-o", str(tmp_path / name))
    assert result.exit_code == 2
    assert f"{name} is the input; name another file" in result.stderr
    assert source.read_bytes() == before


def test_a_failure_leaves_the_former_output_alone(run, model, tmp_path):
    output = tmp_path / "scored.csv"
    output.write_text("precious")
    result = run("score", str(tmp_path / "gone.csv"), "--model", model, "-o", str(output))
    assert result.exit_code == 1
    assert output.read_text() == "precious"
    assert os.listdir(tmp_path) == ["scored.csv"]


def test_an_output_is_replaced_where_a_link_leads(run, write, model, tmp_path):
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "scored.csv", tmp_path / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    assert run("score", write(AWKWARD), "--model", model, "-o", str(link)).exit_code == 0
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("id,text,note,label")


@pytest.mark.parametrize(
    ("output", "code", "message"),
    [
        ("scored.xlsx", 2, "has an unknown format; use .csv, .tsv"),
        ("scored", 2, "has an unknown format"),
        ("nowhere/scored.csv", 1, "make it first"),
        ("folder.csv", 2, "folder.csv is a folder; name a file in it"),
        ("", 2, "is a folder; name a file in it"),
    ],
)
def test_a_bad_output_is_refused_before_the_work(run, tmp_path, monkeypatch, output, code, message):
    monkeypatch.chdir(tmp_path)
    Path("folder.csv").mkdir()
    result = run("score", "missing.csv", "--model", "missing", "-o", output)
    assert result.exit_code == code
    assert message in result.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_not_replaced(run, write, model, tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    result = run("score", write(AWKWARD), "--model", model, "-o", str(pipe))
    assert result.exit_code == 2
    assert "is not a regular file" in result.stderr


def test_parquet_without_pyarrow_says_what_to_install(run, write, model, tmp_path, monkeypatch):
    def without(module, *, extra, purpose):
        return import_optional(f"no_{module}", extra=extra, purpose=purpose)

    monkeypatch.setattr("stancekit._optional.import_optional", without)
    output = tmp_path / "scored.parquet"
    result = run("score", write(AWKWARD), "--model", model, "-o", str(output))
    assert result.exit_code == 1
    assert issubclass(MissingDependencyError, ImportError)
    assert 'pip install "stancekit[parquet]"' in result.stderr


def test_a_damaged_model_is_one_line(run, write, trained, tmp_path):
    trained.save(tmp_path / "model")
    (tmp_path / "model" / "weights.safetensors").write_bytes(b"broken")
    result = run("score", write(AWKWARD), "--model", str(tmp_path / "model"))
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert "weights.safetensors: not a safetensors file" in line


def test_a_model_of_several_targets_reads_the_column_target(run, write, two_targets):
    rows = [{"text": "We should talk.", "target": "gas"}, {"text": "Never!", "target": "grain"}]
    found = parsed(run("score", write(rows), "--model", two_targets).stdout)
    assert [row["label"] for row in found] == ["favor", "against"]


def test_a_target_that_the_model_does_not_know_is_named(run, write, two_targets):
    rows = [{"text": "Talk.", "target": "gas"}, *[{"text": "No.", "target": "tax"}] * 7]
    result = run("score", write(rows), "--model", two_targets)
    assert result.exit_code == 1
    assert (
        "rows 2, 3, 4, 5, 6 (lines 3, 4, 5, 6, 7) and 2 more, column 'target': 'tax' is not a "
        "target of this model; it knows 'gas', 'grain'" in result.stderr
    )
    result = run("score", write(rows[:2]), "--model", two_targets)
    assert "row 2 (line 3), column 'target': 'tax'" in result.stderr


def test_a_missing_target_column_is_named(run, write, two_targets):
    result = run("score", write(AWKWARD), "--model", two_targets)
    assert result.exit_code == 1
    assert "there is no column 'target'; the model needs one" in result.stderr


def test_half_a_character_in_another_column_is_one_line(run, model, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "\\ud800", "body": "We should talk."}\n')
    result = run("score", str(source), "--model", model, "--text-column", "body")
    assert result.exit_code == 1
    assert "row 1 (line 1), column 'text': a lone surrogate, half of a character" in result.stderr


def test_bad_rows_are_rejected_where_asked_and_the_exit_status_says_so(run, model, tmp_path):
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(b"id,text\n1,Talk.\n2,a,b\n3,\xff\n4,Never.\n")
    stopped = run("score", str(source), "--model", model, "-o", str(output))
    assert stopped.exit_code == 1
    assert "row 2 (line 3): 3 cells where the header has 2" in stopped.stderr
    assert "row 3 (line 4): byte 0xFF is not UTF-8" in stopped.stderr
    assert os.listdir(tmp_path) == ["in.csv"]
    result = run("score", str(source), "--model", model, "-o", str(output), "--bad-rows", "reject")
    assert result.exit_code == 1
    assert "Scored 2 statements: " in result.stderr
    assert f"2 rows were rejected; see {output}.rejected.jsonl." in result.stderr
    assert [row["id"] for row in parsed(output.read_text(encoding="utf-8"))] == ["1", "4"]
    lines = Path(f"{output}.rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert [(json.loads(line)["file"], json.loads(line)["line"]) for line in lines] == [
        (str(source), 3),
        (str(source), 4),
    ]
    refused = run("score", str(source), "--model", model, "--bad-rows", "reject")
    assert refused.exit_code == 2
    assert "needs an output file" in refused.stderr


def test_folders_patterns_and_several_files_are_scored(run, write, model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("posts").mkdir()
    write([{"text": "We should talk."}], "posts/a.csv")
    write([{"text": "Never negotiate!"}], "posts/b.csv")
    write([{"text": "The train was late."}], "c.csv")
    result = run("score", "posts", "c.*", "--model", model, "-o", "out.csv", "--jobs", "2")
    assert result.exit_code == 0, result.stderr
    found = parsed(Path("out.csv").read_text(encoding="utf-8"))
    assert [row["label"] for row in found] == ["favor", "against", "none"]


def test_standard_input_goes_to_a_file_and_nothing_is_left(run, model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("score", "-", "--model", model, "-o", "o.parquet", stdin="text\nWe should talk.\n")
    assert result.exit_code == 0, result.stderr
    assert os.listdir(tmp_path) == ["o.parquet"]
    assert read_table(tmp_path / "o.parquet").columns["label"] == ["favor"]
    failed = run("score", "-", "--model", model, "-o", "p.csv", stdin="text\nTalk.\na,b\n")
    assert failed.exit_code == 1
    assert os.listdir(tmp_path) == ["o.parquet"]


def test_packed_files_are_unpacked(run, model, tmp_path):
    source = tmp_path / "posts.jsonl.gz"
    source.write_bytes(gzip.compress(b'{"text": "We should talk."}\n'))
    found = parsed(run("score", str(source), "--model", model).stdout)
    assert [row["label"] for row in found] == ["favor"]


def test_a_parquet_column_of_numbers_is_no_text(run, model, tmp_path):
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pyarrow.table({"text": [1, 2]}), tmp_path / "in.parquet")
    result = run("score", str(tmp_path / "in.parquet"), "--model", model)
    assert result.exit_code == 1
    assert "column 'text': of type int64 where a string is expected" in result.stderr
