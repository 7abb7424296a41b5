"""Records of strangers, read without trust: what is of the wrong type is noted, with its place."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from stancekit.data import cell_rules
from stancekit.data.problems import Problems
from stancekit.data.quoting import all_shown, shown
from stancekit.data.structured import StructuredCell, structured
from stancekit.data.table import as_flag, is_blank
from stancekit.labels import Label

__all__ = ["Entry", "entries_of"]

_DEEPEST = 50
_FIRST_INEXACT = 2**53


class Entry:
    """An object of JSON whose fields have to be of certain types.

    A field that is null is one that is missing; one of another type is noted as a problem, and
    then treated as missing. Fields that come from the cells of a table may spell what they are.

    Examples
    --------
    >>> problems = Problems("export.json")
    >>> entry = Entry({"id": 7, "meta": {"score": "high"}}, "record 1", problems)
    >>> entry.name("id"), entry.mapping("meta").number("score")
    (7, None)
    >>> problems.lines()
    ["export.json, record 1: 'meta.score' holds 'high' where a number is expected"]
    """

    def __init__(
        self, fields: dict[str, object], place: str, problems: Problems, path: str = ""
    ) -> None:
        self.fields = fields
        self.place = place
        self._problems = problems
        self._path = path

    def instead(self, fields: dict[str, object]) -> Entry:
        """Return an entry with other fields in the same place."""
        return Entry(fields, self.place, self._problems, self._path)

    def wrong(self, problem: str) -> None:
        """Note a problem of this entry."""
        self._problems.add([self.place], None, problem)

    def mapping(self, key: str) -> Entry:
        """Return the object in a field, an empty one if there is none."""
        found = self._take(key, dict, "an object")
        return Entry(found or {}, self.place, self._problems, f"{self._path}{key}.")

    def structure(self, key: str) -> StructuredCell | None:
        """Return the list or object in a field that may hold something else."""
        return structured(self.fields.get(key))

    def items(self, key: str) -> list[Any]:
        """Return the list in a field, an empty one if there is none."""
        return self._take(key, list, "a list") or []

    def entries(self, key: str) -> list[Entry]:
        """Return the objects in the list in a field."""
        return [
            Entry(item, self.place, self._problems, f"{self._path}{key}[{index}].")
            for index, item in enumerate(self.items(key))
            if self._is(item, dict, f"{key}[{index}]", "an object")
        ]

    def names(self, key: str) -> list[Label]:
        """Return the strings and integers in the list in a field."""
        wanted = "a string or an integer"
        return [
            item
            for index, item in enumerate(self.items(key))
            if self._is(item, (str, int), f"{key}[{index}]", wanted)
        ]

    def name(self, key: str) -> Label | None:
        """Return the string or integer in a field; None if it is blank.

        Tables that lack some numbers hold the others as 7.0, which is 7 here.
        """
        value = self.fields.get(key)
        if isinstance(value, float) and value.is_integer() and abs(value) < _FIRST_INEXACT:
            return int(value)
        found: Label | None = self._take(key, (str, int), "a string or an integer")
        return None if is_blank(found) else found

    def string(self, key: str) -> str | None:
        """Return the string in a field."""
        return cast(str | None, self._take(key, str, "a string"))

    def number(self, key: str) -> float | None:
        """Return the number in a field."""
        return cast(float | None, self._take(key, (int, float), "a number", _as_number))

    def flag(self, key: str) -> bool:
        """Tell whether a field is true."""
        return bool(self._take(key, bool, "true or false", as_flag))

    def time(self, key: str) -> str | None:
        """Return the time in a field, which may be in seconds."""
        value = self.fields.get(key)
        if isinstance(value, str) and _as_number(value) is None:
            return value
        seconds = self.number(key)
        try:
            return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
        except (ValueError, OverflowError, OSError):
            self.wrong(f"{key!r} holds {shown(seconds)}, which is no time in seconds")
            return None

    def text(self, key: str) -> str:
        """Return the statement in a field that has to be there."""
        if key not in self.fields:
            self.wrong(
                f"there is no field '{self._path}{key}' (there are {all_shown(self.fields)}); say "
                "which one holds the text (text, --text-column)"
            )
        elif self.fields[key] is None:
            self.wrong(f"'{self._path}{key}' is null where the text is expected; add it")
        return self.string(key) or ""

    def _take(
        self,
        key: str,
        kind: type | tuple[type, ...],
        wanted: str,
        spelled: Callable[[object], object] = structured,
    ) -> Any:
        value = self.fields.get(key)
        if not isinstance(value, kind) and isinstance(found := spelled(value), kind):
            value = found
        return value if value is not None and self._is(value, kind, key, wanted) else None

    def _is(self, value: object, kind: type | tuple[type, ...], key: str, wanted: str) -> bool:
        fits = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if not fits:
            self.wrong(f"'{self._path}{key}' holds {shown(value)} where {wanted} is expected")
        return fits


def _as_number(value: object) -> float | None:
    try:
        number = float(value) if isinstance(value, str) else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def entries_of(
    records: Sequence[object],
    lines: Sequence[int] | None,
    broken: Mapping[int, str],
    problems: Problems,
) -> list[tuple[int, Entry]]:
    """Return the records that can be read, each with its number (from 0)."""
    found = []
    for number, record in enumerate(records):
        place = f"record {number + 1}" if lines is None else f"line {lines[number]}"
        if number in broken:
            problems.add([place], None, broken[number])
        elif not isinstance(record, dict):
            problems.add([place], None, f"found {shown(record)} where an object is expected")
        elif reason := _unfit(record):
            problems.add([place], None, reason)
        else:
            given = record.get("id")
            known = isinstance(given, str | int) and not is_blank(given)
            place += f" (id {shown(given)})" if known else ""
            found.append((number, Entry(record, place, problems)))
    return found


def _unfit(record: object) -> str | None:
    """Say why a record could not be kept: too deep, or with a value that no file can hold."""
    level = [record]
    for _ in range(_DEEPEST):
        for value in level:
            if isinstance(value, float) and not math.isfinite(value):
                return "a number that is too large; write it as a string"
            if problem := cell_rules.characters(value):
                return problem[0]
        level = [part for value in level for part in _parts(value)]
        if not level:
            return None
    return f"nested more than {_DEEPEST} levels deep; flatten it"


def _parts(value: object) -> list[object]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []
