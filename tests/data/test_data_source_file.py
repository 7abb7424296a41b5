"""What is said of a file travels with its path, and leaves other sources alone."""

import os
from pathlib import Path

from stancekit.data.source_file import SourceFile, described


def test_sources_of_which_nothing_is_said_are_as_they_were():
    sources = ["a.csv", Path("b.csv"), [("a", "b")]]
    assert described(sources) == sources
    assert [type(source) for source in described(sources)] == [type(source) for source in sources]


def test_what_is_said_is_said_of_paths_alone():
    first, second, rows, nothing = described(["a.csv", Path("b.csv"), [1], None], ";", "cp1252")
    assert (first, first.separator, first.encoding) == ("a.csv", ";", "cp1252")
    assert (second, second.separator, second.encoding) == ("b.csv", ";", "cp1252")
    assert (rows, nothing) == ([1], None)


def test_a_described_path_is_still_a_path():
    file = SourceFile("folder/T.CSV", separator=";")
    assert os.fspath(file) == str(Path(file)) == "folder/T.CSV"
    assert file.suffix == ".csv"


def test_standard_input_is_csv_unless_it_is_said_what_it_is():
    assert SourceFile("-").suffix == ".csv"
    assert SourceFile("-", kind="jsonl").suffix == ".jsonl"
    assert SourceFile("a.csv", kind="jsonl").suffix == ".csv"
