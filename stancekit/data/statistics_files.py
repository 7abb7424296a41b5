"""Files of Stata and SPSS, whose numbers have labels in words."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from stancekit._optional import import_optional
from stancekit.blocks import printable
from stancekit.data.limits import check_cells
from stancekit.data.notes import note
from stancekit.data.quoting import counted, listed, shown
from stancekit.data.table import Table
from stancekit.data.typed_cells import as_seen
from stancekit.data.validation import as_column_names
from stancekit.exceptions import DataError

__all__ = ["STATISTICS_SUFFIXES", "read_statistics"]

_READERS = {".dta": ("read_dta", "Stata"), ".sav": ("read_sav", "SPSS")}
STATISTICS_SUFFIXES = tuple(_READERS)


def read_statistics(path: str, name: str, suffix: str, encoding: str | None = None) -> Table:
    """Read a table in which the words that label a value stand in its place."""
    pyreadstat = import_optional("pyreadstat", extra="spss", purpose=f"reading {suffix}")
    reader, program = _READERS[suffix]
    options = {"encoding": encoding, "user_missing": suffix == ".sav", "output_format": "dict"}
    try:
        _, about = getattr(pyreadstat, reader)(path, metadataonly=True, **options)
        check_cells(name, about.number_rows or 0, about.number_columns, os.path.getsize(path))
        columns, about = getattr(pyreadstat, reader)(path, **options)
    except DataError:
        raise
    except Exception as error:  # of kinds that the package does not share
        reason = printable(str(error))
        hint = "; say its encoding, such as cp1252 (encoding=, --encoding)"
        way_out = hint if "encoding" in reason or isinstance(error, UnicodeError) else ""
        raise DataError(
            f"{name}: not a readable file of {program} ({reason}){way_out or '; save it anew'}"
        ) from error
    missing = about.missing_ranges if suffix == ".sav" else {}
    found = {}
    for column in as_column_names(list(columns), name):
        place = f"{name}, column {shown(column)}"
        cells = _without_missing(as_seen(columns[column]), missing.get(column, ()), place)
        labels = about.variable_value_labels.get(column, {})
        found[column] = _labelled(cells, labels, place)
    return Table(name, found)


def _without_missing(
    cells: list[object], ranges: Sequence[Mapping[str, Any]], place: str
) -> list[object]:
    """Blank what a user of SPSS declared to be missing."""
    gone = {
        cell for cell in cells for limits in ranges if _is_within(cell, limits["lo"], limits["hi"])
    }
    if gone:
        count = sum(cell in gone for cell in cells)
        blank, values = counted(count, "cell"), listed(sorted(gone, key=str))
        note(place, f"{blank} left blank, as SPSS is told that {values} means missing")
    return [None if cell in gone else cell for cell in cells]


def _is_within(cell: object, low: Any, high: Any) -> bool:
    comparable = isinstance(cell, str) == isinstance(low, str) and cell is not None
    return comparable and low <= cell <= high


def _labelled(cells: list[object], labels: Mapping[Any, str], place: str) -> list[object]:
    """Put words in the place of the values that they label."""
    used = {cell: labels[cell] for cell in cells if cell is not None and cell in labels}
    if not used:
        return cells
    pairs = sorted(used.items(), key=str)
    if len(set(used.values())) < len(used):
        raise DataError(
            f"{place}: several values have the same label "
            f"({listed(f'{value} = {word}' for value, word in pairs)}); tell them apart there"
        )
    words = listed(f"{value} = {word}" for value, word in pairs)
    note(place, f"value labels stand for the values ({words})")
    return [used.get(cell, cell) for cell in cells]
