"""Files packed as .gz or .zst: how they are called, and how what is written is packed."""

from __future__ import annotations

import gzip
from pathlib import Path

from stancekit._optional import import_optional
from stancekit.blocks import printable
from stancekit.data.writing import TABLE_SUFFIXES

__all__ = ["OUTPUT_SUFFIXES", "PACKED", "check_packing", "packed", "packing_of"]

PACKED = (".gz", ".zst")
_TEXT = tuple(suffix for suffix in TABLE_SUFFIXES if suffix != ".parquet")  # it is packed anyway
OUTPUT_SUFFIXES = (*TABLE_SUFFIXES, *(suffix + packing for suffix in _TEXT for packing in PACKED))
"""What the name of an output may end in."""


def packing_of(path: Path | None) -> str:
    """Return how a file is packed, by its name; nothing if it is not."""
    suffix = "" if path is None else path.suffix.casefold()
    return suffix if suffix in PACKED else ""


def check_packing(path: Path) -> None:
    """Refuse a file that cannot be packed here, before any work is done."""
    if packing_of(path) == ".zst":
        name = printable(str(path))
        import_optional("pyarrow", extra="parquet", purpose=f"packing {name}")


def packed(data: bytes, packing: str) -> bytes:
    r"""Pack bytes by themselves; what is packed so, one after another, is one file again.

    The same bytes become the same, whenever that is (RFC 1952 and RFC 8878 allow several parts).

    Examples
    --------
    >>> gzip.decompress(packed(b"text\n", ".gz") + packed(b"Talk.\n", ".gz"))
    b'text\nTalk.\n'
    """
    if not data or not packing:
        return data
    if packing == ".gz":
        return gzip.compress(data, compresslevel=6, mtime=0)
    import pyarrow

    found: bytes = pyarrow.compress(data, codec="zstd", asbytes=True)
    return found
