"""Reading who said what: long and wide tables, and everything that may be wrong with them."""

import numpy as np
import pandas as pd
import pytest

import stancekit
from stancekit.annotators.ratings import read_ratings
from stancekit.exceptions import DataError, InputTypeError, ParameterError


def long(*rows, names=("id", "annotator", "label")):
    return [dict(zip(names, row, strict=True)) for row in rows]


SOUND = long(
    ("p1", "ann", "favor"),
    ("p1", "ben", "none"),
    ("p2", "ben", "none"),
    ("p2", "ann", ""),
    ("p3", "cy", "favor"),
)


def problems_of(*data, **settings):
    with pytest.raises(DataError) as caught:
        read_ratings(*data, **settings)
    return caught.value.problems


def test_a_long_table():
    ratings = read_ratings(SOUND)
    assert ratings.annotators == ("ann", "ben", "cy")
    assert ratings.labels == ("favor", "none")
    assert ratings.columns == {"id": ["p1", "p2", "p3"]}
    np.testing.assert_array_equal(ratings.codes, [[0, 1, -1], [-1, 1, -1], [-1, -1, 0]])
    assert ratings.caveats == ()


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
    assert next(iter(found.columns)) == "post"


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
    assert found.caveats == (
        "The merged table is without 'minutes': not the same in all rows of a statement.",
    )


def test_what_one_annotator_alone_has_is_not_of_the_statement():
    rows = [
        {"id": "p", "annotator": "a", "label": "x", "labelled_at": "2024-05-01", "note": None},
        {"id": "p", "annotator": "b", "label": "x", "labelled_at": "", "note": " "},
    ]
    found = read_ratings(rows)
    assert found.columns == {"id": ["p"], "note": [None]}
    assert "The merged table is without 'labelled_at'" in found.caveats[0]


def test_a_source_without_a_column_contradicts_nothing():
    ann = {"id": ["p", "q"], "annotator": ["a", "a"], "label": ["x", "y"], "source": ["u", "v"]}
    ben = {"id": ["r", "p"], "annotator": ["b", "b"], "label": ["x", "y"]}
    found = read_ratings(ann, ben)
    assert found.columns == {"id": ["p", "q", "r"], "source": ["u", "v", None]}
    np.testing.assert_array_equal(found.codes, [[0, 1], [1, -1], [-1, 0]])


def test_a_wide_file_for_each_annotator():
    ann, ben = {"id": ["p", "q"], "ann": ["x", "y"]}, {"id": ["q", "r"], "ben": ["x", "y"]}
    found = read_ratings(ann, ben, annotators=["ann", "ben"])
    assert found.columns == {"id": ["p", "q", "r"]}
    np.testing.assert_array_equal(found.codes, [[0, -1], [1, 0], [-1, 1]])
    (problem,) = problems_of({"ann": ["x"]}, ben, annotators=["ann", "ben"])
    assert problem.startswith("source 1 (dict): there is no column 'id'")


def test_targets_tell_statements_of_one_id_apart():
    names = ("id", "target", "annotator", "label")
    rows = long(
        ("p", "tax", "a", "x"),
        ("p", "Nato", "a", "y"),
        ("p", "tax", "b", "x"),
        ("p", "Nato", "b", "x"),
        names=names,
    )
    found = read_ratings(rows)
    assert found.columns == {"id": ["p", "p"], "target": ["tax", "Nato"]}
    np.testing.assert_array_equal(found.codes, [[0, 0], [1, 0]])
    assert found.caveats == ()
    assert problems_of([*rows, *long(("p", "tax", "a", "y"), names=names)]) == (
        (
            "list, rows 1, 5, column 'label': 'a' gave 'p' (target 'tax') the labels 'x' and 'y'; "
            "keep one"
        ),
    )
    wide = {"id": ["p", "p"], "target": ["tax", "Nato"], "a": ["x", "y"], "b": ["x", "x"]}
    np.testing.assert_array_equal(read_ratings(wide, annotators=["a", "b"]).codes, found.codes)


def test_different_targets_are_nothing_to_compare():
    names = ("id", "target", "annotator", "label")
    rows = long(("p", "tax", "a", "x"), ("p", "Nato", "b", "y"), names=names)
    (problem,) = problems_of(rows)
    assert "no statement has labels of 2 annotators" in problem
    assert problem.endswith("under the same ids and targets")


def test_a_target_in_some_rows_alone():
    names = ("id", "target", "annotator", "label")
    rows = long(("p", "tax", "a", "x"), ("p", "", "b", "x"), names=names)
    assert problems_of(rows) == (
        "list, row 2, column 'target': the target is missing; name it in every row or in none",
    )
    nowhere = [row | {"target": ""} for row in rows]
    assert read_ratings(nowhere).columns == {"id": ["p"], "target": [""]}


