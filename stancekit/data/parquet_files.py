"""Files of Parquet: what repeats in them takes no space, and is counted before it is unpacked."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from stancekit._optional import import_parquet
from stancekit.blocks import printable
from stancekit.data.limits import check_cells, check_unpacked
from stancekit.data.table import Table
from stancekit.data.validation import as_column_names
from stancekit.exceptions import DataError

__all__ = ["check_parquet", "parse_parquet"]

_BYTES_PER_ROW = 64


def parse_parquet(data: bytes, name: str) -> Table:
    """Read a table, with each different text once until the size of all of them is known."""
    pyarrow, parquet = import_parquet("reading Parquet")
    try:
        footer = parquet.ParquetFile(io.BytesIO(data)).metadata
        _check_footer(footer, name, len(data))
        file = parquet.ParquetFile(io.BytesIO(data), read_dictionary=_texts(footer.schema))
        columns = _columns(file, name, len(data))
    except DataError:
        raise
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        reason = printable(str(error)).partition(". ")[0]
        if isinstance(error, UnicodeDecodeError):
            reason = f"byte 0x{error.object[error.start]:02X} in a text is not UTF-8"
        raise DataError(f"{name}: not a readable Parquet file ({reason}); write it anew") from error
    names = as_column_names(file.schema_arrow.names, name)
    return Table(name, dict(zip(names, columns, strict=True)))


def _columns(file: Any, name: str, n_packed: int) -> list[list[object]]:
    columns: list[list[object]] = [[] for _ in file.schema_arrow]
    n_bytes = 0
    for number in range(file.num_row_groups):
        parts = file.read_row_group(number).columns
        n_bytes += sum(_size(chunk) for part in parts for chunk in part.chunks)
        check_unpacked(name, n_bytes, n_packed)
        for column, part in zip(columns, parts, strict=True):
            column.extend(cell for chunk in part.chunks for cell in _cells(chunk))
    return columns


def check_parquet(source: Callable[[], Any], name: str, n_packed: int) -> None:
    """Refuse a file that holds far more than it is, before its rows are read one after another.

    Row groups in which many bytes stand for each row have few repeats, and are not looked at.
    """
    _, parquet = import_parquet("reading Parquet")
    footer = parquet.ParquetFile(source()).metadata
    _check_footer(footer, name, n_packed)
    file, n_bytes = parquet.ParquetFile(source(), read_dictionary=_texts(footer.schema)), 0
    for number in range(footer.num_row_groups):
        group = footer.row_group(number)
        parts = map(group.column, range(group.num_columns))
        if sum(part.total_compressed_size for part in parts) < _BYTES_PER_ROW * group.num_rows:
            columns = file.read_row_group(number).columns
            n_bytes += sum(_size(chunk) for column in columns for chunk in column.chunks)
            check_unpacked(name, n_bytes, n_packed)


def _check_footer(footer: Any, name: str, n_packed: int) -> None:
    check_cells(name, footer.num_rows, footer.num_columns, n_packed)
    _check_parts(footer, n_packed)
    groups = [footer.row_group(index) for index in range(footer.num_row_groups)]
    parts = [group.column(index) for group in groups for index in range(group.num_columns)]
    check_cells(name, 1, sum(part.num_values for part in parts), n_packed)  # lists hold several
    check_unpacked(name, sum(part.total_uncompressed_size for part in parts), n_packed)


class _NoPages(io.RawIOBase):
    """A file of zeros, and how often something was read there."""

    def __init__(self, size: int) -> None:
        self.n_read, self._size, self._place = 0, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = 0) -> int:
        self._place = place + (0, self._place, self._size)[whence]
        return self._place

    def tell(self) -> int:
        return self._place

    def read(self, size: int = -1) -> bytes:
        self.n_read += 1
        return bytes(min(size, self._size))


def _check_parts(footer: Any, n_packed: int) -> None:
    """Refuse a footer whose parts contradict each other.

    pyarrow ends the process where such a part is looked at, but raises an error where it is read.
    A reader looks at all parts of a row group before it reads the first page; there are none here.
    """
    pyarrow, parquet = import_parquet("reading Parquet")
    for number in range(footer.num_row_groups):
        pages = _NoPages(n_packed)
        file = parquet.ParquetFile(pages, metadata=footer, pre_buffer=False)
        try:
            next(file.iter_batches(batch_size=1, row_groups=[number]), None)
        except (pyarrow.ArrowException, OSError):
            if pages.n_read < footer.num_columns:
                raise


def _texts(schema: Any) -> list[str]:
    """Return where texts are, those in lists and objects included."""
    places = (schema.column(index) for index in range(len(schema)))
    return [place.path for place in places if place.physical_type == "BYTE_ARRAY"]


def _size(array: Any) -> int:
    """Return how many bytes an array takes in which each text stands for itself."""
    import pyarrow
    from pyarrow import compute

    kind = array.type
    if pyarrow.types.is_dictionary(kind):
        lengths = compute.binary_length(array.dictionary)
        return compute.sum(lengths.take(array.indices)).as_py() or 0
    if pyarrow.types.is_struct(kind):
        return sum(map(_size, array.flatten()))
    if pyarrow.types.is_list(kind) or pyarrow.types.is_large_list(kind):
        return _size(array.flatten())
    return int(array.nbytes)


def _cells(array: Any) -> list[object]:
    """Return the cells of an array; equal texts are one object."""
    if not hasattr(array, "dictionary") or len(array.dictionary) > len(array):
        return list(array.to_pylist())
    values: list[object] = array.dictionary.to_pylist()
    return [None if index is None else values[index] for index in array.indices.to_pylist()]
