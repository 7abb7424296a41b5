from __future__ import annotations

import math
import os
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.data.readers import read_table
from stancekit.data.writing import replacing, write_file
from stancekit.exceptions import DataError

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=5)
)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".parquet"])
@given(rows=TABLES)
def test_what_is_written_can_be_read_back(suffix, rows):
    columns = {f"c{i}": list(cells) for i, cells in enumerate(zip(*rows, strict=True))}
    with TemporaryDirectory() as folder:
        path = Path(folder, f"table{suffix}")
        write_file(columns, path)
        assert read_table(path).columns == columns


def test_values_that_json_does_not_know(tmp_path):
    path = tmp_path / "table.jsonl"
    write_file({"day": [date(2024, 2, 29)], "share": [math.nan]}, path)
    assert path.read_text() == '{"day": "2024-02-29", "share": null}\n'
    with pytest.raises(DataError, match=r"row 2: JSON has no infinite numbers; write \.csv"):
        write_file({"share": [0.5, math.inf]}, path)


@pytest.mark.parametrize("values", [["a", 1], [2**70]])
def test_values_that_parquet_does_not_know(tmp_path, values):
    with pytest.raises(DataError, match=r"column 'c': Parquet cannot hold .* write \.csv or"):
        write_file({"c": values}, tmp_path / "table.parquet")


def test_a_table_that_parquet_does_not_know(tmp_path):
    with pytest.raises(DataError, match=r"^Parquet cannot hold this table .* write \.csv or"):
        write_file({"c": [{}]}, tmp_path / "table.parquet")


def test_an_incomplete_file_never_takes_the_place(tmp_path):
    path = tmp_path / "table.csv"
    with pytest.raises(TypeError), replacing(path) as new:
        new.write_text(b"half")
    assert os.listdir(tmp_path) == []
