"""doccano: text classification as JSON lines, as it imports and exports them.

A line is a document with a list of labels; what else it holds is its metadata. Who labelled is
nowhere said: where annotators work apart, doccano exports one file for each of them. Formats as
release 1.8 writes them; releases before 1.3 called the list ``labels``, those after it for a while
called the text ``data``, and projects that label intents call the list ``cats``.
"""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.data.formats.entries import Entry
from stancekit.data.formats.format import Format, Record, Rows, but_with, single_label
from stancekit.data.formats.statements import BESIDE_LABEL, KNOWN_COLUMNS, Statement, beside_label
from stancekit.data.problems import Problems
from stancekit.data.structured import structured
from stancekit.labels import Label

__all__ = ["DOCCANO"]

_TEXTS = ("text", "data")
_LISTS = ("label", "labels", "cats")
_LABELS_OF_PARTS = ("entities", "relations", "spans", "annotations")


def _fits(record: Record) -> bool:
    has_text = "text" in record or isinstance(record.get("data"), str)
    return has_text and any(isinstance(structured(record.get(key)), list) for key in _LISTS)


def _read(entries: Sequence[tuple[int, Entry]], rows: Rows, text: str, label: str) -> None:
    for number, entry in entries:
        key = next((name for name in (label, *_LISTS) if name in entry.fields), label)
        chosen = single_label(entry, entry.names(key))
        if chosen is None:
            rows.note(f"documents without a label{but_with(entry, _LABELS_OF_PARTS)}")
        filled = {name: None if value == "" else value for name, value in entry.fields.items()}
        known = {name: filled.get(name) for name in BESIDE_LABEL}
        own_text = next((name for name in (text, *_TEXTS) if name in entry.fields), text)
        known |= {"id": entry.name("id"), "text": entry.text(own_text), "label": chosen}
        taken = {*KNOWN_COLUMNS, own_text, key}
        extra = {name: value for name, value in filled.items() if name not in taken}
        if extra.get("Comments") == []:
            del extra["Comments"]
        rows.add(number, extra, **known)


def _write(
    statements: Sequence[Statement], labels: Sequence[Label], problems: Problems
) -> list[Record]:
    for row, statement in enumerate(statements, start=1):
        if not statement.text:
            wrong = "the text is empty, which doccano refuses; add it or remove the row"
            problems.add([f"row {row}"], None, wrong)
    documents = [_document(statement) for statement in statements]
    # What one line has and another lacks, or holds as null, becomes a NaN that doccano cannot save.
    keys = dict.fromkeys(key for document in documents for key in document)
    return [{key: document.get(key, "") for key in keys} for document in documents]


def _document(statement: Statement) -> Record:
    (given,) = statement.given
    return {
        **({} if statement.id is None else {"id": statement.id}),
        "text": statement.text,
        "label": [] if given.label is None else [str(given.label)],
        **statement.extra,
        **beside_label(statement),
    }


DOCCANO = Format(
    "doccano",
    "doccano",
    _fits,
    _read,
    _write,
    reserved=("filename", "upload_name", "example_uuid", "#line_number"),
    on_annotators="each row is a document by itself, with its annotator as metadata",
    advice=lambda labels: "import it as JSONL, with 'text' for the data and 'label' for the labels",
)
