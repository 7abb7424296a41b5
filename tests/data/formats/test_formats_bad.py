"""Exports that break a rule: every problem is named with its record and field."""

import json
from pathlib import Path

import pytest

from stancekit.data.files import read_file
from stancekit.data.formats.registry import FORMATS
from stancekit.data.read import read_labelled
from stancekit.data.readers import read_table
from stancekit.exceptions import DataError


def choice(*labels, control="stance"):
    value = {"choices": list(labels)}
    return {"from_name": control, "to_name": "text", "type": "choices", "value": value}


def task(*results, text="Yes.", **extra):
    return {"id": 17, "data": {"text": text}, "annotations": [{"result": list(results)}], **extra}


def minimal(**fields):
    """Return a record of JSON-MIN."""
    about = {"id": 17, "annotator": 1, "annotation_id": 5, "lead_time": 1.5}
    return {"text": "Yes.", "stance": "favor", **about} | fields


def argilla(**parts):
    empty = {"metadata": {}, "suggestions": {}, "responses": {}}
    return {"id": "17", "fields": {"text": "Yes."}} | empty | parts


def flat(**fields):
    return {"id": "17", "status": "pending", "_server_id": None, "text": "Yes."} | fields


def argilla_1(**fields):
    about = dict.fromkeys(("prediction", "prediction_agent", "annotation", "annotation_agent"))
    return {"id": "17", "text": "Yes.", "status": "Validated", **about} | fields


def prodigy(**fields):
    about = {"id": 17, "text": "Yes.", "_input_hash": 1, "_task_hash": 2, "answer": "accept"}
    return about | fields


