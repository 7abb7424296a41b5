"""One report holds all problems, each of them once."""

import re

import pytest
from judged import SOUND, STANCES, problems, rows, with_column

from stancekit.data.read import read_labelled, read_statements
from stancekit.exceptions import DataError


def test_integer_labels_beside_strings_of_digits_are_explained(write):
    name = write("t.csv", "text,label\na,1\nb,0\n")
    assert problems(name, labels=[0, 1]) == [
        (
            "t.csv, row 1 (line 2), column 'label': '1' is not one of 0, 1; did you mean the "
            "integer 1?"
        ),
        (
            "t.csv, row 2 (line 3), column 'label': '0' is not one of 0, 1; did you mean the "
            "integer 0?"
        ),
    ]
    assert "did you mean the string '1'?" in problems([("a", 1), ("b", 0)], labels=["0", "1"])[0]


def test_all_problems_are_in_one_report(write):
    name = write(
        "labels.csv",
        "id,text,label,weight\n"
        "1,Talk to them.,favor,1\n"
        "1,,favor,1\n"
        "3,Never.,agianst,1\n"
        "4,Never.,against,1\n"
        "5,Too,many,cells,1\n"
        "6,If they stop.,,x\n"
        '7,"Not closed,favor,1\n',
    )
    assert problems(name, labels=STANCES) == [
        (
            "labels.csv, row 5 (line 6): 5 cells where the header has 4; put a field that holds a "
            "comma in quotes, or add what is missing"
        ),
        (
            "labels.csv, row 7 (line 8): a quoted field is never closed; inside quotes, write a "
            'quote as two ("") (the rows from here on were not read)'
        ),
        "labels.csv, row 2 (line 3), column 'text': the text is empty; add it or remove the row",
        (
            "labels.csv, row 3 (line 4), column 'label': 'agianst' is not one of against, "
            "conditional, favor, none; did you mean 'against'?"
        ),
        (
            "labels.csv, row 6 (line 7), column 'label': the label is missing; add it or remove "
            "the row"
        ),
        (
            "labels.csv, rows 1, 2 (lines 2, 3), column 'id': the id '1' is used 2 times; make "
            "each one unique"
        ),
        (
            "labels.csv, rows 3, 4 (lines 4, 5), column 'label': the same text is labelled "
            "'against' and 'agianst'; keep one ('Never.')"
        ),
        (
            "labels.csv, row 6 (line 7), column 'weight': a weight is a finite number of at least "
            "0; correct it (first: 'x')"
        ),
    ]


def test_many_rows_with_one_problem_are_one_line():
    [found] = problems([*rows(), *[("", "x")] * 9])
    assert found.startswith("list, rows 5, 6, 7, 8, 9 and 4 more, column 'text': the text is empty")


def test_many_problems_of_one_column_are_cut_short():
    found = problems(rows(*[(f"t{i}", f"z{i}") for i in range(9)]), labels=["x", "y"])
    assert len(found) == 6
    assert found[-1] == "list, column 'label': 4 more like these; correct the first ones"


def test_a_contradiction_shows_beside_many_unknown_labels():
    wrong = [(f"t{i}", f"z{i}") for i in range(9)]
    found = problems(rows(*wrong, ("a", "y"), ("e", "x\0")), labels=["x", "y"])
    assert len(found) == 8
    assert found[5] == "list, column 'label': 5 more like these; correct the first ones"
    assert "a NUL character" in found[6]
    assert "the same text is labelled 'x' and 'y'" in found[7]


def test_a_document_of_json_is_not_a_report_of_every_line(write):
    name = write("t.jsonl", "[\n" + '  {"text": "a",\n   "label": "x"},\n' * 100 + "]")
    assert len(problems(name)) <= 6


def test_rows_of_several_sources_are_named_with_their_own_file_and_line(write):
    one = write("one.csv", "text,label,id\na,x,1\nb,y,2\n")
    two = write("two.jsonl", '{"text": "a", "label": "y", "id": "2"}\n\n{"text": "", "label": "x"}')
    assert problems(one, two, [("e", None)]) == [
        "two.jsonl, row 2 (line 3), column 'text': the text is empty; add it or remove the row",
        "source 3 (list), row 1, column 'label': the label is missing; add it or remove the row",
        (
            "one.csv, row 2 (line 3); two.jsonl, row 1 (line 1), column 'id': the id '2' is used 2 "
            "times; make each one unique"
        ),
        (
            "one.csv, row 1 (line 2); two.jsonl, row 1 (line 1), column 'label': the same text is "
            "labelled 'x' and 'y'; keep one ('a')"
        ),
    ]


def test_a_column_that_one_source_lacks_is_not_a_problem_of_each_of_its_rows():
    assert problems(SOUND, {"text": ["e", "f"], "lable": ["x", "y"]}) == [
        (
            "source 2 (dict): there is no column 'label'; did you mean 'lable'? "
            "(rename the column, or say which one holds the label: label=, --label-column)"
        )
    ]


def test_weights_have_to_be_in_all_sources():
    assert problems(with_column(weight=[1, 1, 1, 1]), [("e", "x")]) == [
        "source 2 (list): there is no column 'weight', but another source has one; add it"
    ]


def test_labels_are_not_counted_while_rows_are_unreadable(write):
    [found] = problems(write("t.csv", 'text,label\na,x\n"b,y\n'))
    assert "never closed" in found


def test_long_labels_that_begin_alike_contradict_each_other():
    long = "l" * 50
    found = problems([("a", long + "1"), ("a", long + "2")], labels=[long + "1", long + "2"])
    assert len(found) == 1
    assert "the same text is labelled" in found[0]


def test_long_ids_and_texts_that_begin_alike_are_told_apart():
    alike = "i" * 60
    assert read_labelled(with_column(id=[alike + str(i) for i in range(4)])).shape == (4, 3)
    found = problems(with_column(id=[alike, alike + "!", alike, alike + "!"]))
    assert [re.search(r"rows [\d, ]+", problem)[0] for problem in found] == [
        "rows 1, 3, ",
        "rows 2, 4, ",
    ]


def test_statements_may_be_empty_but_not_missing():
    assert read_statements(["a", "", " "])["text"].tolist() == ["a", "", " "]
    with pytest.raises(DataError, match="list, rows 2, 3, column 'text': the text is missing"):
        read_statements(["a", None, float("nan")])


def test_all_problems_of_statements_are_in_one_report():
    with pytest.raises(DataError) as caught:
        read_statements({"body": ["a\0", 3, "b"], "text": ["a", "b", "\ud800"]}, text="body")
    found = caught.value.problems
    assert len(found) == 4
    for problem, words in zip(
        found, ("is to become 'text'", "of type int", "a NUL", "a lone surrogate"), strict=True
    ):
        assert words in problem


def test_ids_that_count_as_one_are_shown_as_they_are_written():
    table = {"id": ["2.0", "2"], "text": ["a", "b"], "label": ["favor", "against"]}
    with pytest.raises(DataError, match=r"one id, spelled '2.0' and '2', is used 2 times"):
        read_labelled(table)
