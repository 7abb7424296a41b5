"""`score_files`: every format in and out, in chunks of any size, with every cell as it was."""

import json
import os
from pathlib import Path

import pytest
from scored_files import as_written, expected, read, write

import stancekit.scoring.opening
from stancekit import load_model, score_files
from stancekit.exceptions import DataError, InputTypeError, ParameterError

INPUTS = ["csv", "tsv", "jsonl", "parquet", "csv.gz", "jsonl.zst"]
OUTPUTS = ["csv", "tsv", "jsonl", "parquet", "csv.gz", "jsonl.zst"]


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("kind", INPUTS)
def test_every_format_becomes_every_other(model, statements, here, chunks_of, kind, output):
    source, path = write(f"in.{kind}", statements), here / f"out.{output}"
    chunks_of(1000)
    result = score_files(model, source, path)
    assert result.rows == len(statements)
    assert read(path) == as_written(expected(model, statements), path)
    assert set(os.listdir(here)) == {source.name, path.name}


@pytest.mark.parametrize(("kind", "output"), [("csv", "csv"), ("jsonl", "jsonl"), ("csv", "jsonl")])
@pytest.mark.parametrize("size", [1, 37, 300, 5000])
def test_chunks_change_nothing(model, statements, here, chunks_of, kind, output, size):
    source = write(f"in.{kind}", statements)
    score_files(model, source, f"whole.{output}")
    chunks_of(size)
    score_files(model, source, f"parts.{output}")
    assert Path(f"parts.{output}").read_bytes() == Path(f"whole.{output}").read_bytes()


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_probabilities_have_the_digits_that_are_asked_for(model, statements, here, kind, output):
    source, path = write(f"in.{kind}", statements), here / f"out.{output}"
    score_files(model, source, path, digits=3)
    rows = expected(model, statements)
    for row in rows:
        row |= {name: round(row[name], 3) for name in row if isinstance(row[name], float)}
    assert read(path) == as_written(rows, path)
    with pytest.raises(ParameterError, match="digits: must be an integer of at least 1, got 0"):
        score_files(model, source, path, digits=0)


def test_workers_change_nothing(model, statements, here, chunks_of):
    source = write("in.csv", statements)
    chunks_of(200)
    score_files(model, source, "one.parquet")
    score_files(model, source, "three.parquet", n_jobs=3)
    assert Path("three.parquet").read_bytes() == Path("one.parquet").read_bytes()


def test_plain_text_has_a_statement_on_each_line(model, here, chunks_of):
    texts = ["Build the bridge.", "", "No bridge here."]
    Path("posts.txt").write_bytes("\r\n".join(texts).encode())
    chunks_of(5)
    score_files(model, "posts.txt", "out.jsonl")
    assert read("out.jsonl") == expected(model, [{"text": text} for text in texts])


def test_records_are_kept_to_the_byte(model, here):
    records = [
        b'{"text":"Build it.",  "n": 1.0e3, "id": 12345678901234567890123, "a": [1, 2.50]}',
        b'{ "when": "2026-03-10", "x": "\\u00e9", "text": "No." , "x": 2 }',
        b'{"text": null}',
    ]
    Path("in.jsonl").write_bytes(b"\r\n".join(records))
    score_files(model, "in.jsonl", "out.jsonl")
    lines = Path("out.jsonl").read_bytes().splitlines()
    assert [line[: len(r) - 1] for line, r in zip(lines, records, strict=True)] == [
        record[:-1] for record in records
    ]
    assert json.loads(lines[2]) == expected(model, [{"text": None}])[0]


def test_cells_are_kept_to_the_byte(model, here):
    rows = [b'1,"Build it.","a ""b"""', b"2,No.,", b"003,\xd0\xbc, x "]
    Path("in.csv").write_bytes(b"id,text,note\r\n" + b"\r\n".join(rows))
    score_files(model, "in.csv", "out.csv")
    lines = Path("out.csv").read_bytes().splitlines()
    assert lines[0].startswith(b"id,text,note,label,p_against")
    assert all(line.startswith(row + b",") for line, row in zip(lines[1:], rows, strict=True))


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_a_missing_text_is_no_bad_row(model, here, kind, output):
    rows = [{"id": 1, "text": None}, {"id": 2, "text": "Build the bridge now, please."}]
    score_files(model, write(f"in.{kind}", rows), f"out.{output}")
    assert read(f"out.{output}") == as_written(expected(model, rows), f"out.{output}")


def test_folders_patterns_and_several_files_are_one_input(model, statements, here):
    Path("posts/more").mkdir(parents=True)
    write("posts/a.csv", statements[:30])
    write("posts/more/b.csv.gz", statements[30:60])
    write("c-1.csv", statements[60:90])
    write("c-2.csv", statements[90:])
    for hidden in ("posts/_SUCCESS", "posts/.b.csv", "posts/notes.md"):
        Path(hidden).write_text("no table")
    score_files(model, ["posts", "c-*.csv"], "out.csv")
    assert read("out.csv") == as_written(expected(model, statements), "out.csv")


