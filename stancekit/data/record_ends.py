r"""Where records end in the bytes of a table, so that a large file can be read in parts.

A record of CSV ends at the end of a line, unless that stands within a quoted cell. A quote opens a
cell only at its beginning; anywhere else in an unquoted cell it is a character, as in ``5" pipe``.

Examples
--------
>>> record_ends(b'1,"We\ntalk"\n2,"Ne').ends.tolist()
[12]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Places", "RecordEnds", "line_ends", "open_quote", "record_ends"]

Places = npt.NDArray[np.int64]

_QUOTE, _LF, _CR = b'"'[0], b"\n"[0], b"\r"[0]


class RecordEnds(NamedTuple):
    """Behind which bytes records end, and whether every quote encloses a cell or is doubled."""

    ends: Places
    is_regular: bool


def line_ends(data: bytes, *, returns: bool = False) -> Places:
    r"""Return behind which bytes lines end; where asked, carriage returns alone end them, too.

    Examples
    --------
    >>> line_ends(b"a\rb\r\nc\n", returns=True).tolist()
    [2, 5, 7]
    """
    codes = np.frombuffer(data, dtype=np.uint8)
    ends = codes == _LF
    if returns and (n_returns := data.count(b"\r")) and n_returns > data.count(b"\r\n"):
        alone = codes[:-1] == _CR
        alone &= codes[1:] != _LF
        ends[:-1] |= alone  # behind the last byte a line feed may follow
    return np.flatnonzero(ends) + 1


def record_ends(data: bytes, separator: bytes = b",") -> RecordEnds:
    """Return where the records of CSV end; data begin where one does."""
    ends = line_ends(data, returns=True)
    if b'"' not in data:
        return RecordEnds(ends, True)
    codes = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(codes == _QUOTE)
    if not _are_regular(codes, quotes, separator[0] if len(separator) == 1 else None):
        return RecordEnds(_ends_cell_by_cell(data, separator), False)
    outside = np.searchsorted(quotes, ends) % 2 == 0
    return RecordEnds(ends[outside], True)


def _are_regular(codes: npt.NDArray[np.uint8], quotes: Places, separator: int | None) -> bool:
    """Tell whether every second quote closes what the one before it opened.

    The one that opens then begins a cell, or is the second half of a doubled one; the one that
    closes ends a cell, or is the first half.
    """
    if separator is None:
        return False
    around = np.zeros(256, dtype=bool)
    around[[separator, _LF, _CR, _QUOTE]] = True
    opening, closing = quotes[::2], quotes[1::2]
    before = codes[opening[1:] - 1] if len(opening) and not opening[0] else codes[opening - 1]
    after = codes[np.minimum(closing + 1, len(codes) - 1)]
    return bool(around[before].all() and around[after].all())


def _ends_cell_by_cell(data: bytes, separator: bytes) -> Places:
    ends = [cell.end() for cell in _cells(data, separator) if cell["end"]]
    if ends and ends[-1] == len(data) and data.endswith(b"\r"):
        del ends[-1]  # a line feed may follow
    return np.array(ends, dtype=np.int64)


def open_quote(data: bytes, separator: bytes = b",") -> int | None:
    r"""Return where in a record the quote stands that is never closed.

    Examples
    --------
    >>> open_quote(b'1,"We","ta""lk\n'), open_quote(b'1,"We"\n')
    (7, None)
    """
    unclosed = (c for c in _cells(data, separator) if c["quoted"] is not None and not c["closed"])
    return next((cell.start() for cell in unclosed), None)


def _cells(data: bytes, separator: bytes) -> Iterator[re.Match[bytes]]:
    """Yield cells one by one, each with the end of its line if it is the last of a record."""
    sep = re.escape(separator)
    quoted = rb'(?:"(?P<quoted>(?:[^"]|"")*+)(?P<closed>"|\Z))?+'
    match = re.compile(quoted + rb"(?:(?!" + sep + rb")[^\r\n])*+(?P<end>\r\n|[\r\n])?").match
    place = 0
    while place < len(data) and (cell := match(data, place)):
        yield cell
        place = cell.end() + (0 if cell["end"] else len(separator))
