"""Processes that work on chunks beside this one, and what becomes of these in their order.

Threads of one process would wait for each other: much of the work holds Python's lock. So each
other process has a model of its own and reads its chunks itself, where they are in a file; this
process cuts chunks, takes what became of them, and works on some whenever it would only wait.
"""

from __future__ import annotations

import pickle
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple, Self

from stancekit.scoring.chunks import Chunk
from stancekit.scoring.job import Job
from stancekit.scoring.opening import Input
from stancekit.scoring.sinks import Done
from stancekit.scoring.worker import Worker

__all__ = ["Part", "Task", "Workers", "setup_of"]

_AHEAD = 2
"""So many chunks for each process are cut before what became of the first one is taken."""


class Task(NamedTuple):
    """A chunk of an input, which is named by its number; so many more bytes of it were read."""

    number: int
    n_bytes: int
    chunk: Chunk


class Part(NamedTuple):
    """What became of a task."""

    number: int
    n_bytes: int
    done: Done


def setup_of(job: Job, inputs: Sequence[Input]) -> bytes:
    """Return what another process needs, nothing where there can be none.

    An encoder uses all cores by itself, may be large, and need not be fit to be sent.
    """
    shared = [source if source.can_be_shared else None for source in inputs]
    if job.model.encoder is not None or not any(shared):
        return b""
    if not sys.executable or hasattr(sys, "frozen"):  # then that is another program
        return b""
    try:
        return pickle.dumps((job, shared))
    except Exception:  # a model that nothing can be sent of scores here
        return b""


@dataclass
class _Waiting:
    """A task, and what becomes of it."""

    task: Task
    future: Future[Done]


class Workers:
    """Other processes, which end when this object is left, or this process ends."""

    def __init__(
        self, job: Job, inputs: Sequence[Input], setup: bytes, n: int, folder: Path | None
    ) -> None:
        self._job, self._inputs, self._n = job, inputs, n
        self._setup, self._folder = setup, folder
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._threads = ThreadPoolExecutor(n)  # each of which waits for a process
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        self._opened.callback(self._threads.shutdown)
        try:
            for _ in range(self._n):
                self._idle.put(self._opened.enter_context(Worker(self._setup, self._folder)))
        except BaseException:
            self._opened.close()
            raise
        return self

    def __exit__(self, *failure: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._opened.close()

    def parts(self, tasks: Iterator[Task]) -> Iterator[Part]:
        """Yield what becomes of tasks."""
        waiting: deque[_Waiting] = deque()
        for task in tasks:
            waiting.append(_Waiting(task, self._begun(task)))
            if len(waiting) > _AHEAD * (self._n + 1):
                yield self._first(waiting)
        while waiting:
            yield self._first(waiting)

    def _begun(self, task: Task) -> Future[Done]:
        if self._inputs[task.number].can_be_shared:
            return self._threads.submit(self._elsewhere, task)
        return Future()  # of which nothing comes but here

    def _elsewhere(self, task: Task) -> Done:
        worker = self._idle.get()
        try:
            return worker.done(task.number, task.chunk)
        finally:
            self._idle.put(worker)

    def _first(self, waiting: deque[_Waiting]) -> Part:
        """Return what became of the first task; do some here until it is known."""
        while not waiting[0].future.done():
            free = next((one for one in waiting if one.future.cancel()), None)
            if free is None:
                break
            free.future = self._here(free.task)
        first = waiting.popleft()
        return Part(first.task.number, first.task.n_bytes, first.future.result())

    def _here(self, task: Task) -> Future[Done]:
        """Do a task that nobody has begun; what is wrong with it is told when its turn comes."""
        future: Future[Done] = Future()
        try:
            future.set_result(self._job.done(self._inputs[task.number], task.chunk))
        except Exception as error:
            future.set_exception(error)
        return future