def test_files_with_other_columns_share_a_table(model, here):
    write("a.csv", [{"id": "1", "text": "Build it."}])
    write("b.csv", [{"text": "No bridge.", "by": "me"}])
    for kind in ("csv", "parquet"):
        score_files(model, ["a.csv", "b.csv"], f"out.{kind}")
    rows = [
        {"id": "1", "text": "Build it.", "by": ""},
        {"id": "", "text": "No bridge.", "by": "me"},
    ]
    assert read("out.csv") == as_written(expected(model, rows), "out.csv")
    assert [row["by"] for row in read("out.parquet")] == [None, "me"]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_keys_that_only_later_records_have_become_columns(
    model, here, chunks_of, monkeypatch, kind
):
    write("in.jsonl", [{"text": "Build it."}] * 20 + [{"text": "No.", "label": "me", "n": 2**40}])
    chunks_of(50)
    monkeypatch.setattr(stancekit.scoring.opening, "_HEAD", 60)
    result = score_files(model, "in.jsonl", f"out.{kind}")
    found = read(f"out.{kind}")
    assert result.renamed == {"label": "scored_label"}
    assert (found[-1]["label"], str(found[-1]["n"])) == ("me", str(2**40))
    label = model.score(["Build it."])["label"][0]
    assert found[0]["scored_label"] == as_written([{"label": label}], f"out.{kind}")[0]["label"]


@pytest.mark.parametrize("output", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_beginning_may_be_longer_than_what_is_looked_at(model, here, monkeypatch, kind, output):
    wide = {f"column {n}": str(n) for n in range(40)} | {"text": "Build it."}
    write(f"in.{kind}", [wide, wide])
    monkeypatch.setattr(stancekit.scoring.opening, "_HEAD", 20)
    score_files(model, f"in.{kind}", f"out.{output}")
    assert read(f"out.{output}") == as_written(expected(model, [wide, wide]), f"out.{output}")


def test_a_line_without_an_end_is_no_header(model, here):
    Path("in.csv").write_bytes(b"text," * (1 << 20))
    with pytest.raises(DataError, match=r"in\.csv: its first line is longer than 4 MiB"):
        score_files(model, "in.csv", "out.csv")


@pytest.mark.slow
@pytest.mark.parametrize("output", ["csv", "jsonl"])
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_very_many_columns_take_no_longer_than_as_many_cells(model, here, kind, output):
    wide = {f"column {n}": str(n) for n in range(100_000)} | {"text": "Build it."}
    write(f"in.{kind}", [wide])
    score_files(model, f"in.{kind}", f"out.{output}")  # by the square, it would be a minute
    assert read(f"out.{output}") == as_written(expected(model, [wide]), f"out.{output}")


def test_a_model_may_be_named_by_its_folder(here, statements):
    write("in.csv", statements[:3])
    score_files(load_model().folder, "in.csv", "out.csv")
    assert read("out.csv") == as_written(expected(load_model(), statements[:3]), "out.csv")


def test_the_result_counts(model, statements, here):
    result = score_files(model, write("in.csv", statements), "out.csv")
    counts = model.score([row["text"] for row in statements])["status"].value_counts().to_dict()
    assert result.statuses == counts
    assert (result.rejected, result.rejects, result.resumed) == (0, None, 0)
    assert result.to_dict()["output"] == "out.csv"
    assert result.summary().startswith(f"Scored {len(statements)} statements: ")
    assert repr(result) == f"<ScoredFiles: {len(statements)} rows in out.csv, 0 rejected>"


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"inputs": "gone.csv"}, DataError, "gone.csv: there is no such file"),
        ({"inputs": ["in.csv", "./in.csv"]}, DataError, "in.csv: named more than once"),
        ({"inputs": "no-*.csv"}, DataError, "no file is called like this; check the pattern"),
        ({"inputs": "empty"}, DataError, "empty: no file in this folder can be read"),
        ({"inputs": "blank.csv"}, DataError, "blank.csv: the file is empty; add statements"),
        ({"inputs": "head.csv"}, DataError, "head.csv: there are no rows; add statements"),
        ({"inputs": "torn.csv.gz"}, DataError, "torn.csv.gz: cannot be read to its end"),
        ({"inputs": "in.csv", "text": "body"}, DataError, "there is no column 'body'"),
        ({"inputs": []}, InputTypeError, "there is nothing to score"),
        ({"inputs": 7}, InputTypeError, "expected a path or a list of paths, got int"),
        ({"inputs": [7]}, InputTypeError, "expected paths, got one int"),
        ({"output": "in.csv"}, ParameterError, "in.csv is the input"),
        ({"output": "out.xlsx"}, ParameterError, "has an unknown format; use .csv"),
        ({"output": "out.gz"}, ParameterError, "has an unknown format; use .csv"),
        ({"output": "out.parquet.gz"}, ParameterError, "has an unknown format; use .csv"),
        ({"bad_rows": "drop"}, ParameterError, "bad_rows must be 'stop' or 'reject'"),
        ({"n_jobs": 0}, ParameterError, r"n_jobs \(--jobs\) must be a number of threads"),
        ({"output": "-", "bad_rows": "reject"}, ParameterError, "needs an output file"),
        ({"text": "a", "target": "a"}, ParameterError, "name two columns"),
    ],
)
def test_what_cannot_be_done_is_refused(model, statements, here, given, error, message):
    write("in.csv", statements[:3])
    Path("empty").mkdir()
    Path("blank.csv").write_text("\n")
    Path("head.csv").write_text("id,text\n")
    write("torn.csv.gz", statements)
    Path("torn.csv.gz").write_bytes(Path("torn.csv.gz").read_bytes()[:-20])
    before = set(os.listdir(here))
    with pytest.raises(error, match=message):
        score_files(model, **({"inputs": "in.csv", "output": "out.csv"} | given))
    assert set(os.listdir(here)) == before
