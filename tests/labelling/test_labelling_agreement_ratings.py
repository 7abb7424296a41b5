"""Reading who said what: long and wide tables, and everything that may be wrong with them."""

import numpy as np
import pandas as pd
import pytest

import stancekit
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.labelling.agreement.ratings import read_ratings


def long(*rows, names=("id", "annotator", "label")):
    return [dict(zip(names, row, strict=True)) for row in rows]


SOUND = long(
    ("p1", "ann", "favor"),
    ("p1", "ben", "none"),
    ("p2", "ben", "none"),
    ("p2", "ann", ""),
    ("p3", "cy", "favor"),
)


def problems_of(data, **settings):
    with pytest.raises(DataError) as caught:
        read_ratings(data, **settings)
    return caught.value.problems


def test_a_long_table():
    ratings = read_ratings(SOUND)
    assert ratings.annotators == ("ann", "ben", "cy")
    assert ratings.labels == ("favor", "none")
    assert ratings.columns == {"id": ["p1", "p2", "p3"]}
    np.testing.assert_array_equal(ratings.codes, [[0, 1, -1], [-1, 1, -1], [-1, -1, 0]])
    assert ratings.notes == ()


def test_a_wide_table_says_the_same():
    wide = pd.DataFrame(
        {
            "id": ["p1", "p2", "p3"],
            "ann": ["favor", None, ""],
            "ben": ["none", "none", float("nan")],
            "cy": ["", " ", "favor"],
        }
    )
    expected, found = read_ratings(SOUND), read_ratings(wide, annotators=["ann", "ben", "cy"])
    np.testing.assert_array_equal(found.codes, expected.codes)
    assert found.columns == expected.columns
    assert (found.annotators, found.labels) == (expected.annotators, expected.labels)


def test_columns_may_have_other_names():
    names = ("post", "coder", "stance")
    rows = long(*(tuple(row.values()) for row in SOUND), names=names)
    found = read_ratings(rows, id="post", annotator="coder", label="stance")
    np.testing.assert_array_equal(found.codes, read_ratings(SOUND).codes)
    assert found.id == "post"


def test_rows_of_a_wide_table_without_ids_are_numbered():
    found = read_ratings({"a": ["x", "y"], "b": ["x", "x"]}, annotators=["a", "b"])
    assert found.columns == {"row": [1, 2]}


def test_numbers_as_labels_survive_the_missing_values_of_pandas():
    frame = pd.DataFrame({"a": [1, 2, None], "b": [1, 1, 2]})
    found = read_ratings(frame, annotators=["a", "b"])
    assert found.labels == (1, 2)
    np.testing.assert_array_equal(found.codes, [[0, 0], [1, 0], [-1, 1]])


def test_numbers_may_name_annotators():
    assert read_ratings(long(("p", 1, "x"), ("p", 2.0, "y"))).annotators == ("1", "2")


def test_what_is_known_of_a_statement_is_kept_and_what_varies_is_named():
    rows = [
        {"id": 1, "annotator": "a", "label": "x", "text": "One.", "tags": ["u"], "minutes": 3},
        {"id": 1, "annotator": "b", "label": "x", "text": "", "tags": ["u"], "minutes": 4},
        {"id": 2, "annotator": "a", "label": "y", "text": " ", "tags": ["v"], "minutes": 3},
    ]
    found = read_ratings(rows)
    assert found.columns == {"id": [1, 2], "text": ["One.", " "], "tags": [["u"], ["v"]]}
    assert found.notes == (
        "The merged table is without 'minutes': not the same in all rows of a statement.",
    )


def test_the_same_label_twice_counts_once_and_is_said():
    found = read_ratings([*SOUND, SOUND[0], SOUND[0], SOUND[1]])
    np.testing.assert_array_equal(found.codes, read_ratings(SOUND).codes)
    assert found.notes == (
        "3 labels repeat what the same annotator had said of the same statement: counted once.",
    )


def test_rows_of_a_wide_table_with_the_same_id_are_one_statement():
    wide = {"id": ["p", "p"], "a": ["x", ""], "b": ["", "y"]}
    np.testing.assert_array_equal(read_ratings(wide, annotators=["a", "b"]).codes, [[0, 1]])


def test_a_label_that_may_be_a_slip_counts_and_is_named():
    rows = long(("p", "a", "favor"), ("q", "a", "favor"), ("p", "b", "favour"))
    assert read_ratings(rows).notes == (
        (
            "The label 'favour' occurs once and may be a misspelling of 'favor'; it counts as a "
            "label of its own."
        ),
    )


