"""Where scored rows go: to a file beside a ledger, or to standard output."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from stancekit.data.parquet_parts import MAGIC, body_and_footer, joined_footer
from stancekit.scoring.chunks import Chunk, Place
from stancekit.scoring.ledger import Ledger, Noted
from stancekit.scoring.rows import Rejected

__all__ = ["Done", "FileSink", "Sink", "StandardOutput"]

_AT_ONCE = 1 << 16  # bytes; that nobody reads them any more is noticed in between


@dataclass(frozen=True)
class Done:
    """What became of a chunk."""

    chunk: Chunk
    data: bytes
    statuses: Counter[str]
    rejected: Sequence[Rejected] = ()

    @property
    def n_rows(self) -> int:
        """How many rows were scored."""
        return self.statuses.total()


class Sink(Protocol):
    """What takes chunks in their order."""

    n_rows: int
    n_rejected: int
    statuses: Counter[str]
    folder: Path | None
    """Where files may be for as long as the work takes, if it matters."""

    def write(self, number: int, done: Done) -> None:
        """Take a chunk of an input, which is named by its number."""


class StandardOutput:
    """Standard output, which nothing is taken back from."""

    def __init__(self, header: bytes) -> None:
        self.n_rows, self.n_rejected = 0, 0
        self.folder: Path | None = None
        self.statuses: Counter[str] = Counter()
        sys.stdout.flush()
        self._header = header

    def write(self, number: int, done: Done) -> None:
        """Write rows."""
        data = memoryview(self._header + done.data)
        for start in range(0, len(data), _AT_ONCE):
            sys.stdout.buffer.write(data[start : start + _AT_ONCE])
        sys.stdout.flush()
        self._header = b""
        self.n_rows += done.n_rows
        self.statuses += done.statuses


class FileSink:
    """The rows of a file under way, which are forced to disk before the ledger says so."""

    def __init__(self, ledger: Ledger, header: bytes, *, is_parquet: bool) -> None:
        self._ledger, self._is_parquet = ledger, is_parquet
        self.folder: Path | None = ledger.folder
        self.statuses = ledger.statuses()
        self.n_rows = sum(noted.rows for noted in ledger.noted)
        self.n_rejected = sum(noted.rejected for noted in ledger.noted)
        if ledger.is_done:
            return  # the files may be in their places already
        self._rows = _reopened(ledger.rows, ledger.size)
        self._rejects = _reopened(ledger.rejects, ledger.rejects_size)
        if not ledger.noted:
            self._rows.write(MAGIC if is_parquet else header)

    @property
    def place(self) -> tuple[int, Place | None]:
        """The input, and where in it to go on."""
        noted = self._ledger.noted
        return (noted[-1].file, noted[-1].stop) if noted else (0, None)

    def write(self, number: int, done: Done) -> None:
        """Write rows, force them to disk, and note them."""
        data, footer = body_and_footer(done.data) if self._is_parquet else (done.data, b"")
        self._rows.write(data)
        self._rejects.writelines(map(_line_of, done.rejected))
        self._sync(self._rows, *([self._rejects] if done.rejected else []))
        self.n_rows += done.n_rows
        self.n_rejected += len(done.rejected)
        self.statuses += done.statuses
        self._ledger.note(
            Noted(
                number,
                done.chunk.stop,
                done.n_rows,
                len(done.rejected),
                dict(done.statuses),
                self._rows.tell(),
                self._rejects.tell(),
                base64.b64encode(footer).decode(),
            )
        )

    def finish(self, empty: bytes) -> None:
        """Write the end of the file, if it has one, and note that all is done.

        A Parquet file without rows is given as a whole.
        """
        if self._is_parquet and not self._ledger.noted:
            self._rows.write(empty.removeprefix(MAGIC))
        elif self._is_parquet:
            noted, starts = self._ledger.noted, [len(MAGIC)]
            starts += [line.size for line in noted]
            footers = [base64.b64decode(line.footer) for line in noted]
            self._rows.write(joined_footer(zip(starts, footers, strict=False)))
        self._sync(self._rows)
        self.close()
        self._ledger.note_done()

    def close(self) -> None:
        """Close the files."""
        self._rows.close()
        self._rejects.close()

    def _sync(self, *streams: IO[bytes]) -> None:
        for stream in streams:
            stream.flush()
            os.fsync(stream.fileno())


def _reopened(place: os.PathLike[str], size: int) -> IO[bytes]:
    """Open a file of a run to go on behind what is sure."""
    stream = open(place, "r+b")  # noqa: SIM115
    stream.truncate(size)
    stream.seek(size)
    return stream


def _line_of(rejected: Rejected) -> bytes:
    """Return a rejected row as JSON; what is no text stands in base64, too."""
    line = {
        "file": rejected.file,
        "row": rejected.row,
        "line": rejected.line,
        "reason": rejected.reason,
        "raw": rejected.raw.decode("utf-8", "replace").rstrip("\r\n"),
    }
    try:
        rejected.raw.decode()
    except UnicodeDecodeError:
        line["raw_base64"] = base64.b64encode(rejected.raw).decode()
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"
