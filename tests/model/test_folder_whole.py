"""A folder is the former or the new one, at whichever line its writer is stopped."""

import os
import sys
import threading
from contextlib import suppress

import pytest

from stancekit.data import scratch
from stancekit.data.scratch import write_whole

OLD, NEW = {"a": b"old", "b": b"old"}, {"a": b"new", "c": b"new"}
TRACED = {scratch.__file__}


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def hours_later(place):
    """Let what is in a folder be two hours old."""
    for path in place.iterdir():
        os.utime(path, (path.stat().st_mtime - 7200,) * 2)


def stop_at_line(number, stop):
    """Call `stop` when that many lines of the writer have run; return how many are left."""
    left = number

    def trace(frame, event, argument):
        nonlocal left
        if frame.f_code.co_filename not in TRACED:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                stop()
        return trace

    return trace


def interrupted(folder, line):
    """Replace a folder, interrupted at a line; tell whether it got so far."""
    before = sys.gettrace()  # that of a debugger, or of the measurement of coverage

    def interrupt():
        sys.settrace(before)
        raise KeyboardInterrupt

    sys.settrace(stop_at_line(line, interrupt))
    try:
        write_whole(folder, NEW, replace=True)
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


def killed(folder, line):
    """Replace a folder in a process that is killed at a line; tell whether it got so far."""
    child = os.fork()
    if not child:
        sys.settrace(stop_at_line(line, lambda: os._exit(9)))
        write_whole(folder, NEW, replace=True)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.fixture
def folder(tmp_path):
    write_whole(tmp_path / "model", OLD, replace=False)
    return tmp_path / "model"


# The lines differ between versions of Python; 200 are more than there are.
def test_interrupted_at_any_line_it_is_the_former_or_the_new_one(folder):
    outcomes = []
    for line in range(1, 200):
        if not interrupted(folder, line):
            break
        found = contents(folder)
        outcomes.append(found == NEW)
        assert found in (OLD, NEW)
        hours_later(folder.parent)
        write_whole(folder, OLD, replace=True)
        assert os.listdir(folder.parent) == ["model"]
    assert outcomes == sorted(outcomes)
    assert {False, True} == set(outcomes)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes")
def test_killed_at_any_line_the_next_one_tidies_up(folder):
    seen = set()
    for line in range(1, 200):
        if not killed(folder, line):
            break
        seen.add(len(os.listdir(folder.parent)))
        former = [path for path in folder.parent.iterdir() if path.name.endswith("-former")]
        assert contents(folder if folder.exists() else former[0]) in (OLD, NEW)
        hours_later(folder.parent)
        write_whole(folder, OLD, replace=True)
        assert os.listdir(folder.parent) == ["model"]
    assert seen == {1, 2, 3}


def test_a_stranded_former_one_comes_back(folder):
    stranded = folder.with_name(".model-01234567-former")
    folder.rename(stranded)
    hours_later(folder.parent)
    with pytest.raises(OSError, match="model"):
        write_whole(folder, NEW, replace=False)
    assert contents(folder) == OLD


def test_what_others_hide_there_stays(folder):
    others = [".model-notes", ".model-0123456", ".models-01234567", ".other-01234567"]
    for name in others:
        folder.with_name(name).mkdir()
    hours_later(folder.parent)
    fresh = ".model-76543210"  # somebody is at work
    folder.with_name(fresh).mkdir()
    write_whole(folder, NEW, replace=True)
    assert sorted(os.listdir(folder.parent)) == sorted(["model", fresh, *others])


def test_many_writers_do_not_disturb_each_other(tmp_path):
    names = [f"v{number:04d}" for number in range(8)] * 3
    files = {name: {"name": name.encode(), "large": bytes(100_000)} for name in names}

    def write(name):
        with suppress(OSError):  # another one was faster
            write_whole(tmp_path / name, files[name], replace=True)

    writers = [threading.Thread(target=write, args=[name]) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert {path.name: contents(path) for path in tmp_path.iterdir()} == files