def test_different_labels_of_one_annotator_for_one_statement():
    assert problems_of([*SOUND, *long(("p1", "ann", "none"), ("p3", "cy", "against"))]) == (
        "list, rows 1, 6, column 'label': 'ann' gave 'p1' the labels 'favor' and 'none'; keep one",
        (
            "list, rows 5, 7, column 'label': 'cy' gave 'p3' the labels 'against' and 'favor'; "
            "keep one"
        ),
    )


def test_different_labels_in_two_rows_of_a_wide_table():
    wide = {"id": ["p", "p"], "a": ["x", "y"], "b": ["x", "x"]}
    assert problems_of(wide, annotators=["a", "b"]) == (
        "dict, rows 1, 2, column 'a': 'a' gave 'p' the labels 'x' and 'y'; keep one",
    )


def test_ids_that_equal_each_other_are_one_statement():
    (problem,) = problems_of(long((1, "a", "x"), (1.0, "a", "y"), (1, "b", "x")))
    assert "'a' gave 1 the labels 'x' and 'y'" in problem


def test_one_id_for_different_texts():
    rows = [
        {"id": "p", "annotator": name, "label": "x", "text": text}
        for name, text in (("a", "One."), ("b", "Two."), ("c", "One."))
    ]
    assert problems_of(rows) == (
        (
            "list, rows 1, 2, 3, column 'text': the id 'p' stands for different texts; give each "
            "text an id of its own"
        ),
    )


def test_every_problem_is_reported_at_once_with_its_line(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(
        "id,annotator,label\n"
        "p1,ann,favor\n"
        ",ann,favor\n"
        "p2,,favor\n"
        "p2,Ann,NA\n"
        "p3,ben,Favor \n"
        "p4,ben,\n"
        "p1,ann,none\n"
    )
    found = [problem.removeprefix(f"{path}, ") for problem in problems_of(path)]
    assert found == [
        "row 2 (line 3), column 'id': the id is missing; name the statement",
        (
            "row 3 (line 4), column 'annotator': the annotator is missing; say who gave the label, "
            "or remove the row"
        ),
        "row 4 (line 5), column 'annotator': 'Ann' looks like a misspelling of 'ann'; correct it",
        "row 4 (line 5), column 'label': 'NA' looks like a missing label; leave the cell empty",
        "row 5 (line 6), column 'label': 'Favor ' looks like a misspelling of 'favor'; correct it",
        (
            "rows 1, 7 (lines 2, 8), column 'label': 'ann' gave 'p1' the labels 'favor' and "
            "'none'; keep one"
        ),
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("p", "a", 0.5), "column 'label': of type float, but labels are strings or integers"),
        (("p", "a", True), "column 'label': of type bool, but labels are strings or integers"),
        (("p", "a", ["x"]), "column 'label': of type list, but labels are strings or integers"),
        (("p", "a", "x\n"), "column 'label': a label with a character that cannot be seen"),
        (("p", "a", "x\0"), "column 'label': a NUL character; the source is damaged"),
        (("p", True, "x"), "column 'annotator': of type bool, but annotators are named by strings"),
        (("p", ["a"], "x"), "column 'annotator': of type list, but annotators are named by"),
        (([1], "a", "x"), "column 'id': of type list, but ids are strings or numbers; convert"),
        ((True, "a", "x"), "column 'id': of type bool, but ids are strings or numbers"),
        ((None, "a", "x"), "column 'id': the id is missing; name the statement"),
        ((7, "a", "x"), "column 'id': a number, where other ids are strings; use one kind"),
        (("p", "a", 1), "labels are strings in some rows and integers in others; use one kind"),
        (("p", "id", "x"), "an annotator is called 'id', as a column is; rename one of them"),
    ],
)
def test_a_cell_that_cannot_be_used(row, problem):
    found = problems_of([*SOUND, *long(row)])
    assert any(problem in line for line in found), found


def test_many_problems_of_a_kind_are_counted():
    found = problems_of([*SOUND, *long(*((f"q{i}", "a", i + 0.5) for i in range(9)))])
    assert len(found) == 1
    assert "rows 6, 7, 8, 9, 10 and 4 more" in found[0]
    contradictory = long(*((i, "a", label) for i in range(9) for label in "xy"))
    *first, last = problems_of(contradictory)
    assert len(first) == 5
    assert last == "list: 4 more problems like these; correct the first ones"


