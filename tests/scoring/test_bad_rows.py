"""Rows that cannot be read: they stop a run, or are rejected; never are they lost."""

import base64
import json
from pathlib import Path

import pytest
from scored_files import read

import stancekit.scoring.chunks
import stancekit.scoring.opening
import stancekit.scoring.text_inputs
from stancekit import StanceClassifier, score_files
from stancekit.exceptions import DataError

CSV = (
    b"id,text\n"
    b"1,Build it.\n"
    b"2,one,too many\n"
    b'3,"Yes, \xff no."\n'
    b"4,a\0b\n"
    b'5,"closed" badly\n'
    b"id,text\n"
    b'6, "spaced"\n'
    b'7,"two\n lines"\n'
    b'8,"never closed\n9,Build it.\n'
)
CSV_REASONS = {
    2: (3, "3 cells where the header has 2; put a field that holds a comma in quotes"),
    3: (4, "byte 0xFF is not UTF-8; save the file as UTF-8"),
    4: (5, "column 'text': a NUL character; the source is damaged"),
    5: (6, "text follows a closing quote; inside quotes, write a quote as two"),
    6: (7, "the header once more; remove this line"),
    7: (8, "a space stands before a quote"),
    9: (11, "a quoted field is never closed; it opens on line 11"),
}
JSON = (
    b'{"id": 1, "text": "Build it."}\n'
    b'{"id": 2, "text": }\n'
    b"\n"
    b"[3]\n"
    b'{"id": 4, "text": "a", "text": "b"}\n'
    b'{"id": 5, "text": "\xff"}\n'
    b'{"id": 6, "text": "a\\u0000b"}\n'
    b'{"id": 7, "text": 7}\n'
    b'{"id": 8, "text": "No.", "n": NaN}\n'
    b'{"id": 9, "text": "\\ud800"}\n'
    b'{"id": 10, "text": null}\n'
)
JSON_REASONS = {
    2: (2, "not valid JSON (Expecting value, character 19)"),
    3: (4, "JSON, but not an object"),
    4: (5, "the key 'text' occurs twice; keep one"),
    5: (6, "byte 0xFF is not UTF-8"),
    6: (7, "column 'text': a NUL character"),
    7: (8, "column 'text': of type int where a string is expected"),
    8: (9, "NaN is not a JSON value; use null"),
    9: (10, "column 'text': a lone surrogate"),
}


def rejects(path):
    """Return the rejected rows, each with its number."""
    lines = Path(f"{path}.rejected.jsonl").read_text(encoding="utf-8").splitlines()
    return {line["row"]: line for line in map(json.loads, lines)}


