"""Workbooks, written by openpyxl: cells arrive as they are seen, and what was left out is said."""

import datetime
import sys

import pandas as pd
import pytest

from stancekit.data.read import read_labelled
from stancekit.data.readers import read_table
from stancekit.exceptions import DataError, DataWarning, MissingDependencyError

openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Return a function that writes rows, and more sheets, to a workbook in the current folder."""
    monkeypatch.chdir(tmp_path)

    def write(*rows, sheets=(), formats=None):
        found = openpyxl.Workbook()
        found.active.title = "Statements"
        for row in rows:
            found.active.append(row)
        for cell, style in (formats or {}).items():
            found.active[cell].number_format = style
        for name in sheets:
            found.create_sheet(name).append(["text"])
        found.save("t.xlsx")
        return "t.xlsx"

    return write


def test_ids_texts_numbers_and_days_arrive_as_they_are_seen(book):
    day = datetime.datetime(2024, 1, 31)
    path = book(
        ["id", "code", "text", "label", "weight", "day", "seen"],
        [1, "007", "Talk, now", "favor", 0.5, day, True],
        [2, "08", " NA ", "against", 1, day, None],
    )
    assert read_table(path).columns == {
        "id": [1, 2],
        "code": ["007", "08"],
        "text": ["Talk, now", " NA "],
        "label": ["favor", "against"],
        "weight": [0.5, 1],
        "day": [day.date(), day.date()],
        "seen": [True, None],
    }


def test_zeros_that_a_format_shows_are_a_part_of_an_id(book):
    path = book(["id", "text"], [7, "a"], [12345, "b"], formats={"A2": "00000", "A3": "00000"})
    assert read_table(path).columns["id"] == ["00007", "12345"]


def test_empty_rows_and_columns_are_no_statements(book):
    table = read_table(book([], [None, "text", "label"], [], [" ", "a", 1], [], ["", "b", 0, " "]))
    assert (table.columns, table.lines) == ({"text": ["a", "b"], "label": [1, 0]}, [4, 6])
    with pytest.raises(DataError, match="column 4 has no name"):
        read_table(book([None, "text", "label"], [None, "a", 1], [None, "b", 0, "said twice"]))


def test_what_was_only_formatted_far_from_the_table_is_no_part_of_it(book):
    path = book(["text"], ["a"], formats={"XFD1": "0.0", "XFD9": "0.0", "A100000": "0.0"})
    assert read_table(path).columns == {"text": ["a"]}


def test_what_excel_escapes_is_read_as_the_characters_it_stands_for(book):
    path = book(["text"], ["one_x000D_\ntwo"], ["_x005F_x000D_"])
    assert read_table(path).columns["text"] == ["one\r\ntwo", "_x000D_"]


def test_the_first_of_several_sheets_is_read_and_the_others_are_named(book):
    path = book(["text"], ["a"], sheets=["Codes", "Old"])
    said = "^t.xlsx: the first sheet, 'Statements', was read, and not 'Codes', 'Old'$"
    with pytest.warns(DataWarning, match=said):
        assert read_table(path).columns == {"text": ["a"]}


def test_the_index_of_pandas_is_a_column_of_row_numbers(tmp_path):
    frame = pd.DataFrame({"text": ["a", "b"]})
    frame.to_excel(tmp_path / "t.xlsx")
    with pytest.warns(DataWarning, match="numbers the rows; it is read as 'row'"):
        columns = read_table(tmp_path / "t.xlsx").columns
    assert columns == {"row": [0, 1], "text": ["a", "b"]}


def test_ids_that_excel_cannot_hold_are_said(book):
    path = book(["id", "text"], [1234567890123456, "a"])
    with pytest.warns(DataWarning, match="'id': Excel rounds numbers of more than 15 digits"):
        read_table(path)


def test_an_error_of_the_workbook_is_no_text(book):
    path = book(["text", "label"], ["a", "x"], ["#NAME?", "y"])
    with pytest.raises(DataError, match=r"row 2 \(line 3\): cell A3 holds '#NAME\?', an error"):
        read_labelled(path)


def test_a_formula_that_was_never_computed_is_no_blank(book):
    with pytest.raises(DataError, match="hold formulas that were never computed; open the file"):
        read_table(book(["text", "n"], ["a", "=1+1"]))


@pytest.mark.parametrize("content", [b"PK\x03\x04cut", b"text,label\na,b\n", b"<html>"])
def test_what_is_no_workbook_is_one_line(write, content):
    with pytest.raises(DataError, match=r"^t\.xlsx: not a readable workbook \(.*\); save it anew"):
        read_table(write("t.xlsx", content))


def test_a_title_above_the_table_is_named(book):
    with pytest.raises(DataError, match=r"only the first column has a name, 'Wave 1'; .* title"):
        read_table(book(["Wave 1"], [], ["text", "label"], ["a", "x"]))


def test_an_empty_sheet_is_said(book):
    with pytest.raises(DataError, match="its first sheet is empty"):
        read_table(book())


def test_without_openpyxl_it_is_said_how_to_install_it(book, monkeypatch):
    path = book(["text"], ["a"])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "stancekit\[excel\]"'):
        read_table(path)
