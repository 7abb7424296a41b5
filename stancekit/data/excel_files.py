"""Workbooks of Excel: the first sheet, with texts, numbers and days as they are shown there."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from stancekit._optional import import_optional
from stancekit.blocks import printable
from stancekit.data.limits import check_cells, check_unpacked
from stancekit.data.nameless import named_columns
from stancekit.data.notes import note
from stancekit.data.quoting import all_shown, shown
from stancekit.data.table import Table, is_blank
from stancekit.data.typed_cells import as_seen
from stancekit.exceptions import DataError

__all__ = ["parse_excel"]

_ROUNDED = 10**15
_SHOWN_DIGITS = re.compile(r"0{2,}").fullmatch
_escaped = re.compile(r"_x([0-9A-Fa-f]{4})_").sub
_uncomputed = re.compile(rb"</f>\s*+(?:(?:<v\s*+/>|<v></v>)\s*+)?</c>").search


def parse_excel(data: bytes, name: str) -> Table:
    """Read the first sheet of a workbook; its first row that is not empty holds the names."""
    openpyxl = import_optional("openpyxl", extra="excel", purpose="reading .xlsx")
    try:
        _check_size(data, name)
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=True)
        titles = [sheet.title for sheet in book.worksheets]
        filled = _filled_rows(book.worksheets[0], name)
    except DataError:
        raise
    except Exception as error:  # whatever it meets in a damaged file
        reason = printable(str(error)).partition("\n")[0]
        raise DataError(f"{name}: not a readable workbook ({reason}); save it anew") from error
    if len(titles) > 1:
        note(
            name, f"the first sheet, {shown(titles[0])}, was read, and not {all_shown(titles[1:])}"
        )
    _refuse_uncomputed(data, name)
    if not filled:
        raise DataError(f"{name}: its first sheet is empty; put the statements there")
    return _table(name, filled)


def _check_size(data: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_unpacked(name, sum(part.file_size for part in archive.infolist()), len(data))


def _filled_rows(sheet: Any, name: str) -> list[tuple[int, list[Any]]]:
    """Return the rows with a cell that is not blank, up to the last such cell, and their numbers.

    A sheet says how large it is; what was only formatted, far out, may be a part of that.
    """
    sheet.reset_dimensions()
    filled = []
    width = n_held = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        held = [i for i, cell in enumerate(cells, start=1) if not is_blank(cell.value)]
        if held:
            filled.append((number, list(cells[: held[-1]])))
            width, n_held = max(width, held[-1]), n_held + len(held)
            check_cells(name, len(filled), width, n_held)
    return filled


def _table(name: str, rows: Sequence[tuple[int, Sequence[Any]]]) -> Table:
    width = max(len(cells) for _, cells in rows)
    _, *below = rows
    names, *values = [
        [_value(cell) for cell in cells] + [None] * (width - len(cells)) for _, cells in rows
    ]
    columns = [[row[index] for row in values] for index in range(width)]
    header = ["" if name is None else str(name) for name in names]
    named = named_columns(header, [as_seen(cells) for cells in columns], name)
    for column, cells in named.items():
        if any(type(cell) is int and abs(cell) >= _ROUNDED for cell in cells):
            note(name, f"column {shown(column)}: Excel rounds numbers of more than 15 digits")
    broken = {row: wrong for row, (_, cells) in enumerate(below) if (wrong := _error_in(cells))}
    return Table(name, named, [number for number, _ in below], broken)


def _value(cell: Any) -> object:
    """Return what a cell shows: 007 where zeros are a matter of its format."""
    value = cell.value
    if isinstance(value, str):
        return _escaped(lambda found: chr(int(found.group(1), 16)), value)
    if type(value) is int and _SHOWN_DIGITS(str(cell.number_format)):
        return str(value).zfill(len(cell.number_format))
    return value


def _error_in(cells: Sequence[Any]) -> str | None:
    wrong = next((cell for cell in cells if cell.data_type == "e"), None)
    if wrong is None:
        return None
    return (
        f"cell {wrong.coordinate} holds {shown(wrong.value)}, an error of the workbook; correct it "
        "(a text that begins with = needs an apostrophe before it)"
    )


def _refuse_uncomputed(data: bytes, name: str) -> None:
    """Refuse formulas that no spreadsheet has computed: their cells would be blank."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [part for part in archive.namelist() if part.startswith("xl/worksheets/")]
        if any(_uncomputed(archive.read(part)) for part in sheets):
            raise DataError(
                f"{name}: some cells hold formulas that were never computed; open the file in a "
                "spreadsheet and save it"
            )
