"""Runs that are killed at any moment lose nothing and double nothing."""

import json
import logging
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest
from scored_files import write

from stancekit import StanceClassifier, score_files
from stancekit.data.locks import FolderLock
from stancekit.exceptions import DataError
from stancekit.scoring.ledger import Ledger, work_folder

KILLS = int(os.environ.get("STANCEKIT_KILLS", "12"))
ROUTES = [
    ("csv", "csv", 1),
    ("jsonl", "jsonl", 1),
    ("csv", "parquet", 1),
    ("csv", "jsonl", 1),
    ("csv", "csv.gz", 1),
    ("csv", "csv.gz", 2),
    ("csv", "parquet", 2),
    ("jsonl", "jsonl", 2),
]
"""From what to what, with at most how many processes."""

SCRIPT = """
import sys
import stancekit.scoring.chunks, stancekit.scoring.sinks, stancekit.scoring.work
from stancekit import score_files
from stancekit.scoring.worker import Worker
stancekit.scoring.chunks._SIZE, stancekit.scoring.work._worth = 4000, lambda model: 0
source, output, model, slow, jobs = sys.argv[1:]
begin = Worker.__init__
def begin_and_tell(worker, *given):
    begin(worker, *given)
    print(worker._process.pid, flush=True)
Worker.__init__ = begin_and_tell
class Slow:
    # Writes piece by piece, so that a kill finds it at it.
    def __init__(self, stream): self.stream = stream
    def write(self, data):
        import time
        for start in range(0, len(data), 997):
            self.stream.write(data[start:start + 997]); self.stream.flush()
            time.sleep(float(slow))
    def __getattr__(self, name): return getattr(self.stream, name)
opened = stancekit.scoring.sinks._reopened
stancekit.scoring.sinks._reopened = lambda place, size: Slow(opened(place, size))
print("ready", flush=True)
score_files(model, source, output, bad_rows="reject", n_jobs=int(jobs))
"""


@pytest.fixture(scope="module")
def folder(bridge, tmp_path_factory):
    found = tmp_path_factory.mktemp("model") / "bridge"
    StanceClassifier().fit(bridge.texts, bridge.labels).model_.save(found)
    return found


def start(source, output, model, slow=0.004, n_jobs=1):
    run = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, source, output, str(model), str(slow), str(n_jobs)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )
    assert run.stdout.readline() == b"ready\n"
    return run


def is_torn(output):
    """Tell whether a kill hit rows being written: more are there than the ledger is sure of."""
    folder = work_folder(Path(output))
    try:
        lines = (folder / "ledger.jsonl").read_bytes().split(b"\n")
        sure = [json.loads(line)["size"] for line in lines[1:-1] if b'"size"' in line]
        return (folder / "rows").stat().st_size > (sure[-1] if sure else 0)
    except FileNotFoundError:
        return False


def kill_somewhere(run, output, *, while_written):
    """Kill a run at any moment, or while it writes rows; return whether it was not over before."""
    time.sleep(random.uniform(0.02, 0.3))
    while while_written and run.poll() is None and not is_torn(output):
        time.sleep(0.001)
    was_at_work = run.poll() is None
    run.kill()
    run.communicate()
    return was_at_work


def kill_a_worker(run):
    """Kill a process that another one has started; return whether that one said so, and ended."""
    worker = run.stdout.readline().decode().strip()
    time.sleep(random.uniform(0.3, 0.9))  # some are not ready by then
    if worker and run.poll() is None:
        with suppress(ProcessLookupError):
            os.kill(int(worker), signal.SIGKILL)
    _, said = run.communicate()
    return run.returncode == 1 and f"process {worker}, one of those".encode() in said


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing kills like this here")
def test_kills_at_any_moment_lose_nothing(folder, statements, here):
    random.seed(7)
    kills = torn = workers = 0
    for number, (kind, output, most) in enumerate(ROUTES):
        source = str(write(f"in{number}.{kind}", statements * 6))
        with open(source, "ab") as stream:  # a bad row, too
            stream.write(b'"x"y\n' if kind == "csv" else b"{]\n")
        whole, broken = f"whole{number}.{output}", f"broken{number}.{output}"
        assert start(source, whole, folder, 0).communicate()[0] == b""
        wanted = kills + -(-KILLS // len(ROUTES))
        while kills < wanted:
            n_jobs = random.choice([1, 2, 2]) if most == 2 else 1
            run = start(source, broken, folder, n_jobs=n_jobs)
            if n_jobs == 2 and random.random() < 0.4:
                workers += kill_a_worker(run)
            elif kill_somewhere(run, broken, while_written=kills % 3):
                kills += 1
                torn += is_torn(broken)
            if run.returncode == 0:  # it was over before
                Path(broken).unlink()
        run = start(source, broken, folder, 0, most)
        run.communicate()
        assert run.returncode == 0
        for name in ("", ".rejected.jsonl"):
            assert Path(broken + name).read_bytes() == Path(whole + name).read_bytes()
        assert not work_folder(Path(broken)).exists()
    assert torn >= kills / 2
    told = "%d kills, %d of them while rows were written, and %d of other processes: nothing lost"
    logging.getLogger(__name__).info(told, kills, torn, workers)


@pytest.fixture
def stopped(model, statements, here, chunks_of, monkeypatch):
    """Return a function that scores a file until so many chunks are noted, as if killed then."""
    write("in.csv", statements)
    chunks_of(1500)

    def stop_after(n_chunks):
        note = Ledger.note

        def note_or_die(ledger, noted):
            note(ledger, noted)
            if len(ledger.noted) == n_chunks:
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Ledger, "note", note_or_die)
            with pytest.raises(KeyboardInterrupt):
                score_files(model, "in.csv", "out.csv")
        return work_folder(Path("out.csv"))

    score_files(model, "in.csv", "whole.csv")
    return stop_after


