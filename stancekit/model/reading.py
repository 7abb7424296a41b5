"""Files of strangers: opened once, read no further than they may go, and JSON without surprises."""

from __future__ import annotations

import io
import json
import math
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn, cast

from stancekit.exceptions import ModelFormatError

__all__ = [
    "LARGEST_NUMBER",
    "HeldFile",
    "HeldFolder",
    "json_of",
    "number_of",
    "opened",
    "read_file",
    "read_on",
    "whole_of",
]


LARGEST_NUMBER = 1e9
_LARGEST_COUNT = 2**53


@dataclass(frozen=True)
class HeldFile:
    """A file that is held in memory instead of a folder."""

    name: str
    content: bytes

    def __str__(self) -> str:
        return self.name


class HeldFolder(dict[str, bytes]):
    """The files of a folder, held in memory."""

    def __truediv__(self, name: str) -> HeldFile:
        return HeldFile(name, self.get(name, b""))


@contextmanager
def opened(path: Path | HeldFile, largest: int) -> Iterator[tuple[IO[bytes], int]]:
    """Open a regular file that is not too large; yield it with its size."""
    if isinstance(path, HeldFile):
        yield io.BytesIO(path.content), len(path.content)
        return
    try:
        with open(path, "rb", opener=_without_waiting) as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ModelFormatError(f"{path}: not a regular file")
            if status.st_size > largest:
                raise ModelFormatError(
                    f"{path}: {status.st_size} bytes, at most {largest} are allowed"
                )
            yield stream, status.st_size
    except FileNotFoundError as error:
        raise ModelFormatError(f"{path}: missing, so this is no complete model folder") from error
    except IsADirectoryError as error:
        raise ModelFormatError(f"{path}: not a regular file") from error
    except OSError as error:
        raise ModelFormatError(f"{path}: cannot be read ({error.strerror})") from error


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe to which nobody writes is opened, too, instead of waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def read_on(
    stream: IO[bytes], path: Path | HeldFile, n_bytes: int, *, to_end: bool = False
) -> bytes:
    """Read so many bytes, at the end of which the file may have to end."""
    data = stream.read(n_bytes + to_end) or b""
    if len(data) != n_bytes:
        raise ModelFormatError(f"{path}: its size is not what it says, or changed just now")
    return data


def read_file(path: Path | HeldFile, largest: int) -> bytes:
    """Read a regular file, after its size was checked."""
    with opened(path, largest) as (stream, size):
        return read_on(stream, path, size, to_end=True)


def json_of(path: Path | HeldFile, content: bytes) -> Any:
    """Read JSON in UTF-8 in which no key stands twice, and every number is finite."""
    try:
        return json.loads(
            content.decode(),
            object_pairs_hook=_distinct,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except (ValueError, RecursionError) as error:
        reason: object = error
        if isinstance(error, UnicodeDecodeError | RecursionError):
            reason = "not UTF-8" if isinstance(error, UnicodeDecodeError) else "nested too deeply"
        raise ModelFormatError(f"{path}: not valid JSON ({reason})") from error


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not allowed")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits:.20} is not finite")
    return number


def whole_of(value: object) -> int:
    """Return a value that must be a count."""
    if type(value) is not int or not 0 <= value < _LARGEST_COUNT:
        raise ModelFormatError(f"expected a count in the manifest, got {value!a:.40}")
    return value


def number_of(value: object) -> float:
    """Return a value that must be a number."""
    if type(value) not in (int, float) or not abs(cast(float, value)) <= LARGEST_NUMBER:
        raise ModelFormatError(f"expected a number in the manifest, got {value!a:.40}")
    return float(cast(float, value))
