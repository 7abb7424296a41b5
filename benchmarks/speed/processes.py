"""Fresh processes, commands, and what the operating system and the profiler say of a call."""

from __future__ import annotations

import cProfile
import ctypes
import gc
import multiprocessing
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import ParamSpec, TypeVar

__all__ = ["in_fresh_process", "peak_memory", "peak_of_command", "profile_of", "run_command"]

P = ParamSpec("P")
T = TypeVar("T")


def in_fresh_process(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function of a module in a new Python process and return its result."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        return pool.submit(function, *args, **kwargs).result()


def peak_memory(call: Callable[[], object]) -> int | None:
    """Return by how many bytes the process grows at most during a call.

    Memory that was freed before, but not given back to the operating system, is given back first,
    so that the call cannot use it unnoticed.

    Returns
    -------
    int or None
        None where the operating system is not Linux.

    Examples
    --------
    >>> grown = peak_memory(lambda: bytes(range(256)) * 400_000)
    >>> grown is None or 90e6 < grown < 110e6
    True
    """
    reset = Path("/proc/self/clear_refs")
    if not reset.exists():
        call()
        return None
    gc.collect()
    with suppress(AttributeError):  # only glibc has it
        ctypes.CDLL(None).malloc_trim(0)
    reset.write_text("5")  # forget the highest resident size so far
    before = _status("VmRSS")
    call()
    return _status("VmHWM") - before


def _status(field: str, process: int | str = "self") -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return int(value.split()[0]) * 1024
    raise LookupError(field)


def run_command(command: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and return what it said.

    Raises
    ------
    RuntimeError
        If it fails; with what it said about that.

    Examples
    --------
    >>> run_command(["echo", "done"]).stdout.strip()
    'done'
    """
    environment = {**os.environ, **environment}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {done.stderr}")
    return done


def peak_of_command(command: Sequence[str]) -> int:
    """Return how many bytes a command and the processes that it starts hold at most, together.

    They are looked at a hundred times a second, by what Linux alone tells.

    Raises
    ------
    RuntimeError
        If the command fails.
    """
    quiet = subprocess.DEVNULL
    process, peak = subprocess.Popen(command, stdout=quiet, stderr=quiet), 0  # noqa: S603
    while process.poll() is None:
        with suppress(OSError, LookupError):  # one of them has just ended
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            peak = max(peak, sum(_status("VmRSS", of) for of in (str(process.pid), *children)))
        time.sleep(0.01)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed")
    return peak


def profile_of(call: Callable[[], object], lines: int = 8) -> str:
    """Return the functions in which a call spends most of its own time, a line for each.

    Examples
    --------
    >>> profile_of(lambda: sorted(range(100_000)), lines=1).partition("%")[2]
    '          1 calls  <built-in method builtins.sorted>'
    """
    profile = cProfile.Profile()
    profile.runcall(call)
    entries = sorted(profile.getstats(), key=lambda entry: -entry.inlinetime)
    total = sum(entry.inlinetime for entry in entries)
    return "\n".join(
        f"{entry.inlinetime / total:4.0%} {entry.callcount:10,} calls  {_place(entry.code)}"
        for entry in entries[:lines]
    )


def _place(code: str | CodeType) -> str:
    if isinstance(code, str):
        return code
    return f"{code.co_name} ({Path(code.co_filename).name}, line {code.co_firstlineno})"
