"""Argilla 1: records of text classification, as its Python package wrote them before release 2.

Records: https://docs.v1.argilla.io, ``TextClassificationRecord``, written with `to_pandas` or
`to_datasets` as JSON lines. They hold the last annotation alone, not one for each annotator.
"""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.data.formats.entries import Entry
from stancekit.data.formats.format import Format, Record, Rows, label_in
from stancekit.labels import Label

__all__ = ["ARGILLA_1"]

_KEYS = {"prediction_agent", "annotation", "annotation_agent", "status"}
_BOOKKEEPING = _KEYS | {
    *("id", "text", "inputs", "prediction", "multi_label", "metadata", "metrics"),
    *("explanation", "search_keywords", "vectors"),
}


def _fits(record: Record) -> bool:
    return set(record) >= _KEYS


def _read(entries: Sequence[tuple[int, Entry]], rows: Rows, text: str, label: str) -> None:
    for number, entry in entries:
        source = entry.mapping("inputs") if entry.fields.get(text) is None else entry
        chosen = _chosen(entry, rows)
        extra = dict(entry.mapping("metadata").fields)
        extra |= {key: value for key, value in entry.fields.items() if key not in _BOOKKEEPING}
        rows.add(
            number,
            extra,
            id=entry.name("id"),
            text=source.text(text),
            label=chosen,
            annotator=entry.name("annotation_agent"),
            **_predicted(entry),
        )


def _chosen(entry: Entry, rows: Rows) -> Label | None:
    status = entry.string("status")
    if entry.fields.get("annotation") is None:
        return None
    if status == "Discarded":
        rows.note("records discarded (rows without a label)")
        return None
    return label_in(entry, "annotation")


def _predicted(entry: Entry) -> Record:
    """Return the most probable of the predicted labels, which are pairs or objects."""
    ranked = [_scored(entry, item) for item in entry.items("prediction")]
    if not ranked:
        return {}
    score, prediction = max(ranked, key=lambda pair: pair[0])
    agent = entry.string("prediction_agent")
    return {"prediction": prediction, "prediction_score": score, "prediction_model": agent}


def _scored(entry: Entry, item: object) -> tuple[float, Label | None]:
    if isinstance(item, list) and len(item) == 2:
        item = dict(zip(("label", "score"), item, strict=True))
    pair = entry.instead({"prediction": item}).mapping("prediction")
    return pair.number("score") or 0.0, pair.name("label")


ARGILLA_1 = Format("argilla-1", "Argilla 1", _fits, _read)
