"""How far long work is, on standard error: a line that changes, or now and then a whole line."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from threading import Event, RLock, Thread
from typing import TextIO

from stancekit.blocks import printable
from stancekit.data.quoting import counted
from stancekit.progress import Progress, watched_by

__all__ = ["Display", "line_cleared", "progress_shown", "sentence"]

_AFTER = 5.0  # seconds of work that need no word
_ON_TERMINAL, _ELSEWHERE = 0.5, 10.0  # seconds from one look to the next

_displays: list[Display] = []
"""Those in use, the one that writes last."""


class Display:
    """Shows the work under way: where some is part of another, the outermost whose end is known.

    A thread of its own looks after it, as one step may take minutes. A process that was forked off
    shows nothing.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._on_terminal = stream.isatty()
        self._due = clock() + _AFTER
        self._works: dict[Progress, float] = {}
        self._width = 0
        self._lock, self._over = RLock(), Event()
        self._process = os.getpid()
        self._thread: Thread | None = None

    def begun(self, work: Progress) -> None:
        """Show work from now on."""
        if os.getpid() != self._process:
            return
        with self._lock:
            self._works[work] = self._clock()
            if self._thread is None:
                self._thread = Thread(target=self._look, name="progress", daemon=True)
                self._thread.start()

    def ended(self, work: Progress) -> None:
        """Show work no more."""
        if os.getpid() == self._process:
            with self._lock:
                self._works.pop(work, None)
                self.clear()

    def tick(self) -> None:
        """Write how far the work is, if it is time for that."""
        with self._lock:
            now = self._clock()
            if not self._works or now < self._due:
                return
            works = self._works.items()
            work, since = next((w for w in works if w[0].share is not None), [*works][-1])
            self._write(sentence(work, now - since))
            self._due = now + (_ON_TERMINAL if self._on_terminal else _ELSEWHERE)

    def clear(self) -> None:
        """Remove the line from a terminal."""
        if self._width:
            self._stream.write(f"\r{' ' * self._width}\r")
            self._stream.flush()
            self._width = 0

    @contextmanager
    def cleared(self) -> Iterator[None]:
        """Keep the terminal free for other lines."""
        with self._lock:
            self.clear()
            yield

    def close(self) -> None:
        """Let the thread end."""
        self._over.set()
        if self._thread is not None and os.getpid() == self._process:
            self._thread.join()

    def _write(self, line: str) -> None:
        if not self._on_terminal:
            self._stream.write(f"{line}\n")
        else:
            line = line[: shutil.get_terminal_size().columns - 1]
            self._stream.write(f"\r{line.ljust(self._width)}")
            self._width = len(line)
        self._stream.flush()

    def _look(self) -> None:
        with suppress(OSError, ValueError):  # nobody reads standard error any more
            while not self._over.wait(_ON_TERMINAL):
                self.tick()


def sentence(work: Progress, seconds: float) -> str:
    """Say how far work is after so many seconds.

    Examples
    --------
    >>> sentence(Progress("cross-validation", 55, "fit", done=12), 48.0)
    'Cross-validation: 12 of 55 fits in 48 s, 4.0 s per fit, about 2 min 52 s left'
    >>> work = Progress("scoring", unit="row", total_bytes=400, done=9000, done_bytes=100)
    >>> sentence(work, 3.0)
    'Scoring: 9,000 rows (25 %) in 3 s, 3,000 rows per second, about 9 s left'
    """
    parts = [f"{_amount(work)}{_time(seconds)}"]
    if work.done and seconds:
        parts.append(_rate(work.done / seconds, work.unit))
    if share := work.share:
        parts.append(f"about {_time(seconds * (1 - share) / share)} left")
    return printable(f"{work.what[:1].upper()}{work.what[1:]}: {', '.join(parts)}")


def _amount(work: Progress) -> str:
    if work.total is not None:
        return f"{work.done:,} of {counted(work.total, work.unit)} in "
    share = f" ({100 * work.share:.0f} %)" if work.share else ""
    return f"{counted(work.done, work.unit)}{share} in " if work.done else ""


def _rate(per_second: float, unit: str) -> str:
    if per_second < 1:
        return f"{1 / per_second:.1f} s per {unit}"
    return f"{counted(round(per_second), unit)} per second"


def _time(seconds: float) -> str:
    """Return a time in the two units that matter."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


@contextmanager
def progress_shown() -> Iterator[None]:
    """Show on standard error, if there is one, how far long work is."""
    if sys.stderr is None:
        yield
        return
    display = Display(sys.stderr)
    _displays.append(display)
    try:
        with watched_by(display):
            yield
    finally:
        _displays.remove(display)
        display.close()


def line_cleared() -> AbstractContextManager[None]:
    """Keep the terminal free for other lines, where work is shown there."""
    return _displays[-1].cleared() if _displays else nullcontext()
