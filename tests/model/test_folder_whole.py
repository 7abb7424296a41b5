"""A folder is the former or the new one, at whichever line its writer is stopped."""

import os
import sys
import threading
from contextlib import suppress

import pytest

from stancekit import load_model
from stancekit.data import locks, scratch
from stancekit.data.locks import FolderLock
from stancekit.data.scratch import scratch_folder, stranded, write_whole

OLD, NEW = {"a": b"old", "b": b"old"}, {"a": b"new", "c": b"new"}
TRACED = {scratch.__file__, locks.__file__}


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


@pytest.fixture(params=["at once", "by two renames"])
def way(request, monkeypatch):
    """How the new folder takes the place of the former one; not all systems can do it at once."""
    if request.param == "by two renames":
        monkeypatch.setattr(scratch, "_exchanged", lambda new, folder: False)
    elif sys.platform != "linux":
        pytest.skip("only Linux can exchange two folders")
    return request.param


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes")
def test_killed_at_any_line_the_next_one_tidies_up(folder, way):
    """It does so at once, as no process holds the lock any more."""
    seen = set()
    in_place = set()
    for line in range(1, 200):
        if not killed(folder, line):
            break
        seen.add(len(os.listdir(folder.parent)))
        in_place.add(folder.exists())
        former = stranded(folder)
        assert contents(folder if folder.exists() else former[0]) in (OLD, NEW)
        write_whole(folder, OLD, replace=True)
        assert os.listdir(folder.parent) == ["model"]
    assert seen == ({1, 2} if way == "at once" else {1, 2, 3})
    assert in_place == ({True} if way == "at once" else {True, False})


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
    with scratch_folder(folder.parent, ".model-") as at_work:
        write_whole(folder, NEW, replace=True)
        assert sorted(os.listdir(folder.parent)) == sorted(["model", at_work.name, *others])


def test_without_locks_what_was_changed_an_hour_ago_is_left_over(folder, monkeypatch):
    monkeypatch.setattr(FolderLock, "take", lambda lock, folder: False)
    old, fresh, filled = (folder.with_name(f".model-{n}2345678") for n in "abc")
    for place in (old, fresh, filled):
        place.mkdir()
    (filled / "new").mkdir()
    hours_later(folder.parent)
    (filled / "new" / "part").write_text("just written")
    os.utime(fresh)
    write_whole(folder, NEW, replace=True)
    assert sorted(os.listdir(folder.parent)) == sorted(["model", fresh.name, filled.name])


def test_a_model_that_is_only_hidden_is_named(folder):
    former = folder.with_name(".model-01234567-former")
    folder.rename(former)
    with pytest.raises(
        FileNotFoundError, match=f"was killed that replaced it: rename .*{former.name}"
    ):
        load_model(folder)


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
