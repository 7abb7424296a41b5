"""Inputs that are no lines of text: Parquet, a row group at a time, and what is read as a whole."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from stancekit._optional import import_parquet
from stancekit.blocks import printable
from stancekit.data.parquet_files import check_parquet
from stancekit.data.quoting import shown
from stancekit.data.table import Table
from stancekit.data.validation import as_column_names
from stancekit.exceptions import DataError
from stancekit.scoring.chunks import Chunk, Place
from stancekit.scoring.rows import Rows, raws_of

__all__ = ["ParquetInput", "WholeInput", "holds_text"]

_AT_ONCE = 1 << 17
"""So many rows of a row group are in memory at once."""


class WholeInput:
    """An input of a kind that is read as a whole: a workbook, a file of a labelling tool."""

    def __init__(self, name: str, read: Callable[[], Table], n_packed: int) -> None:
        self.name = name
        self.n_packed = n_packed
        self.can_be_shared = False
        self._read = read
        table = read()
        self.columns = tuple(table.columns)
        self._n_rows = len(table)
        self.sample = table.columns

    def chunks(self, place: Place | None = None) -> Iterator[Chunk]:
        """Yield the one chunk that it is."""
        if place is None or place.start == 0:
            yield Chunk(place or Place(), Place(1, 1, self._n_rows + 1))

    def rows(self, chunk: Chunk) -> Rows:
        """Read it."""
        table = self._read()
        return Rows(table, raws_of(table))


class ParquetInput:
    """A Parquet file; a chunk is one of its row groups."""

    def __init__(self, source: str | bytes, name: str) -> None:
        self.name = name
        self.n_packed = 0
        self.can_be_shared = not isinstance(source, bytes)
        self._source = source
        self._size = len(source) if isinstance(source, bytes) else os.stat(source).st_size
        with self.reading():
            check_parquet(self._opened, name, self._size)
            file = self.file()
        self.schema = file.schema_arrow
        self.columns = tuple(as_column_names(self.schema.names, name))
        groups = range(file.metadata.num_row_groups)
        self._sizes = [file.metadata.row_group(group).num_rows for group in groups]

    def check_texts(self, column: str) -> None:
        """Refuse a column of anything else than texts."""
        import pyarrow

        kind = self.schema.field(column).type
        if pyarrow.types.is_dictionary(kind):
            kind = kind.value_type
        if not holds_text(kind) and not pyarrow.types.is_null(kind):
            raise DataError(
                f"{self.name}, column {shown(column)}: of type {kind} where a string is expected; "
                "convert the column"
            )

    def file(self) -> Any:
        """Open the file."""
        _, parquet = import_parquet("reading Parquet")
        return parquet.ParquetFile(self._opened())

    def _opened(self) -> Any:
        return io.BytesIO(self._source) if isinstance(self._source, bytes) else self._source

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Say of the file, not of a library, what is wrong with it."""
        try:
            yield
        except DataError:
            raise
        except (OSError, ValueError) as error:  # errors of pyarrow are one of them
            reason = printable(str(error)).partition(". ")[0]
            raise DataError(
                f"{self.name}: not a readable Parquet file ({reason}); write it anew"
            ) from error

    def chunks(self, place: Place | None = None) -> Iterator[Chunk]:
        """Yield the row groups from one on."""
        place = place or Place()
        for group in range(place.start, len(self._sizes)):
            stop = Place(group + 1, 1, place.row + self._sizes[group])
            self.n_packed = self._size * (group + 1) // len(self._sizes)
            yield Chunk(place, stop)
            place = stop

    def batches(self, chunk: Chunk) -> Iterator[Any]:
        """Yield the rows of a row group, as many at once as memory should hold."""
        import pyarrow

        with self.reading():
            file = self.file()
            batches = file.iter_batches(_AT_ONCE, [chunk.place.start], use_threads=False)
            for batch in batches:
                yield pyarrow.Table.from_batches([batch])

    def rows(self, chunk: Chunk) -> Rows:
        """Read a row group into cells."""
        row, parts = chunk.place.row, []
        columns: dict[str, list[object]] = {name: [] for name in self.columns}
        for batch in self.batches(chunk):
            for name, column in zip(self.columns, batch.columns, strict=True):
                columns[name].extend(self._cells(name, column))
            parts.append(len(batch))
        numbers = list(range(row, row + sum(parts)))
        table = Table(self.name, columns, numbers=numbers)
        return Rows(table, raws_of(table))

    def _cells(self, name: str, column: Any) -> list[object]:
        try:
            return list(column.to_pylist())
        except UnicodeDecodeError as error:
            raise DataError(
                f"{self.name}, column {shown(name)}: byte 0x{error.object[error.start]:02X} in a "
                "text is not UTF-8; write the file anew"
            ) from error


def holds_text(kind: Any) -> bool:
    """Tell whether a type of Arrow is one of strings."""
    import pyarrow

    types = pyarrow.types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))
