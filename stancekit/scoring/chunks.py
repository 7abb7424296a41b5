"""Inputs cut into chunks of whole records, each of which is read, scored and noted by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from stancekit.data.record_ends import Places, RecordEnds
from stancekit.scoring.streams import Stream

__all__ = ["LONGEST", "Chunk", "Place", "Records", "cut"]

_SIZE = 8 << 20
LONGEST = 64 << 20
"""So many bytes a record may have: a quote that is never closed must not fill the memory."""
_SHOWN = 1000


class Place(NamedTuple):
    """Where a chunk begins: byte (of the unpacked file) or row group; line and row from 1."""

    start: int = 0
    line: int = 1
    row: int = 1


@dataclass(frozen=True)
class Chunk:
    """Some records of an input, and where the next chunk begins.

    Where a record is too long, only its beginning is there.
    """

    place: Place
    stop: Place
    data: bytes = field(default=b"", repr=False)
    ends: Places = field(default_factory=lambda: np.zeros(0, dtype=np.int64), repr=False)
    is_regular: bool = True
    is_too_long: bool = False

    @property
    def n_rows(self) -> int:
        """How many records there are."""
        return self.stop.row - self.place.row

    def without_records(self) -> Chunk:
        """Return where it begins and ends alone."""
        return Chunk(self.place, self.stop)

    def records(self) -> Iterator[tuple[int, bytes]]:
        """Yield the number, from 0, of the line on which each record begins, and its bytes."""
        start, line = 0, 0
        for end in self.ends.tolist():
            record = self.data[start:end]
            yield line, record
            start, line = end, line + n_lines(record)


@dataclass(frozen=True)
class Records:
    """How records end, and which of them are blank and count for nothing."""

    ends: Callable[[bytes], RecordEnds]
    is_blank: Callable[[bytes], bool]
    blank_begins: bytes
    """With which bytes a record begins that may be blank."""

    def n_rows(self, data: bytes, ends: Places) -> int:
        """Count the records that are not blank."""
        if not self.blank_begins:
            return len(ends)
        codes = np.frombuffer(data, dtype=np.uint8)
        starts = np.concatenate([[0], ends[:-1]])
        doubtful = np.isin(codes[starts], np.frombuffer(self.blank_begins, dtype=np.uint8))
        spans = zip(starts[doubtful].tolist(), ends[doubtful].tolist(), strict=True)
        return len(ends) - sum(self.is_blank(data[start:end]) for start, end in spans)


def n_lines(data: bytes) -> int:
    r"""Count line ends.

    Examples
    --------
    >>> n_lines(b"a\r\nb\rc\n")
    3
    """
    n = data.count(b"\n")
    returns = data.count(b"\r")
    return n + returns - data.count(b"\r\n") if returns else n


def cut(stream: Stream, place: Place, records: Records, size: int | None = None) -> Iterator[Chunk]:
    """Yield what is left of a stream in chunks of at most so many bytes, if a record is no longer.

    Where a chunk ends depends on where it begins alone, so that a run that goes on cuts as before.
    """
    size, rest = size or _SIZE, b""
    while True:
        data = stream.read(size - len(rest) % size)
        rest += data
        if not rest:
            return
        found = records.ends(rest)
        if not data and (not len(found.ends) or found.ends[-1] < len(rest)):
            is_closed = rest.count(b'"') % 2 == 0
            found = RecordEnds(np.append(found.ends, len(rest)), found.is_regular and is_closed)
        if len(found.ends):
            whole, rest = rest[: found.ends[-1]], rest[found.ends[-1] :]
            chunk = _chunk(whole, found, place, records)
            place, is_last = chunk.stop, not data
            del whole, data, found  # while a chunk is worked on, nothing else is kept
            yield chunk
            del chunk
            if is_last:
                return
            continue
        elif len(rest) > LONGEST:
            chunk, rest = _too_long(stream, rest, place, size)
            yield chunk
            place = chunk.stop
        if not data:
            return


def _chunk(data: bytes, found: RecordEnds, place: Place, records: Records) -> Chunk:
    n_rows = records.n_rows(data, found.ends)
    stop = Place(place.start + len(data), place.line + n_lines(data), place.row + n_rows)
    chunk = Chunk(place, stop, data, found.ends, found.is_regular)
    if int(np.diff(found.ends, prepend=0).max()) > LONGEST:
        return replace(chunk, is_regular=False)
    return chunk


def _too_long(stream: Stream, begun: bytes, place: Place, size: int) -> tuple[Chunk, bytes]:
    """Pass over a record until a line ends; return its beginning, and what follows it."""
    shown, length, lines = begun[:_SHOWN], 0, 0
    part = begun
    end = part.find(b"\n", LONGEST)
    while end < 0 and part:
        length, lines = length + len(part), lines + n_lines(part)
        part = stream.read(size)
        end = part.find(b"\n")
    record, rest = part[: end + 1], part[end + 1 :]
    stop = Place(
        place.start + length + len(record), place.line + lines + n_lines(record), place.row + 1
    )
    return Chunk(place, stop, shown, is_regular=False, is_too_long=True), rest
