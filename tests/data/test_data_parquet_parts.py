"""Parquet files put together from parts read as one, in pyarrow and elsewhere."""

import io
import tempfile

import numpy as np
import pytest

from stancekit.data.parquet_parts import MAGIC, body_and_footer, joined_footer

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def table(n_rows):
    return pa.table(
        {
            "n": pa.array(range(n_rows), pa.int64()),
            "text": pa.array([f"text {i % 3}" for i in range(n_rows)], pa.string()),
            "list": pa.array([[i, None] for i in range(n_rows)], pa.list_(pa.int64())),
            "flag": pa.array([i % 2 == 0 for i in range(n_rows)], pa.bool_()),
            "real": pa.array(np.arange(n_rows) / 7, pa.float64()),
            "at": pa.array([None] * n_rows, pa.timestamp("ns", "UTC")),
            "of": pa.array([{"a": i} for i in range(n_rows)], pa.struct([("a", pa.int8())])),
        }
    ).replace_schema_metadata({"who": "me"})


def joined(tables, **settings):
    out, parts = io.BytesIO(), []
    out.write(MAGIC)
    for part in tables:
        sink = io.BytesIO()
        pq.write_table(part, sink, row_group_size=20, **settings)
        body, footer = body_and_footer(sink.getvalue())
        parts.append((out.tell(), footer))
        out.write(body)
    out.write(joined_footer(parts))
    return out.getvalue()


@pytest.mark.parametrize(
    "settings",
    [
        {"compression": "zstd"},
        {"compression": "none", "use_dictionary": False, "write_statistics": False},
        {"write_page_index": True, "data_page_version": "2.0"},
    ],
)
def test_parts_read_as_one_table(settings):
    tables = [table(n_rows) for n_rows in (30, 1, 70, 0, 50)]
    data = joined(tables, **settings)
    found = pq.ParquetFile(io.BytesIO(data))
    assert found.read().to_pylist() == pa.concat_tables(tables).to_pylist()
    assert found.schema_arrow.metadata[b"who"] == b"me"
    assert found.metadata.num_rows == 151
    for group, start in ((2, 30), (3, 31), (found.num_row_groups - 1, 141)):
        assert found.read_row_group(group)["text"].to_pylist()[0].startswith("text ")
        assert found.metadata.row_group(group).column(0).data_page_offset > start


def test_other_libraries_read_it():
    polars = pytest.importorskip("polars")
    data = joined([table(40), table(3)])
    frame = polars.read_parquet(io.BytesIO(data))
    assert frame["n"].to_list() == [*range(40), *range(3)]
    duckdb = pytest.importorskip("duckdb")
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(data)
        file.flush()
        counted = duckdb.sql(f"SELECT count(*), sum(n), max(text) FROM '{file.name}'").fetchall()
    assert counted == [(43, 783, "text 2")]


def test_one_part_is_the_file_itself_but_for_the_numbers_of_its_row_groups():
    data = joined([table(30)])
    assert pq.ParquetFile(io.BytesIO(data)).read().to_pylist() == table(30).to_pylist()


def test_many_row_groups_are_counted():
    tables = [table(1)] * 40
    assert pq.ParquetFile(io.BytesIO(joined(tables))).num_row_groups == 40
