"""Label Studio: tasks with predictions and annotations, as it imports and exports them.

What a task has beside its data and its annotations (counts, comments, times) is bookkeeping of
Label Studio, and is not read. Formats: https://labelstud.io/guide/task_format and
https://labelstud.io/guide/export, as release 1.23 writes them; releases before 1.0 called
annotations completions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import quoteattr

from stancekit.data.formats.entries import Entry
from stancekit.data.formats.format import Format, Record, Rows, merged, one_of, single_label
from stancekit.data.formats.statements import Given, Prediction, Statement
from stancekit.data.problems import Problems
from stancekit.data.quoting import listed, shown
from stancekit.data.structured import structured
from stancekit.labels import Label

__all__ = ["ID_FIELD", "LABEL_STUDIO", "control_names", "is_skipped", "labelling_config", "user_in"]

_CONTROL = "stance"
ID_FIELD = "statement_id"
"""JSON-MIN puts the number of the task over a field `id` of the data, so the id needs its own."""
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


def _read(entries: Sequence[tuple[int, Entry]], rows: Rows, text: str, label: str) -> None:
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
        for holder in (*_annotations(entry), *_predictions(entry))
        for result in _choices(holder)
    }
    control = one_of(list(controls), control_names(label), "control", rows.problems)
    if label != "label" and not controls:
        for _, entry in entries:
            for kind in _kinds_of(entry, control):
                entry.wrong(f"control {shown(control)} is of type {kind}, but labels are choices")
    return control


def _kinds_of(entry: Entry, control: str) -> list[str]:
    """Return the types of a control that holds no choices."""
    kinds = (
        result.string("type") or "unknown"
        for annotation in _annotations(entry)
        for result in annotation.entries("result")
        if result.string("from_name") == control
    )
    return list(dict.fromkeys(kinds))


def _annotations(entry: Entry) -> list[Entry]:
    return entry.entries("annotations") or entry.entries("completions")


def _note_the_rest(entry: Entry, rows: Rows) -> None:
    """Note what a task has beside the labels that are read."""
    if entry.entries("drafts"):
        rows.note("tasks with a draft, which is no label yet")
    if entry.items("annotations") and entry.items("completions"):
        rows.note("tasks with 'completions' beside 'annotations', of which these were read")
    if any(annotation.flag("ground_truth") for annotation in _annotations(entry)):
        rows.note("tasks with an annotation that is marked as ground truth, read like the others")


def is_skipped(entry: Entry) -> bool:
    """Tell whether an annotator skipped a task, whatever the annotation holds."""
    return entry.flag("was_cancelled") or entry.flag("skipped")


def control_names(label: str) -> list[str]:
    """Return what the control may be called: what the user says, or else what it is called here."""
    return [_CONTROL, label] if label == "label" else [label]


def _choices(holder: Entry, control: str | None = None) -> Iterator[Entry]:
    """Yield results that are choices, of one control if it is named."""
    for result in holder.entries("result"):
        if result.string("type") == "choices" and control in (None, result.string("from_name")):
            yield result


def _others(holder: Entry, control: str) -> str:
    """Name the results that give no label here, with their types."""
    found = {
        f"{shown(result.string('from_name') or '')} ({result.string('type')})": None
        for result in holder.entries("result")
        if not _is_choice(result, control)
    }
    return listed(sorted(found))


def _is_choice(result: Entry, control: str) -> bool:
    return result.string("type") == "choices" and result.string("from_name") == control


def _chosen(holder: Entry, control: str) -> Label | None:
    chosen = [
        choice
        for result in _choices(holder, control)
        for choice in result.mapping("value").names("choices")
    ]
    return single_label(holder, chosen)


def _given(entry: Entry, control: str, rows: Rows) -> list[Record]:
    """Return what each annotator of a task gave."""
    given: list[Record] = []
    for annotation in _annotations(entry):
        others = _others(annotation, control)
        skipped = is_skipped(entry) or is_skipped(annotation)
        label = None if skipped else _chosen(annotation, control)
        if skipped:
            rows.note("annotations skipped (rows without a label)")
        elif label is None and others:
            rows.note(f"annotations without a choice under {shown(control)}, but with {others}")
        elif label is None:
            rows.note("annotations without a choice (rows without a label)")
        elif others:
            rows.note(f"annotations of which only the labels were kept, not {others}")
        at = annotation.time("updated_at") or annotation.time("created_at")
        who = user_in(annotation, "completed_by")
        given.append({"label": label, "annotator": who, "labelled_at": at})
    return given


def user_in(entry: Entry, key: str) -> Label | None:
    """Return the user in a field, by number, by name, or as an object with both."""
    if isinstance(entry.structure(key), dict):
        user = entry.mapping(key)
        return user.name("email") or user.name("id")
    return entry.name(key)


def _predictions(entry: Entry) -> list[Entry]:
    """Return predictions, of which exports hold the number, and the whole beside an annotation."""
    found = entry.structure("predictions")
    if not (isinstance(found, list) and all(type(item) is int for item in found)):
        return entry.entries("predictions")
    seen = [annotation.mapping("prediction") for annotation in _annotations(entry)]
    return [prediction for prediction in seen if prediction.fields][-1:]


def _predicted(entry: Entry, control: str, rows: Rows) -> Record:
    predictions = [found for found in _predictions(entry) if any(_choices(found, control))]
    if len(predictions) > 1:
        rows.note("tasks with several predictions, of which the last was kept")
    if not predictions:
        return {}
    last = predictions[-1]
    score = last.number("score")
    if score is None:
        score = next(_choices(last, control)).number("score")
    return {
        "prediction": _chosen(last, control),
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
    _is_task,
    _read,
    _write,
    one_document=True,
    together=True,
    reserved=(ID_FIELD,),
    on_annotators="annotators have to be its users, named by number or e-mail address",
)