def test_a_stopped_run_goes_on_where_it_was(model, stopped, statements):
    folder = stopped(3)
    assert len((folder / "ledger.jsonl").read_text().splitlines()) == 4
    done = sum(
        json.loads(line)["rows"] for line in (folder / "ledger.jsonl").open().readlines()[1:]
    )
    result = score_files(model, "in.csv", "out.csv")
    assert (result.resumed, result.rows) == (done, len(statements))
    assert f"{done} of them were done by a run that was stopped." in result.summary()
    assert Path("out.csv").read_bytes() == Path("whole.csv").read_bytes()
    assert not folder.exists()


@pytest.mark.parametrize("torn", [b'{"file": 0, "st', b'{"file": 0}', b"\xff"])
def test_a_torn_last_line_is_dropped(model, stopped, torn):
    folder = stopped(2)
    with (folder / "ledger.jsonl").open("ab") as stream:
        stream.write(torn)
    with (folder / "rows").open("ab") as stream:
        stream.write(b"half a row")
    score_files(model, "in.csv", "out.csv")
    assert Path("out.csv").read_bytes() == Path("whole.csv").read_bytes()


def test_a_run_that_was_killed_before_it_noted_anything_is_begun_anew(model, stopped):
    folder = stopped(1)
    for content in (b"", b'{"library": "stanc'):
        folder.mkdir(exist_ok=True)
        (folder / "ledger.jsonl").write_bytes(content)
        score_files(model, "in.csv", "out.csv")
        assert Path("out.csv").read_bytes() == Path("whole.csv").read_bytes()


def test_another_run_is_refused_with_the_way_out(model, bridge, stopped):
    folder = stopped(2)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    other = StanceClassifier(C=2.0).fit(bridge.texts, bridge.labels).model_
    with pytest.raises(DataError, match=r"another run, which differs in model; .*begin anew"):
        score_files(other, "in.csv", "out.csv")
    with pytest.raises(DataError, match="differs in settings"):
        score_files(model, "in.csv", "out.csv", text="note")
    os.utime("in.csv", (1, 1))
    with pytest.raises(DataError, match="differs in inputs"):
        score_files(model, "in.csv", "out.csv")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_damaged_ledger_is_refused(model, stopped):
    folder = stopped(2)
    lines = (folder / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "ledger.jsonl").write_bytes(lines[0] + b"{]\n" + lines[2])
    with pytest.raises(DataError, match="is damaged; remove it to begin anew"):
        score_files(model, "in.csv", "out.csv")


@pytest.mark.parametrize("moment", [0, 1, 2])
def test_a_run_that_was_killed_when_all_was_done_is_only_settled(
    model, stopped, monkeypatch, moment
):
    folder = stopped(2)
    moves = []

    def replace_or_die(path, target):
        if len(moves) == moment:
            raise KeyboardInterrupt
        moves.append(path)
        os.replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace_or_die)
        patch.setattr(Ledger, "remove", lambda ledger: moment == 2 or 1 / 0)
        with pytest.raises((KeyboardInterrupt, ZeroDivisionError)) if moment < 2 else nullcontext():
            score_files(model, "in.csv", "out.csv")
    assert folder.exists()
    result = score_files(model, "in.csv", "out.csv")
    assert result.resumed == result.rows
    assert Path("out.csv").read_bytes() == Path("whole.csv").read_bytes()
    assert not folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not locked there")
def test_a_run_waits_for_no_folder_that_another_one_removes(model, stopped, monkeypatch):
    folder, take, removed = stopped(2), FolderLock.take, []

    def take_too_late(lock, place):
        found = take(lock, place)
        if not removed:
            removed.append(place.rename(place.with_name("removed")))
        return found

    monkeypatch.setattr(FolderLock, "take", take_too_late)
    ledger = Ledger(folder, {})
    with ledger.locked():
        assert folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not locked there")
def test_two_runs_do_not_work_on_one_output(model, stopped):
    ledger = Ledger(stopped(2), {})
    before = {path: path.read_bytes() for path in ledger.folder.iterdir()}
    with ledger.locked(), pytest.raises(DataError, match="another run is at work on this output"):
        score_files(model, "in.csv", "out.csv")
    assert {path: path.read_bytes() for path in ledger.folder.iterdir()} == before
    score_files(model, "in.csv", "out.csv")
    assert Path("out.csv").read_bytes() == Path("whole.csv").read_bytes()
