"""Sources in memory: each kind of table and list gives the same columns, with plain values."""

import numpy as np
import pandas as pd
import pytest

from stancekit.data.readers import read_table, read_tables
from stancekit.exceptions import DataError, InputTypeError

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

COLUMNS = {"text": ["Talk to them.", "Never."], "label": ["favor", "against"]}


@pytest.mark.parametrize(
    "source",
    [
        pd.DataFrame(COLUMNS),
        pd.DataFrame(COLUMNS, index=["b", "a"], dtype="category"),
        pl.DataFrame(COLUMNS),
        pa.table(COLUMNS),
        COLUMNS,
        {name: tuple(values) for name, values in COLUMNS.items()},
        {name: np.array(values) for name, values in COLUMNS.items()},
        {name: pd.Series(values) for name, values in COLUMNS.items()},
        {name: pl.Series(values) for name, values in COLUMNS.items()},
        [("Talk to them.", "favor"), ("Never.", "against")],
        (["Talk to them.", "favor"], ("Never.", "against")),
        [{"text": "Talk to them.", "label": "favor"}, {"label": "against", "text": "Never."}],
    ],
)
def test_every_kind_of_source_gives_the_same_columns(source):
    table = read_table(source)
    assert table.columns == COLUMNS
    assert table.lines is None
    assert {type(value) for value in table.columns["text"]} == {str}


@pytest.mark.parametrize(
    "source",
    [
        pd.DataFrame({"label": pd.array([1, None], "Int64")}),
        pl.DataFrame({"label": [1, None]}),
        pa.table({"label": [1, None]}),
        {"label": [np.int64(1), pd.NA]},
        [{"label": np.int8(1)}, {"label": None}],
    ],
)
def test_scalars_of_other_libraries_become_plain_values(source):
    column = read_table(source).columns["label"]
    assert column == [1, None]
    assert type(column[0]) is int


def test_a_list_of_strings_is_a_column_of_statements():
    assert read_table(["a", "", None], text="body").columns == {"body": ["a", "", None]}


def test_pairs_take_the_names_of_the_columns():
    assert read_table([("a", 1)], text="body", label="stance").columns == {
        "body": ["a"],
        "stance": [1],
    }


def test_dicts_may_differ_in_keys():
    assert read_table([{"text": "a"}, {"id": 1, "text": "b"}]).columns == {
        "text": ["a", "b"],
        "id": [None, 1],
    }


@pytest.mark.parametrize(
    ("source", "broken", "message"),
    [
        ([("a", "x"), ("b",)], 1, r"found \('b',\) where a pair \(text, label\) is expected"),
        ([("a", "x"), "bc"], 1, "found 'bc' where a pair"),
        ([("a", "x", 1)], 0, "where a pair"),
        ([("a", "x"), {"text": "b"}], 1, "where a pair"),
        ([{"text": "a"}, None], 1, "found None where a dict is expected; correct this item"),
        ([{"text": "a"}, ("b", "x")], 1, "where a dict is expected"),
    ],
)
def test_an_item_of_another_kind_is_named(source, broken, message):
    [(row, reason)] = read_table(source).broken.items()
    assert row == broken
    with pytest.raises(DataError, match=message):
        raise DataError(reason)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ([], "list: there are no rows"),
        ({}, "dict: there are no rows"),
        ({"text": []}, "dict: there are no rows"),
        (pd.DataFrame(), "DataFrame: there are no rows"),
        (pl.DataFrame({"text": []}), "DataFrame: there are no rows"),
        (pd.DataFrame([["a", "b"]]), "column 1 is called 0, which is not a string"),
        (pd.DataFrame([["a", "b"]], columns=["text", "text"]), "column 2 is called 'text', as"),
        (pd.DataFrame({("text", "de"): ["a"]}), r"column 1 is called \('text', 'de'\)"),
        ([{3: "a"}], "list: column 1 is called 3"),
        ({"text": ["a", "b"], "label": ["x"]}, r"differ in length \('text': 2, 'label': 1\)"),
    ],
)
def test_a_table_without_rows_or_with_unusable_columns_is_refused(source, message):
    with pytest.raises(DataError, match=message):
        read_table(source)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (None, "cannot read statements from the type NoneType; give the path of a"),
        (3, "the type int"),
        (b"labels.csv", "the type bytes"),
        ({"a", "b"}, "the type set"),
        (iter(["a"]), "the type list_iterator"),
        (np.array(["a"]), "the type ndarray"),
        (pd.Series(["a"]), "the type Series"),
        (pl.LazyFrame({"text": ["a"]}), "the type LazyFrame"),
        ({"text": "a"}, "dict: column 'text' is of type str; give a list"),
        ({"text": 3}, "column 'text' is of type int; give a list"),
        ({"text": {"a", "b"}}, "column 'text' is of type set; give a list"),
        ({"text": {"a": 1}}, "column 'text' is of type dict; give a list"),
    ],
)
def test_a_source_of_another_kind_is_refused(source, message):
    with pytest.raises(InputTypeError, match=message):
        read_table(source)


def test_no_source_at_all_is_refused():
    with pytest.raises(InputTypeError, match="there is nothing to read; give the path"):
        read_tables([])


def test_a_file_is_read_once(write, tmp_path):
    name = write("t.csv", "text,label\na,x\n")
    with pytest.raises(DataError, match=r"^t\.csv: named 3 times; name it once$"):
        read_tables([name, COLUMNS, tmp_path / "t.csv", "./t.csv"])
    assert len(read_tables([COLUMNS, COLUMNS])) == 2


def test_one_report_names_every_source_that_cannot_be_read(write):
    write("empty.csv", "")
    with pytest.raises(DataError) as caught:
        read_tables(["missing.csv", COLUMNS, "empty.csv", []])
    assert caught.value.problems == (
        "missing.csv: there is no such file; check its name and folder",
        "empty.csv: the file is empty; add statements",
        "source 4 (list): there are no rows; add statements",
    )


def test_a_list_of_files_is_no_list_of_statements(tmp_path):
    files = [tmp_path / "ann.csv", tmp_path / "ben.jsonl"]
    for file in files:
        file.write_text("text\nYes.\n", encoding="utf-8")
    for items in (files, [str(files[0]), "A statement."]):
        with pytest.raises(DataError, match=r"list: .* is the name of a file, not a statement; gi"):
            read_table(items)
    assert read_table(["no such file.csv"]).columns == {"text": ["no such file.csv"]}
