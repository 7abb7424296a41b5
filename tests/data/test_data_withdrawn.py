"""Rows that say that their label does not count, in tables that came from labelling tools."""

import pytest

from stancekit.conversion.convert import convert
from stancekit.data.read import read_labelled
from stancekit.data.readers import read_table
from stancekit.exceptions import DataError

WITHDRAWN = {
    "was_cancelled": (False, True, None),
    "skipped": ("false", "true", ""),
    "answer": ("accept", "reject", "ignore"),
    "status": ("submitted", "Discarded", None),
}


@pytest.mark.parametrize("column", WITHDRAWN)
def test_a_label_that_was_skipped_or_rejected_is_none(column):
    cells = WITHDRAWN[column]
    rows = {"text": ["a", "b", "c"], "label": ["favor", "none", None], column: list(cells)}
    table = read_table(rows)
    assert table.columns["label"] == ["favor", None, None]
    assert table.columns[column] == list(cells)
    (note,) = table.caveats
    assert note.startswith(f"labels of rows in which {column!r} is ")
    assert note.endswith(f" (if they hold, remove the column {column!r}): 1")


@pytest.mark.parametrize("spelled", ["True", "TRUE", "true", "1"])
def test_a_flag_of_a_csv_file_counts(write, spelled):
    path = write("labels.csv", f"text,label,was_cancelled\na,favor,False\nb,none,{spelled}\n")
    assert read_table(path).columns["label"] == ["favor", None]


def test_the_reason_stands_beside_the_label_that_is_missing(write):
    path = write("labels.csv", "text,label,was_cancelled\na,favor,0\nb,none,1\n")
    with pytest.raises(DataError) as caught:
        read_labelled(path)
    missing, reason = caught.value.problems
    assert missing == (
        "labels.csv, row 2 (line 3), column 'label': the label is missing; add it or remove the row"
    )
    assert reason == (
        "labels.csv: labels of rows in which 'was_cancelled' is true, left out (if they hold, "
        "remove the column 'was_cancelled'): 1"
    )


def test_convert_counts_them(tmp_path):
    rows = [
        {"text": "a", "label": "favor", "answer": "accept"},
        {"text": "b", "label": "favor", "answer": "reject"},
    ]
    done = convert(rows, tmp_path / "labels.csv")
    assert done.labelled == 1
    assert "labels of rows in which 'answer' is 'reject' or 'ignore', left out" in done.caveats[0]


@pytest.mark.parametrize(
    "column",
    [
        {"answer": ["reject", "yes"]},
        {"status": ["ok", "unsure"]},
        {"was_cancelled": ["no", ""]},
        {"skipped": ["3 words", False]},
        {"answer": [["reject"], {}]},
    ],
)
def test_other_columns_of_these_names_say_nothing(column):
    table = read_table({"text": ["a", "b"], "label": ["favor", "none"], **column})
    assert table.columns["label"] == ["favor", "none"]
    assert table.caveats == ()
