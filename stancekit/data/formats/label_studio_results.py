"""Label Studio: who gave what under which control, in annotations and predictions."""

from __future__ import annotations

from collections.abc import Iterator

from stancekit.data.formats.entries import Entry
from stancekit.data.formats.format import single_label
from stancekit.data.quoting import listed, shown
from stancekit.data.structured import StructuredCell
from stancekit.labels import Label

__all__ = [
    "annotations_of",
    "choice_in",
    "choices_in",
    "holds_results",
    "is_skipped",
    "kinds_of",
    "others_in",
    "predictions_of",
    "user_in",
]


def annotations_of(entry: Entry) -> list[Entry]:
    """Return annotations, which releases before 1.0 called completions."""
    return entry.entries("annotations") or entry.entries("completions")


def predictions_of(entry: Entry) -> list[Entry]:
    """Return predictions, of which exports hold the number, and the whole beside an annotation."""
    found = entry.structure("predictions")
    if not (isinstance(found, list) and all(type(item) is int for item in found)):
        return entry.entries("predictions")
    seen = [annotation.mapping("prediction") for annotation in annotations_of(entry)]
    return [prediction for prediction in seen if prediction.fields][-1:]


def is_skipped(entry: Entry) -> bool:
    """Tell whether an annotator skipped a task, whatever the annotation holds."""
    return entry.flag("was_cancelled") or entry.flag("skipped")


def user_in(entry: Entry, key: str) -> Label | None:
    """Return the user in a field, by number, by name, or as an object with both."""
    if isinstance(entry.structure(key), dict):
        user = entry.mapping(key)
        return user.name("email") or user.name("id")
    return entry.name(key)


def choices_in(holder: Entry, control: str | None = None) -> Iterator[Entry]:
    """Yield results that are choices, of one control if it is named."""
    for result in holder.entries("result"):
        if result.string("type") == "choices" and control in (None, result.string("from_name")):
            yield result


def choice_in(holder: Entry, control: str) -> Label | None:
    """Return the one choice under a control."""
    chosen = [
        choice
        for result in choices_in(holder, control)
        for choice in result.mapping("value").names("choices")
    ]
    return single_label(holder, chosen)


def others_in(holder: Entry, control: str) -> str:
    """Name the results that give no label here, with their types."""
    found = {
        f"{shown(result.string('from_name') or '')} ({result.string('type')})": None
        for result in holder.entries("result")
        if not _is_choice(result, control)
    }
    return listed(sorted(found))


def _is_choice(result: Entry, control: str) -> bool:
    return result.string("type") == "choices" and result.string("from_name") == control


def kinds_of(entry: Entry, control: str) -> list[str]:
    """Return the types of a control that holds no choices."""
    kinds = (
        result.string("type") or "unknown"
        for annotation in annotations_of(entry)
        for result in annotation.entries("result")
        if result.string("from_name") == control
    )
    return list(dict.fromkeys(kinds))


def holds_results(cell: StructuredCell | None) -> bool:
    """Tell whether a cell holds annotations or their results."""
    items = cell if isinstance(cell, list) else [cell]
    return any(isinstance(item, dict) and {"result", "from_name"} & set(item) for item in items)