HERE = "record 1 (id 17)"
BAD = {
    "several choices": (
        task(choice("favor", "none")),
        f"{HERE}: several labels, 'favor', 'none', where one is expected; keep one",
    ),
    "several results": (task(choice("favor"), choice("none")), "several labels, 'favor', 'none'"),
    "several choices in JSON-MIN": (
        minimal(stance={"choices": ["favor", "none"]}),
        f"{HERE}: several labels, 'favor', 'none'",
    ),
    "several labels of a document": (
        {"id": 17, "text": "Yes.", "label": ["favor", "none"]},
        f"{HERE}: several labels, 'favor', 'none'",
    ),
    "several accepted": (prodigy(accept=["favor", 1]), f"{HERE}: several labels, 'favor', 1"),
    "several values": (
        argilla(responses={"label": [{"value": ["favor", "none"], "user_id": "a"}]}),
        "record 1 (id '17'): several labels, 'favor', 'none'",
    ),
    "several annotations": (argilla_1(annotation=["favor", "none"]), "several labels"),
    "spans": (
        {"text": "Yes.", "label": [[0, 3, "PER"]]},
        "record 1: 'label[0]' holds [0, 3, 'PER'] where a string or an integer is expected",
    ),
    "no text": (
        {"data": {"body": "Yes.", "id": 17}},
        "there is no field 'data.text' (there are 'body', 'id'); say which one holds the text",
    ),
    "no fields": ({"data": {}}, "there is no field 'data.text' (there are none)"),
    "text of null": (task(text=None), "'data.text' is null where the text is expected; add it"),
    "text of a number": (task(text=7), "'data.text' holds 7 where a string is expected"),
    "text of an Argilla record": (argilla(fields={"body": "Yes."}), "no field 'fields.text'"),
    "annotations of a string": (
        {"data": {"text": "Yes."}, "annotations": "favor"},
        "record 1: 'annotations' holds 'favor' where a list is expected",
    ),
    "an annotation of null": (
        {"data": {"text": "Yes."}, "annotations": [None]},
        "'annotations[0]' holds None where an object is expected",
    ),
    "a result of a number": (
        {"data": {"text": "Yes."}, "annotations": [{"result": [3]}]},
        "'annotations[0].result[0]' holds 3 where an object is expected",
    ),
    "a value of a list": (
        task({"type": "choices", "from_name": "stance", "value": ["favor"]}),
        "'annotations[0].result[0].value' holds ['favor'] where an object is expected",
    ),
    "a choice of true": (
        task(choice(True)),
        "'annotations[0].result[0].value.choices[0]' holds True where a string or an integer",
    ),
    "who annotated in a list": (
        {"data": {"text": "Yes."}, "annotations": [{"result": [], "completed_by": [1]}]},
        "'annotations[0].completed_by' holds [1] where a string or an integer",
    ),
    "skipped in words": (
        {"data": {"text": "Yes."}, "annotations": [{"result": [], "was_cancelled": "no"}]},
        "'annotations[0].was_cancelled' holds 'no' where true or false is expected",
    ),
    "score in words": (
        task(predictions=[{"result": [choice("favor")], "score": "high"}]),
        "'predictions[0].score' holds 'high' where a number is expected",
    ),
    "an id of a list": (
        {"id": [1], "text": "Yes.", "label": ["favor"]},
        "record 1: 'id' holds [1] where a string or an integer is expected",
    ),
    "an unknown answer": (
        prodigy(answer="yes", accept=[]),
        "'answer' holds 'yes'; it is accept, reject or ignore",
    ),
    "a time beyond all time": (
        prodigy(accept=["favor"], _timestamp=1e18),
        "'_timestamp' holds 1e+18, which is no time in seconds",
    ),
    "responses that do not fit": (
        flat(**{"label.responses": ["favor"], "label.responses.users": ["a", "b"]}),
        "'label.responses' has 1 values for 2 users with 0 states; export the records anew",
    ),
    "a prediction of a string": (
        argilla_1(prediction=["favor"]),
        "'prediction' holds 'favor' where an object is expected",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_one_line_with_its_place(write, case):
    record, message = BAD[case]
    with pytest.raises(DataError) as caught:
        read_table(write("export.json", json.dumps([record])))
    (line,) = caught.value.problems
    assert line.startswith("export.json, record 1")
    assert message in line
    assert line.isprintable()


def test_several_controls_or_questions_have_to_be_told_apart(write):
    record = task(choice("favor", control="first"), choice("x", control="second"))
    path = write("export.json", json.dumps([record]))
    with pytest.raises(DataError, match=r"no control 'label' \(there are 'first', 'second'\); say"):
        read_table(path)
    with pytest.raises(DataError, match="all records: there is no control 'third'"):
        read_table(path, label="third")
    assert read_table(path, label="second").columns == {
        "id": [17],
        "text": ["Yes."],
        "second": ["x"],
    }
    answers = {name: [{"value": "x", "user_id": "a"}] for name in ("first", "second")}
    write("export.json", json.dumps([argilla(responses=answers)]))
    with pytest.raises(DataError, match=r"no question 'label' \(there are 'first', 'second'\)"):
        read_table(path)
    write("export.json", json.dumps([argilla(responses=answers | {"label": []})]))
    assert "records with responses to 'second', left out: 1" in read_table(path).caveats


def test_the_control_of_json_min_has_to_be_named_unless_it_is_ours(write):
    record = minimal()
    del record["stance"]
    path = write("export.json", json.dumps([record | {"mood": "favor", "source": "wire"}]))
    with pytest.raises(DataError, match=r"no field 'label' \(there are 'mood', 'source'\); say"):
        read_table(path)
    table = read_table(path, label="mood")
    assert (table.columns["mood"], table.columns["source"]) == (["favor"], ["wire"])


def test_equal_problems_share_a_line_and_many_kinds_are_cut_short(write):
    records = [{"data": {"text": number}} for number in (1, 1, 2, 3, 4, 5, 6)]
    with pytest.raises(DataError) as caught:
        read_table(write("export.json", json.dumps(records)))
    assert len(caught.value.problems) == 6
    first, *_, last = caught.value.problems
    assert first.startswith("export.json, record 1, record 2: 'data.text' holds 1 where")
    assert last == "export.json: 1 more like these; correct the first ones"
    with pytest.raises(DataError, match=r"record 4, record 5 and 95 more: 'data.text' holds 1"):
        read_table(write("export.json", json.dumps([{"data": {"text": 1}}] * 100)))


def test_problems_of_lines_name_their_line(write):
    good = '{"id": 1, "text": "Yes.", "label": ["favor"]}'
    path = write("admin.jsonl", f'{good}\n\n{{"text": "No.", "label": [1.5]}}\n{{broken\n[]\n')
    with pytest.raises(DataError) as caught:
        read_table(path)
    assert [line.split(": ")[0] for line in caught.value.problems] == [
        "admin.jsonl, line 4",
        "admin.jsonl, line 5",
        "admin.jsonl, line 3",
    ]
    assert "not valid JSON" in caught.value.problems[0]
    assert "'label[0]' holds 1.5" in caught.value.problems[2]


DEEP = '{"data": {"text": "Yes.", "x": ' + "[" * 60 + "]" * 60 + "}}"
UNFIT = {
    "deep": (f"[{DEEP}]", "record 1: nested more than 50 levels deep; flatten it"),
    "bottomless": ("[{" + '"data":{' * 100_000, "nested too deeply|not valid JSON"),
    "no object": ('[{"data": {"text": "Yes."}}, 3]', "record 2: found 3 where an object is expect"),
    "half of a character": (
        '[{"data": {"text": "Yes.", "x": ["\\ud800"]}}]',
        "record 1: a lone surrogate",
    ),
    "a NUL": ('[{"data": {"text": "Yes.", "x": {"a\\u0000": 1}}}]', "record 1: a NUL character"),
    "endless": ('[{"data": {"text": "Yes.", "x": 1e999}}]', "record 1: a number that is too large"),
    "cut off": ('[{"data": {"text": "Yes."}}', "line 1, character 28: not valid JSON .* export it"),
    "twice": ('[{"data": {"text": "Yes.", "text": ""}}]', "the key 'text' occurs twice"),
    "not a number": ('[{"data": {"text": "Yes.", "x": NaN}}]', "NaN is not a JSON value"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_what_no_file_can_hold_is_refused(write, case):
    content, message = UNFIT[case]
    with pytest.raises(DataError, match=message):
        read_table(write("export.json", content))


AMBIGUOUS = {"text": "Yes.", "label": ["favor"], "options": [{"id": "favor"}], "answer": "accept"}


def test_a_file_of_two_formats_has_to_be_named(write):
    path = write("export.json", json.dumps([AMBIGUOUS | {"accept": ["none"]}]))
    with pytest.raises(DataError, match=r"may be doccano and prodigy; say which, as in 'stancekit"):
        read_table(path)
    by_tool = {
        name: read_file(Path(path), export=FORMATS[name]).columns["label"]
        for name in ("doccano", "prodigy")
    }
    assert by_tool == {"doccano": ["favor"], "prodigy": ["none"]}


@pytest.mark.parametrize(
    "content", ['[{"text": "a"}]', '{\n"text": "a"\n}', '[{"text": "a", "label": "b"}, 3]']
)
def test_a_document_of_no_tool_says_what_to_do(write, content):
    with pytest.raises(DataError, match=r"one object per line and call the file \.jsonl$"):
        read_table(write("t.json", content))


@pytest.mark.parametrize("name", ["t.json", "t.jsonl"])
def test_an_export_of_nothing_is_called_empty(write, name):
    with pytest.raises(DataError, match=rf"^{name}: the list is empty; export statements$"):
        read_table(write(name, "[]"))


def test_lines_in_a_file_called_json_are_a_table(write):
    assert read_table(write("t.json", '{"text": "a", "label": "b"}\n')).columns == {
        "text": ["a"],
        "label": ["b"],
    }


def test_one_task_alone_may_span_lines(write):
    path = write("task.json", json.dumps(task(choice("favor")), indent=1))
    assert read_table(path).columns["label"] == ["favor"]


def test_labels_that_are_missing_are_reported_where_all_are_needed(write):
    lines = [{"text": text, "label": label} for text, label in (("a", ["x"]), ("b", []))]
    path = write("anna.jsonl", "\n".join(map(json.dumps, lines)))
    with pytest.raises(
        DataError, match=r"anna\.jsonl, row 2 \(line 2\), column 'label': the label"
    ):
        read_labelled(path)
