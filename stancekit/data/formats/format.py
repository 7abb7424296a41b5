"""What every format has, the rows that its reader finds, and the statements that it writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from stancekit.data.cell_rules import several
from stancekit.data.formats.entries import Entry
from stancekit.data.formats.statements import KNOWN_COLUMNS, Statement
from stancekit.data.problems import Problems
from stancekit.data.quoting import all_shown, shown
from stancekit.data.table import Table, columns_of, is_blank
from stancekit.labels import Label

__all__ = ["Format", "Record", "Rows", "but_with", "label_in", "merged", "one_of", "single_label"]

Record: TypeAlias = dict[str, object]


class Rows:
    """The rows of a table, as a reader finds them, and what the user should know about them."""

    def __init__(self, problems: Problems, text: str = "text", label: str = "label") -> None:
        self.problems = problems
        self._names = {name: name for name in KNOWN_COLUMNS} | {"text": text, "label": label}
        self._rows: list[Record] = []
        self._numbers: list[int] = []
        self._caveats: Counter[str] = Counter()

    def add(self, number: int, extra: Mapping[str, object], **fields: object) -> None:
        """Add a row: the number of its record, the user's own columns, and those that are known."""
        row = {self._names[name]: value for name, value in fields.items()}
        for name, value in extra.items():
            free = name
            while free in row or free in self._names.values():
                free = f"original_{free}"
            if free != name:
                self.note(f"field {shown(name)} became column {shown(free)}, in rows")
            row[free] = value
        self._rows.append(row)
        self._numbers.append(number)

    def note(self, what: str) -> None:
        """Count something that the user should know."""
        self._caveats[what] += 1

    def table(self, lines: Sequence[int] | None) -> Table:
        """Return the table; known columns without a value are left out."""
        known = [self._names[column] for column in KNOWN_COLUMNS]
        always = {self._names["text"], self._names["label"]}
        columns = columns_of(self._rows, self.problems.name)
        used = [
            column
            for column in known
            if column in always or any(value is not None for value in columns.get(column, ()))
        ]
        ordered = used + [column for column in columns if column not in known]
        missing: list[object] = [None] * len(self._rows)
        return Table(
            self.problems.name,
            {column: columns.get(column, missing) for column in ordered},
            None if lines is None else [lines[number] for number in self._numbers],
            caveats=tuple(f"{what}: {count:,}" for what, count in self._caveats.items()),
        )


@dataclass(frozen=True)
class Format:
    """What a labelling tool exports, and what it imports.

    Users call it `name`, messages `title`. `fits` tells whether a record is of this format and of
    no other; `read` turns numbered records into rows, given the fields of the text and the label;
    `write` turns statements into records, given the label set, unless the tool imports another
    format. It imports `one_document`, a JSON list, or else one object on each line; a record may
    hold the labels of all annotators `together`. It `forgets` known columns without a place in it,
    and needs `reserved` names for something else. Users are told what to know `on_annotators`, and
    `advice` on how to import the file.
    """

    name: str
    title: str
    fits: Callable[[Record], bool]
    read: Callable[[Sequence[tuple[int, Entry]], Rows, str, str], None]
    write: Callable[[Sequence[Statement], Sequence[Label], Problems], list[Record]] | None = None
    one_document: bool = False
    together: bool = False
    forgets: tuple[str, ...] = ()
    reserved: tuple[str, ...] = ()
    on_annotators: str = ""
    advice: Callable[[Sequence[Label]], str] | None = None


def single_label(entry: Entry, labels: Sequence[Label]) -> Label | None:
    """Return the one label that was chosen, None if none was; several are a problem."""
    if len(labels) > 1:
        entry.wrong(several(labels))
    return labels[0] if len(labels) == 1 and not is_blank(labels[0]) else None


def label_in(entry: Entry, key: str) -> Label | None:
    """Return the label in a field, which is a list where several labels are allowed."""
    if isinstance(entry.structure(key), list):
        return single_label(entry, entry.names(key))
    return entry.name(key)


def but_with(entry: Entry, keys: Sequence[str]) -> str:
    """Name, for a note on a record without a label, the fields that hold labels of its parts."""
    found = [key for key in keys if entry.fields.get(key)]
    return f", but with {all_shown(found)}" if found else ""


def merged(fields: Record, more: Record, prefix: str) -> Record:
    """Return fields and others; one of these whose name is taken gets a prefix."""
    both = dict(fields)
    for name, value in more.items():
        while name in both:
            name = prefix + name
        both[name] = value
    return both


def one_of(names: Sequence[str], wanted: Sequence[str], what: str, problems: Problems) -> str:
    """Return the first wanted name that is there; without a wish (``label``), the only name."""
    found = next((name for name in wanted if name in names), None)
    if found is not None or not names:
        return found or wanted[0]
    if len(names) > 1 or "label" not in wanted:
        problems.add(
            ["all records"],
            None,
            f"there is no {what} {shown(wanted[-1])} (there are {all_shown(names)}); say which one "
            "holds the label (label, --label-column)",
        )
    return names[0]
