"""Files of JSON: tables with one object on each line, and what labelling tools export.

JSON is read strictly: keys that occur twice and numbers that are none are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from itertools import chain
from typing import NoReturn, TypeAlias

from stancekit.data.formats.format import Format
from stancekit.data.formats.registry import read_export
from stancekit.data.limits import too_sparse
from stancekit.data.quoting import shown
from stancekit.data.table import Table, columns_of
from stancekit.data.validation import as_column_names
from stancekit.exceptions import DataError

__all__ = ["parse_json", "record_in", "starts_document"]

Record: TypeAlias = dict[str, object]

_ONE_PER_LINE = "write one JSON object per line"
_TOO_DEEP = "the JSON is nested too deeply; flatten it"

starts_document = re.compile(r"\s*(\[\s*[{\]]|\[\s*\n|\{\s*\n)").match


def parse_json(
    text: str, name: str, columns: tuple[str, str] = ("text", "label"), export: Format | None = None
) -> Table:
    """Read a table with one object on each line, or what a labelling tool exported."""
    if starts_document(text):
        return _parse_document(text, name, columns, export)
    records, lines, broken = _json_lines(text)
    exported = read_export(records, lines, broken, name, columns, export)
    if exported is not None:
        return exported
    if len(records) == 1 and _is_json(name) and _holds_rows(records[0], columns[0]):
        raise _one_document(records[0], name)
    if broken and too_sparse(len(records), len({*chain(*records)}), sum(map(len, records))):
        return Table(name, {}, lines, broken)
    cells = columns_of(records, name)
    as_column_names(list(cells), name)
    return Table(name, cells, lines, broken)


def _parse_document(text: str, name: str, columns: tuple[str, str], export: Format | None) -> Table:
    try:
        document = _parsed(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, character {error.colno}"
        raise DataError(f"{name}, {place}: not valid JSON ({error.msg}); export it anew") from error
    except ValueError as error:
        raise DataError(f"{name}: {error}") from error
    if document == []:
        raise DataError(f"{name}: the list is empty; export statements")
    records = document if isinstance(document, list) else [document]
    exported = read_export(records, None, {}, name, columns, export)
    if exported is None:
        raise _one_document(document, name)
    return exported


def _holds_rows(record: dict[str, object], text: str) -> bool:
    """Tell whether a record seems to be a whole table, as it has no text, but lists or objects."""
    parts = any(isinstance(value, list | dict) for value in record.values())
    return parts and not isinstance(record.get(text), str)


def _is_json(name: str) -> bool:
    return name.casefold().endswith(".json")


def _are_records(items: list[object]) -> bool:
    return bool(items) and all(isinstance(item, dict) for item in items)


def _one_document(document: object, name: str) -> DataError:
    """Say how to make a table of a document that is none, and where in it the rows seem to be."""
    parts = document.items() if isinstance(document, dict) else ()
    within = [key for key, value in parts if isinstance(value, list) and _are_records(value)]
    which = f", as those under {shown(within[0])}," if within else ""
    way_out = " and call the file .jsonl" if _is_json(name) else ""
    if not within and any(isinstance(value, list | dict) for _, value in parts):
        way_out += '; in pandas, to_json(path, orient="records", lines=True)'
    return DataError(
        f"{name}: this is one JSON document; write one object per line{which}{way_out}"
    )


def _json_lines(text: str) -> tuple[list[Record], list[int], dict[int, str]]:
    """Return the records, the line of each, and why some (from 0) could not be read."""
    records: list[Record] = []
    lines = []
    broken = {}
    for line, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            continue
        record, wrong = record_in(raw)
        if wrong:
            broken[len(records)] = wrong
        lines.append(line)
        records.append(record)
    return records, lines, broken


def record_in(line: str, *, once: Collection[str] | None = None) -> tuple[Record, str]:
    r"""Return the object on a line, and why it cannot be read.

    Where it stays as it stands, only some keys have to occur `once`, and numbers may be of any
    length.

    Examples
    --------
    >>> record_in('{"text": "We talk"}'), record_in('{"a": 1, "a": 2}', once=["text"])
    (({'text': 'We talk'}, ''), ({'a': 2}, ''))
    >>> record_in("[1]")
    ({}, 'JSON, but not an object; write one JSON object per line')
    """
    try:
        record = _parsed(line) if once is None else _parsed_loosely(line, once)
    except json.JSONDecodeError as error:
        problem = f"not valid JSON ({error.msg}, character {error.colno})"
        return {}, f"{problem}; {_ONE_PER_LINE}"
    except ValueError as error:
        return {}, str(error)
    if not isinstance(record, dict):
        return {}, f"JSON, but not an object; {_ONE_PER_LINE}"
    return record, ""


def _parsed_loosely(raw: str, once: Collection[str]) -> object:
    repeated: list[str] = []

    def loose(pairs: list[tuple[str, object]]) -> Record:
        """Return an object; at last this is the outermost one."""
        record = dict(pairs)
        twice = len(record) < len(pairs)
        keys = [key for key, _ in pairs]
        repeated[:] = [key for key in once if keys.count(key) > 1] if twice else []
        return record

    try:
        record = json.loads(raw, object_pairs_hook=loose, parse_constant=_refuse, parse_int=_number)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    if repeated:
        raise ValueError(_twice(repeated[0]))
    return record


def _parsed(raw: str) -> object:
    try:
        return json.loads(
            raw, object_pairs_hook=_distinct, parse_constant=_refuse, parse_int=_integer
        )
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record: dict[str, object] = {}
    for key, value in pairs:
        if key in record:
            raise ValueError(_twice(key))
        record[key] = value
    return record


def _twice(key: str) -> str:
    return f"the key {shown(key)} occurs twice; keep one"


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value; use null")


def _number(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:
        return float(digits)


def _integer(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:  # Python refuses thousands of digits
        raise ValueError(f"a number of {len(digits)} digits; write it as a string") from None