def test_texts_of_one_id_may_differ_between_targets():
    names = ("id", "target", "annotator", "label", "text")
    rows = long(
        *((1, target, name, "x", f"On {target}.") for target in ("tax", "Nato") for name in "ab"),
        names=names,
    )
    assert read_ratings(rows).columns["text"] == ["On tax.", "On Nato."]


@pytest.mark.parametrize("other", ["P1", "p\uff11", " P1\t"])
def test_ids_that_look_alike_are_named(other):
    sound = long(("q", "ann", "favor"), ("q", "ben", "none"))
    rows = [*sound, *long(("p1", "ann", "favor"), (other, "ben", "favor"))]
    found = read_ratings(rows)
    assert found.columns["id"] == ["q", "p1", other]
    assert found.caveats == (
        (
            f"'p1' and {other!r} look alike but count as different statements; correct their names "
            "if they are one."
        ),
    )
    (problem,) = problems_of(rows[2:])
    assert problem.endswith(f"under the same ids ('p1' and {other!r} look alike)")
    both = [*rows, *long((other, "ann", "none"))]
    assert read_ratings(both).caveats == ()


@pytest.mark.parametrize("other", ["7 ", "7.0", "\t7"])
def test_ids_of_one_name_are_one_statement(other):
    rows = long(("q", "ann", "x"), ("q", "ben", "y"), ("7", "ann", "x"), (other, "ben", "x"))
    found = read_ratings(rows)
    assert found.columns["id"] == ["q", "7"]
    assert found.counts().sum(axis=1).tolist() == [2, 2]
    assert found.caveats == ()


def test_targets_that_look_alike_are_named():
    names = ("id", "target", "annotator", "label")
    rows = long(
        *((number, "Tax", "ann", "x") for number in "pqr"),
        *((number, "tax" if number == "p" else "Tax", "ben", "y") for number in "pqr"),
        names=names,
    )
    (note,) = read_ratings(rows).caveats
    assert note.startswith("'p' (target 'Tax') and 'p' (target 'tax') look alike")


def test_the_same_label_twice_counts_once_and_is_said():
    found = read_ratings([*SOUND, SOUND[0], SOUND[0], SOUND[1]])
    np.testing.assert_array_equal(found.codes, read_ratings(SOUND).codes)
    assert found.caveats == (
        "3 labels repeat what the same annotator had said of the same statement: counted once.",
    )


def test_rows_of_a_wide_table_with_the_same_id_are_one_statement():
    wide = {"id": ["p", "p"], "a": ["x", ""], "b": ["", "y"]}
    np.testing.assert_array_equal(read_ratings(wide, annotators=["a", "b"]).codes, [[0, 1]])


def test_a_label_that_may_be_a_slip_counts_and_is_named():
    rows = long(("p", "a", "favor"), ("q", "a", "favor"), ("p", "b", "favour"))
    assert read_ratings(rows).caveats == (
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


@pytest.mark.parametrize("other", ["One. ", "one.", "One.\n", "Cafe\u0301 One."])
def test_texts_that_look_alike_are_one_statement(other):
    text = "Caf\xe9 One." if other.startswith("Cafe") else "One."
    rows = [
        {"id": "p", "annotator": name, "label": "x", "text": value}
        for name, value in (("a", text), ("b", other))
    ]
    assert problems_of(rows) == (
        (
            "list, rows 1, 2, column 'text': the texts of 'p' differ only in case or spaces; write "
            "them alike"
        ),
    )


def test_the_most_frequent_form_of_a_label_is_the_right_one():
    forms = ["Favor", "favor ", "favor", "favor"]
    rows = long(*((number, name, label) for number, label in enumerate(forms) for name in "ab"))
    assert problems_of(rows) == (
        "list, rows 1, 2, column 'label': 'Favor' looks like a misspelling of 'favor'; correct it",
        "list, rows 3, 4, column 'label': 'favor ' looks like a misspelling of 'favor'; correct it",
    )


def test_the_most_frequent_form_of_a_name_is_the_right_one():
    (problem,) = problems_of(long(("p", "Ann", "x"), ("q", "ann", "x"), ("r", "ann", "y")))
    assert "row 1, column 'annotator': 'Ann' looks like a misspelling of 'ann'" in problem


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
        (("p", "a", 1), "labels are strings in some rows and integers in others; use one kind"),
        (("p", "id", "x"), "an annotator is called 'id', as a column of the results is; rename"),
        (("p", "label", "x"), "an annotator is called 'label', as a column of the results is"),
    ],
)
def test_a_cell_that_cannot_be_used(row, problem):
    found = problems_of([*SOUND, *long(row)])
    assert any(problem in line for line in found), found


