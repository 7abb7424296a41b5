"""Rows that may have a label: read from anywhere, judged, completed, and with suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stancekit.data.arguments import check_roles
from stancekit.data.cell_rules import doubtful
from stancekit.data.formats.format import Format
from stancekit.data.formats.statements import KNOWN_COLUMNS
from stancekit.data.identity import name_of
from stancekit.data.predicted import predictions_apart
from stancekit.data.quoting import no_column, shown
from stancekit.data.readers import read_table
from stancekit.data.table import Table, is_blank
from stancekit.data.validation import check_columns, check_given_labels, check_statements
from stancekit.exceptions import DataError
from stancekit.labels import MAX_LABELS, Label
from stancekit.model.model import StanceModel

__all__ = ["complete", "label_choices", "predict", "read_rows", "spelling_caveats"]


def read_rows(
    source: object, export: Format | None, text: str, label: str, labels: Sequence[Label] | None
) -> Table:
    """Read rows of which some have a label, with the columns ``text`` and ``label``."""
    check_roles(text=text, label=label)
    table = read_table(source, text, label, export=export)
    check_statements([table], text)
    check_columns([table], text, label, may_lack="label")
    table = _with_label_column(table, text, label)
    check_given_labels(table, labels, label)
    names = {text: "text", label: "label"}
    columns = {names.get(name, name): cells for name, cells in table.columns.items()}
    table = replace(table, columns=columns, frame=None)
    return predictions_apart(table) if label == "label" else table


def _with_label_column(table: Table, text: str, label: str) -> Table:
    """Add the column of the labels, unless it was named."""
    names = list(table.columns)
    if label in names:
        return table
    missing = no_column(label, names)
    if label != "label":
        raise DataError(f"{table.name}: {missing} (label, --label-column)")
    caveats = table.caveats
    if any(name not in (text, *KNOWN_COLUMNS) for name in names):
        caveats = (*caveats, f"{missing} (name the one with labels, if any: label, --label-column)")
    return replace(table, columns=table.columns | {label: [None] * len(table)}, caveats=caveats)


def complete(table: Table, annotator: str | None, labelled_only: bool) -> Table:
    """Name the annotator where nobody is named, and leave rows without a label out if wanted."""
    labelled = [not is_blank(value) for value in table.columns["label"]]
    columns = dict(table.columns)
    if annotator is not None:
        named = columns.get("annotator", [None] * len(table))
        columns["annotator"] = [
            annotator if name_of(name) is None and has_label else name
            for name, has_label in zip(named, labelled, strict=True)
        ]
        if others := sum(name_of(name) not in (None, name_of(annotator)) for name in named):
            note = f"rows that name another annotator than {shown(annotator)}, kept: {others:,}"
            table = replace(table, caveats=(*table.caveats, note))
    table = replace(table, columns=columns)
    if not labelled_only or all(labelled):
        return table
    if not any(labelled):
        raise DataError(f"{table.name}: no row has a label; label some, or keep all rows")
    note = f"rows without a label, left out: {labelled.count(False):,}"
    return replace(table.where(labelled), caveats=(*table.caveats, note))


def predict(table: Table, model: StanceModel) -> Table:
    """Add what a model says of each statement, where it has evidence."""
    names = ("text", "target") if model.per_target else ("text",)
    scored = model.score({name: table.columns[name] for name in names if name in table.columns})
    predicted = scored["label"].tolist()
    caveats = list(table.caveats)
    if any(not is_blank(value) for value in table.columns.get("prediction", ())):
        caveats.append("predictions in the source replaced by those of the model")
    if unknown := sum(label is None for label in predicted):
        caveats.append(f"rows of which the model knows too little to predict a label: {unknown:,}")
    scores: list[object] = [
        None if label is None else float(scored[f"p_{label}"].iloc[row])
        for row, label in enumerate(predicted)
    ]
    name = f"stancekit {model.provenance.fingerprint[:8]}"
    columns: dict[str, list[object]] = {
        "prediction": predicted,
        "prediction_score": scores,
        "prediction_model": [None if label is None else name for label in predicted],
    }
    return replace(table, columns=table.columns | columns, caveats=tuple(caveats))


def label_choices(table: Table, model: StanceModel | None) -> list[Label]:
    """Return the labels that rows have or that are predicted, and those that a model knows."""
    cells = (*table.columns["label"], *table.columns.get("prediction", ()))
    given = {str(value) for value in cells if not is_blank(value)}
    known = () if model is None else model.labels
    return [*known, *sorted(given - set(map(str, known)))]


def spelling_caveats(table: Table, model: StanceModel | None) -> list[str]:
    """Name labels that are spelled almost like another, or like a missing value."""
    given = [str(value) for value in table.columns["label"] if not is_blank(value)]
    known = () if model is None else model.labels
    if len({*given, *known}) > MAX_LABELS:
        return []
    looks = doubtful(given, set(map(str, known)))
    return [f"label {shown(label)} may be {like}" for label, like in looks.items()]
