"""Processes in sessions of their own, which can be found, measured and ended as a whole (Linux)."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

__all__ = ["cpu_seconds", "kill", "start", "stop"]

# Whatever ends this process closes its end of the pipe, and with it what was started. What has
# ended by itself is no longer watched: its number may be another's by then.
RUN_UNTIL_THE_PIPE_CLOSES = """
exec 3<&0
"$@" & run=$!
(cat <&3; kill -9 $run) & watcher=$!
wait $run
kill $watcher
"""
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 30  # seconds in which a process may end by itself


def start(words: Sequence[object], log: Path, **environment: str) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own, in the folder of its log."""
    with log.open("wb") as stream:
        return subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", RUN_UNTIL_THE_PIPE_CLOSES, "sh", *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=stream,
            stderr=stream,
            cwd=log.parent,
            env=os.environ | environment,
            start_new_session=True,
        )


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a command and all below it."""
    _signal(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    kill(process)


def kill(process: subprocess.Popen[bytes]) -> int:
    """End a command and all below it at once; return how many processes that were."""
    ended = left = _signal(process.pid, signal.SIGKILL)
    while left:  # what was started meanwhile, or has not ended yet
        time.sleep(0.01)
        left = _signal(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin:
        process.stdin.close()
    return ended


def cpu_seconds(sessions: Sequence[int]) -> Mapping[str, float]:
    """Return the CPU time of all processes of sessions until now: of Java, and of all else."""
    found = {"java": 0.0, "python": 0.0}
    for session in sessions:
        for _, name, numbers in _members(session):
            # User and system time, of itself and of those below it that have ended.
            found["java" if name == "java" else "python"] += sum(numbers[11:15]) / TICKS
    return found


def _signal(session: int, number: signal.Signals) -> int:
    members = [process for process, _, _ in _members(session)]
    for process in members:
        with suppress(ProcessLookupError):
            os.kill(process, number)
    return len(members)


def _members(session: int) -> Iterator[tuple[int, str, list[int]]]:
    """Yield the processes of a session: number, name and what proc(5) has in `stat` behind it."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            before, _, after = path.read_text(errors="replace").rpartition(")")
            number, _, name = before.partition(" (")
            state, *numbers = after.split()
            if int(numbers[2]) == session and state != "Z":
                yield int(number), name, [0, *map(int, numbers)]
