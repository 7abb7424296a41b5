"""Files: what they hold arrives untouched, and what cannot be read is named with its line."""

import csv
import io
import json
import os
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.data.readers import read_table
from stancekit.exceptions import DataError, MissingDependencyError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

GOOD = "text,label\nTalk to them.,favor\nNever.,against\n"
READ = {"text": ["Talk to them.", "Never."], "label": ["favor", "against"]}
CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
JSON_VALUES = st.none() | st.booleans() | st.integers() | CELLS | st.lists(st.integers())


# What is there


@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1))
@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".tsv", "\t")])
def test_reading_what_csv_wrote_changes_nothing(scratch, suffix, delimiter, rows):
    path = scratch / f"t{suffix}"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([("text", "note"), *rows])
    table = read_table(path)
    assert list(zip(*table.columns.values(), strict=True)) == rows


@given(texts=st.lists(CELLS, min_size=1))
def test_one_column_of_csv_keeps_its_empty_cells(scratch, texts):
    path = scratch / "one.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text"], *([text] for text in texts)])
    assert read_table(path).columns == {"text": texts}


@given(texts=st.lists(CELLS, min_size=1), ascii_only=st.booleans())
def test_reading_what_json_wrote_changes_nothing(scratch, texts, ascii_only):
    path = scratch / "t.jsonl"
    lines = [json.dumps({"text": text}, ensure_ascii=ascii_only) for text in texts]
    path.write_bytes("\n".join(lines).encode())
    assert read_table(path).columns == {"text": texts}


@given(values=st.lists(JSON_VALUES, min_size=1))
def test_values_of_json_lines_keep_their_types(scratch, values):
    path = scratch / "v.ndjson"
    path.write_text("".join(json.dumps({"v": value}) + "\n" for value in values), encoding="utf-8")
    assert [(type(v), v) for v in read_table(path).columns["v"]] == [(type(v), v) for v in values]


def test_lines_are_those_on_which_rows_start(write):
    table = read_table(write("t.csv", 'text,id\n"two\nlines",1\r\n\n"a\r\rb",2\nc,3\n'))
    assert table.columns["text"] == ["two\nlines", "a\r\rb", "c"]
    assert table.lines == [2, 5, 8]


def test_cells_that_look_like_something_else_stay_strings(write):
    cells = ["NA", "None", "nan", "1", "007", "1e5", "TRUE", "2024-01-01", " x ", "#N/A"]
    table = read_table(write("t.csv", "text\n" + "\n".join(cells)))
    assert table.columns["text"] == cells


@pytest.mark.parametrize("name", ["t.csv", "T.CSV"])
def test_a_byte_order_mark_at_the_start_is_no_part_of_the_first_name(write, name):
    assert read_table(write(name, "\ufeff" + GOOD)).columns == READ


def test_a_quote_inside_an_unquoted_cell_is_a_character(write):
    assert read_table(write("t.csv", 'text\nhe said "no" twice\n')).columns == {
        "text": ['he said "no" twice']
    }


def test_a_blank_line_is_an_empty_cell_only_where_there_is_one_column(write):
    one = read_table(write("one.csv", "text\na\n\nb\n"))
    assert (one.columns, one.lines) == ({"text": ["a", "", "b"]}, [2, 3, 4])
    two = read_table(write("two.csv", "\n\ntext,id\n\na,1\n\n\nb,2\n\n"))
    assert (two.columns, two.lines) == ({"text": ["a", "b"], "id": ["1", "2"]}, [5, 8])


def test_json_lines_may_differ_in_keys_and_be_blank_between(write):
    table = read_table(write("t.jsonl", '{"text": "a\u2028b"}\r\n\n{"text": "c", "id": 7}'))
    assert table.columns == {"text": ["a\u2028b", "c"], "id": [None, 7]}
    assert table.lines == [1, 3]


def test_each_line_of_a_text_file_is_a_statement(write):
    table = read_table(write("t.txt", "One.\r\n\nTwo\u2028still two.\rThree.\n"), text="sentence")
    assert table.columns == {"sentence": ["One.", "", "Two\u2028still two.", "Three."]}
    assert table.lines == [1, 2, 3, 4]


