"""Rows that may have a label: read from anywhere, judged, completed, and with suggestions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from stancekit.data.files import read_file
from stancekit.data.formats.format import Format
from stancekit.data.readers import read_table
from stancekit.data.table import Table, is_blank
from stancekit.data.validation import check_given_labels, check_statements
from stancekit.data.wording import shown
from stancekit.exceptions import DataError, ParameterError
from stancekit.labels import Label
from stancekit.model.model import StanceModel

__all__ = ["complete", "label_choices", "predict", "read_rows"]


def read_rows(
    source: object, export: Format | None, text: str, label: str, labels: Sequence[Label] | None
) -> Table:
    """Read rows of which some have a label, with the columns ``text`` and ``label``.

    Parameters
    ----------
    source : object
        What `read_table` takes.
    export : Format or None
        The tool that exported the file; None to recognise it.
    text, label : str
        The fields that hold the statements and their labels; the latter may be missing.
    labels : sequence of str or int or None
        The labels that may occur; None for any.

    Raises
    ------
    DataError
        If it cannot be read, or a text or a label is none.
    InputTypeError
        If the source is of another kind.
    ParameterError
        If a format is named for what is not a file.

    Examples
    --------
    >>> read_rows([{"body": "Talk to them."}], None, "body", "label", None).columns
    {'text': ['Talk to them.'], 'label': [None]}
    """
    if export is None:
        table = read_table(source, text, label)
    elif isinstance(source, str | os.PathLike):
        table = read_file(Path(source), text, label, export)
    else:
        raise ParameterError("from_ is for files; leave it out")
    check_statements([table], text)
    if label != "label" and label in table.columns and "label" in table.columns:
        raise DataError(
            f"{table.name}: column {shown(label)} is to become 'label', but there is a column "
            "'label' too; rename or remove one"
        )
    check_given_labels(table, labels, label)
    names = {text: "text", label: "label"}
    columns = {names.get(name, name): cells for name, cells in table.columns.items()}
    columns.setdefault("label", [None] * len(table))
    return replace(table, columns=columns, frame=None)


def complete(table: Table, annotator: str | None, labelled_only: bool) -> Table:
    """Name the annotator where nobody is named, and leave rows without a label out if wanted.

    Raises
    ------
    DataError
        If no row is left.

    Examples
    --------
    >>> table = Table("admin.jsonl", {"text": ["Yes.", "No."], "label": ["favor", None]})
    >>> complete(table, "ann", labelled_only=True).columns
    {'text': ['Yes.'], 'label': ['favor'], 'annotator': ['ann']}
    """
    labelled = [not is_blank(value) for value in table.columns["label"]]
    columns = dict(table.columns)
    if annotator is not None:
        named = columns.get("annotator", [None] * len(table))
        columns["annotator"] = [
            annotator if is_blank(name) and has_label else name
            for name, has_label in zip(named, labelled, strict=True)
        ]
    if not labelled_only:
        return replace(table, columns=columns)
    if not any(labelled):
        raise DataError(f"{table.name}: no row has a label; label some, or keep all rows")
    kept = [row for row, has_label in enumerate(labelled) if has_label]
    left_out = len(labelled) - len(kept)
    return replace(
        table,
        columns={name: [cells[row] for row in kept] for name, cells in columns.items()},
        lines=None if table.lines is None else [table.lines[row] for row in kept],
        notes=(*table.notes, *([f"rows without a label, left out: {left_out:,}"] * bool(left_out))),
    )


def predict(table: Table, model: StanceModel) -> Table:
    """Add what a model says of each statement, where it has evidence.

    Raises
    ------
    DataError, InputTypeError
        If the model knows several targets and the rows do not name one each.

    Examples
    --------
    >>> import stancekit
    >>> table = Table("pool", {"text": ["We must keep talking to Moscow."], "label": [None]})
    >>> predict(table, stancekit.load_model()).columns["prediction"]
    ['favor']
    """
    names = ("text", "target") if model.per_target else ("text",)
    scored = model.score({name: table.columns[name] for name in names if name in table.columns})
    predicted = scored["label"].tolist()
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
    return replace(table, columns=table.columns | columns)


def label_choices(table: Table, model: StanceModel | None) -> list[Label]:
    """Return the labels that rows have and those that a model knows.

    Examples
    --------
    >>> label_choices(Table("t", {"text": ["Yes."], "label": ["favor"]}), None)
    ['favor']
    """
    given = {str(value) for value in table.columns["label"] if not is_blank(value)}
    known = () if model is None else model.labels
    return [*known, *sorted(given - set(map(str, known)))]
