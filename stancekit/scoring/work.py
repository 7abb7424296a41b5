"""The work itself: chunk after chunk is read, judged, scored and handed on in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from stancekit.data.quoting import counted
from stancekit.exceptions import DataError, StancekitError
from stancekit.model.model import StanceModel
from stancekit.progress import Progress
from stancekit.scoring.arrow_route import written_quickly
from stancekit.scoring.chunks import Chunk, Place
from stancekit.scoring.layout import Layout
from stancekit.scoring.opening import Input
from stancekit.scoring.packing import packed
from stancekit.scoring.parquet_route import done_as_parquet
from stancekit.scoring.rows import Wanted, problems_of
from stancekit.scoring.sinks import Done, Sink
from stancekit.scoring.table_inputs import ParquetInput
from stancekit.scoring.writing import write_rows

__all__ = ["Job", "do"]


@dataclass(frozen=True)
class Job:
    """What is to be done with each chunk."""

    model: StanceModel
    wanted: Wanted
    layout: Layout
    rejects: bool
    packing: str

    def done(self, source: Input, chunk: Chunk) -> Done:
        """Read, judge and score a chunk, and pack what is to be written."""
        done = self._scored(source, chunk)
        return replace(done, data=packed(done.data, self.packing))

    def _scored(self, source: Input, chunk: Chunk) -> Done:
        if isinstance(source, ParquetInput) and self.layout.suffix == ".parquet":
            return self._counted(
                source,
                done_as_parquet(
                    self.model, self.layout, source, chunk, self.wanted, rejects=self.rejects
                ),
            )
        quick = written_quickly(self.model, self.layout, source, chunk, self.wanted)
        if quick is not None:
            return self._counted(source, Done(chunk, quick.data, quick.statuses))
        return self._counted(source, self._row_by_row(source, chunk))

    def _row_by_row(self, source: Input, chunk: Chunk) -> Done:
        rows = source.rows(chunk)
        flaws = rows.flaws(self.wanted)
        if flaws and not self.rejects:
            raise DataError(problems_of(flaws, rows.table))
        rejected = rows.rejected(flaws)
        kept = self.layout.keeps(source)
        written = write_rows(self.model, self.layout, rows.without(flaws), self.wanted, kept=kept)
        return Done(chunk, written.data, written.statuses, rejected)

    def _counted(self, source: Input, done: Done) -> Done:
        """Refuse to have lost a row."""
        chunk, found = done.chunk, done.n_rows + len(done.rejected)
        if found != chunk.n_rows:
            raise StancekitError(
                f"{source.name}: {counted(chunk.n_rows, 'row')} from row {chunk.place.row} on, "
                f"but {found:,} were read; this is a bug in stancekit: please report it"
            )
        return done


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
    with Progress("scoring", unit="row", total_bytes=total_bytes or None) as progress:
        for number, n_bytes, done in _in_order(job, inputs, place, n_jobs):
            sink.write(number, done)
            n_rows += done.chunk.n_rows
            progress.advance(done.chunk.n_rows, n_bytes)
            del done  # while the next one is made, memory holds one of them
    return n_rows


def _in_order(
    job: Job, inputs: Sequence[Input], place: tuple[int, Place | None], n_jobs: int
) -> Iterator[tuple[int, int, Done]]:
    """Yield what becomes of chunks in their order, with the bytes of the file up to their end."""
    chunks = _chunks(inputs, place)
    if n_jobs == 1:
        for number, n_bytes, chunk in chunks:
            yield number, n_bytes, job.done(inputs[number], chunk)
        return
    with ThreadPoolExecutor(n_jobs) as pool:
        waiting: deque[tuple[int, int, Future[Done]]] = deque()
        try:
            for number, n_bytes, chunk in chunks:
                waiting.append((number, n_bytes, pool.submit(job.done, inputs[number], chunk)))
                if len(waiting) > n_jobs:
                    yield _result(waiting)
            while waiting:
                yield _result(waiting)
        finally:
            for *_, future in waiting:
                future.cancel()


def _result(waiting: deque[tuple[int, int, Future[Done]]]) -> tuple[int, int, Done]:
    number, n_bytes, future = waiting.popleft()
    return number, n_bytes, future.result()


def _chunks(
    inputs: Sequence[Input], place: tuple[int, Place | None]
) -> Iterator[tuple[int, int, Chunk]]:
    """Yield the number of an input, how many more bytes of it were read, and a chunk."""
    first, start = place
    for number in range(first, len(inputs)):
        source, before = inputs[number], 0
        for chunk in source.chunks(start if number == first else None):
            yield number, source.n_packed - before, chunk
            before = source.n_packed
