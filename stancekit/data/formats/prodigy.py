"""Prodigy: tasks of text classification, as its recipes read them and its database exports them.

Choices (``textcat.manual``) hold options and those that were accepted; binary tasks hold one
label that was accepted or rejected. Formats: https://prodi.gy/docs/api-interfaces, as releases
1.10 and later write them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from stancekit.data.formats.entries import Entry
from stancekit.data.formats.format import Format, Record, Rows, but_with, merged, single_label
from stancekit.data.formats.statements import BESIDE_LABEL, KNOWN_COLUMNS, Statement, beside_label
from stancekit.data.problems import Problems
from stancekit.data.quoting import shown
from stancekit.data.structured import structured
from stancekit.data.table import is_blank
from stancekit.labels import Label

__all__ = ["PRODIGY"]

_HASHES = {"_input_hash", "_task_hash"}
_NO_LABEL = {None: "without an answer", "ignore": "ignored", "reject": "rejected"}
_SCAFFOLD = {
    *("options", "accept", "answer", "meta", "config"),
    *("_annotator_id", "_timestamp", "_view_id"),
}
_LISTS = {"spans", "tokens", "relations"}
_LABELS_OF_PARTS = ("spans", "relations", "cats")


def _fits(record: Record) -> bool:
    # A table may have kept the hashes, but no answer where there is a label; doccano may have both.
    answered = set(record) >= _HASHES and isinstance(record.get("answer"), str)
    listed = isinstance(structured(record.get("label")), list)
    chosen = isinstance(structured(record.get("accept")), list) and "answer" in record
    offered = isinstance(structured(record.get("options")), list)
    return (answered and not listed) or offered or chosen


def _read(entries: Sequence[tuple[int, Entry]], rows: Rows, text: str, label: str) -> None:
    for number, entry in entries:
        meta = entry.mapping("meta")
        given_id = entry.name("id") if "id" in entry.fields else meta.name("id")
        known = {name: entry.fields.get(name) for name in BESIDE_LABEL}
        known |= {
            "id": entry.name("_input_hash") if given_id is None else given_id,
            "text": entry.text(text),
            "label": _chosen(entry, rows, label),
            "annotator": _annotator(entry),
            "labelled_at": entry.time("_timestamp") or entry.string("labelled_at"),
        }
        rows.add(number, _extra(entry, meta, text, label), **known)


def _extra(entry: Entry, meta: Entry, text: str, label: str) -> Record:
    """Return the user's own fields, those of the metadata, and answers that give no label."""
    taken = {*KNOWN_COLUMNS, *_SCAFFOLD, text, label}
    own = {name: value for name, value in entry.fields.items() if name not in taken}
    extra = merged(
        own, {k: v for k, v in meta.fields.items() if k != "id" and own.get(k) != v}, "meta_"
    )
    if (answer := entry.fields.get("answer")) in ("ignore", "reject"):
        extra["answer"] = answer
        if answer == "reject" and label in entry.fields:
            extra["rejected"] = entry.fields[label]
    return extra


def _chosen(entry: Entry, rows: Rows, label: str) -> Label | None:
    answer = entry.string("answer")
    if answer in (None, "ignore", "reject"):
        rows.note(f"tasks {_NO_LABEL[answer]} (rows without a label)")
        return None
    if answer != "accept":
        entry.wrong(f"'answer' holds {shown(answer)}; it is accept, reject or ignore")
        return None
    if "accept" in entry.fields:
        chosen = single_label(entry, entry.names("accept"))
    else:
        chosen = entry.name(label)
    if chosen is None:
        others = but_with(entry, _LABELS_OF_PARTS)
        rows.note(f"tasks accepted without a choice{others} (rows without a label)")
    return chosen


def _annotator(entry: Entry) -> Label | None:
    named = map(entry.name, ("_annotator_id", "_session_id", "annotator"))
    return next((name for name in named if name is not None), None)


def _write(
    statements: Sequence[Statement], labels: Sequence[Label], problems: Problems
) -> list[Record]:
    options: list[Record] = [{"id": label, "text": str(label)} for label in labels]
    return [_task(statement, options) for statement in statements]


def _task(statement: Statement, options: Sequence[Record]) -> Record:
    (given,) = statement.given
    beside = beside_label(statement)
    about: Record = {}
    if "annotator" in beside:
        about["_annotator_id"] = str(beside.pop("annotator"))
    if (seconds := _seconds(given.at)) is not None:
        about["_timestamp"] = seconds
        del beside["labelled_at"]
    own, meta = _placed(statement)
    task: Record = {} if statement.id is None else {"id": statement.id}
    task |= {"text": statement.text, **own, **beside, **about}
    if meta:
        task["meta"] = meta
    if options:
        task |= {"options": options, "_view_id": "choice", "config": {"choice_style": "single"}}
    if given.label is not None:
        task |= {"accept": [given.label], "answer": "accept"}
    return task


def _placed(statement: Statement) -> tuple[Record, Record]:
    """Divide the columns: what Prodigy would take for something of its own is metadata."""
    own: Record = {}
    meta: Record = {}
    for name, value in statement.extra.items():
        if name == "answer":
            taken = bool(statement.labels) or value not in ("ignore", "reject")
        elif name in _LISTS:
            taken = not isinstance(value, list)
        else:
            taken = name in _SCAFFOLD
        if not (taken and is_blank(value)):
            (meta if taken else own)[name] = value
    return own, meta


def _advice(labels: Sequence[Label]) -> str:
    if labels:
        return "'prodigy mark DATASET FILE --view-id choice' shows the tasks with their options"
    return (
        "the tasks have no options, as no labels are known; name them with labels (--labels), or "
        "with 'prodigy textcat.manual DATASET FILE --label A,B --exclusive'"
    )


def _seconds(at: str | None) -> int | float | None:
    try:
        found = None if at is None else datetime.fromisoformat(at)
    except ValueError:
        return None
    if found is None or found.tzinfo is None:
        return None
    seconds = found.timestamp()
    return int(seconds) if seconds.is_integer() else seconds


PRODIGY = Format("prodigy", "Prodigy", _fits, _read, _write, advice=_advice)
