"""Columns without a name: numbers of rows, as R and pandas write them, or nothing at all."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.data.notes import note
from stancekit.data.quoting import shown
from stancekit.data.table import is_blank
from stancekit.data.validation import as_column_names
from stancekit.exceptions import DataError

__all__ = ["kept_columns", "named_columns", "with_row_numbers"]

_ROW = "row"
"""What the column is called here."""


def named_columns(
    header: Sequence[str], columns: Sequence[list[object]], source: str
) -> dict[str, list[object]]:
    """Return columns by name; what has no name and no cell, as spreadsheets leave it, is none.

    Examples
    --------
    >>> named_columns(["text", "", ""], [["We talk", "Never"], ["", None], ["", ""]], "t.csv")
    {'text': ['We talk', 'Never']}
    """
    kept = kept_columns(header, columns)
    names = with_row_numbers([header[i] for i in kept], [columns[i] for i in kept], source)
    if len(names) > 1 and names[0].strip() and not any(map(str.strip, names[1:])):
        raise DataError(
            f"{source}: only the first column has a name, {shown(names[0])}; name the others, or "
            "remove the row if that is a title"
        )
    names = as_column_names(names, source, [i + 1 for i in kept])
    return {name: columns[i] for name, i in zip(names, kept, strict=True)}


def kept_columns(header: Sequence[str], columns: Sequence[Sequence[object]]) -> list[int]:
    """Return which columns have a name or a cell."""
    return [
        i for i, name in enumerate(header) if name.strip() or not all(map(is_blank, columns[i]))
    ]


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
    texts = [str(cell) for cell in cells if cell is not None]
    distinct = len(set(texts)) == len(texts) > 0
    return distinct and all(text.isascii() and text.isdigit() for text in texts)