def test_many_problems_of_a_kind_are_counted():
    found = problems_of([*SOUND, *long(*((f"q{i}", "a", i + 0.5) for i in range(9)))])
    assert len(found) == 1
    assert "rows 6, 7, 8, 9, 10 and 4 more" in found[0]


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
    assert "where each annotator has a column, name these with annotators= (--wide)" in second
    assert second.endswith("stancekit convert anna.jsonl anna.csv --annotator anna)")
    (found,) = problems_of(data, id="statement", annotator="coder", label="stance")
    assert "there is no column 'stance'" in found
    assert "say which one holds the label" in found


def test_missing_columns_of_a_wide_table():
    found = problems_of({"anna": ["x"], "ben": ["x"]}, annotators=["ana", "ben"], id="post")
    assert found == (
        "dict: there is no column 'ana'; did you mean 'anna'? (name the columns of the annotators)",
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
        ({"annotators": {"a": 1, "b": 2}}, "is not a list of columns; give one"),
        ({"annotators": 7}, "annotators=7 is not a list of columns; give one"),
        ({"annotators": ["a"]}, r"annotators \(--wide\) names only 'a'; name at least 2 columns"),
        ({"annotators": []}, r"annotators \(--wide\) names no column; name at least 2 columns"),
        ({"annotators": ["a", "a"]}, r"\(--wide\) names the column 'a' twice; name it once"),
        (
            {"annotators": ["label", "annotator"]},
            "names 'label' and 'annotator', the columns of a long table; leave it out",
        ),
        ({"annotators": ["a", 2]}, "annotators holds 2; name columns, as strings"),
        ({"id": None}, "id=None is not the name of a column; give a string"),
        ({"label": "id"}, "id and label both name the column 'id'; name two columns"),
        ({"bootstrap": 0}, "bootstrap: must be an integer of at least 1, got 0"),
        ({"random_state": -1}, "random_state: must be an integer of at least 0, got -1"),
    ],
)
def test_a_setting_out_of_range(settings, problem):
    with pytest.raises(ParameterError, match=problem):
        stancekit.agreement(SOUND, **settings)


@pytest.mark.parametrize(
    "names",
    [
        ("ben", "ann"),
        pd.Index(["ben", "ann"]),
        np.array(["ben", "ann"]),
        iter(["ben", "ann"]),
    ],
)
def test_annotators_may_be_named_in_any_iterable(names):
    found = read_ratings({"ann": ["x", "y"], "ben": ["x", "x"]}, annotators=names)
    assert found.annotators == ("ben", "ann")
    assert {type(name) for name in found.annotators} == {str}


def test_a_set_of_annotators_is_in_the_order_of_the_table():
    names = [f"a{number}" for number in range(9)]
    table = {name: ["x", "y"] for name in names}
    assert read_ratings(table, annotators=set(names)).annotators == tuple(names)


def test_what_is_no_table():
    with pytest.raises(InputTypeError, match="there is nothing to read; give"):
        stancekit.agreement()
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


def test_ids_are_compared_as_names_whatever_their_kind():
    rows = [(7, "a", "x"), ("7.0", "b", "x"), ("p", "a", "y"), ("p", "b", "y")]
    assert len(stancekit.agreement(long(*rows)).merged) == 2


def test_what_an_export_says_of_what_was_left_out_is_a_caveat():
    def given(label, user, skipped=False):
        result = [{"from_name": "stance", "type": "choices", "value": {"choices": [label]}}]
        return {"completed_by": user, "result": result, "was_cancelled": skipped}

    annotations = [given("favor", 1), given("none", 2), given("none", 3, skipped=True)]
    tasks = [
        {"id": number, "data": {"text": text}, "annotations": annotations}
        for number, text in enumerate(("Yes.", "No."))
    ]
    ratings = read_ratings(tasks)
    assert ratings.annotators == ("1", "2")
    assert ratings.caveats == (
        "list: read as Label Studio; annotations skipped (rows without a label): 2",
    )


def test_labels_joined_in_a_cell_are_a_caveat():
    rows = [*SOUND, *long(("p4", "ann", "favor#none"))]
    assert read_ratings(rows).caveats[0] == (
        "The label 'favor#none' may be several labels, 'favor', 'none'; it counts as a label of "
        "its own."
    )
