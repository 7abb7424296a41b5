"""Several processes give what one gives, to the byte, and end with the one that started them."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from letter_encoders import Letters
from scored_files import write

import stancekit.scoring.work
from stancekit import StanceClassifier, score_files
from stancekit.exceptions import DataError, StancekitError
from stancekit.scoring.ledger import work_folder
from stancekit.scoring.worker import Worker

SCRIPT = """
import stancekit.scoring.chunks, stancekit.scoring.work
from stancekit import score_files
stancekit.scoring.chunks._SIZE, stancekit.scoring.work._worth = 3000, lambda model: 0
{more}
score_files("model", "in.csv", "out.csv", n_jobs=3)
print("done")
"""


@pytest.fixture
def many(chunks_of, monkeypatch):
    """Cut small chunks, and think them worth other processes."""
    chunks_of(3000)
    monkeypatch.setattr(stancekit.scoring.work, "_worth", lambda model: 0)


@pytest.fixture
def begun(monkeypatch):
    """Return a list of all workers that are started, which have to do all that they may."""
    workers = []

    class Known(Worker):
        def __init__(self, *given):
            super().__init__(*given)
            workers.append(self)

    monkeypatch.setattr("stancekit.scoring.workers.Worker", Known)
    return workers


def are_gone(workers):
    return all(worker._process.poll() is not None for worker in workers)


@pytest.mark.parametrize(
    ("kind", "output"),
    [
        ("csv", "csv"),
        ("jsonl", "jsonl"),
        ("csv.gz", "parquet"),
        ("parquet", "parquet"),
        ("txt", "jsonl.zst"),
        ("jsonl", "csv.gz"),
    ],
)
def test_processes_change_nothing(model, statements, here, many, begun, kind, output):
    if kind == "txt":
        Path("in.txt").write_text("\n".join(row["text"].split("\n")[0] for row in statements * 5))
    else:
        write(f"in.{kind}", statements * 5)
    if kind in ("csv", "jsonl"):
        with open(f"in.{kind}", "ab") as stream:
            stream.write({"csv": b'"x"y\n', "jsonl": b"{]\n"}[kind] * 2)
    one = score_files(model, f"in.{kind}", f"one.{output}", bad_rows="reject")
    assert not begun
    three = score_files(model, f"in.{kind}", f"three.{output}", bad_rows="reject", n_jobs=3)
    assert len(begun) == 2
    assert are_gone(begun)
    assert (three.rows, three.rejected, three.statuses) == (one.rows, one.rejected, one.statuses)
    names = {"", ".rejected.jsonl"} if one.rejected else {""}
    for name in names:
        found = Path(f"three.{output}{name}").read_bytes()
        assert found == Path(f"one.{output}{name}").read_bytes()
    assert len(os.listdir()) == 1 + 2 * len(names)


def test_the_first_wrong_row_is_told_however_many_work(model, statements, here, many):
    write("in.csv", statements * 5)
    lines = Path("in.csv").read_bytes().splitlines(keepends=True)
    wrong = [i for i, line in enumerate(lines) if line.startswith(b'"050"')]
    for place in reversed(wrong):
        lines.insert(place, b"\xff,,,\n")
    Path("in.csv").write_bytes(b"".join(lines))
    told = []
    for n_jobs in (1, 3):
        with pytest.raises(DataError) as raised:
            score_files(model, "in.csv", f"out{n_jobs}.csv", n_jobs=n_jobs)
        told.append(raised.value.problems)
    assert told[0] == told[1]
    assert "not UTF-8" in told[0][0]


def test_a_worker_that_is_killed_is_named_and_nothing_is_lost(
    model, statements, here, many, monkeypatch
):
    write("in.csv", statements * 5)
    score_files(model, "in.csv", "whole.csv")
    done, calls = Worker.done, []

    def done_or_killed(worker, *given):
        calls.append(worker)
        if len(calls) == 5:
            worker._process.kill()
        return done(worker, *given)

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "done", done_or_killed)
        with pytest.raises(
            StancekitError, match=r"process \d+, one of those that score, was ended"
        ):
            score_files(model, "in.csv", "out.csv", n_jobs=2)
    assert are_gone(calls)
    assert work_folder(Path("out.csv")).exists()
    assert score_files(model, "in.csv", "out.csv", n_jobs=2).resumed
    assert Path("out.csv").read_bytes() == Path("whole.csv").read_bytes()


def test_few_rows_start_no_process(model, statements, here, chunks_of, begun):
    chunks_of(300)
    write("in.csv", statements)
    score_files(model, "in.csv", "out.csv", n_jobs=2)
    assert not begun


def test_a_model_that_cannot_be_sent_scores_here(bridge, statements, here, many, begun):
    class Encoder(Letters):  # nothing that another process could import
        pass

    model = StanceClassifier(encoder=Encoder()).fit(bridge.texts, bridge.labels).model_
    write("in.csv", statements)
    score_files(model, "in.csv", "one.csv")
    score_files(model, "in.csv", "two.csv", n_jobs=2)
    assert not begun
    assert Path("two.csv").read_bytes() == Path("one.csv").read_bytes()


def test_a_file_that_changes_is_not_read_on(model, statements, here, many, begun, monkeypatch):
    write("in.csv", statements * 5)
    ask = Worker._ask

    def ask_later(worker, *question):
        os.utime("in.csv", (1, 1))
        return ask(worker, *question)

    monkeypatch.setattr(Worker, "_ask", ask_later)
    with pytest.raises(DataError, match=r"in\.csv: was changed while it was read"):
        score_files(model, "in.csv", "out.csv", n_jobs=2)
    assert are_gone(begun)


def run(folder, more="", **given):
    """Start a script as people write them, with nothing that keeps it from being run twice."""
    Path("script.py").write_text(SCRIPT.format(more=more))
    command = [sys.executable, "script.py"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **given)


@pytest.fixture
def script(model, statements, here):
    """Return how to start a script that scores a file."""
    write("in.csv", statements * 60)
    model.save("model")
    return run


def test_a_script_is_run_once(script, here):
    assert script(here).communicate(timeout=100) == (b"done\n", b"")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing kills like this here")
@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_workers_end_with_the_process_that_started_them(script, here, number):
    process = script(here, start_new_session=True)
    ledger = work_folder(here / "out.csv") / "ledger.jsonl"
    while not (ledger.exists() and ledger.read_bytes().count(b"\n") > 3):
        time.sleep(0.005)
    process.send_signal(getattr(signal, number))
    out, _ = process.communicate(timeout=100)  # until nobody has the other ends of the pipes
    assert (out, process.returncode) == (b"", -getattr(signal, number))
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    assert not list(ledger.parent.glob("part-*"))
    assert score_files("model", "in.csv", "out.csv").resumed
    score_files("model", "in.csv", "whole.csv")
    assert Path("out.csv").read_bytes() == Path("whole.csv").read_bytes()