def test_too_many_labels_are_the_wrong_column():
    found = problems_of(long(*((i // 2, "ab"[i % 2], f"text {i}") for i in range(102))))
    assert found == (
        "list: 102 different labels, at most 50 are possible; is this the right column?",
    )


@pytest.mark.parametrize(
    ("data", "settings", "problem"),
    [
        (long(("p", "a", "")), {}, "list: there is no label; add the labels of at least 2"),
        (long(("p", "a", "x"), ("q", "a", "y")), {}, "all labels are of one annotator, 'a'; add"),
        (
            {"a": ["x", "y"], "b": ["", ""]},
            {"annotators": ["a", "b"]},
            "dict: all labels are of one annotator, 'a'; add the labels of another",
        ),
        (
            long(("p", "a", "x"), ("q", "b", "x")),
            {},
            "list: no statement has labels of 2 annotators; let them label the same statements",
        ),
    ],
)
def test_too_little_to_compare(data, settings, problem):
    (found,) = problems_of(data, **settings)
    assert problem in found


def test_missing_columns_of_a_long_table():
    data = [{"statement": "p", "coder": "a", "label": "x"}]
    first, second = problems_of(data)
    assert first == (
        "list: there is no column 'id'; its columns are 'statement', 'coder', 'label' (rename the "
        "column, or say which one holds the id)"
    )
    assert second.startswith("list: there is no column 'annotator'; its columns are")
    assert second.endswith("or, where each annotator has a column, list these)")
    (found,) = problems_of(data, id="statement", annotator="coder", label="stance")
    assert "there is no column 'stance'" in found
    assert "say which one holds the label" in found


def test_missing_columns_of_a_wide_table():
    found = problems_of({"anna": ["x"], "ben": ["x"]}, annotators=["ana", "ben"], id="post")
    assert found == (
        "dict: there is no column 'ana'; did you mean 'anna'? (list the columns of the annotators)",
        (
            "dict: there is no column 'post'; its columns are 'anna', 'ben' (rename the column, or "
            "say which one holds the id)"
        ),
    )


@pytest.mark.parametrize("name", ["label", "votes", "annotators"])
def test_a_column_that_the_merged_table_needs(name):
    wide = {"id": ["p"], "a": ["x"], "b": ["x"], name: ["mine"]}
    assert problems_of(wide, annotators=["a", "b"]) == (
        (
            f"dict: column '{name}' has a name that the merged table needs for a column of its "
            "own; rename it"
        ),
    )


def test_a_column_called_row_beside_statements_without_ids():
    (found,) = problems_of({"a": ["x"], "b": ["x"], "row": [9]}, annotators=["a", "b"])
    assert "column 'row' has a name that the merged table needs" in found


def test_a_row_that_cannot_be_read(tmp_path):
    path = tmp_path / "ragged.csv"
    path.write_text("id,annotator,label\np,a,x\np,b\n")
    (found,) = problems_of(path)
    assert "row 2 (line 3): 2 cells where the header has 3" in found


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"annotators": "ann"}, "annotators='ann' is not a list of columns; give one"),
        ({"annotators": {"a", "b"}}, "is not a list of columns; give one"),
        ({"annotators": ["a"]}, r"annotators=\['a'\]: name at least 2 columns"),
        ({"annotators": []}, r"annotators=\[\]: name at least 2 columns"),
        ({"annotators": ["a", "a"]}, "annotators names the column 'a' twice; name it once"),
        ({"annotators": ["a", 2]}, "annotators holds 2; name columns, as strings"),
        ({"id": None}, "id=None is not the name of a column; give a string"),
        ({"label": "id"}, "id='id', label='id', annotator='annotator': name a different column"),
        ({"bootstrap": 0}, "bootstrap: must be an integer of at least 1, got 0"),
        ({"random_state": -1}, "random_state: must be an integer of at least 0, got -1"),
    ],
)
def test_a_setting_out_of_range(settings, problem):
    with pytest.raises(ParameterError, match=problem):
        stancekit.agreement(SOUND, **settings)


def test_what_is_no_table():
    with pytest.raises(InputTypeError, match="cannot read statements from the type int"):
        stancekit.agreement(7)
    with pytest.raises(DataError, match="there are no rows"):
        stancekit.agreement([])
    with pytest.raises(DataError, match="there is no such file"):
        stancekit.agreement("missing.csv")


def test_the_data_stay_as_they_are():
    frame = pd.DataFrame(SOUND)
    before = frame.copy(deep=True)
    stancekit.agreement(frame, bootstrap=1)
    pd.testing.assert_frame_equal(frame, before)
