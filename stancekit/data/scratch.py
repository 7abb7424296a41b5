"""Files and folders that are there as a whole or not at all, and hidden places until they are.

Who writes holds a lock on its hidden folder, which ends with the process however that ends. So the
next one can tell what was left behind by one that was killed from where one is at work.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from stancekit.data.locks import FolderLock
from stancekit.data.quoting import from_here

__all__ = [
    "check_writable",
    "on_disk",
    "real_place",
    "remove_folder",
    "scratch_folder",
    "stranded",
    "write_whole",
]

_AT_WORK = 3600  # seconds; after so long without a change nobody is, where there are no locks
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux
_FORMER = "-former"


@contextmanager
def scratch_folder(parent: Path, prefix: str = ".stancekit-") -> Iterator[Path]:
    """Make a folder in a folder for as long as it is needed; Ctrl-C does not leave it behind.

    What killed processes left there is removed first.
    """
    _tidy_up(parent, prefix)
    # The name is known before the folder is there: Ctrl-C cannot come in between.
    folder, lock = _hidden(parent, prefix), FolderLock()
    try:
        try:
            _make(folder, lock)
        except OSError as error:
            error.filename = str(parent)
            raise
        yield folder
    finally:
        try:
            remove_folder(folder)
        finally:
            lock.release()


def _make(folder: Path, lock: FolderLock) -> None:
    """Make a folder and lock it; again, if somebody tidied it up before it was locked."""
    while not folder.exists():
        folder.mkdir(mode=0o700)
        with suppress(BlockingIOError):
            lock.take(folder)
            continue
        while folder.exists():  # it is being tidied up
            time.sleep(0.001)


def real_place(path: Path) -> Path:
    """Return where a path leads to, links followed."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:  # which of them, the version of Python says
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from error


def check_writable(place: Path, kind: str = "file") -> None:
    """Refuse a file or folder that could not be made, before any work is done for it."""
    parent = real_place(place).parent
    nearest = next(folder for folder in (parent, *parent.parents) if folder.exists())
    folder = _hidden(nearest)
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        # In a place that is there, "no such file" is no reason.
        reason = "" if isinstance(error, FileNotFoundError) else f": {error.strerror}"
        wrong = f"cannot be written (nothing can be made in {from_here(nearest)}{reason})"
        raise type(error)(f"{from_here(place)}: {wrong}; name another {kind}") from error
    finally:
        remove_folder(folder)


def _hidden(parent: Path, prefix: str = ".stancekit-") -> Path:
    return parent / f"{prefix}{secrets.token_hex(4)}"


def remove_folder(folder: Path) -> None:
    """Remove a folder and all in it as far as possible, even if Ctrl-C comes in between."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except BaseException as stopped:
        shutil.rmtree(folder, ignore_errors=True)
        # Interrupted while it closes a folder, rmtree closes it again; that error hides Ctrl-C.
        if isinstance(stopped, OSError) and stopped.__context__ is not None:
            raise stopped.__context__ from None
        raise


def on_disk(place: Path) -> None:
    """Wait until a file, or what a folder lists, is on the disk: no power cut can then undo it."""
    if place.is_dir():
        with suppress(OSError):  # not every system can wait for a folder
            _synced(place, os.O_RDONLY)
    else:
        _synced(place, os.O_RDWR)


def _synced(place: Path, flags: int) -> None:
    descriptor = os.open(place, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(folder: Path, files: Mapping[str, bytes], *, replace: bool) -> None:
    """Write all files beside their place, then move them there in one step."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with scratch_folder(folder.parent, f".{folder.name}-") as scratch:
        new = scratch / "new"
        new.mkdir()
        for name, content in files.items():
            (new / name).write_bytes(content)
            on_disk(new / name)
        on_disk(new)
        if not (replace and folder.exists() and _exchanged(new, folder)):
            _put(new, folder, scratch.with_name(f"{scratch.name}{_FORMER}"), replace=replace)
        on_disk(folder.parent)


def _exchanged(new: Path, folder: Path) -> bool:
    """Put each of two folders in the place of the other at once, if this system can do that."""
    if sys.platform != "linux":
        return False
    import ctypes

    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    here, of, to = -100, os.fsencode(new.absolute()), os.fsencode(folder.absolute())
    return rename is not None and rename(here, of, here, to, _EXCHANGE) == 0


def _put(new: Path, folder: Path, former: Path, *, replace: bool) -> None:
    """Move a folder to its place, from which a former one is moved first."""
    try:
        if replace and folder.exists():
            folder.rename(former)
        new.rename(folder)
    finally:
        _settle(folder, former)


def _settle(folder: Path, former: Path) -> None:
    """Remove what stood in a folder if something new stands there, and else put it back."""
    if folder.exists():
        remove_folder(former)
    elif former.exists():
        former.rename(folder)


def stranded(folder: Path) -> list[Path]:
    """Return what stood in a folder when a process was killed that was just replacing it."""
    leftover = re.compile(re.escape(f".{folder.name}-") + "[0-9a-f]{8}" + _FORMER).fullmatch
    try:
        return [folder.with_name(name) for name in os.listdir(folder.parent) if leftover(name)]
    except OSError:
        return []


def _tidy_up(parent: Path, prefix: str) -> None:
    """Remove what writers left in a folder when they were killed, unless one is at work."""
    leftover = re.compile(re.escape(prefix) + f"([0-9a-f]{{8}})({_FORMER})?").fullmatch
    try:
        names = os.listdir(parent)
    except OSError:
        return  # which making a folder there will tell
    for match in filter(None, map(leftover, names)):
        with suppress(OSError):  # its writer has just removed it, or it is somebody else's
            _remove_abandoned(parent / f"{prefix}{match[1]}", parent / prefix[1:-1], match[2] or "")


def _remove_abandoned(scratch: Path, folder: Path, suffix: str) -> None:
    place, lock = scratch.with_name(f"{scratch.name}{suffix}"), FolderLock()
    try:
        is_free = lock.take(scratch if scratch.exists() else place)
        if not is_free and time.time() - _changed(place) < _AT_WORK:
            return
        if suffix:
            _settle(folder, place)
        else:
            remove_folder(place)
    finally:
        lock.release()


def _changed(place: Path) -> float:
    """Return when anything in a folder was last changed."""
    return max(path.stat().st_mtime for path in (place, *place.rglob("*")))
