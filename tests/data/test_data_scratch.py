"""Hidden folders vanish, whatever ends their use."""

import os
import subprocess
import sys
import threading

import pytest

from stancekit.data.locks import FolderLock
from stancekit.data.scratch import remove_folder, scratch_folder


def test_a_scratch_folder_vanishes_with_all_in_it(tmp_path):
    with scratch_folder(tmp_path, ".mine-") as folder:
        assert folder.parent == tmp_path
        assert folder.name.startswith(".mine-")
        (folder / "deep").mkdir()
        (folder / "deep" / "file").write_text("x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, ValueError])
def test_an_error_removes_it_and_stays_the_error(stop, tmp_path):
    with pytest.raises(stop), scratch_folder(tmp_path):
        raise stop
    assert list(tmp_path.iterdir()) == []


def test_the_error_names_the_folder_that_cannot_be_written(tmp_path):
    with pytest.raises(FileNotFoundError) as raised, scratch_folder(tmp_path / "none"):
        pass
    assert raised.value.filename == str(tmp_path / "none")


@pytest.mark.parametrize("calls", range(1, 20))
def test_an_interrupted_removal_goes_on_and_stays_an_interruption(calls, tmp_path, monkeypatch):
    """Interrupt after each call that closes or removes; where a folder was closed, Python errs."""
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "file").write_text("x")
    left = calls

    def interrupting(function):
        def call(*args, **given):
            nonlocal left
            result = function(*args, **given)
            left -= 1
            if left == 0:
                raise KeyboardInterrupt
            return result

        return call

    for name in ("close", "open", "rmdir", "unlink"):
        monkeypatch.setattr(os, name, interrupting(getattr(os, name)))
    try:
        remove_folder(folder)
    except KeyboardInterrupt:
        pass
    else:
        assert left > 0, "the interruption was lost"
    assert not folder.exists()


KILLED = """
import os, sys
from pathlib import Path
from stancekit.data.scratch import scratch_folder
with scratch_folder(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("x")
    print("ready", flush=True)
    sys.stdin.read()
    os._exit(9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="locks tell who is at work")
def test_what_a_killed_process_leaves_the_next_one_removes(tmp_path):
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline() == "ready\n"
        (at_work,) = tmp_path.iterdir()
        with scratch_folder(tmp_path):
            assert at_work.exists()
        process.stdin.close()
    assert process.wait() == 9
    assert at_work.exists()
    with scratch_folder(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_that_is_tidied_up_before_it_is_locked_is_made_again(tmp_path, monkeypatch):
    take = FolderLock.take
    removed = []

    def tidied_first(lock, folder):
        if not removed:
            removed.append(folder.rmdir())
        return take(lock, folder)

    monkeypatch.setattr(FolderLock, "take", tidied_first)
    with scratch_folder(tmp_path) as folder:
        assert folder.is_dir()
    assert removed


def test_a_folder_that_is_just_being_tidied_up_is_made_again(tmp_path, monkeypatch):
    take = FolderLock.take
    others = []

    def locked_first(lock, folder):
        if not others:
            others.append(FolderLock())
            take(others[0], folder)
            threading.Timer(0.05, remove_folder, [folder]).start()
        return take(lock, folder)

    monkeypatch.setattr(FolderLock, "take", locked_first)
    with scratch_folder(tmp_path) as folder:
        assert folder.is_dir()
        others[0].release()
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_removed_is_no_error(tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    remove_folder(file)
    assert file.exists()
