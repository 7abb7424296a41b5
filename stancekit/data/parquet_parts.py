"""Parquet files put together from parts as they are: row groups one behind another, one footer.

A footer is written in Thrift's compact protocol: https://parquet.apache.org/docs/file-format/ and
https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

__all__ = ["MAGIC", "body_and_footer", "joined_footer"]

MAGIC = b"PAR1"

_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _STRUCT = 0, 1, 2, 3, 7, 8, 9, 12
_INTEGERS = (4, 5, 6)

# The fields of a footer that change: FileMetaData, RowGroup, ColumnChunk, ColumnMetaData.
_ROWS, _GROUPS = 3, 4
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
_CHUNK_OFFSET, _META, _CHUNK_INDEXES = 2, 3, (4, 6)
_PAGES = (9, 10, 11, 14)

Struct = dict[int, "Value"]


class Value(NamedTuple):
    """A value with its type."""

    kind: int
    value: Any


def body_and_footer(part: bytes) -> tuple[bytes, bytes]:
    """Return the row groups of a Parquet file, and its footer."""
    length = int.from_bytes(part[-8:-4], "little")
    return part[len(MAGIC) : -8 - length], part[-8 - length : -8]


def joined_footer(parts: Iterable[tuple[int, bytes]]) -> bytes:
    """Return the end of a file of parts, each with where its body begins and its footer."""
    whole: Struct = {}
    for start, footer in parts:
        found = _Reader(footer).struct()
        for group in found[_GROUPS].value[1]:
            _move(group, start - len(MAGIC))
        if not whole:
            whole = found
            continue
        rows = whole[_ROWS].value + found[_ROWS].value
        whole[_ROWS] = whole[_ROWS]._replace(value=rows)
        whole[_GROUPS].value[1].extend(found[_GROUPS].value[1])
    data = _written(whole)
    return data + len(data).to_bytes(4, "little") + MAGIC


def _move(group: Struct, by: int) -> None:
    """Say of a row group that it stands so many bytes further behind."""
    group.pop(_ORDINAL, None)
    _add(group, (_GROUP_OFFSET,), by)
    for column in group[_COLUMNS].value[1]:
        # Where the offset is 0, the metadata stand in the footer alone.
        offsets = (_CHUNK_OFFSET,) if column[_CHUNK_OFFSET].value else ()
        _add(column, (*offsets, *_CHUNK_INDEXES), by)
        _add(column[_META].value, _PAGES, by)


def _add(struct: Struct, fields: Sequence[int], by: int) -> None:
    for field in fields:
        if field in struct:
            struct[field] = struct[field]._replace(value=struct[field].value + by)


class _Reader:
    """Reads values one after another."""

    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0

    def _byte(self) -> int:
        self._place += 1
        return self._data[self._place - 1]

    def _bytes(self, n: int) -> bytes:
        self._place += n
        return self._data[self._place - n : self._place]

    def _varint(self) -> int:
        value, shift = 0, 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def _integer(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def struct(self) -> Struct:
        """Read a struct, field by field."""
        fields: Struct = {}
        field = 0
        while (head := self._byte()) != _STOP:
            field = field + (head >> 4) if head >> 4 else self._integer()
            kind = head & 15
            fields[field] = Value(kind, kind == _TRUE if kind <= _FALSE else self._value(kind))
        return fields

    def _value(self, kind: int) -> Any:
        if kind in _INTEGERS:
            return self._integer()
        if kind == _BINARY:
            return self._bytes(self._varint())
        if kind == _STRUCT:
            return self.struct()
        if kind == _LIST:
            head = self._byte()
            n = head >> 4 if head >> 4 < 15 else self._varint()
            return head & 15, [self._value(head & 15) for _ in range(n)]
        if kind in (_TRUE, _FALSE, _BYTE):  # in a list
            return self._byte()
        if kind == _DOUBLE:
            return self._bytes(8)
        raise ValueError(f"a footer with a value of kind {kind}")


def _written(struct: Struct) -> bytes:
    out, last = bytearray(), 0
    for field, (kind, value) in struct.items():
        delta = field - last
        if 0 < delta < 16:
            out.append(delta << 4 | kind)
        else:
            out.append(kind)
            out += _zigzag(field)
        last = field
        if kind > _FALSE:
            out += _value_written(kind, value)
    out.append(_STOP)
    return bytes(out)


def _value_written(kind: int, value: Any) -> bytes:
    if kind in _INTEGERS:
        return _zigzag(value)
    if kind == _BINARY:
        return _varint(len(value)) + bytes(value)
    if kind == _STRUCT:
        return _written(value)
    if kind == _LIST:
        of, items = value
        n = len(items)
        head = bytes([n << 4 | of]) if n < 15 else bytes([15 << 4 | of]) + _varint(n)
        return head + b"".join(_value_written(of, item) for item in items)
    return bytes(value) if kind == _DOUBLE else bytes([value])


def _zigzag(value: int) -> bytes:
    return _varint(value << 1 if value >= 0 else (-value << 1) - 1)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
