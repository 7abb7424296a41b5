"""The bytes of an input from its beginning to its end, unpacked and in UTF-8."""

from __future__ import annotations

import codecs
import gzip
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from stancekit._optional import import_optional
from stancekit.blocks import printable
from stancekit.data.encodings import encoding_of
from stancekit.data.files import open_file
from stancekit.data.source_file import SourceFile
from stancekit.exceptions import DataError
from stancekit.scoring.packing import PACKED

__all__ = ["Stream", "name_of_file", "unpacked"]

_ONCE = 1 << 20


def unpacked(file: SourceFile) -> SourceFile:
    """Return a file by the name that it has once it is unpacked."""
    name = next((file[: -len(end)] for end in PACKED if file.casefold().endswith(end)), file)
    return SourceFile(name, file.separator, file.encoding, file.kind)


def name_of_file(file: SourceFile) -> str:
    """Return what messages call a file."""
    return "standard input" if file == "-" else printable(file)


class Stream:
    """A file that is read once, from its beginning or a later byte, counted in UTF-8.

    What is no character in its encoding is no UTF-8 either: whoever reads on finds it. A byte order
    mark of `n_mark` bytes comes first. Where `is_plain`, its bytes are those on disk.
    """

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self._raw = open_file(file)
        self._unpacked: Any = self._raw
        if file.casefold().endswith(".gz"):
            self._unpacked = gzip.GzipFile(fileobj=self._raw)
        elif file.casefold().endswith(".zst"):
            purpose = f"unpacking {name_of_file(file)}"
            pyarrow = import_optional("pyarrow", extra="parquet", purpose=purpose)
            self._unpacked = pyarrow.CompressedInputStream(self._raw, "zstd")
        self._ahead = b""
        self.encoding = encoding_of(self.head(4), name_of_file(file), file.encoding)
        if self.encoding != "utf-8":
            self._unpacked = _Recoded(self._ahead, self._unpacked, self.encoding)
            self._ahead = b""
        self.is_plain = file != "-" and self._unpacked is self._raw
        self._changed = os.fstat(self._raw.fileno()).st_mtime_ns if self.is_plain else 0
        self.head(3)
        self.n_mark = 3 * self._ahead.startswith(codecs.BOM_UTF8)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is open; another process opens the file again."""
        known = ("file", "encoding", "n_mark", "is_plain", "_changed")
        return {name: getattr(self, name) for name in known}

    def again(self) -> Stream:
        """Return the stream from its beginning; standard input goes on where it is."""
        return self if self.file == "-" else Stream(self.file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if self.file != "-":
            self._raw.close()

    @property
    def n_packed(self) -> int:
        """How many bytes of the file on disk were read."""
        return 0 if self.file == "-" else self._raw.tell()

    def head(self, n: int) -> bytes:
        """Return the first bytes that are still to be read."""
        self._ahead += self._filled(n - len(self._ahead))
        return self._ahead[:n]

    def read(self, n: int) -> bytes:
        """Return so many bytes; fewer only where the input ends."""
        data, self._ahead = self._ahead[:n], self._ahead[n:]
        data = data + self._filled(n - len(data)) if data else self._filled(n)
        if len(data) > n:  # in UTF-8 there may be more than was asked for
            data, self._ahead = data[:n], data[n:]
        return data

    def skip(self, n: int) -> None:
        """Pass over bytes that were read before."""
        if self._unpacked is self._raw and self.file != "-":
            self._raw.seek(n - len(self._ahead), 1)
            self._ahead = b""
            return
        while n > 0 and (data := self.read(min(n, _ONCE))):
            n -= len(data)

    def part(self, start: int, stop: int) -> bytes:
        """Return bytes that were read before."""
        with reading(self.file), open(self.file, "rb") as file:
            changed = os.fstat(file.fileno()).st_mtime_ns
            file.seek(start)
            data = file.read(stop - start)
        if changed != self._changed or len(data) < stop - start:
            raise DataError(
                f"{name_of_file(self.file)}: was changed while it was read; score it again when "
                "it is whole"
            )
        return data

    def _filled(self, n: int) -> bytes:
        parts: list[bytes] = []
        with reading(self.file):
            while n > 0 and (data := self._unpacked.read(n)):
                parts.append(data)
                n -= len(data)
        return parts[0] if len(parts) == 1 else b"".join(parts)


class _Recoded:
    """The bytes of text in another encoding, as UTF-8."""

    def __init__(self, first: bytes, source: Any, encoding: str) -> None:
        self._first, self._source = first, source
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")

    def read(self, n: int) -> bytes:
        """Return about so many bytes, none at the end."""
        while True:
            data, self._first = self._first or self._source.read(n), b""
            text = self._decoder.decode(data, final=not data)
            if text or not data:
                return text.encode("utf-8", "surrogateescape")


@contextmanager
def reading(file: SourceFile) -> Iterator[None]:
    """Say of a file, not of a library, that its bytes cannot be read or unpacked."""
    try:
        yield
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or printable(str(error))
        wrong = f"cannot be read to its end ({reason}); get a fresh copy"
        if file == "-":
            wrong = f"cannot be read ({reason}); name a file"
        raise DataError(f"{name_of_file(file)}: {wrong}") from error
