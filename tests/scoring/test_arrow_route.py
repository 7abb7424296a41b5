"""With pyarrow or without, a file becomes the same bytes, and the same rows are rejected."""

import csv
import io
import json
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scored_files import as_text, write

import stancekit.scoring.chunks
from stancekit import score_files
from stancekit.scoring import arrow_route, arrow_writing, job
from stancekit.scoring.csv_input import CsvInput
from stancekit.scoring.text_inputs import JsonLines
from stancekit.text import kernel

pa = pytest.importorskip("pyarrow")

words = st.sampled_from(
    [
        *("bridge", "build", "no", "never", "if", "é", "мост", "\U0001f54a", " ", ",", '"', "'"),
        *("\\", "\n", "\r\n", "\t", ";", "1", "NaN", "label", "text", "{", "}", "[", "id,text,n"),
    ]
)
cells = st.lists(words, max_size=6).map("".join)
rows = st.lists(st.fixed_dictionaries({"id": cells, "text": cells, "n": cells}), min_size=1)
broken = st.sampled_from(
    [
        *(b"1,2\n", b'"a"b,c,d\n', b"id,text,n\n", b"a,\xff,b\n", b"a,\0,b\n", b'1,"open,2\n'),
        *(
            b"\n",
            b'1, "a", 2\n',
            b'1,"a\n2,b,c\n3,d",e\n',
            b"1,a\rb,2\n",
            b"[]\n",
            b"{]\n",
            b"{}\n",
            b"{ }\n",
        ),
        *(b'{"text": 1}\n', b'{"text": "a", "text": "b"}\n', b' {"text": ""}\n'),
        *(b'{"text": "\\u0000"}\n', b'{"text": "\\ud800"}\n', b'{"text": "a", "n": NaN}\n'),
        *(b'{"text": "a", "\\u006cabel": 1}\n', b'{"text": "a", "stance" : null}\n'),
        *(b'{"text":\n', b'"a"}\n', b'{"text": "a"} {"text": "b"}\n', b'{"text": "a"}\r\n'),
        b'{"text": "a", "deep": ' + b"[" * 1500 + b"]" * 1500 + b"}\n",
        b'{"\\u0074ext": "a"}\n',
    ]
)


def outcome(model, source, output, monkeypatch, *, quickly):
    """Return all bytes that a run leaves, or what it says."""
    Path(output).unlink(missing_ok=True)
    Path(f"{output}.rejected.jsonl").unlink(missing_ok=True)
    with monkeypatch.context() as patch:
        patch.setattr(arrow_route, "is_installed", lambda: quickly)
        try:
            score_files(model, source, output, bad_rows="reject", digits=4)
        except Exception as error:
            return str(error)
    rejects = Path(f"{output}.rejected.jsonl")
    return Path(output).read_bytes(), rejects.read_bytes() if rejects.exists() else b""


def assert_routes_agree(model, kind, content, output, size):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        source, path = Path(folder, f"in.{kind}"), Path(folder, f"out.{output}")
        source.write_bytes(content)
        patch.setattr(stancekit.scoring.chunks, "_SIZE", size)
        quick = outcome(model, source, path, patch, quickly=True)
        assert quick == outcome(model, source, path, patch, quickly=False)


sizes = st.sampled_from([64, 300, 1 << 20])
often = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
@often
@given(rows, st.lists(broken, max_size=2), sizes, st.sampled_from(["csv", "tsv", "parquet"]))
def test_csv_becomes_the_same(model, table, bad, size, output):
    content = as_text(table, "csv").encode() + b"".join(bad)
    if output == "parquet":
        assert_routes_agree_in_rows(model, content, size)
    else:
        assert_routes_agree(model, "csv", content, output, size)


def assert_routes_agree_in_rows(model, content, size):
    """Compare Parquet by what it holds, as its bytes depend on how cells were laid out."""
    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        source, path = Path(folder, "in.csv"), Path(folder, "out.parquet")
        source.write_bytes(content)
        patch.setattr(stancekit.scoring.chunks, "_SIZE", size)
        found = []
        for quickly in (True, False):
            result = outcome(model, source, path, patch, quickly=quickly)
            found.append(result if isinstance(result, str) else (pq.read_table(path), result[1]))
        if isinstance(found[0], str):
            assert found[0] == found[1]
        else:
            assert found[0][0].equals(found[1][0])
            assert found[0][1] == found[1][1]


@pytest.mark.slow
@often
@given(rows, st.lists(broken, max_size=2), sizes, st.booleans())
def test_jsonl_becomes_the_same(model, table, bad, size, ascii_only):
    lines = [json.dumps(row, ensure_ascii=ascii_only).encode() + b"\n" for row in table]
    content = b"".join(lines[:2] + bad + lines[2:])
    assert_routes_agree(model, "jsonl", content, "jsonl", size)


@pytest.mark.slow
@often
@given(st.lists(st.lists(cells, min_size=2, max_size=2)), st.lists(broken, max_size=3), sizes)
def test_csv_with_few_quotes_becomes_the_same(model, table, bad, size):
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows([["text", "n"], ["Build it.", ""], *table])
    assert_routes_agree(model, "csv", stream.getvalue().encode() + b"".join(bad), "csv", size)


@given(st.lists(st.one_of(st.floats(-1, 1), st.sampled_from([0.0, -0.0, 1.0, 1e-4, 5e-324, 1e22]))))
def test_numbers_are_written_as_python_writes_them(numbers):
    column = pa.array([*numbers, None], pa.float64())
    assert arrow_writing._numbers(column).to_pylist() == [*map(repr, numbers), None]


@pytest.mark.parametrize(
    ("kind", "output"), [("csv", "csv"), ("csv", "parquet"), ("jsonl", "jsonl")]
)
def test_what_is_sound_goes_the_quick_way(
    model, statements, here, chunks_of, monkeypatch, kind, output
):
    if kind == "jsonl" and kernel.description() != "compiled":
        pytest.skip("without the compiled kernel, lines of JSON are read one by one")
    source = write(f"in.{kind}", statements)
    chunks_of(2000)

    def none(*_):
        raise AssertionError("rows were read one by one")

    for reader in (CsvInput, JsonLines):
        monkeypatch.setattr(reader, "rows", none)
    assert score_files(model, source, f"out.{output}").rows == len(statements)
    assert job.written_quickly is arrow_route.written_quickly


def test_parquet_keeps_types_and_rejects_what_is_no_text(model, here):
    import pyarrow.parquet as pq

    stamps = pa.array(np.arange(4), pa.timestamp("ns", "UTC"))
    broken = pa.array([b"Build it.", b"a\xff", None, b"No."]).cast(pa.string(), safe=False)
    lists = pa.array([[1, None], [], None, [2]])
    table = pa.table({"at": stamps, "text": broken, "of": lists, "kind": ["a", "b", "c\0", "a"]})
    table = table.set_column(3, "kind", table["kind"].dictionary_encode())
    pq.write_table(table, "in.parquet")
    result = score_files(model, "in.parquet", "out.parquet", bad_rows="reject")
    found = pq.read_table("out.parquet")
    kept = table.take([0, 2, 3])
    assert found.select(["at", "text", "of"]).equals(kept.select(["at", "text", "of"]))
    assert found["status"].to_pylist()[1] == "missing"
    assert (result.rows, result.rejected) == (3, 1)
    (line,) = Path("out.parquet.rejected.jsonl").read_text().splitlines()
    assert "byte 0xFF is not UTF-8" in json.loads(line)["reason"]
