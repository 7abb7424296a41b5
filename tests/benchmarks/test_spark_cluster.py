"""What `make spark` counts and ends: that it would see a fault, and leaves nothing behind."""

import importlib
import sys
import time
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux")
# A command with one below it that is the leader of a group, as the workers of pyspark are.
TREE = """
import os, sys, time
if os.fork() == 0:
    os.setpgid(0, 0)
    print("ready", flush=True)
while True:
    sum(range(1000))
"""


@pytest.fixture(autouse=True, scope="module")
def path():
    pytest.importorskip("pyarrow")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        yield


def spark(name):
    return importlib.import_module(f"spark.{name}")


def write(path, **columns):
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = {"id": [2, 0, 1], "tags": [[2], [0], [1]], "p": [None, 0.5, 0.25]} | columns
    pq.write_table(pa.table(found), path)
    return path


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({}, (3, 0, 0, 0)),
        ({"id": [0, 1, 2], "tags": [[0], [1], [2]], "p": [0.5, 0.25, None]}, (3, 0, 0, 0)),
        ({"p": [0.0, 0.5, 0.25]}, (3, 0, 0, 1)),
        ({"p": [None, 0.5 + 2**-53, None]}, (3, 0, 0, 2)),
        ({"tags": [[2], [0, 0], [1]]}, (3, 0, 0, 1)),
        ({"id": [2, 0, 0]}, (3, 1, 1, 3)),
        ({"id": [2, 0, 7]}, (3, 1, 0, 3)),
        ({"label": ["favor"] * 3}, (3, 0, 0, 3)),
    ],
)
def test_what_is_lost_doubled_or_different_is_counted(columns, told, tmp_path):
    wanted, found = write(tmp_path / "wanted"), write(tmp_path / "found", **columns)
    checked = spark("checking").check(found, wanted)
    assert (checked.rows, checked.lost, checked.doubled, checked.different) == told
    assert checked.sound == (told == (3, 0, 0, 0))


def test_posts_are_all_there(tmp_path):
    import pyarrow.parquet as pq

    spark("posts").write_posts(tmp_path / "posts", 20_100, 4)
    table = pq.read_table(tmp_path / "posts")
    assert len(list((tmp_path / "posts").iterdir())) == 4
    assert sorted(table["id"].to_pylist()) == list(range(20_100))
    assert table["text"].null_count == 21
    assert table["text"].to_pylist().count("") == 19


@pytest.fixture
def tree(tmp_path):
    processes = spark("processes")
    process = processes.start([sys.executable, "-c", TREE], tmp_path / "log")
    try:
        while "ready" not in (tmp_path / "log").read_text():
            assert process.poll() is None
            time.sleep(0.05)
        yield process
    finally:
        processes.kill(process)


def members(process):
    return [number for number, _, _ in spark("processes")._members(process.pid)]


@LINUX
@pytest.mark.parametrize("end", ["stop", "kill"])
def test_what_was_started_ends_with_all_below_it(tree, end):
    assert len(members(tree)) >= 4  # two shells, and the command with its child
    assert sum(spark("processes").cpu_seconds([tree.pid]).values()) >= 0
    getattr(spark("processes"), end)(tree)
    assert members(tree) == []
    assert tree.returncode != 0


@LINUX
def test_what_was_started_ends_with_who_started_it(tree):
    tree.stdin.close()  # as when this process is killed
    assert tree.wait(60) != 0


@LINUX
def test_what_ended_by_itself_is_watched_no_longer(tmp_path):
    """The number of a process that has ended may be given to another."""
    processes = spark("processes")
    process = processes.start(["true"], tmp_path / "log")
    process.wait(60)
    processes.kill(process)
    assert (tmp_path / "log").read_text() == ""
