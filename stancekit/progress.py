"""How far long work is, for whoever watches: nobody, unless the command line does.

Code that may take long says what it does and counts its steps; it does not know who looks on.

Examples
--------
>>> class Printer:
...     def begun(self, work):
...         print("begun:", work.what)
...     def ended(self, work):
...         print("ended:", work.done, "of", work.total)
>>> with watched_by(Printer()):
...     letters = [letter.upper() for letter in track("abc", "letters")]
begun: letters
ended: 3 of 3
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol, Self, TypeVar

from stancekit.exceptions import InputTypeError

__all__ = ["Progress", "Watcher", "track", "watched_by"]

T = TypeVar("T")


class Watcher(Protocol):
    """Who is told of work that begins and ends, and may look at it at any time between."""

    def begun(self, work: Progress, /) -> None:
        """Hear that work begins."""

    def ended(self, work: Progress, /) -> None:
        """Hear that work has ended, or was given up."""


_watcher: ContextVar[Watcher | None] = ContextVar("_watcher", default=None)
"""Threads and processes that work is handed to have none: they count for those who handed it."""


@dataclass(eq=False)
class Progress:
    """Work under way: a context manager that counts its steps, from any thread.

    Where only the size of a file is known, `total_bytes` stands in for the number of its rows.
    `report` is told ``(done, total)`` after every step.
    """

    what: str
    total: int | None = None
    unit: str = "step"
    total_bytes: int | None = None
    report: Callable[[int, int], None] | None = None
    done: int = 0
    done_bytes: int = 0
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)
    _watched_by: Watcher | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be called before anything was done."""
        if self.report is not None and not callable(self.report):
            kind = type(self.report).__name__
            raise InputTypeError(f"progress: expected a function of (done, total), got {kind}")

    @property
    def share(self) -> float | None:
        """Which share is done, None where nobody knows."""
        done, total = (
            (self.done_bytes, self.total_bytes) if self.total_bytes else (self.done, self.total)
        )
        return min(done / total, 1.0) if total else None

    def advance(self, steps: int = 1, n_bytes: int = 0) -> None:
        """Count steps that were done."""
        with self._lock:
            self.done += steps
            self.done_bytes += n_bytes
            done = self.done
        if self.report is not None and self.total is not None:
            self.report(done, self.total)

    def after(self, result: T) -> T:
        """Count one step and return what it gave."""
        self.advance()
        return result

    def __enter__(self) -> Self:
        """Tell who watches."""
        self._watched_by = _watcher.get()
        if self._watched_by is not None:
            self._watched_by.begun(self)
        return self

    def __exit__(self, *failure: object) -> None:
        """Tell who watches, whether the work was done or not."""
        if self._watched_by is not None:
            self._watched_by.ended(self)


def track(
    items: Iterable[T], what: str, total: int | None = None, unit: str = "step"
) -> Iterator[T]:
    """Yield items, and count each when the next one is asked for."""
    if total is None and isinstance(items, Collection):
        total = len(items)
    with Progress(what, total, unit) as work:
        for item in items:
            yield item
            work.advance()


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Let somebody watch the work that is done meanwhile."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)
