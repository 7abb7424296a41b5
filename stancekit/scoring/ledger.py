"""What was done of a run, kept beside its output, so that a killed run can be gone on with.

A chunk's rows are written and forced to disk before its line is, and what stands behind the last
line counts for nothing: whenever a run is killed, the next one knows where to go on.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stancekit.blocks import printable
from stancekit.data.locks import FolderLock
from stancekit.data.quoting import from_here
from stancekit.data.scratch import remove_folder
from stancekit.exceptions import DataError
from stancekit.scoring.chunks import Place

__all__ = ["Ledger", "Noted", "header_in", "work_folder"]

_NAME = "ledger.jsonl"


@dataclass(frozen=True)
class Noted:
    """A chunk that is done: its input, where it ends, and how far the files of the run reach."""

    file: int
    stop: Place
    rows: int
    rejected: int
    statuses: Mapping[str, int]
    size: int
    rejects_size: int
    footer: str = ""


def work_folder(output: Path) -> Path:
    """Return the hidden folder that holds what is done of an output."""
    real = output.resolve()
    return real.with_name(f".{real.name}.stancekit")


def header_in(folder: Path) -> dict[str, Any] | None:
    """Return what a run noted of itself in a folder, if it did."""
    with suppress(OSError, ValueError):
        with (folder / _NAME).open("rb") as stream:
            header = json.loads(stream.readline())
        return header if isinstance(header, dict) else None
    return None


class Ledger:
    """The folder of a run: rows, rejected rows, and a line for each chunk that is done."""

    def __init__(self, folder: Path, header: Mapping[str, Any]) -> None:
        self.folder = folder
        self.rows, self.rejects = folder / "rows", folder / "rejected.jsonl"
        self.noted: list[Noted] = []
        self.is_done = False
        self._place = folder / _NAME
        self._header = json.loads(json.dumps(header))

    def begin(self, *, anew: bool = False) -> None:
        """Take up what is there, or begin anew where nothing is."""
        self._place.touch()
        if anew:
            os.truncate(self._place, 0)
        lines = self._lines()
        if lines:
            self._check(lines[0])
        else:
            self._append(self._header)
        for line in lines[1:]:
            if line == {"done": True}:
                self.is_done = True
            else:
                self.noted.append(Noted(**{**line, "stop": Place(*line["stop"])}))
        if not self.is_done:
            self.rows.touch()
            self.rejects.touch()

    def _lines(self) -> list[Any]:
        """Return all whole lines; one that was cut short is removed."""
        content = self._place.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.truncate(self._place, whole)
        try:
            return [json.loads(line) for line in content[:whole].splitlines()]
        except ValueError as error:
            raise DataError(f"{self._name}: is damaged; remove it to begin anew") from error

    def _check(self, found: Mapping[str, Any]) -> None:
        other = [key for key, value in self._header.items() if found.get(key) != value]
        if other:
            raise self.refusal(*other)

    def refusal(self, *other: str) -> DataError:
        """Say that what is there is of another run."""
        return DataError(
            f"{self._name}: holds what was done of another run, which differs in "
            f"{' and '.join(other)}; score the same files with the same model and settings to go "
            "on with it, or remove the folder to begin anew"
        )

    @property
    def _name(self) -> str:
        return printable(str(from_here(self.folder)))

    @property
    def size(self) -> int:
        """How many bytes of rows are sure."""
        return self.noted[-1].size if self.noted else 0

    @property
    def rejects_size(self) -> int:
        """How many bytes of rejected rows are sure."""
        return self.noted[-1].rejects_size if self.noted else 0

    def statuses(self) -> Counter[str]:
        """Return how many rows have which status."""
        total: Counter[str] = Counter()
        for noted in self.noted:
            total.update(noted.statuses)
        return total

    def note(self, noted: Noted) -> None:
        """Write that a chunk is done."""
        self._append(asdict(noted))
        self.noted.append(noted)

    def note_done(self) -> None:
        """Write that everything is."""
        self._append({"done": True})
        self.is_done = True

    def _append(self, line: Mapping[str, Any]) -> None:
        with self._place.open("ab") as stream:
            stream.write(json.dumps(line).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())

    def settle(self, output: Path, rejects: Path) -> None:
        """Put what is done in its place; being killed in between does no harm."""
        for source, place in ((self.rejects, rejects), (self.rows, output.resolve())):
            if not source.exists():
                continue
            if source is self.rejects and not source.stat().st_size:
                place.unlink(missing_ok=True)  # those of a former run
            else:
                source.replace(place)
        sync_folder(output.resolve().parent)
        self.remove()

    def remove(self) -> None:
        """Remove the folder."""
        remove_folder(self.folder)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Refuse to work where another run is at work."""
        lock = FolderLock()
        is_there = False
        while not is_there:  # a run that is done removes it
            self.folder.mkdir(mode=0o700, exist_ok=True)
            try:
                lock.take(self.folder)
            except BlockingIOError as error:
                raise DataError(
                    f"{self._name}: another run is at work on this output; wait for it, or name "
                    "another output"
                ) from error
            is_there = self.folder.exists()
        try:
            yield
        finally:
            lock.release()


def sync_folder(folder: Path) -> None:
    """Force to disk which files are in a folder, where folders can be opened."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
