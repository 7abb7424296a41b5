"""Files of Stata and SPSS, written by pandas and pyreadstat."""

import datetime
import sys

import pandas as pd
import pytest

from stancekit.data.read import read_labelled
from stancekit.data.readers import read_table
from stancekit.exceptions import DataError, DataWarning, MissingDependencyError

pyreadstat = pytest.importorskip("pyreadstat")

VALUES = {1: "favor", 2: "against"}


def frame():
    return pd.DataFrame(
        {
            "id": [1, 2, 3],
            "code": ["007", "08", ""],
            "text": ["Talk, now", "Nie — „nein“", "Never"],
            "label": [1, 2, 2],
            "weight": [0.5, 1.0, 2.0],
            "wave": [1.0, None, 3.0],
            "day": pd.to_datetime(["2024-01-31", None, "2024-02-01"]),
        }
    )


READ = {
    "id": [1, 2, 3],
    "code": ["007", "08", ""],
    "text": ["Talk, now", "Nie — „nein“", "Never"],
    "label": ["favor", "against", "against"],
    "weight": [0.5, 1.0, 2.0],
    "wave": [1, None, 3],
    "day": [datetime.date(2024, 1, 31), None, datetime.date(2024, 2, 1)],
}


def write_stata(path, **labels):
    frame().to_stata(path, write_index=False, value_labels=labels, version=118)


def write_spss(path, **labels):
    pyreadstat.write_sav(frame(), path, variable_value_labels=labels)


@pytest.fixture(params=[("t.dta", write_stata), ("t.sav", write_spss)], ids=["Stata", "SPSS"])
def written(request, tmp_path, monkeypatch):
    """Return a function that writes the table with value labels, and returns its path."""
    monkeypatch.chdir(tmp_path)
    path, write = request.param

    def write_file(**labels):
        write(path, **labels)
        return path

    return write_file


def test_value_labels_stand_for_the_values_and_nothing_else_changes(written):
    said = r"column 'label': value labels stand for the values \(1 = favor, 2 = against\)"
    with pytest.warns(DataWarning, match=said):
        columns = read_table(written(label=VALUES)).columns
    assert columns == READ
    kinds = [type(value) for cells in columns.values() for value in cells]
    assert kinds == [type(value) for cells in READ.values() for value in cells]


def test_numbers_without_value_labels_stay_numbers(written):
    assert read_labelled(written())["label"].tolist() == [1, 2, 2]


def test_a_value_that_has_no_label_is_kept(written):
    with pytest.warns(DataWarning):
        assert read_table(written(label={1: "favor"})).columns["label"] == ["favor", 2, 2]


def test_one_label_for_two_values_is_refused(written):
    with pytest.raises(DataError, match=r"several values have the same label \(1 = yes, 2 = yes"):
        read_table(written(label={1: "yes", 2: "yes"}))


def test_what_spss_is_told_to_miss_is_blank_and_counted(tmp_path):
    path = tmp_path / "t.sav"
    labels = {"label": VALUES | {9: "refused"}}
    data = frame().assign(label=[1, 9, 2])
    pyreadstat.write_sav(
        data, path, variable_value_labels=labels, missing_ranges={"label": [{"lo": 8, "hi": 9}]}
    )
    with pytest.warns(DataWarning, match="1 cell left blank, as SPSS is told that 9 means missing"):
        assert read_table(path).columns["label"] == ["favor", None, "against"]


@pytest.mark.parametrize(("suffix", "program"), [(".dta", "Stata"), (".sav", "SPSS")])
def test_what_is_none_of_their_files_is_one_line(write, suffix, program):
    with pytest.raises(DataError, match=rf"not a readable file of {program} \(.*\); save it anew"):
        read_table(write(f"t{suffix}", b"text,label\na,b\n"))


def test_texts_in_another_encoding_ask_for_it(written):
    with pytest.raises(DataError, match=r"\(Unable to convert .*\); say its encoding, such"):
        read_labelled(written(), encoding="ascii")


@pytest.mark.parametrize("suffix", [".dta", ".sav"])
def test_without_pyreadstat_it_is_said_how_to_install_it(write, monkeypatch, suffix):
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "stancekit\[spss\]"'):
        read_table(write(f"t{suffix}", b"x"))
