"""Small files that would become very large tables, in every format that can hold one."""

import json

import pandas as pd
import pytest

import stancekit
from stancekit.data.limits import check_cells, check_unpacked, too_sparse
from stancekit.data.readers import read_table
from stancekit.exceptions import DataError

openpyxl = pytest.importorskip("openpyxl")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
pyreadstat = pytest.importorskip("pyreadstat")

N = 3000
EMPTY = (
    r"3,000 rows and 3,\d{3} columns make 9,\d{3},\d{3} cells, of which at most .* hold something"
)


def jsonl(path):
    rows = ({"text": "hi", f"k{i}": 1} for i in range(N))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def prodigy(path):
    answer = {"text": "hi", "accept": ["a"], "answer": "accept", "_input_hash": 1, "_task_hash": 2}
    rows = ({**answer, "options": [{"id": "a"}], f"k{i}": 1} for i in range(N))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def label_studio(path):
    rows = [
        {"id": i, "data": {"text": f"t{i}", f"k{i}": 1}, "annotations": [{"result": []}]}
        for i in range(N)
    ]
    path.write_text(json.dumps(rows))


def workbook(path):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([None] * (N - 1) + ["text"])
    for _ in range(1000):
        sheet.append([None] * (N - 1) + ["hi"])
    book.save(path)


SPARSE = {
    "a.jsonl": (jsonl, EMPTY),
    "prodigy.jsonl": (prodigy, EMPTY),
    "studio.json": (label_studio, EMPTY),
    "a.xlsx": (workbook, r"rows and 3,000 columns make 2,\d{3},000 cells"),
}


@pytest.mark.parametrize("name", SPARSE)
def test_a_table_of_which_nearly_all_is_empty_is_refused(tmp_path, name):
    write, problem = SPARSE[name]
    write(tmp_path / name)
    with pytest.raises(DataError, match=f"{name}: .*{problem}"):
        read_table(tmp_path / name)


def test_objects_that_share_no_keys_are_refused():
    with pytest.raises(DataError, match=EMPTY):
        read_table([{"text": "hi", f"k{i}": 1} for i in range(N)])


@pytest.mark.parametrize(
    ("name", "header", "row"),
    [("a.csv", ",".join(f"c{i}" for i in range(N)), "hi"), ("a.jsonl", '{"a": 1}', "{")],
)
def test_broken_rows_make_no_cells(tmp_path, name, header, row):
    """Each of them is named, and costs what its bytes do."""
    if name == "a.jsonl":
        header = json.dumps({f"c{i}": 1 for i in range(N)})
    (tmp_path / name).write_text(f"{header}\n" + f"{row}\n" * N)
    table = read_table(tmp_path / name)
    assert len(table.broken) == N
    assert sum(map(len, table.columns.values())) == 0


def test_wide_and_long_tables_that_are_filled_are_read(tmp_path):
    (tmp_path / "a.csv").write_text(",".join(f"c{i}" for i in range(N)) + "\n" + "," * (N - 1))
    assert len(read_table(tmp_path / "a.csv").columns) == N
    rows = [{f"k{i}": 1 for i in range(300)}] * 300
    assert len(read_table(rows).columns) == 300


REPEATS = pa.DictionaryArray.from_arrays(pa.array([0] * 400_000, pa.int32()), ["ab " * 300])
BOMBS = {
    "texts": REPEATS,
    "lists": pa.array([[0]] * 400_000, pa.list_(pa.int32())),
    "objects": pa.StructArray.from_arrays([REPEATS], ["a"]),
}
BOMBS["lists"] = pa.ListArray.from_arrays(BOMBS["lists"].offsets, REPEATS)


@pytest.mark.parametrize("kind", BOMBS)
def test_a_small_parquet_file_of_very_much_text_is_refused(tmp_path, kind):
    path = tmp_path / "a.parquet"
    table = pa.table({"text": ["hi"] * 400_000, "more": BOMBS[kind]})
    pq.write_table(table, path, compression="zstd")
    assert path.stat().st_size < 1_000_000
    message = r"a\.parquet: its [\d,]+ bytes hold 36\d,\d\d\d,\d\d\d, far more"
    with pytest.raises(DataError, match=message):
        read_table(path)
    with pytest.raises(DataError, match=message):
        stancekit.score_files(stancekit.load_model(), path, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_a_small_parquet_file_of_very_many_cells_is_refused(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": pa.nulls(3_000_000, pa.string())}), path)
    with pytest.raises(DataError, match="3,000,000 rows and 1 columns make 3,000,000 cells"):
        read_table(path)
    pq.write_table(pa.table({"text": pa.array([[None] * 3_000_000], pa.list_(pa.int8()))}), path)
    with pytest.raises(DataError, match="3,000,000 cells"):
        read_table(path)


def test_parquet_holds_what_was_written(tmp_path):
    cells = {
        "text": ["a", None, "a", "é"],
        "list": [["a", None], None, [], ["b"]],
        "object": [{"x": "a"}, None, {"x": None}, {"x": "b"}],
        "bytes": [b"\xff", None, b"", b"a"],
        "number": [1, None, 3, 4],
    }
    pq.write_table(pa.table(cells), tmp_path / "a.parquet", row_group_size=3)
    pd.DataFrame({"text": pd.Categorical(["a", "b", "a"])}).to_parquet(tmp_path / "b.parquet")
    assert read_table(tmp_path / "a.parquet").columns == cells
    assert read_table(tmp_path / "b.parquet").columns == {"text": ["a", "b", "a"]}


def test_a_statistics_file_of_very_many_cells_is_refused(tmp_path):
    frame = pd.DataFrame({f"v{i}": [None] * 5000 for i in range(500)}, dtype=float)
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(frame, path, compress=True)
    with pytest.raises(DataError, match=r"a\.sav: 5,000 rows and 500 columns make 2,500,000 cells"):
        read_table(path)


def test_bounds_grow_with_what_is_held():
    assert too_sparse(3000, 1000, 149_000)
    assert not too_sparse(3000, 1000, 150_000)
    check_cells("t", 3000, 1000, 150_000)
    check_unpacked("t", 300 << 20, 3 << 20)
    with pytest.raises(DataError, match="t: its 2,097,152 bytes hold 314,572,800"):
        check_unpacked("t", 300 << 20, 2 << 20)