def test_parquet_keeps_types_and_missing_cells(tmp_path):
    columns = {"text": ["a", None], "label": [1, 0], "tags": [["x"], []]}
    pq.write_table(pa.table(columns), tmp_path / "year=2024.parquet")
    assert read_table(tmp_path / "year=2024.parquet").columns == columns


def test_a_folder_name_is_not_read_as_a_column_of_parquet(tmp_path):
    (tmp_path / "year=2024").mkdir()
    path = tmp_path / "year=2024" / "t.parquet"
    pq.write_table(pa.table({"text": ["a"]}), path)
    assert read_table(path).columns == {"text": ["a"]}


def test_parquet_without_pyarrow_says_how_to_install_it(write, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "stancekit\[parquet\]"'):
        read_table(write("t.parquet", b"PAR1"))


def test_standard_input_is_csv(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    table = read_table("-")
    assert (table.name, table.columns) == ("standard input", READ)


# What cannot be read

BAD_FILES = {
    "bad byte": ("t.csv", b"text,label\na,b\ncaf\xe9,b\n", r"^t\.csv, line 3: byte 0xE9 .* UTF-8"),
    "curly quotes of cp1252": ("t.tsv", b"text\n\x93Yes\x94\n", r"line 2: byte 0x93 is not UTF-8"),
    "bad byte in JSON": ("t.jsonl", b'{"text": "\xe9"}', r"line 1: byte 0xE9 is not UTF-8"),
    "bad byte in text": ("t.txt", b"a\nb\n\xff", r"line 3: byte 0xFF is not UTF-8"),
    "cut character": ("t.csv", b"text\n\xe2\x82", r"line 2: byte 0xE2 is not UTF-8"),
    "encoded surrogate": ("t.csv", b"text\n\xed\xa0\x80", r"line 2: byte 0xED is not UTF-8"),
    "UTF-16 without a mark": ("t.csv", GOOD.encode("utf-16-le"), "the text is UTF-16"),
    "UTF-16, big end first": ("t.csv", GOOD.encode("utf-16-be"), "the text is UTF-16"),
    "workbook called CSV": ("t.csv", b"PK\x03\x04...", "is an archive, .*export its table as CSV"),
    "gzip called CSV": ("t.csv", b"\x1f\x8b\x08", "is compressed; unpack it first"),
    "Parquet called CSV": ("t.csv", b"PAR1\x15", r"is Parquet.*call it \.parquet"),
    "workbook": ("t.ods", b"PK", "t.ods: this file is a spreadsheet; save it as .xlsx"),
    "compressed": ("t.csv.gz", b"\x1f\x8b", "t.csv.gz: this file is compressed; unpack"),
    "JSON document": (
        "t.json",
        b'[{"text": "a"}]',
        r"one object per line and call the file \.jsonl",
    ),
    "unknown format": ("t.pkl", b"x", r"unknown format; use \.csv, \.tsv, \.tab"),
    "no suffix": ("labels", b"x", "labels: this file has an unknown format"),
    "nothing": ("t.csv", b"", "t.csv: the file is empty; add statements"),
    "a byte order mark alone": ("t.csv", b"\xef\xbb\xbf", "t.csv: the file is empty"),
    "blank lines": ("t.csv", b"\n \r\n", "t.csv: the file is empty"),
    "header alone": ("t.csv", b"text,label\n", "t.csv: there are no rows; add statements"),
    "name twice": ("t.csv", b"text,id,text\na,b,c\n", "column 3 is called 'text', as column 1 is"),
    "no name": ("t.csv", b",text\nx,a\n", r"column 1 has no name; .*index=False"),
    "blank name": ("t.jsonl", b'{" ": 1}', "t.jsonl: column 1 has no name"),
    "quote in the header": ("t.csv", b'"text"x,label\n', "^t.csv, line 1: on line 1, text follows"),
    "not Parquet": ("t.parquet", b"PAR1....", "t.parquet: not a readable Parquet file"),
    "empty Parquet": ("t.parquet", b"", "t.parquet: the file is empty; add statements"),
    "old workbook called CSV": ("t.csv", b"\xd0\xcf\x11\xe0\xa1", "old spreadsheet .* its name"),
    "JSON called CSV": ("t.csv", b'[{"text": "a"}]', r"^t\.csv: this is JSON; call it \.jsonl"),
    "JSON lines called CSV": ("t.csv", b'{"text": "a"}\n', r"this is JSON; call it \.jsonl"),
    "semicolons": (
        "t.csv",
        b"words;stance\nYes, talk.;x\n",
        r"^t.csv, line 1: semicolons separate the cells; save the file with commas, or .*--sep",
    ),
    "vertical bars": ("t.csv", b"words|stance\na|x\n", "vertical bars separate the cells; save"),
    "tabs called CSV": ("t.csv", b"words\tstance\na\tx\n", "tabs separate .* with commas"),
    "commas called TSV": (
        "t.tsv",
        b"\nwords,stance\na,x\n",
        "line 2: commas separate .* tabs",
    ),
    "JSON in several lines": (
        "t.jsonl",
        b'[\n {\n  "text": "a"\n }\n]',
        "^t.jsonl: this is one JSON document; write one object per line$",
    ),
    "a reply with a page of records": (
        "t.json",
        b'{"total": 1, "tasks": [{"id": 1, "data": {"text": "a"}}]}',
        "t.json: this is one JSON document; .* per line, as those under 'tasks', and call the file",
    ),
    "columns, as pandas writes them": (
        "t.json",
        b'{"text": {"0": "a", "1": "b"}}',
        r'call the file .jsonl; in pandas, to_json\(path, orient="records", lines=True\)$',
    ),
    "one JSON object in several lines": ("t.jsonl", b'{\n "text": "a"\n}', "one JSON document"),
}


def test_many_bad_names_are_cut_short(write):
    with pytest.raises(DataError) as caught:
        read_table(write("t.csv", "id,text" + "," * 100 + "\n" + ",".join("x" * 102)))
    assert len(caught.value.problems) == 6
    assert caught.value.problems[-1] == "t.csv: 95 more like these; correct the first ones"


def test_a_text_of_parquet_that_is_not_utf8_is_named(tmp_path):
    buffers = pa.array([b"caf\xe9"]).buffers()
    texts = pa.Array.from_buffers(pa.string(), 1, buffers)
    pq.write_table(pa.table({"text": texts}), tmp_path / "t.parquet")
    with pytest.raises(DataError, match="byte 0xE9 in a text is not UTF-8"):
        read_table(tmp_path / "t.parquet")


def test_a_header_that_comes_once_more_is_a_broken_row(write):
    table = read_table(write("t.csv", GOOD + "\ufeff" + GOOD))
    assert table.broken == {2: "the header once more; remove this line"}
    assert read_table(write("one.csv", "text\na\ntext\n")).columns == {"text": ["a", "text"]}


@pytest.mark.parametrize("content", ["text;label,id\na,1\n", "{id},text\n1,a\n"])
def test_a_separator_within_one_of_several_names_is_a_character(write, content):
    assert len(read_table(write("t.csv", content)).columns) == 2


def test_standard_input_may_be_closed(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(DataError, match="standard input: it is closed; name a file"):
        read_table("-")


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_file_that_cannot_be_read_is_one_line(write, case):
    name, content, message = BAD_FILES[case]
    with pytest.raises(DataError, match=message) as caught:
        read_table(write(name, content))
    assert str(caught.value).isprintable()


BAD_ROWS = {
    "never closed": ("t.csv", 'text,label\na,b\nc,"d\ne,f\n', [(1, 3)], "quoted field is never"),
    "text after a quote": ("t.csv", 'text,label\n"a" b,c\nd,e\n', [(0, 2)], "on line 2, text foll"),
    "quote closed too late": ("t.csv", 'text\n"a\nb\n"c"\n', [(0, 2)], "on line 4, text follows"),
    "tab-separated": (
        "t.tsv",
        'text\tlabel\n"a" b\tc\n"d"\te\n',
        [(0, 2)],
        "text follows a closing quote",
    ),
    "too long": ("t.csv", "text\n" + "x" * 10_000_000, [(0, 2)], "longer than 131072 characters"),
    "too few": ("t.csv", "text,label\na\nb,c\n", [(0, 2)], "1 cell where the header has 2"),
    "too many": ("t.csv", "text,label\na,b,c\nd,e\nf,g,h\n", [(0, 2), (2, 4)], "3 cells where"),
    "tabs": ("t.tsv", "text\tlabel\na\tb\tc\n", [(0, 2)], "a field that holds a tab in quotes"),
    "broken JSON": ("t.jsonl", '{"text": "a"}\n{"text": "a"', [(1, 2)], "not valid JSON .* 13"),
    "JSON list": (
        "t.jsonl",
        '["a"]\n{"text": "a"}',
        [(0, 1)],
        "JSON, but not an object; write one",
    ),
    "JSON string": ("t.jsonl", '"a"', [(0, 1)], "JSON, but not an object; write one"),
    "NaN": ("t.jsonl", '{"text": "a", "w": NaN}', [(0, 1)], "NaN is not a JSON value; use null"),
    "infinity": ("t.jsonl", '{"w": -Infinity}', [(0, 1)], "-Infinity is not a JSON value"),
    "key twice": ("t.jsonl", '{"text": "a", "text": "b"}', [(0, 1)], "the key 'text' occurs twice"),
    "too deep": ("t.jsonl", "[" * 200_000, [(0, 1)], "nested too deeply"),
    "endless number": (
        "t.jsonl",
        '{"n": ' + "9" * 5000 + "}",
        [(0, 1)],
        "a number of 5000 digits; write it as a string",
    ),
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_row_that_cannot_be_read_keeps_its_number_and_line(write, case):
    name, content, places, message = BAD_ROWS[case]
    table = read_table(write(name, content))
    assert [(row, table.lines[row]) for row in table.broken] == places
    for reason in table.broken.values():
        assert re.search(message, reason)
        assert reason.isprintable()


def test_a_long_field_leaves_the_limit_of_csv_alone(write):
    before = csv.field_size_limit()
    read_table(write("t.csv", "text\n" + "x" * (before + 1)))
    assert csv.field_size_limit() == before


def test_rows_around_a_broken_one_are_read(write):
    table = read_table(write("t.csv", 'text,id\na,1\nb\nc,3\nd,"4'))
    assert table.columns == {"text": ["a", None, "c", None], "id": ["1", None, "3", None]}
    assert sorted(table.broken) == [1, 3]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing.csv", "missing.csv: there is no such file; check its name and folder"),
        ("fiel.tsv", "fiel.tsv: there is no such file; did you mean 'file.csv'?"),
        ("file.csv/inside.csv", "file.csv/inside.csv: cannot be read"),
        ("folder", "folder: this is a folder; name the files in it"),
        ("", "the name of a file is empty; name one"),
        (GOOD, "^'text,label.*: these are lines, not a path; write them to a file"),
        ("pipe.csv", "pipe.csv: this is a pipe or a device, .* use '-' for standard input"),
        ("/dev/null", "/dev/null: this is a pipe or a device"),
        ("loop.csv", "loop.csv: cannot be read"),
        ("a\0b.csv", r"a\\x00b.csv: cannot be read \(.*embedded null"),
        ("x" * 5000 + ".csv", "cannot be read"),
        ("red\x1b[31m\n.csv", r"^red\\x1b\[31m\\n\.csv: there is no such file"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFO")
def test_a_path_that_is_not_a_file_is_one_line(write, path, message):
    write("file.csv", GOOD)
    os.mkdir("folder")
    os.mkfifo("pipe.csv")
    os.symlink("loop.csv", "loop.csv")
    with pytest.raises(DataError, match=message) as caught:
        read_table(path)
    assert str(caught.value).isprintable()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read all")
def test_a_file_without_the_right_to_read_it_is_one_line(write):
    Path(write("t.csv", GOOD)).chmod(0)
    with pytest.raises(DataError, match="cannot be read"):
        read_table("t.csv")


def test_labels_before_the_lines_of_a_text_are_no_statements(write):
    path = write("train.txt", "__label__favor Talk now.\n__label__none It rained.\n")
    with pytest.raises(DataError, match=r"^train\.txt: its lines begin with labels, '__label__"):
        read_table(path)
    path = write("some.txt", "__label__ is how fastText marks labels.\nIt rained.\n")
    assert len(read_table(path)) == 2
