"""Label Studio: one flat record for each annotation, as its JSON-MIN, CSV and TSV hold it.

They leave skipped tasks out and say nothing of predictions. Formats:
https://labelstud.io/guide/export, as release 1.23 writes them.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from stancekit.data.formats.entries import Entry
from stancekit.data.formats.format import Format, Record, Rows, but_with, label_in, single_label
from stancekit.data.formats.label_studio import ID_FIELD, control_names
from stancekit.data.formats.label_studio_results import is_skipped, user_in
from stancekit.data.quoting import all_shown, shown
from stancekit.labels import Label

__all__ = ["LABEL_STUDIO_MIN"]

_FLAT = {
    *("id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement"),
    *("was_cancelled", "skipped"),
}


def _is_flat(record: Record) -> bool:
    return {"annotator", "annotation_id", "lead_time"} <= set(record)


def _read_flat(entries: Sequence[tuple[int, Entry]], rows: Rows, text: str, label: str) -> None:
    present = {key for _, entry in entries for key in entry.fields}
    control = next((name for name in control_names(label) if name in present), label)
    own_id = ID_FIELD if ID_FIELD in present else "id"
    taken = {text, control, own_id, *_FLAT}
    elsewhere = _elsewhere(entries, control, taken)
    for number, entry in entries:
        given = None if is_skipped(entry) else _flat_choice(entry, control)
        if is_skipped(entry):
            rows.note("annotations skipped (rows without a label)")
        elif given is None and entry.fields.get("annotation_id") is not None:
            if control not in present:
                others = sorted(present - taken)
                entry.wrong(
                    f"there is no field {shown(control)} (there are {all_shown(others)}); say "
                    "which one holds the label (label, --label-column)"
                )
            rows.note(
                f"annotations without a choice{but_with(entry, elsewhere)} (rows without a label)"
            )
        rows.add(
            number,
            {key: value for key, value in entry.fields.items() if key not in taken},
            id=entry.name(own_id),
            text=entry.text(text),
            label=given,
            annotator=user_in(entry, "annotator"),
            labelled_at=entry.time("updated_at") or entry.time("created_at"),
        )


def _elsewhere(entries: Sequence[tuple[int, Entry]], control: str, taken: Set[str]) -> list[str]:
    """Return the fields that are there only where the control is not: controls as well, perhaps."""
    filled: dict[bool, set[str]] = {True: set(), False: set()}
    for _, entry in entries:
        names = {key for key, value in entry.fields.items() if value is not None}
        filled[control in names] |= names
    return sorted(filled[False] - filled[True] - taken)


def _flat_choice(entry: Entry, control: str) -> Label | None:
    """Return a choice, which is an object, or a list, only where there are several."""
    cell = entry.structure(control)
    if isinstance(cell, dict) and "choices" in cell:
        return single_label(entry, entry.mapping(control).names("choices"))
    if isinstance(cell, list) and all(
        isinstance(part, dict) and "choices" in part for part in cell
    ):
        parts = entry.entries(control)
        return single_label(entry, [name for part in parts for name in part.names("choices")])
    return entry.name(control) if cell is None else label_in(entry, control)


LABEL_STUDIO_MIN = Format("label-studio-min", "Label Studio JSON-MIN", _is_flat, _read_flat)
