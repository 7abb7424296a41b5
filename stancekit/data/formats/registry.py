"""All formats of labelling tools: which one a file is in, and how to read and write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from stancekit.data.formats.argilla import ARGILLA
from stancekit.data.formats.argilla_1 import ARGILLA_1
from stancekit.data.formats.argilla_feedback import ARGILLA_FEEDBACK
from stancekit.data.formats.doccano import DOCCANO
from stancekit.data.formats.entries import entries_of
from stancekit.data.formats.format import Format, Record, Rows
from stancekit.data.formats.label_studio import LABEL_STUDIO
from stancekit.data.formats.label_studio_min import LABEL_STUDIO_MIN
from stancekit.data.formats.prodigy import PRODIGY
from stancekit.data.problems import Problems
from stancekit.data.table import Table, is_blank
from stancekit.exceptions import DataError

__all__ = ["FORMATS", "exported", "read_export", "recognise"]

FORMATS = {
    found.name: found
    for found in (
        LABEL_STUDIO,
        LABEL_STUDIO_MIN,
        DOCCANO,
        ARGILLA,
        ARGILLA_1,
        ARGILLA_FEEDBACK,
        PRODIGY,
    )
}
"""By the name that users know; their order means nothing."""


def recognise(records: Sequence[Record], name: str) -> Format | None:
    """Return the format that all records are of, None if they are of none."""
    found = [known for known in FORMATS.values() if records and all(map(known.fits, records))]
    if len(found) > 1:
        listed = " and ".join(known.name for known in found)
        raise DataError(
            f"{name}: this may be {listed}; say which, as in 'stancekit convert --from "
            f"{found[0].name}'"
        )
    return found[0] if found else None


def read_export(
    records: Sequence[object],
    lines: Sequence[int] | None,
    broken: Mapping[int, str],
    name: str,
    columns: tuple[str, str],
    known: Format | None,
) -> Table | None:
    """Read what a labelling tool exported: a row for each label that somebody gave."""
    if known is None:
        sound = [record for row, record in enumerate(records) if row not in broken]
        known = recognise([record for record in sound if isinstance(record, dict)], name)
    if known is None:
        return None
    problems = Problems(name)
    entries = entries_of(records, lines, broken, problems)
    rows = Rows(problems, *columns)
    known.read(entries, rows, *columns)
    problems.raise_any()
    table = rows.table(lines)
    caveats = (f"read as {known.title}", *table.caveats)
    return replace(table, caveats=caveats, tool=known.name)


def exported(table: Table, columns: tuple[str, str], known: Format | None = None) -> Table:
    """Return a table, read as what a labelling tool exported if its rows are records of one."""
    if table.tool or not len(table):
        return table
    first = next((row for row in range(len(table)) if row not in table.broken), None)
    if known is None and (first is None or not _fitting(_record(table, first, columns[0]))):
        return table
    records = [_record(table, row, columns[0]) for row in range(len(table))]
    if known is not None and not any(map(known.fits, records)):
        raise DataError(
            f"{table.name}: no row is a record of {known.title}; leave from_ (--from) out"
        )
    found = read_export(records, table.lines, table.broken, table.name, columns, known)
    return table if found is None else replace(found, caveats=(*table.caveats, *found.caveats))


def _fitting(record: Record) -> list[Format]:
    return [known for known in FORMATS.values() if known.fits(record)]


def _record(table: Table, row: int, text: str) -> Record:
    """Return a row as a record, in which blank cells are null, but for a text."""
    cells = {name: column[row] for name, column in table.columns.items()}
    return {
        name: None if is_blank(cell) and not (name == text and isinstance(cell, str)) else cell
        for name, cell in cells.items()
    }