@pytest.mark.parametrize("size", [1, 40, 1 << 24])
@pytest.mark.parametrize("output", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize(
    ("kind", "content", "reasons"), [("csv", CSV, CSV_REASONS), ("jsonl", JSON, JSON_REASONS)]
)
def test_bad_rows_are_rejected_with_their_place(
    model, here, chunks_of, kind, content, reasons, output, size
):
    Path(f"in.{kind}").write_bytes(content)
    chunks_of(size)
    result = score_files(model, f"in.{kind}", f"out.{output}", bad_rows="reject")
    found = rejects(f"out.{output}")
    assert list(found) == list(reasons)
    for row, (line, reason) in reasons.items():
        assert (found[row]["line"], found[row]["file"]) == (line, f"in.{kind}")
        assert reason in found[row]["reason"]
    assert result.rejected == len(reasons)
    assert result.rejects == f"out.{output}.rejected.jsonl"
    total = 9 if kind == "csv" else 10
    assert result.rows == total - len(reasons) == len(read(f"out.{output}"))


def test_the_raw_record_is_kept(model, here):
    Path("in.csv").write_bytes(CSV)
    score_files(model, "in.csv", "out.csv", bad_rows="reject")
    found = rejects("out.csv")
    assert found[2]["raw"] == "2,one,too many"
    assert found[9]["raw"] == '8,"never closed\n9,Build it.'
    assert base64.b64decode(found[3]["raw_base64"]) == b'3,"Yes, \xff no."\n'
    assert "raw_base64" not in found[2]


@pytest.mark.parametrize("size", [1, 1 << 24])
def test_a_bad_row_stops_the_run(model, here, chunks_of, size):
    Path("in.csv").write_bytes(b"id,text\n1,Build it.\n2,one,too many\n3,No.\n4,b,a,d\n")
    chunks_of(size)
    with pytest.raises(DataError) as caught:
        score_files(model, "in.csv", "out.csv")
    assert caught.value.problems[0].startswith("in.csv, row 2 (line 3): 3 cells where the header")
    assert not Path("out.csv").exists()


def test_what_a_run_that_stopped_had_done_is_kept_and_used(model, here, chunks_of):
    Path("in.csv").write_bytes(b"id,text\n1,Build it.\n2,one,too many\n3,No.\n")
    chunks_of(1)
    with pytest.raises(DataError):
        score_files(model, "in.csv", "out.csv")
    result = score_files(model, "in.csv", "out.csv", bad_rows="reject")
    assert (result.rows, result.rejected, result.resumed) == (2, 1, 1)
    assert [row["id"] for row in read("out.csv")] == ["1", "3"]


def test_the_rejects_of_a_former_run_do_not_stay(model, here):
    Path("in.csv").write_bytes(b"id,text\n1,a,b\n2,No.\n")
    score_files(model, "in.csv", "out.csv", bad_rows="reject")
    assert rejects("out.csv")
    Path("in.csv").write_bytes(b"id,text\n1,a\n2,No.\n")
    score_files(model, "in.csv", "out.csv", bad_rows="reject")
    assert not Path("out.csv.rejected.jsonl").exists()


@pytest.mark.parametrize(("kind", "end"), [("csv", b'"'), ("jsonl", b'"}'), ("txt", b"")])
def test_a_record_that_is_too_long_is_a_bad_row(model, here, chunks_of, monkeypatch, kind, end):
    begin = {"csv": b'text\n"', "jsonl": b'{"text": "', "txt": b""}[kind]
    again = {"csv": b'"'}.get(kind, begin)
    long = b"long " * 60
    content = begin + b"Build it." + end + b"\n" + again + long + end + b"\n" + again + b"No." + end
    Path(f"in.{kind}").write_bytes(content)
    chunks_of(50)
    for module in (stancekit.scoring.chunks, stancekit.scoring.text_inputs):
        monkeypatch.setattr(module, "LONGEST", 200)
    result = score_files(model, f"in.{kind}", "out.csv", bad_rows="reject")
    assert [row["text"] for row in read("out.csv")] == ["Build it.", "No."]
    assert result.rejected == 1
    assert "bytes, of which at most" in rejects("out.csv")[2]["reason"]


def test_a_text_of_a_hundred_thousand_characters_is_read(model, here):
    Path("in.csv").write_bytes(b"text\n" + b"bridge " * 30_000 + b"\n")
    assert score_files(model, "in.csv", "out.csv").rows == 1


def test_another_encoding_is_recoded_and_its_bad_bytes_are_named(model, here, chunks_of):
    Path("in.csv").write_bytes("text\nBrücke\n".encode("cp1252") + b"a\x81b\nNo.\n")
    chunks_of(10)
    score_files(model, "in.csv", "out.csv", bad_rows="reject", encoding="cp1252")
    assert [row["text"] for row in read("out.csv")] == ["Brücke", "No."]
    assert "byte 0x81 is not cp1252" in rejects("out.csv")[2]["reason"]
    for encoding in ("utf-16", "utf-8-sig"):
        Path("wide.csv").write_bytes("text\nBrücke\nNo.\n".encode(encoding))
        score_files(model, "wide.csv", "out.csv")
        assert [row["text"] for row in read("out.csv")] == ["Brücke", "No."]


def test_targets_that_the_model_does_not_know_are_bad_rows(bridge, here):
    table = {"text": bridge.texts, "target": ["bridge", "road"] * 20}
    labels = ["favor" if row % 4 < 2 else "against" for row in range(40)]
    model = StanceClassifier(per_target=True, calibrate=False).fit(table, labels).model_
    rows = [("Build it.", "bridge"), ("No.", "tax"), ("No.", "road")]
    Path("in.csv").write_text("text,about\n" + "".join(f"{a},{b}\n" for a, b in rows))
    result = score_files(model, "in.csv", "out.csv", target="about", bad_rows="reject")
    assert result.rows == 2
    assert "column 'about': 'tax' is not a target of this model" in rejects("out.csv")[2]["reason"]
    scored = model.score({"text": ["Build it.", "No."], "target": ["bridge", "road"]})
    assert [float(row["p_favor"]) for row in read("out.csv")] == scored["p_favor"].tolist()


@pytest.mark.parametrize("n_good", [0, 1])
def test_a_file_that_begins_with_broken_records_only_is_read_all_the_same(
    model, here, monkeypatch, n_good
):
    monkeypatch.setattr(stancekit.scoring.opening, "_HEAD", 40)
    broken, good = [b'{"text": "We'] * 4, [b'{"text": "Build it."}'] * n_good
    Path("in.jsonl").write_bytes(b"\n".join(broken + good))
    with pytest.raises(DataError, match=r"rows 1, 2, 3(, 4)? \(.*\): not valid JSON"):
        score_files(model, "in.jsonl", "out.csv")
    result = score_files(model, "in.jsonl", "out.csv", bad_rows="reject")
    assert (result.rows, result.rejected) == (n_good, 4)
    assert rejects("out.csv")[1]["raw"].rstrip().encode() == broken[0]
