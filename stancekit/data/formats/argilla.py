"""Argilla: records, as its Python package, release 2, writes them with `to_json` and `to_list`.

Only the flat form, ``to_list(flatten=True)``, says whether a response was submitted; the nested
one, which `to_json` writes, mixes in drafts and discarded responses that carry a value. Records:
https://docs.argilla.io/latest/reference/argilla/records/records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from uuid import UUID

from stancekit.data.formats.entries import Entry
from stancekit.data.formats.format import Format, Record, Rows, label_in, merged, one_of
from stancekit.data.formats.statements import Statement
from stancekit.data.problems import Problems
from stancekit.data.quoting import all_shown, shown
from stancekit.data.structured import structured
from stancekit.labels import Label

__all__ = ["ARGILLA", "read_nested"]

_QUESTION = "label"
_is_part = re.compile(r".+\.(responses(\.users|\.status)?|suggestion(\.score|\.agent)?)").fullmatch
_NESTED = ("id", "fields", "metadata", "suggestions", "responses", "vectors")
_BOOKKEEPING = ("status", "_server_id")
_PARTS = ("value", "user_id", "status")
_STATUS = ".status"
_ANSWERED = f".responses{_STATUS}"


def _fits(record: Record) -> bool:
    if isinstance(structured(record.get("fields")), dict):
        is_feedback = isinstance(structured(record.get("responses")), list)
        return "responses" in record and "suggestions" in record and not is_feedback
    is_flat = set(record) >= set(_BOOKKEEPING) or any(
        name.endswith(_ANSWERED) and name.removesuffix(_STATUS) in record for name in record
    )
    return is_flat and "fields" not in record


def _read(entries: Sequence[tuple[int, Entry]], rows: Rows, text: str, label: str) -> None:
    nested = [
        (number, entry if "fields" in entry.fields else _nested(entry, text))
        for number, entry in entries
    ]
    read_nested(nested, rows, text, label)


def read_nested(entries: Sequence[tuple[int, Entry]], rows: Rows, text: str, label: str) -> None:
    """Read records that hold the responses and the suggestions to each question."""
    questions = {
        question: None
        for _, entry in entries
        for part in ("responses", "suggestions")
        for question in _answered(entry, part)
    }
    wanted = [label, label.removesuffix(".responses")]
    question = one_of(list(questions), wanted, "question", rows.problems)
    for number, entry in entries:
        responses = entry.mapping("responses")
        for other in _answered(entry, "responses"):
            if other != question and responses.structure(other) != []:
                rows.note(f"records with responses to {shown(other)}, left out")
        extra = _extra(entry, text)
        known = _suggested(entry, question)
        known |= {"id": entry.name("id"), "text": entry.mapping("fields").text(text)}
        for given in _given(entry, question, rows) or [{"label": None}]:
            rows.add(number, extra, **known, **given)


def _answered(entry: Entry, part: str) -> list[str]:
    """Return the questions with an answer; tables hold those without one, too."""
    return [question for question, given in entry.mapping(part).fields.items() if given is not None]


def _nested(entry: Entry, text: str) -> Entry:
    """Return a flat record as the nested one that it was."""
    fields: Record = {}
    metadata: Record = {}
    responses: Record = {}
    suggestions: Record = {}
    for key, value in entry.fields.items():
        question, _, part = key.rpartition(".")
        if part == "responses" and value is not None:
            parts = zip(_PARTS, ("", ".users", ".status"), strict=True)
            responses[question] = {name: entry.fields.get(key + part) for name, part in parts}
        elif part == "suggestion" and value is not None:
            about = {name: entry.fields.get(f"{key}.{name}") for name in ("score", "agent")}
            suggestions[question] = {"value": value, **about}
        elif key == text:
            fields[key] = value
        elif key not in ("id", *_BOOKKEEPING) and not _is_part(key):
            metadata[key] = value
    record = {"id": entry.fields.get("id"), "fields": fields, "metadata": metadata}
    return entry.instead(record | {"responses": responses, "suggestions": suggestions})


def _responses(entry: Entry, question: str) -> list[Entry]:
    """Return the responses to a question, which may come as a list of each of their parts."""
    found = entry.mapping("responses")
    if not isinstance(found.structure(question), dict):
        return found.entries(question)
    values, users, states = map(found.mapping(question).items, _PARTS)
    if not len(values) == len(users) == len(states):
        entry.wrong(
            f"{shown(question + '.responses')} has {len(values)} values for {len(users)} users "
            f"with {len(states)} states; export the records anew"
        )
        return []
    rows = zip(values, users, states, strict=True)
    return [entry.instead(dict(zip(_PARTS, row, strict=True))) for row in rows]


def _extra(entry: Entry, text: str) -> Record:
    """Return the other fields, the metadata, the vectors, and what records usually lack."""
    fields = {key: value for key, value in entry.mapping("fields").fields.items() if key != text}
    extra = merged(fields, entry.mapping("metadata").fields, "metadata_")
    known = (*_NESTED, *_BOOKKEEPING)
    rest = {key: value for key, value in entry.fields.items() if key not in known}
    if vectors := entry.mapping("vectors").fields:
        rest["vectors"] = vectors
    return merged(extra, rest, "record_")


def _suggested(entry: Entry, question: str) -> Record:
    suggestion = entry.mapping("suggestions").mapping(question)
    return {
        "prediction": label_in(suggestion, "value"),
        "prediction_score": suggestion.number("score"),
        "prediction_model": suggestion.string("agent"),
    }


def _given(entry: Entry, question: str, rows: Rows) -> list[Record]:
    """Return what each user answered to the question."""
    given: list[Record] = []
    for response in _responses(entry, question):
        state = response.string("status")
        label = label_in(response, "value")
        if state is None:
            rows.note("responses taken as labels, which may be drafts (the flat export tells)")
        elif state != "submitted":
            rows.note(f"responses {state} (rows without a label)")
            label = None
        given.append({"label": label, "annotator": response.name("user_id")})
    return given


def _write(
    statements: Sequence[Statement], labels: Sequence[Label], problems: Problems
) -> list[Record]:
    for statement in statements:
        place = f"statement {shown(statement.text if statement.id is None else statement.id)}"
        for wrong in _refusals([given.annotator for given in statement.labels]):
            problems.add([place], None, wrong)
    return [_record(statement) for statement in statements]


def _refusals(annotators: Sequence[Label | None]) -> Iterator[str]:
    """Say why Argilla would refuse the labels that annotators gave to a statement."""
    if None in annotators:
        yield (
            "Argilla has to know who gave a label; add a column 'annotator', or name one for all "
            "rows with annotator (--annotator)"
        )
    elif len(set(annotators)) < len(annotators):
        yield "somebody gave several labels, but Argilla holds one; keep one"
    for name in annotators:
        if name is not None and not _is_uuid(str(name)):
            yield (
                f"the annotator {shown(name)} is no UUID, by which Argilla knows its users; give "
                "the user's UUID, or leave the label out"
            )


def _is_uuid(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


def _record(statement: Statement) -> Record:
    responses: Record = {}
    suggestions: Record = {}
    if statement.labels:
        responses[_QUESTION] = [
            {"value": given.label, "user_id": str(given.annotator), "status": "submitted"}
            for given in statement.labels
        ]
    if guess := statement.prediction:
        about = {"value": guess.label, "score": guess.score, "agent": guess.model}
        suggestions[_QUESTION] = about
    return {
        "id": None if statement.id is None else str(statement.id),
        "fields": {"text": statement.text},
        "metadata": statement.extra,
        "suggestions": suggestions,
        "responses": responses,
        "vectors": {},
        "status": "completed" if responses else "pending",
        "_server_id": None,
    }


def _advice(labels: Sequence[Label]) -> str:
    choices = f" with the labels {all_shown(map(str, labels))}" if labels else ""
    return (
        f"the dataset needs a text field 'text', a label question {_QUESTION!r}{choices}, and "
        "allow_extra_metadata=True"
    )


ARGILLA = Format(
    "argilla",
    "Argilla",
    _fits,
    _read,
    _write,
    one_document=True,
    together=True,
    forgets=("labelled_at",),
    advice=_advice,
)
