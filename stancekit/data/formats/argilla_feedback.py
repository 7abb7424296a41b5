"""Argilla 1, feedback tasks: records, and the data sets that were made of them for Hugging Face.

Records are those of ``FeedbackRecord``; a data set has, for a question, a column of responses and
the columns ``<question>-suggestion`` and ``<question>-suggestion-metadata``:
https://docs.v1.argilla.io, ``FeedbackDataset.format_as("datasets")``.
"""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.data.formats.argilla import read_nested
from stancekit.data.formats.entries import Entry
from stancekit.data.formats.format import Format, Record, Rows
from stancekit.data.structured import structured

__all__ = ["ARGILLA_FEEDBACK"]

_SUGGESTION = "-suggestion"
_METADATA = "-suggestion-metadata"
_BESIDE = ("id", "external_id", "metadata", "vectors")


def _fits(record: Record) -> bool:
    if isinstance(structured(record.get("fields")), dict):
        return isinstance(structured(record.get("responses")), list)
    return bool(_questions(record))


def _questions(record: Record) -> list[str]:
    return [name for name in record if name + _SUGGESTION in record and name + _METADATA in record]


def _read(entries: Sequence[tuple[int, Entry]], rows: Rows, text: str, label: str) -> None:
    nested = [
        (number, _of_record(entry) if "fields" in entry.fields else _of_row(entry))
        for number, entry in entries
    ]
    read_nested(nested, rows, text, label)


def _of_record(entry: Entry) -> Entry:
    responses: dict[str, list[Record]] = {}
    for response in entry.entries("responses"):
        values = response.mapping("values")
        about: Record = {name: response.fields.get(name) for name in ("user_id", "status")}
        for question in values.fields:
            answer = {"value": values.mapping(question).fields.get("value")}
            responses.setdefault(question, []).append(answer | about)
    suggestions = {
        str(found.name("question_name")): found.fields for found in entry.entries("suggestions")
    }
    beside = {name: entry.fields.get(name) for name in ("fields", "metadata", "vectors")}
    return entry.instead(_record(entry, responses, suggestions) | beside)


def _of_row(entry: Entry) -> Entry:
    questions = _questions(entry.fields)
    responses = {question: entry.fields[question] for question in questions}
    suggestions: Record = {}
    for question in questions:
        if (value := entry.fields[question + _SUGGESTION]) is not None:
            about = entry.mapping(question + _METADATA).fields
            suggestions[question] = {**about, "value": value}
    parts = {question + part for question in questions for part in ("", _SUGGESTION, _METADATA)}
    fields = {
        name: value
        for name, value in entry.fields.items()
        if name not in parts and name not in _BESIDE
    }
    beside = {"fields": fields, "metadata": entry.fields.get("metadata")}
    return entry.instead(_record(entry, responses, suggestions) | beside)


def _record(entry: Entry, responses: object, suggestions: object) -> Record:
    name = entry.fields.get("external_id")
    given = entry.fields.get("id") if name is None else name
    return {"id": given, "responses": responses, "suggestions": suggestions}


ARGILLA_FEEDBACK = Format("argilla-feedback", "Argilla 1 feedback", _fits, _read)
