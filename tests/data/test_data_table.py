"""Tables: where rows stand, how they are put together, and how messages quote what was found."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.blocks import printable
from stancekit.data.quoting import shown
from stancekit.data.table import Stack, Table, is_blank
from stancekit.data.validation import as_column_names
from stancekit.exceptions import DataError

ANYTHING = st.recursive(
    st.none() | st.floats() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(ANYTHING)
def test_what_messages_quote_is_short_and_on_one_line(value):
    quoted = shown(value)
    assert quoted.isprintable()
    assert len(quoted.encode("ascii", "backslashreplace")) <= 10 * 42
    if not isinstance(value, str):
        assert len(quoted) <= 40


@given(st.text())
def test_printable_text_is_printable_and_otherwise_unchanged(text):
    assert printable(text).isprintable()
    assert not text.isprintable() or printable(text) == text


@pytest.mark.parametrize(
    ("value", "quoted"),
    [
        ("x" * 40, f"'{'x' * 40}'"),
        ("x" * 41, f"'{'x' * 39}…'"),
        ("\x1b[31mred", r"'\x1b[31mred'"),
        ("\u202eevil", r"'\u202eevil'"),
        ("\ud800", r"'\ud800'"),
        (12.5, "12.5"),
        (list(range(50)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …"),
    ],
)
def test_quoting(value, quoted):
    assert shown(value) == quoted


@pytest.mark.parametrize("value", [None, float("nan"), "", " \t\n\u00a0"])
def test_blank(value):
    assert is_blank(value)


@pytest.mark.parametrize("value", [0, 0.0, False, "NA", "None", "nan", [], "\u200b"])
def test_not_blank(value):
    assert not is_blank(value)


def test_places_name_the_first_rows_with_their_tables_and_lines():
    stack = Stack(
        [
            Table("a.csv", {"t": [1, 2, 3]}, lines=[2, 4, 9]),
            Table("list", {"t": [4]}),
            Table("b.csv", {"t": [5, 6, 7]}, lines=[2, 3, 4]),
        ]
    )
    assert stack.place([1]) == "a.csv, row 2 (line 4)"
    assert stack.place([0, 2]) == "a.csv, rows 1, 3 (lines 2, 9)"
    assert stack.place([2, 3, 4]) == "a.csv, row 3 (line 9); list, row 1; b.csv, row 1 (line 2)"
    assert stack.place(range(7)) == (
        "a.csv, rows 1, 2, 3 (lines 2, 4, 9); list, row 1; b.csv, row 1 (line 2) and 2 more"
    )


def test_cells_leave_out_broken_rows_and_tables_without_the_column():
    stack = Stack(
        [
            Table("a", {"t": ["x", None, "z"]}, broken={1: "why"}),
            Table("b", {"u": [1]}),
            Table("c", {"t": ["w"]}),
        ]
    )
    assert list(stack.cells("t")) == [(0, "x"), (2, "z"), (4, "w")]
    assert list(stack.broken()) == [(1, "why")]


def test_a_table_of_broken_rows_has_their_number():
    assert len(Table("a", {}, broken={0: "why", 1: "why"})) == 2


def test_a_frame_has_the_union_of_the_columns_and_none_where_a_table_lacks_one():
    frame = Stack([Table("a", {"t": ["x"], "n": [1]}), Table("b", {"m": [""], "t": ["y"]})]).frame()
    assert frame.to_dict("list") == {"t": ["x", "y"], "n": [1, None], "m": [None, ""]}


@pytest.mark.parametrize(
    "values", [["a", None], [1, 2.5], [1, None], [True, 0], [2**60, 0.5], [None], [[1], [2]]]
)
def test_a_frame_holds_the_values_that_were_read(values):
    kept = Stack([Table("a", {"v": values})]).frame()["v"].tolist()
    assert [(type(v), v) for v in kept] == [(type(v), v) for v in values]


def test_a_column_of_one_kind_has_the_type_that_pandas_gives_it():
    frame = Stack([Table("a", {"n": [1, 2], "x": [0.5, 1.0], "b": [True, False]})]).frame()
    assert [str(dtype) for dtype in frame.dtypes] == ["int64", "float64", "bool"]


def test_a_lone_pandas_frame_keeps_the_types_of_its_columns():
    given = pd.DataFrame({"t": pd.Categorical(["x", "y"]), "n": pd.array([1, None], "Int8")})
    table = Table("frame", {"t": ["x", "y"], "n": [1, None]}, frame=given.set_index([[5, 7]]))
    pd.testing.assert_frame_equal(Stack([table]).frame(), given)


def test_every_column_name_that_cannot_be_one_is_reported():
    with pytest.raises(DataError) as caught:
        as_column_names(["text", 0, "", "text", " \n"], "t.csv")
    assert caught.value.problems == (
        "t.csv: column 2 is called 0, which is not a string; rename it",
        (
            "t.csv: column 3 has no name; name it or remove it (to_csv(index=False) leaves an "
            "index out)"
        ),
        "t.csv: column 4 is called 'text', as column 1 is; rename one of them",
        (
            "t.csv: column 5 has no name; name it or remove it (to_csv(index=False) leaves an "
            "index out)"
        ),
    )


def test_some_rows_of_a_table_still_say_where_they_stand():
    table = Table("t.csv", {"text": ["a", "b", "c", "d"]}, lines=[2, 3, 5, 6])
    some = table.where([False, True, True, True]).where([True, False, True])
    assert some.columns == {"text": ["b", "d"]}
    assert some.place([0, 1]) == "t.csv, rows 2, 4 (lines 3, 6)"
    assert Stack([table, some]).place([0, 5]) == "t.csv, row 1 (line 2); t.csv, row 4 (line 6)"
