"""Label Studio: tasks with predictions and annotations, as it imports and exports them.

What a task has beside its data and its annotations (counts, comments, times) is bookkeeping of
Label Studio, and is not read. Formats: https://labelstud.io/guide/task_format and
https://labelstud.io/guide/export, as release 1.23 writes them. JSON-MIN has one flat object for
each annotation, leaves skipped tasks out and says nothing of predictions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import quoteattr

from stancekit.data.formats.entries import Entry
from stancekit.data.formats.format import Format, Record, Rows, merged, one_of, single_label
from stancekit.data.formats.statements import Given, Prediction, Statement
from stancekit.data.problems import Problems
from stancekit.data.quoting import all_shown, shown
from stancekit.labels import Label

__all__ = ["LABEL_STUDIO", "LABEL_STUDIO_MIN", "labelling_config"]

_CONTROL = "stance"
_ID_FIELD = "statement_id"
"""JSON-MIN puts the number of the task over a field `id` of the data, so the id needs its own."""
_FLAT = ("id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement")
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
    return isinstance(record.get("data"), dict)


def _read(entries: Sequence[tuple[int, Entry]], rows: Rows, text: str, label: str) -> None:
    control = _control(entries, rows, label)
    datas = [entry.mapping("data") for _, entry in entries]
    own_id = next(
        (key for key in (_ID_FIELD, "id") if any(key in data.fields for data in datas)), None
    )
    for (number, entry), data in zip(entries, datas, strict=True):
        own = {key: value for key, value in data.fields.items() if key not in (text, own_id)}
        extra = merged(own, entry.mapping("meta").fields, "meta_")
        known = {
            "id": entry.name("id") if own_id is None else data.name(own_id),
            "text": data.text(text),
            **_predicted(entry, control, rows),
        }
        if entry.entries("drafts"):
            rows.note("tasks with a draft, which is no label yet")
        for given in _given(entry, control, rows) or [{"label": None}]:
            rows.add(number, extra, **known, **given)


def _control(entries: Sequence[tuple[int, Entry]], rows: Rows, label: str) -> str:
    """Return the name of the control whose choices are the labels."""
    controls = {
        result.string("from_name") or "": None
        for _, entry in entries
        for holder in (*entry.entries("annotations"), *_predictions(entry))
        for result in _choices(holder)
    }
    return one_of(list(controls), _control_names(label), "control", rows.problems)


def _control_names(label: str) -> list[str]:
    """Return what the control may be called: what the user says, or else what it is called here."""
    return [_CONTROL, label] if label == "label" else [label]


def _choices(holder: Entry) -> Iterator[Entry]:
    return (result for result in holder.entries("result") if result.string("type") == "choices")


def _is_choice(result: Entry, control: str) -> bool:
    return result.string("type") == "choices" and result.string("from_name") == control


def _chosen(holder: Entry, control: str) -> Label | None:
    chosen = [
        choice
        for result in holder.entries("result")
        if _is_choice(result, control)
        for choice in result.mapping("value").names("choices")
    ]
    return single_label(holder, chosen)


def _given(entry: Entry, control: str, rows: Rows) -> list[Record]:
    """Return what each annotator of a task gave."""
    given: list[Record] = []
    for annotation in entry.entries("annotations"):
        if any(not _is_choice(result, control) for result in annotation.entries("result")):
            rows.note("annotations of which only the labels were kept")
        skipped = annotation.flag("was_cancelled")
        label = None if skipped else _chosen(annotation, control)
        if skipped:
            rows.note("annotations skipped (rows without a label)")
        elif label is None:
            rows.note("annotations without a choice (rows without a label)")
        at = annotation.string("updated_at") or annotation.string("created_at")
        given.append({"label": label, "annotator": _annotator(annotation), "labelled_at": at})
    return given


def _annotator(annotation: Entry) -> Label | None:
    if isinstance(annotation.fields.get("completed_by"), dict):
        user = annotation.mapping("completed_by")
        return user.name("email") or user.name("id")
    return annotation.name("completed_by")


def _predictions(entry: Entry) -> list[Entry]:
    """Return predictions, of which exports hold the number, and the whole beside an annotation."""
    found = entry.fields.get("predictions")
    if not (isinstance(found, list) and all(type(item) is int for item in found)):
        return entry.entries("predictions")
    seen = [annotation.mapping("prediction") for annotation in entry.entries("annotations")]
    return [prediction for prediction in seen if prediction.fields][-1:]


def _predicted(entry: Entry, control: str, rows: Rows) -> Record:
    predictions = [found for found in _predictions(entry) if any(_choices(found))]
    if len(predictions) > 1:
        rows.note("tasks with several predictions, of which the last was kept")
    if not predictions:
        return {}
    last = predictions[-1]
    score = last.number("score")
    return {
        "prediction": _chosen(last, control),
        "prediction_score": next(_choices(last)).number("score") if score is None else score,
        "prediction_model": last.string("model_version"),
    }


def _write(
    statements: Sequence[Statement], labels: Sequence[Label], problems: Problems
) -> list[Record]:
    return [_task(statement) for statement in statements]


def _task(statement: Statement) -> Record:
    own_id = {} if statement.id is None else {_ID_FIELD: statement.id}
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
    _is_task,
    _read,
    _write,
    one_document=True,
    together=True,
    reserved=(_ID_FIELD,),
    on_annotators="annotators have to be its users, named by number or e-mail address",
)


def _is_flat(record: Record) -> bool:
    return {"annotator", "annotation_id", "lead_time"} <= set(record)


def _read_flat(entries: Sequence[tuple[int, Entry]], rows: Rows, text: str, label: str) -> None:
    present = {key for _, entry in entries for key in entry.fields}
    control = next((name for name in _control_names(label) if name in present), label)
    own_id = _ID_FIELD if _ID_FIELD in present else "id"
    for number, entry in entries:
        taken = (text, control, own_id, *_FLAT)
        given = _flat_choice(entry, control)
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


def _flat_choice(entry: Entry, control: str) -> Label | None:
    """Return a choice, which is an object only where there are several."""
    if isinstance(entry.fields.get(control), dict):
        return single_label(entry, entry.mapping(control).names("choices"))
    return entry.name(control)


LABEL_STUDIO_MIN = Format("label-studio-min", "Label Studio JSON-MIN", _is_flat, _read_flat)
