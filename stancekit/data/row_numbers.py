"""Numbers of rows, as R and pandas write them in front of a table, in a column without a name."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.data.notes import note

__all__ = ["with_row_numbers"]

_ROW = "row"
"""What the column is called here."""


def with_row_numbers(
    header: list[str], columns: Sequence[Sequence[object]], source: str
) -> list[str]:
    """Return a header that names its first column, if that has no name and numbers the rows."""
    unnamed = len(header) > 1 and not header[0].strip()
    if not unnamed or _ROW in header or not _are_row_numbers(columns[0]):
        return header
    note(source, f"its first column has no name and numbers the rows; it is read as {_ROW!r}")
    return [_ROW, *header[1:]]


def _are_row_numbers(cells: Sequence[object]) -> bool:
    """Tell whether cells are whole numbers of which none occurs twice.

    Examples
    --------
    >>> _are_row_numbers(["1", "2", "17"]), _are_row_numbers([0, 1]), _are_row_numbers(["a", "b"])
    (True, True, False)
    """
    texts = [str(cell) for cell in cells]
    distinct = len(set(texts)) == len(texts) > 0
    return distinct and all(text.isascii() and text.isdigit() for text in texts)
