"""Every kind of problem has its words and its place."""

import numpy as np
import pandas as pd
import pytest
from judged import SOUND, STANCES, problems, rows, with_column

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
