"""The work itself: chunk after chunk is handed out, and what becomes of it is taken in order."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path

from stancekit.model.model import StanceModel
from stancekit.progress import Progress
from stancekit.scoring.chunks import Place
from stancekit.scoring.job import Job
from stancekit.scoring.opening import Input
from stancekit.scoring.sinks import Sink
from stancekit.scoring.text_inputs import TextInput
from stancekit.scoring.workers import Part, Task, Workers, setup_of

__all__ = ["do"]

_WORTH, _WORTH_PER_TERM = 64 << 20, 512
"""From so many bytes on, another process is worth its start, and sending it the model."""
_PER_ROW = 100
"""As how many bytes a row counts, where the bytes of a chunk are not known."""


def do(
    job: Job,
    inputs: Sequence[Input],
    place: tuple[int, Place | None],
    sink: Sink,
    n_jobs: int,
    total_bytes: int,
) -> int:
    """Score what is left of inputs from a place on; return how many rows that were."""
    n_rows = 0
    tasks = _tasks(inputs, place)
    with (
        Progress("scoring", unit="row", total_bytes=total_bytes or None) as progress,
        closing(_parts(job, inputs, tasks, sink.folder, n_jobs, total_bytes)) as parts,
    ):
        for number, n_bytes, done in parts:
            sink.write(number, done)
            n_rows += done.chunk.n_rows
            progress.advance(done.chunk.n_rows, n_bytes)
            del done  # while the next one is made, memory holds one of them
    return n_rows


def _parts(
    job: Job,
    inputs: Sequence[Input],
    tasks: Iterator[Task],
    folder: Path | None,
    n_jobs: int,
    total_bytes: int,
) -> Generator[Part]:
    """Yield what becomes of tasks in their order, by one process or several."""
    if n_jobs > 1:
        lean = (_lean(inputs[task.number], task) for task in tasks)
        tasks, are_many = _looked_ahead(lean, total_bytes, _worth(job.model))
        if are_many and (setup := setup_of(job, inputs)):
            with Workers(job, inputs, setup, n_jobs - 1, folder) as workers:
                yield from workers.parts(tasks)
            return
    for task in tasks:
        yield Part(task.number, task.n_bytes, job.done(inputs[task.number], task.chunk))


def _worth(model: StanceModel) -> int:
    """Return from how many bytes on starting another process pays."""
    return _WORTH + _WORTH_PER_TERM * sum(part.n_terms for part in model.parts.values())


def _looked_ahead(
    tasks: Iterator[Task], total_bytes: int, worth: int
) -> tuple[Iterator[Task], bool]:
    """Return tasks, and whether they are so many that starting another process pays."""
    if total_bytes >= worth:
        return tasks, True
    begun, size = [], 0  # files may be packed, or come from standard input
    for task in tasks:
        begun.append(task)
        chunk = task.chunk
        size += max(chunk.stop.start - chunk.place.start, chunk.n_rows * _PER_ROW)
        if size >= worth:
            return chain(begun, tasks), True
    return iter(begun), False


def _lean(source: Input, task: Task) -> Task:
    """Return a task with no more bytes than it needs."""
    if isinstance(source, TextInput):
        return task._replace(chunk=source.lean(task.chunk))
    return task


def _tasks(inputs: Sequence[Input], place: tuple[int, Place | None]) -> Iterator[Task]:
    """Yield chunks from a place on."""
    first, start = place
    for number in range(first, len(inputs)):
        source, before = inputs[number], 0
        for chunk in source.chunks(start if number == first else None):
            yield Task(number, source.n_packed - before, chunk)
            before = source.n_packed
