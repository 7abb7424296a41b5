"""Label Studio: tasks with predictions and annotations, as it imports and exports them.

What a task has beside its data and its annotations (counts, comments, times) is bookkeeping of
Label Studio, and is not read. Formats: https://labelstud.io/guide/task_format and
https://labelstud.io/guide/export, as release 1.23 writes them; releases before 1.0 called
annotations completions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from stancekit.data.formats.entries import Entry
from stancekit.data.formats.format import Format, Record, Rows, merged, one_of
from stancekit.data.formats.label_studio_results import (
    annotations_of,
    choice_in,
    choices_in,
    holds_results,
    is_skipped,
    kinds_of,
    others_in,
    predictions_of,
    user_in,
)
from stancekit.data.formats.statements import Given, Prediction, Statement
from stancekit.data.problems import Problems
from stancekit.data.quoting import listed, shown
from stancekit.data.structured import structured
from stancekit.labels import Label

__all__ = ["ID_FIELD", "LABEL_STUDIO", "control_names", "labelling_config"]

_CONTROL = "stance"
ID_FIELD = "statement_id"
"""JSON-MIN puts the number of the task over a field `id` of the data, so the id needs its own."""
_PARTS = ("data", "meta", "annotations", "completions", "predictions", "drafts")
_is_number = re.compile(r"[1-9][0-9]{0,8}").fullmatch


def labelling_config(labels: Sequence[Label], *, with_target: bool = False) -> str:
    """Return the labelling configuration of a project for the tasks that are written here.

    Examples
    --------
    >>> print(labelling_config(["favor", "against"]))
    <View>
      <Text name="text" value="$text"/>
      <Choices name="stance" toName="text" choice="single" required="true">
        <Choice value="favor"/>
        <Choice value="against"/>
      </Choices>
    </View>
    """
    header = ['  <Header value="$target"/>'] if with_target else []
    choices = [f"    <Choice value={quoteattr(str(label))}/>" for label in labels]
    return "\n".join(
        [
            "<View>",
            *header,
            '  <Text name="text" value="$text"/>',
            f'  <Choices name="{_CONTROL}" toName="text" choice="single" required="true">',
            *choices,
            "  </Choices>",
            "</View>",
        ]
    )


def _is_task(record: Record) -> bool:
    return isinstance(structured(record.get("data")), dict) and "text" not in record


def _is_annotation(record: Record) -> bool:
    """Tell whether a record is an annotation with its task in it, as storages get them."""
    task = structured(record.get("task"))
    return isinstance(task, dict) and _is_task(task) and "result" in record


def _fits(record: Record) -> bool:
    return _is_task(record) or _is_annotation(record)


def _as_task(entry: Entry) -> Entry:
    if not _is_annotation(entry.fields):
        return entry
    annotation = {key: value for key, value in entry.fields.items() if key != "task"}
    return entry.instead(entry.mapping("task").fields | {"annotations": [annotation]})


def _read(entries: Sequence[tuple[int, Entry]], rows: Rows, text: str, label: str) -> None:
    entries = [(number, _as_task(entry)) for number, entry in entries]
    control = _control(entries, rows, label)
    datas = [entry.mapping("data") for _, entry in entries]
    own_id = next(
        (key for key in (ID_FIELD, "id") if any(key in data.fields for data in datas)), None
    )
    for (number, entry), data in zip(entries, datas, strict=True):
        own = {key: value for key, value in data.fields.items() if key not in (text, own_id)}
        extra = merged(own, entry.mapping("meta").fields, "meta_")
        known = {
            "id": entry.name("id") if own_id is None else data.name(own_id),
            "text": data.text(text),
            **_predicted(entry, control, rows),
        }
        _note_the_rest(entry, rows)
        for given in _given(entry, control, rows) or [{"label": None}]:
            rows.add(number, extra, **known, **given)


def _control(entries: Sequence[tuple[int, Entry]], rows: Rows, label: str) -> str:
    """Return the name of the control whose choices are the labels."""
    controls = {
        result.string("from_name") or "": None
        for _, entry in entries
        for holder in (*annotations_of(entry), *predictions_of(entry))
        for result in choices_in(holder)
    }
    control = one_of(list(controls), control_names(label), "control", rows.problems)
    if label != "label" and not controls:
        for _, entry in entries:
            for kind in kinds_of(entry, control):
                entry.wrong(f"control {shown(control)} is of type {kind}, but labels are choices")
    return control


def _note_the_rest(entry: Entry, rows: Rows) -> None:
    """Note what a task has beside the labels that are read."""
    if entry.entries("drafts"):
        rows.note("tasks with a draft, which is no label yet")
    if entry.items("annotations") and entry.items("completions"):
        rows.note("tasks with 'completions' beside 'annotations', of which these were read")
    for key, value in entry.fields.items():
        if key not in _PARTS and holds_results(structured(value)):
            rows.note(f"tasks with results under {shown(key)}, which are not read")
    if any(annotation.flag("ground_truth") for annotation in annotations_of(entry)):
        rows.note("tasks with an annotation that is marked as ground truth, read like the others")


def control_names(label: str) -> list[str]:
    """Return what the control may be called: what the user says, or else what it is called here."""
    return [_CONTROL, label] if label == "label" else [label]


def _given(entry: Entry, control: str, rows: Rows) -> list[Record]:
    """Return what each annotator of a task gave."""
    given: list[Record] = []
    for annotation in annotations_of(entry):
        others = others_in(annotation, control)
        skipped = is_skipped(entry) or is_skipped(annotation)
        label = None if skipped else choice_in(annotation, control)
        if skipped:
            rows.note("annotations skipped (rows without a label)")
        elif label is None and others:
            rows.note(
                f"annotations without a choice under {shown(control)}, but with {others} (rows "
                "without a label; name another control with label, --label-column)"
            )
        elif label is None:
            rows.note("annotations without a choice (rows without a label)")
        elif others:
            rows.note(f"annotations of which only the labels were kept, not {others}")
        at = annotation.time("updated_at") or annotation.time("created_at")
        who = user_in(annotation, "completed_by")
        given.append({"label": label, "annotator": who, "labelled_at": at})
    return given


def _predicted(entry: Entry, control: str, rows: Rows) -> Record:
    known = predictions_of(entry)
    predictions = [found for found in known if any(choices_in(found, control))]
    if known and not predictions:
        others = listed(dict.fromkeys(others_in(found, control) for found in known))
        rows.note(f"tasks with predictions of {others or 'nothing'}, which are not read")
    if len(predictions) > 1:
        rows.note("tasks with several predictions, of which the last was kept")
    if not predictions:
        return {}
    last = predictions[-1]
    score = last.number("score")
    if score is None:
        score = next(choices_in(last, control)).number("score")
    return {
        "prediction": choice_in(last, control),
        "prediction_score": score,
        "prediction_model": last.string("model_version"),
    }


def _write(
    statements: Sequence[Statement], labels: Sequence[Label], problems: Problems
) -> list[Record]:
    return [_task(statement) for statement in statements]


def _task(statement: Statement) -> Record:
    own_id = {} if statement.id is None else {ID_FIELD: statement.id}
    task: Record = {"data": {"text": statement.text, **own_id, **statement.extra}}
    if statement.prediction is not None:
        task["predictions"] = [_prediction(statement.prediction)]
    if statement.labels:
        task["annotations"] = [_annotation(given) for given in statement.labels]
    return task


def _prediction(prediction: Prediction) -> Record:
    about = {"model_version": prediction.model, "score": prediction.score}
    known = {key: value for key, value in about.items() if value is not None}
    return known | {"result": _result(prediction.label)}


def _annotation(given: Given) -> Record:
    annotation: Record = {"result": _result(given.label), "ground_truth": False}
    if given.annotator is not None:
        name = str(given.annotator)
        annotation["completed_by"] = int(name) if _is_number(name) else {"email": name}
    if given.at is not None:
        annotation["created_at"] = given.at
    return annotation


def _result(label: Label | None) -> list[Record]:
    value = {"choices": [str(label)]}
    return [{"from_name": _CONTROL, "to_name": "text", "type": "choices", "value": value}]


LABEL_STUDIO = Format(
    "label-studio",
    "Label Studio",
    _fits,
    _read,
    _write,
    one_document=True,
    together=True,
    reserved=(ID_FIELD,),
    on_annotators="annotators have to be its users, named by number or e-mail address",
)
