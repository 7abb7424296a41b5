"""What separates the cells of a file: what its name, its first line or its header says."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Sequence

from stancekit.exceptions import DataError

__all__ = ["SEPARATORS", "separator_in", "stated_separator"]

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars", " ": "spaces"}
"""What may separate cells, in words."""

_KNOWN = {
    *("id", "text", "label", "target", "source", "group", "document", "pair_id", "split"),
    *("annotator", "weight", "prediction"),
}
"""Names of columns by which a header is known."""

_states = re.compile(r'"?sep=([^"\r\n])"?[ ,;\t]*\r?\n?', re.I).fullmatch


def stated_separator(line: str) -> str | None:
    r"""Return what the first line names as the separator, as Excel writes it, or None.

    Examples
    --------
    >>> stated_separator("sep=;\r\n"), stated_separator("text;label\n")
    (';', None)
    """
    found = _states(line)
    return None if found is None else found.group(1)


def separator_in(lines: Sequence[str], expected: str, wanted: Collection[str], place: str) -> str:
    """Return what separates the cells of a header: what is expected, unless known names say else.

    A header by which nothing is known has the expected separator, or has to be told.
    """
    known = {*_KNOWN, *wanted}
    cells = {separator: _cells(lines, separator) for separator in SEPARATORS}
    found = [separator for separator in SEPARATORS if _is_header(cells[separator], known)]
    if " " in found and not lines[0].lstrip().startswith('"'):
        found.remove(" ")  # words of prose
    if expected in found or (not found and len(cells[expected]) != 1):
        return expected
    if len(found) == 1:
        return found[0]
    seen = found or [other for other in SEPARATORS if other != " " and other in lines[0]]
    if not seen:
        return expected
    if not found and all(len(cells[other]) == 1 for other in seen):
        raise DataError(
            f"{place}: the whole line is one quoted cell; cut the lines into cells in a "
            "spreadsheet ('Text to Columns'), or remove the quotes around each line"
        )
    raise DataError(
        f"{place}: {' or '.join(SEPARATORS[other] for other in seen)} separate the cells; save the "
        f"file with {SEPARATORS[expected]}, or name what separates them (separator=, --separator)"
    )


def _is_header(cells: Sequence[str], known: Collection[str]) -> bool:
    return any(cell.strip() in known for cell in cells)


def _cells(lines: Sequence[str], separator: str) -> list[str]:
    """Return the cells of the first record, none where it cannot be read so."""
    try:
        return next(csv.reader(lines, delimiter=separator, strict=True), [])
    except csv.Error:
        return []
