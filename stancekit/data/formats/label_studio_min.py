"""Label Studio's JSON-MIN export: one flat object for each annotation.

It leaves skipped tasks out and says nothing of predictions.
"""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.data.formats.entries import Entry
from stancekit.data.formats.format import Format, Record, Rows, single_label
from stancekit.data.formats.label_studio import ID_FIELD, control_names
from stancekit.data.wording import all_shown, shown
from stancekit.labels import Label

__all__ = ["LABEL_STUDIO_MIN"]

_OWN = ("id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement")


def _fits(record: Record) -> bool:
    return {"annotator", "annotation_id", "lead_time"} <= set(record)


def _read(entries: Sequence[tuple[int, Entry]], rows: Rows, text: str, label: str) -> None:
    present = {key for _, entry in entries for key in entry.fields}
    control = next((name for name in control_names(label) if name in present), label)
    own_id = ID_FIELD if ID_FIELD in present else "id"
    for number, entry in entries:
        taken = (text, control, own_id, *_OWN)
        given = _chosen(entry, control)
        if given is None and entry.fields.get("annotation_id") is not None:
            if control not in present:
                others = sorted(present - set(taken))
                entry.wrong(
                    f"there is no field {shown(control)} (there are {all_shown(others)}); say "
                    "which one holds the label (label, --label-column)"
                )
            rows.note("annotations without a choice (rows without a label)")
        rows.add(
            number,
            {key: value for key, value in entry.fields.items() if key not in taken},
            id=entry.name(own_id),
            text=entry.text(text),
            label=given,
            annotator=entry.name("annotator"),
            labelled_at=entry.string("updated_at") or entry.string("created_at"),
        )


def _chosen(entry: Entry, control: str) -> Label | None:
    """Return a choice, which is an object only where there are several."""
    if isinstance(entry.fields.get(control), dict):
        return single_label(entry, entry.mapping(control).names("choices"))
    return entry.name(control)


LABEL_STUDIO_MIN = Format("label-studio-min", "Label Studio JSON-MIN", _fits, _read)
