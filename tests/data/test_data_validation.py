"""Judging input: every kind of problem has its words and its place, and one report holds all."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.data.cell_rules import doubtful, misspellings
from stancekit.data.read import read_labelled, read_statements
from stancekit.data.validation import check_targets
from stancekit.exceptions import DataError, ParameterError

pl = pytest.importorskip("polars")

STANCES = ("favor", "against", "conditional", "none")
SOUND = {"text": ["a", "b", "c", "d"], "label": ["x", "y", "x", "y"]}


def problems(*sources, **settings):
    with pytest.raises(DataError) as caught:
        read_labelled(*sources, **settings)
    found = caught.value.problems
    assert all(problem.isprintable() for problem in found)
    assert str(caught.value) == "\n".join(found)
    return list(found)


def with_column(**columns):
    return {**SOUND, **columns}


def rows(*texts_and_labels):
    return [*zip(SOUND["text"], SOUND["label"], strict=True), *texts_and_labels]


# One problem each: the source, what is asked for, and the whole report.

ONE_PROBLEM = {
    "no text column": (
        {"tekst": ["a", "b"], "label": ["x", "y"]},
        {},
        (
            "dict: there is no column 'text'; did you mean 'tekst'? "
            "(rename the column, or say which one holds the text: text=, --text-column)"
        ),
    ),
    "no label column": (
        ["a", "b"],
        {},
        (
            "list: there is no column 'label'; its columns are 'text' "
            "(add the column with the labels)"
        ),
    ),
    "no such column as asked for": (
        SOUND,
        {"label": "Stance"},
        (
            "dict: there is no column 'Stance'; its columns are 'text', 'label' "
            "(rename the column, or say which one holds the label: label=, --label-column)"
        ),
    ),
    "two columns for one name": (
        with_column(stance=["x", "y", "x", "y"]),
        {"label": "stance"},
        (
            "dict: column 'stance' is to become 'label', but there is a column 'label' too; "
            "rename or remove one"
        ),
    ),
    "empty text": (rows(("", "x")), {}, "list, row 5, column 'text': the text is empty; "),
    "white space": (rows((" \n\u00a0", "x")), {}, "list, row 5, column 'text': the text is empty"),
    "invisible text": (
        rows(("\u200b\ufeff ", "x")),
        {},
        "list, row 5, column 'text': the text is",
    ),
    "missing text": (rows((None, "x")), {}, "list, row 5, column 'text': the text is missing; "),
    "NaN as text": (rows((float("nan"), "x")), {}, "list, row 5, column 'text': the text is miss"),
    "NA of pandas": (rows((pd.NA, "x")), {}, "list, row 5, column 'text': the text is missing"),
    "number as text": (
        rows((3, "x"), (4, "y")),
        {},
        (
            "list, rows 5, 6, column 'text': of type int where a string is expected; "
            "convert the column (first: 3)"
        ),
    ),
    "bytes as text": (rows((b"e", "x")), {}, "list, row 5, column 'text': of type bytes where"),
    "list as text": (rows((["e"], "x")), {}, "list, row 5, column 'text': of type list where"),
    "missing label": (rows(("e", None)), {}, "list, row 5, column 'label': the label is missing; "),
    "blank label": (rows(("e", "  ")), {}, "list, row 5, column 'label': the label is missing"),
    "NaN as label": (rows(("e", np.nan)), {}, "list, row 5, column 'label': the label is missing"),
    "bool as label": (
        rows(("e", True)),
        {},
        (
            "list, row 5, column 'label': of type bool, but labels are strings or integers; "
            "give true and false a name, as 'yes' and 'no', or convert them with astype(int) "
            "(first: True)"
        ),
    ),
    "float as label": (
        pd.DataFrame({"text": ["a", "b"], "label": [1.0, 0.0]}),
        {},
        (
            "DataFrame, rows 1, 2, column 'label': of type float, but labels are strings or "
            "integers; convert them with astype(int), after the rows without a label are removed "
            "(first: 1.0)"
        ),
    ),
    "list as label": (rows(("e", ["x"])), {}, "list, row 5, column 'label': of type list, but"),
    "control character in a label": (
        rows(("e", "x\x07")),
        {},
        (
            "list, row 5, column 'label': a label with a character that cannot be seen; rename it "
            r"(first: 'x\x07')"
        ),
    ),
    "huge integer as label": (
        [("a", 1), ("b", 2**63), ("c", 2)],
        {},
        (
            "list, row 2, column 'label': an integer of more than 64 bits; use strings "
            "(first: 9223372036854775808)"
        ),
    ),
    "accents coded in two ways": (
        rows(("e", "caf\u00e9"), ("f", "caf\u00e9"), ("g", "cafe\u0301"), ("h", "cafe\u0301")),
        {},
        "list, rows 7, 8, column 'label': 'cafe\u0301' looks like a misspelling of 'caf\u00e9'; ",
    ),
    "missing label as programs spell it": (
        rows(("e", "N/A"), ("f", "N/A")),
        {},
        (
            "list, rows 5, 6, column 'label': 'N/A' looks like a missing label; correct it, or "
            "list the labels that you expect"
        ),
    ),
    "missing label beside a lone one": (
        [("a", "x"), ("b", None)],
        {},
        "list, row 2, column 'label': the label is missing; add it or remove the row",
    ),
    "integer beside strings": (
        rows(("e", 1)),
        {},
        "list, row 5, column 'label': an integer, unlike the other labels; use one kind",
    ),
    "string beside integers": (
        [("a", 1), ("b", "0"), ("c", 0)],
        {},
        "list, row 2, column 'label': a string, unlike the other labels; use one kind",
    ),
    "one label": (
        {"text": ["a", "b"], "label": ["x", "x"]},
        {},
        (
            "dict, column 'label': a classifier needs at least 2 different labels, found only 'x'; "
            "add another label"
        ),
    ),
    "too many labels": (
        {"text": [f"t{i}" for i in range(51)], "label": [f"label {i}" for i in range(51)]},
        {},
        (
            "dict, column 'label': 51 different labels, at most 50 are possible; "
            "is this the right column?"
        ),
    ),
    "unknown label": (
        rows(("e", "z")),
        {"labels": ["y", "x"]},
        "list, row 5, column 'label': 'z' is not one of x, y; correct it or add it to the labels",
    ),
    "misspelled label": (
        [("a", "favor"), ("b", "agianst")],
        {"labels": STANCES},
        (
            "list, row 2, column 'label': 'agianst' is not one of against, conditional, favor, "
            "none; did you mean 'against'?"
        ),
    ),
    "label in capitals": (
        [("a", "favor"), ("b", "against"), ("c", "FAVOR")],
        {"labels": STANCES},
        (
            "list, row 3, column 'label': 'FAVOR' is not one of against, conditional, favor, none; "
            "did you mean 'favor'?"
        ),
    ),
    "label outside a long list": (
        [("a", "l00"), ("b", "l01"), ("c", "?")],
        {"labels": [f"l{i:02}" for i in range(12)]},
        (
            "list, row 3, column 'label': '?' is not one of l00, l01, l02, l03, l04, l05, l06, "
            "l07, l08, l09 and 2 more; correct it or add it to the labels"
        ),
    ),
    "probable misspelling": (
        [("a", "against"), ("b", "favor"), ("c", "agianst"), ("d", "against")],
        {},
        (
            "list, row 3, column 'label': 'agianst' looks like a misspelling of 'against'; "
            "correct it, or list the labels that you expect"
        ),
    ),
    "label with a space": (
        [("a", "x"), ("b", "y"), ("c", "x "), ("d", "x "), ("e", "x"), ("f", "x")],
        {},
        "list, rows 3, 4, column 'label': 'x ' looks like a misspelling of 'x'; ",
    ),
    "id twice": (
        with_column(id=["s1", "s2", "s1", "s1"]),
        {},
        "dict, rows 1, 3, 4, column 'id': the id 's1' is used 3 times; make each one unique",
    ),
    "number as id twice": (
        with_column(id=[7, 7, 8, "7"]),
        {},
        "dict, rows 1, 2, 4, column 'id': one id, spelled 7 and '7', is used 3 times; make",
    ),
    "contradiction": (
        rows(("b", "x"), ("a", "x")),
        {},
        "list, rows 2, 5, column 'label': the same text is labelled 'x' and 'y'; keep one ('b')",
    ),
    "contradiction about a target": (
        {"text": ["a"] * 4, "label": ["x", "y", "x", "x"], "target": ["t", "t", "u", ""]},
        {},
        (
            "dict, rows 1, 2, column 'label': the same text about the same target is labelled "
            "'x' and 'y'; keep one ('a')"
        ),
    ),
    "NUL": (
        rows(("e\0\0", "x"), ("ff\0", "y")),
        {},
        (
            "list, rows 5, 6, column 'text': a NUL character; the source is damaged, remove it "
            "(first: at character 2)"
        ),
    ),
    "NUL in another column": (
        with_column(note=["", "\0", "", ""]),
        {},
        "dict, row 2, column 'note': a NUL character; ",
    ),
    "NUL in a name": (
        {**SOUND, "no\0te": [""] * 4},
        {},
        r"dict, the name of column 'no\x00te': a NUL character; the source is damaged, remove it",
    ),
    "lone surrogate": (
        rows(("ab\ud83d", "x")),
        {},
        (
            "list, row 5, column 'text': a lone surrogate, half of a character that was cut in "
            r"two; replace it (first: '\ud83d' at character 3)"
        ),
    ),
    "lone surrogate in a label": (rows(("e", "\udc00")), {}, "list, row 5, column 'label': a lone"),
    "missing weight": (
        with_column(weight=["1", "", "2", "0"]),
        {},
        "dict, row 2, column 'weight': the weight is missing; an ordinary row has 1",
    ),
    "weights that are no numbers": (
        with_column(weight=["1", "heavy", "0,5", "1_000"]),
        {},
        (
            "dict, rows 2, 3, 4, column 'weight': a weight is a finite number of at least 0; "
            "correct it (first: 'heavy')"
        ),
    ),
    "negative weight": (with_column(weight=[1, -1, 1, 1]), {}, "dict, row 2, column 'weight': a w"),
    "infinite weight": (with_column(weight=["inf", 1, 1, 1]), {}, "dict, row 1, column 'weight': "),
    "NaN as weight": (with_column(weight=["nan", 1, 1, 1]), {}, "dict, row 1, column 'weight': a"),
    "huge weight": (with_column(weight=[10**400, 1, 1, 1]), {}, "dict, row 1, column 'weight': "),
    "bool as weight": (with_column(weight=[True, 1, 1, 1]), {}, "dict, row 1, column 'weight': a "),
    "no weight at all": (
        with_column(weight=["0", "0.0", "0", "-0"]),
        {},
        "dict, column 'weight': all are 0; give some rows a weight",
    ),
    "no weight for a label": (
        with_column(weight=[1, 0, "2", "0.0"]),
        {},
        (
            "dict, column 'weight': all rows with the label 'y' have 0; give one of them a weight, "
            "or remove them"
        ),
    ),
    "item of another kind": (
        [*rows(), ("e",)],
        {},
        "list, row 5: found ('e',) where a pair (text, label) is expected; correct this item",
    ),
}


@pytest.mark.parametrize("case", ONE_PROBLEM)
def test_one_problem_is_one_line(case):
    source, settings, report = ONE_PROBLEM[case]
    [found] = problems(source, **settings)
    assert found.startswith(report)


BAD_CSV = {
    "space in the header": (
        "text, label\na,x\nb,y\n",
        "t.csv: there is no column 'label'; did you mean ' label'?",
    ),
    "many columns": (
        "text,c1,c2,c3,c4,c5,c6,c7,c8\n" + "a,1,2,3,4,5,6,7,8\n",
        (
            "there is no column 'label'; its columns are 'text', 'c1', 'c2', 'c3', 'c4', 'c5', "
            "'c6', 'c7' and 1 more (rename"
        ),
    ),
    "empty text": ('text,label\na,x\n"\n",y\n', "t.csv, row 2 (line 3), column 'text': the text"),
    "cells of commas": (
        "text,label\na,x\nb,y\n,\n",
        "t.csv, row 3 (line 4), column 'label': the l",
    ),
    "stray quote": ('text,label\na,x\nb,"y\n', "t.csv, row 2 (line 3): a quoted field is never cl"),
    "cell too many": (
        "text,label\na,x\nYes, we can.,y\n",
        (
            "t.csv, row 2 (line 3): 3 cells where the header has 2; put a field that holds a comma "
            "in quotes, or add what is missing"
        ),
    ),
    "label after a long text": (
        'text,label\n"a\nb\nc",x\nd,y\ne,y\nf,Y\n',
        "t.csv, row 4 (line 7), column 'label': 'Y' looks like a misspelling of 'y'",
    ),
    "weight": (
        "text,label,weight\na,x,1\nb,y,1 kg\n",
        (
            "t.csv, row 2 (line 3), column 'weight': a weight is a finite number of at least 0; "
            "correct it (first: '1 kg')"
        ),
    ),
}


@pytest.mark.parametrize("case", BAD_CSV)
def test_a_problem_in_a_file_names_row_and_line(write, case):
    content, report = BAD_CSV[case]
    assert any(report in problem for problem in problems(write("t.csv", content)))


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


# What is no problem


@pytest.mark.parametrize(
    "columns",
    [
        {"id": ["", None, "", "s1"]},
        {"id": [float("nan"), float("nan"), 1.0, 2.0]},
        {"note": [[1], {"a": None}, True, None]},
        {"target": ["t", "", "t", None]},
        {"weight": ["0", "1.5", " 2 ", "1e-3"]},
    ],
)
def test_what_is_allowed(columns):
    assert len(read_labelled(with_column(**columns))) == 4


@pytest.mark.parametrize(
    "clash", [{"label": ["favor", "against"]}, {"id": ["a", "a"], "text": ["Talk!", "Never."]}]
)
def test_labels_of_several_annotators_are_to_be_merged_first(clash):
    rows = {"text": ["Talk!"] * 2, "label": ["favor", "favor"], "annotator": ["ann", "ben"]}
    with pytest.raises(DataError) as raised:
        read_labelled(rows | clash, labels=["favor", "against"])
    assert "2 annotators; merge their labels first: stancekit agree" in raised.value.problems[-1]
    with pytest.raises(DataError) as raised:
        read_labelled(rows | clash | {"annotator": ["ann", "ann"]}, labels=["favor", "against"])
    assert "merge" not in str(raised.value)


def test_the_same_text_may_repeat_with_one_label_or_with_other_targets():
    read_labelled(rows(("a", "x"), ("a", "x")))
    read_labelled({"text": ["a", "a"], "label": ["x", "y"], "target": ["t", "u"]})


def test_an_id_may_stand_for_one_statement_about_each_target():
    rows = {"id": ["a", "a"], "text": ["Yes."] * 2, "label": ["favor", "against"]}
    read_labelled(rows | {"target": ["gas", "tax"]})
    with pytest.raises(DataError, match="the id 'a' is used 2 times"):
        read_labelled(rows | {"text": ["Yes.", "No."], "target": ["gas", "gas"]})


def test_none_is_a_stance_and_na_may_be_one():
    read_labelled([("a", "none"), ("b", "favor")])
    read_labelled([("a", "NA"), ("b", "favor")], labels=["NA", "favor"])


def test_labels_that_are_listed_are_never_misspellings():
    sources = rows(("e", "favor"), ("f", "favor"), ("g", "favour"), ("h", "Favor"))
    labels = ["x", "y", "favor", "favour", "Favor"]
    assert read_labelled(sources, labels=labels)["label"].tolist() == [
        label for _, label in sources
    ]


@pytest.mark.parametrize("labels", [np.array([0, 1, 2]), pd.Series([0, 1, 2]), (0, 1, 2), range(3)])
def test_labels_may_be_any_list(labels):
    assert read_labelled([("a", 1), ("b", 0)], labels=labels)["label"].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ("favor", r"labels='favor' is not a list of labels; give all of them"),
        (3, "labels=3 is not a list"),
        ([], "at least 2 different labels, found none"),
        (["x"], "found only 'x'"),
        (["x", 1], "use one kind"),
        (["x", None], "labels holds None; labels are strings or integers"),
        ([True, False], "labels holds True; labels are strings or integers"),
        (["x", ""], "labels holds ''"),
        ([f"l{i}" for i in range(51)], "51 different labels, at most 50"),
    ],
)
def test_labels_that_are_no_label_set_are_refused(labels, message):
    with pytest.raises(ParameterError, match=message):
        read_labelled(SOUND, labels=labels)


@pytest.mark.parametrize(("role", "name"), [("text", None), ("text", 0), ("label", ["label"])])
def test_a_column_is_called_by_a_string(role, name):
    with pytest.raises(ParameterError, match=f"{role}=.* is not the name of a column; give a str"):
        read_labelled(SOUND, **{role: name})


def test_targets_have_to_be_names_where_every_statement_needs_one():
    check_targets(pd.DataFrame({"target": ["tax", "Nato"]}))
    with pytest.raises(DataError) as caught:
        check_targets(pd.DataFrame({"target": ["tax", None, " ", "a\nb", 7, float("nan")]}))
    assert caught.value.problems == (
        (
            "statements, rows 2, 3, 6, column 'target': the target is missing; name it in every "
            "row or in none"
        ),
        (
            "statements, row 4, column 'target': a name with a character that cannot be seen; "
            r"rename the target (first: 'a\nb')"
        ),
        (
            "statements, row 5, column 'target': of type int where a string is expected; convert "
            "the column (first: 7)"
        ),
    )


def test_text_and_label_have_to_be_two_columns():
    with pytest.raises(ParameterError, match="both name the column 'label'; name two columns"):
        read_labelled(SOUND, text="label")


# Misspellings


@pytest.mark.parametrize(
    ("labels", "slips"),
    [
        (["favor"] * 2 + ["favour"], {"favour": "favor"}),
        (["favor"] * 2 + ["favour"] * 2, {}),
        (["favor", "favour"], {}),
        (["favor", "Favor"], {"Favor": "favor"}),
        (["favor"] * 3 + ["FAVOR "] * 2 + [" Favor"], {"FAVOR ": "favor", " Favor": "favor"}),
        (["agree"] * 2 + ["disagree"], {}),
        (["left", "right", "left"], {}),
        ([1, 1, 1, 11], {}),
    ],
)
def test_misspellings(labels, slips):
    assert {slip: near.strip().casefold() for slip, near in misspellings(labels).items()} == slips


@given(st.lists(st.sampled_from(["favor", "Favor", "favour", "against", "agianst", "none"])))
def test_a_slip_resembles_a_label_that_is_at_least_as_frequent(labels):
    for slip, near in misspellings(labels).items():
        assert slip != near
        assert labels.count(near) >= labels.count(slip)


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["favor", "against", "None"], {"None": "a missing label"}),
        (["favor", "none", "None"], {"None": "a misspelling of 'none'"}),
        (["Favor", "Against", "None"], {}),
        (["FAVOR", "AGAINST", "NONE"], {}),
        (["favor", "against", "none"], {}),
        (["yes", "no", "nan", "N/A"], {"nan": "a missing label", "N/A": "a missing label"}),
    ],
)
def test_a_missing_value_that_became_a_string_is_told_from_a_stance(labels, found):
    assert doubtful(labels) == found


def test_labels_that_were_listed_once_are_not_doubted_when_their_frame_is_read_again():
    rows = [("a", "favor"), ("b", "None"), ("c", "NA"), ("d", "Favor")]
    with pytest.raises(DataError):
        read_labelled(rows)
    frame = read_labelled(rows, labels=["favor", "None", "NA", "Favor"])
    assert read_labelled(frame).equals(frame)
    assert read_labelled(frame[1:], [("e", "other")])["label"].tolist()[-1] == "other"
    with pytest.raises(DataError, match="row 1, column 'label': 'null' looks like a missing label"):
        read_labelled(frame, [("e", "null")])
    assert "labels" not in repr(read_labelled(SOUND).attrs)


# Statements without labels


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


# What comes out


def test_columns_are_renamed_in_place_and_all_others_kept():
    source = {"id": [1, 2], "stance": ["x", "y"], "note": [None, 0.5], "body": ["a", "b"]}
    frame = read_labelled(source, text="body", label="stance")
    assert list(frame) == ["id", "label", "note", "text"]
    assert frame.to_dict("list") == {
        "id": [1, 2],
        "label": ["x", "y"],
        "note": [None, 0.5],
        "text": ["a", "b"],
    }


def test_text_and_label_can_change_places():
    frame = read_labelled({"label": ["a", "b"], "text": ["x", "y"]}, text="label", label="text")
    assert frame.to_dict("list") == {"text": ["a", "b"], "label": ["x", "y"]}


def test_integer_labels_stay_integers(write):
    name = write("t.jsonl", '{"text": "a", "label": 1}\n{"text": "b", "label": 0}\n')
    for source in (name, pl.DataFrame({"text": ["a", "b"], "label": [1, 0]})):
        labels = read_labelled(source)["label"]
        assert (labels.dtype.kind, labels.tolist()) == ("i", [1, 0])


def test_weights_alone_become_numbers(write):
    name = write("t.csv", "text,label,weight,n\na,x, 1e0,1\nb,y,.5,2\n")
    frame = read_labelled(name)
    assert frame["weight"].tolist() == [1.0, 0.5]
    assert frame["n"].tolist() == ["1", "2"]


def test_what_was_given_is_not_changed():
    given_frame = pd.DataFrame(with_column(weight=["1"] * 4), index=[3, 1, 2, 0])
    before = given_frame.copy()
    frame = read_labelled(given_frame.rename(columns={"text": "body"}), text="body")
    changed = read_labelled(given_frame)
    changed["text"] = "changed"
    pd.testing.assert_frame_equal(given_frame, before)
    assert frame.index.tolist() == [0, 1, 2, 3]


@given(
    st.lists(
        st.tuples(
            st.text(
                st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1
            ).filter(re.compile(r"\w").search),
            st.sampled_from(["favor", "against"]),
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        ),
        min_size=2,
        unique_by=lambda row: row[0],
    ).filter(lambda found: len({label for _, label, _ in found}) == 2)
)
def test_sound_rows_come_out_as_they_went_in(found):
    source = [dict(zip(("text", "label", "note"), row, strict=True)) for row in found]
    assert read_labelled(source).to_dict("records") == source
    halves = [source[:1], source[1:]]
    assert read_labelled(*halves).to_dict("records") == source


def test_labels_of_another_kind_hide_no_misspelling():
    given = [("a", "Favor"), ("b", "favor"), ("c", "favor"), ("d", 7), ("e", "against")]
    with pytest.raises(DataError) as raised:
        read_labelled(given)
    kind, slip = raised.value.problems
    assert "row 4, column 'label': an integer, unlike the other labels" in kind
    assert "row 1, column 'label': 'Favor' looks like a misspelling of 'favor'" in slip


def test_ids_that_count_as_one_are_shown_as_they_are_written():
    table = {"id": ["2.0", "2"], "text": ["a", "b"], "label": ["favor", "against"]}
    with pytest.raises(DataError, match=r"one id, spelled '2.0' and '2', is used 2 times"):
        read_labelled(table)
