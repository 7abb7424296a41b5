"""What the tools really export arrives with every label, annotator and field."""

import json

import pytest
from exported_files import FOLDER, FORMAT_OF

from stancekit.data.files import read_file
from stancekit.data.formats.registry import FORMATS, recognise
from stancekit.data.read import read_labelled
from stancekit.data.readers import read_table

PEACE = "We should talk to Moscow about peace now."
GRAIN = "Never negotiate with Minsk over grain!"
SNOW = "Only if Kyiv stops first can snow be discussed."
TRAIN = "The train from Tula was late, because of gas."
QUOTE = 'They said "perhaps", and no more.'
CURLY = "They said \u201cperhaps\u201d, and no more."
ANN, BEN = (f"6f1d3c52-8a0e-4b57-9f5e-0d8d5b1c2a0{number}" for number in (1, 2))


def rows_of(name, *columns):
    table = read_table(FOLDER / name)
    return list(zip(*(table.columns[column] for column in columns), strict=True))


def test_label_studio():
    assert rows_of("label_studio.json", "id", "text", "label", "annotator", "source") == [
        ("s1", PEACE, "favor", 1, "wire"),
        ("s1", PEACE, "favor", 2, "wire"),
        ("s2", GRAIN, "against", 1, "speech"),
        ("s2", GRAIN, "against", 2, "speech"),
        ("s3", SNOW, "conditional", 1, "wire"),
        ("s3", SNOW, "none", 2, "wire"),
        ("s4", TRAIN, None, 1, "speech"),
        ("s4", TRAIN, "none", 2, "speech"),
        ("s5", QUOTE, "none", 1, "wire"),
    ]
    table = read_table(FOLDER / "label_studio.json")
    assert table.columns["labelled_at"][0] == "2026-11-22T18:08:46.693425Z"
    assert table.columns["prediction"][::2] == ["favor", "against", "conditional", "none", "none"]
    assert table.columns["prediction_score"][0] == 0.7086955913830625
    assert set(table.columns["prediction_model"]) == {"stancekit db072903"}
    assert table.caveats == (
        "read as Label Studio",
        "annotations skipped (rows without a label): 1",
    )


def test_label_studio_min():
    assert set(rows_of("label_studio_min.json", "id", "text", "label", "annotator")) == {
        row for row in rows_of("label_studio.json", "id", "text", "label", "annotator") if row[2]
    }
    assert list(read_table(FOLDER / "label_studio_min.json").columns) == [
        *("id", "text", "label", "annotator", "labelled_at", "source"),
    ]


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_doccano(suffix):
    assert rows_of(f"doccano.{suffix}", "id", "text", "label", "source") == [
        ("s1", PEACE, "favor", "wire"),
        ("s2", GRAIN, "against", "speech"),
        ("s3", CURLY, None, "wire"),
    ]
    table = read_table(FOLDER / f"doccano.{suffix}")
    assert set(table.columns) == {"id", "text", "label", "source"}
    assert table.lines == ([1, 2, 3] if suffix == "jsonl" else None)


def test_argilla_nested():
    columns = ("id", "text", "label", "annotator", "prediction", "prediction_score", "year")
    assert rows_of("argilla.json", *columns) == [
        ("s1", PEACE, "favor", ANN, "favor", 0.75, 2024),
        ("s1", PEACE, "none", BEN, "favor", 0.75, 2024),
        ("s2", GRAIN, "against", ANN, None, None, 2023),
        ("s2", GRAIN, "favor", BEN, None, None, 2023),
        ("s3", CURLY, None, None, None, None, 2024),
    ]
    assert read_table(FOLDER / "argilla.json").caveats[1:] == (
        "responses taken as labels, which may be drafts (the flat export tells): 4",
    )


def test_argilla_flat_tells_discarded_responses():
    assert rows_of("argilla_flat.json", "id", "label", "annotator", "source", "year") == [
        ("s1", "favor", ANN, "wire", 2024),
        ("s1", "none", BEN, "wire", 2024),
        ("s2", "against", ANN, "speech", 2023),
        ("s2", None, BEN, "speech", 2023),
        ("s3", None, None, "wire", 2024),
    ]
    table = read_table(FOLDER / "argilla_flat.json")
    assert table.caveats[1:] == ("responses discarded (rows without a label): 1",)
    assert table.columns["prediction_model"] == ["model 1", "model 1", None, None, None]


def test_argilla_1():
    columns = ("id", "text", "label", "annotator", "prediction", "prediction_score", "source")
    assert rows_of("argilla_1.jsonl", *columns) == [
        ("s1", PEACE, "favor", "anna", "favor", 0.75, "wire"),
        ("s2", GRAIN, None, "anna", None, None, "speech"),
        ("s3", CURLY, None, None, None, None, "wire"),
    ]
    assert read_table(FOLDER / "argilla_1.jsonl").caveats[1:] == (
        "records discarded (rows without a label): 1",
    )


def test_prodigy_choices():
    assert rows_of("prodigy.jsonl", "id", "text", "label", "annotator", "answer", "source") == [
        ("s1", PEACE, "favor", "stance-anna", None, "wire"),
        ("s1", PEACE, "none", "stance-ben", None, "wire"),
        ("s2", GRAIN, None, "stance-anna", "ignore", "speech"),
    ]
    # 1,700,000,000 seconds after 1970 began
    assert read_table(FOLDER / "prodigy.jsonl").columns["labelled_at"][0] == (
        "2023-11-14T22:13:20+00:00"
    )


def test_what_was_rejected_in_prodigy_is_no_label():
    assert rows_of("prodigy_binary.jsonl", "id", "text", "label", "rejected", "score") == [
        (-1548823611, PEACE, "favor", None, 0.75),
        (91532208, GRAIN, None, "favor", 0.5),
    ]


@pytest.mark.parametrize("name", FORMAT_OF)
def test_every_file_is_recognised_as_what_it_is_and_nothing_else(name):
    table = read_table(FOLDER / name)
    known = FORMATS[FORMAT_OF[name]]
    assert table.caveats[0] == f"read as {known.title}"
    assert read_file(FOLDER / name, export=known) == table


def test_every_format_has_a_real_file():
    assert set(FORMAT_OF.values()) == set(FORMATS)
    assert {path.name for path in FOLDER.iterdir()} == set(FORMAT_OF)


def test_a_format_is_recognised_only_where_all_records_have_it():
    documents = [json.loads(line) for line in (FOLDER / "doccano.jsonl").read_text().splitlines()]
    assert recognise(documents, "t.jsonl") is FORMATS["doccano"]
    assert recognise([*documents, {"text": "a", "label": "favor"}], "t.jsonl") is None


def test_labels_of_one_annotator_can_be_trained_on_at_once(tmp_path):
    path = tmp_path / "anna.jsonl"
    lines = (FOLDER / "doccano.jsonl").read_text(encoding="utf-8").splitlines()[:2]
    path.write_text("\n".join(lines), encoding="utf-8")
    frame = read_labelled(path)
    assert frame.values.tolist() == [
        ["s1", PEACE, "favor", "wire"],
        ["s2", GRAIN, "against", "speech"],
    ]


def choice(label):
    value = {"choices": [label]}
    return {"from_name": "stance", "to_name": "text", "type": "choices", "value": value}


def test_drafts_and_earlier_predictions_are_no_labels_and_the_notes_count_them(write):
    predictions = [
        {"result": [choice("favor")], "model_version": "old", "score": 0.25},
        {"result": [choice("none") | {"score": 0.5}], "model_version": "new"},
    ]
    task = {"data": {"text": "Yes."}, "predictions": predictions, "drafts": [{"result": []}]}
    empty = {"data": {"text": "No."}, "annotations": [{"result": []}], "meta": {"page": 3}}
    table = read_table(write("tasks.json", json.dumps([task, empty])))
    assert table.columns == {
        "text": ["Yes.", "No."],
        "label": [None, None],
        "prediction": ["none", None],
        "prediction_score": [0.5, None],
        "prediction_model": ["new", None],
        "page": [None, 3],
    }
    assert table.caveats[1:] == (
        "tasks with several predictions, of which the last was kept: 1",
        "tasks with a draft, which is no label yet: 1",
        "annotations without a choice (rows without a label): 1",
    )


def test_label_studio_names_annotators_by_number_or_as_users(write):
    users = [{"id": 3, "email": "a@example.org"}, {"id": 4, "first_name": "Ben"}, 5, "c", None]
    annotations = [{"completed_by": user, "result": [choice("favor")]} for user in users]
    task = {"data": {"text": "Yes."}, "annotations": annotations}
    table = read_table(write("tasks.json", json.dumps([task])))
    assert table.columns["annotator"] == ["a@example.org", 4, 5, "c", None]


def test_json_min_of_a_task_that_nobody_annotated(write):
    about = dict.fromkeys(("annotator", "annotation_id", "created_at", "updated_at", "lead_time"))
    records = [{"text": "Yes.", "id": 1, **about}, {"text": "No.", "id": 2, **about}]
    records[1] |= {"annotation_id": 9, "annotator": 1}
    done = {"text": "Oh.", "id": 3, **about, "annotation_id": 10, "stance": "favor"}
    table = read_table(write("tasks.json", json.dumps([*records, done])))
    assert table.columns["label"] == [None, None, "favor"]
    assert table.caveats[1:] == ("annotations without a choice (rows without a label): 1",)


def test_older_names_of_the_labels_of_doccano(write):
    for key in ("labels", "cats"):
        record = {"text": "Yes.", key: ["favor"], "Comments": ["odd"]}
        table = read_table(write("all.jsonl", json.dumps(record)))
        assert table.columns == {"text": ["Yes."], "label": ["favor"], "Comments": [["odd"]]}


def test_other_fields_and_vectors_of_argilla_are_kept(write):
    record = {
        "id": "a",
        "fields": {"text": "Yes.", "title": "A page"},
        "metadata": {"title": "other", "page": 3},
        "vectors": {"small": [0.5]},
        "suggestions": {},
        "responses": {"stance": [{"value": ["favor"], "user_id": "ann"}]},
        "status": "completed",
        "_server_id": None,
        "score": 0.5,
    }
    table = read_table(write("records.json", json.dumps([record])))
    assert table.columns == {
        "id": ["a"],
        "text": ["Yes."],
        "label": ["favor"],
        "annotator": ["ann"],
        "title": ["A page"],
        "metadata_title": ["other"],
        "page": [3],
        "vectors": [{"small": [0.5]}],
        "score": [0.5],
    }


def test_a_flat_record_without_answers_is_one_of_argilla(write):
    record = {"id": "a", "status": "pending", "_server_id": None, "text": "Yes.", "page": 3}
    table = read_table(write("records.json", json.dumps([record])))
    assert table.columns == {"id": ["a"], "text": ["Yes."], "label": [None], "page": [3]}


def test_several_labels_of_argilla_1_and_predictions_as_objects(write):
    record = {
        "id": "a",
        "text": None,
        "inputs": {"text": "Yes."},
        "prediction": [{"label": "none", "score": 0.25}, {"label": "favor", "score": 0.75}],
        "prediction_agent": "m",
        "annotation": ["favor"],
        "annotation_agent": "ann",
        "status": "Validated",
    }
    table = read_table(write("records.jsonl", json.dumps(record)))
    columns = ("label", "annotator", "prediction", "prediction_score", "prediction_model")
    assert [table.columns[name] for name in columns] == [
        ["favor"],
        ["ann"],
        ["favor"],
        [0.75],
        ["m"],
    ]


def test_prodigy_without_answer_choice_or_annotator(write):
    tasks = [
        {"text": "a", "options": [{"id": 1}, {"id": 2}], "accept": [2], "answer": "accept"},
        {"text": "b", "options": [{"id": 1}], "accept": [], "answer": "accept", "id": "own"},
        {
            "text": "c",
            "options": [{"id": 1}],
            "_session_id": "day 1",
            "meta": {"id": "m", "text": 7},
        },
    ]
    table = read_table(write("tasks.jsonl", "\n".join(map(json.dumps, tasks))))
    assert table.columns == {
        "id": [None, "own", "m"],
        "text": ["a", "b", "c"],
        "label": [2, None, None],
        "annotator": [None, None, "day 1"],
        "_session_id": [None, None, "day 1"],
        "original_text": [None, None, 7],
    }
    assert table.caveats[1:] == (
        "tasks accepted without a choice (rows without a label): 1",
        "tasks without an answer (rows without a label): 1",
        "field 'text' became column 'original_text', in rows: 1",
    )


def test_metadata_of_prodigy_that_says_something_else_keeps_its_own_name(write):
    task = {"text": "a", "options": [], "score": 0.5, "meta": {"score": 0.25, "page": 3}}
    table = read_table(write("tasks.jsonl", json.dumps(task)))
    assert (table.columns["score"], table.columns["meta_score"]) == ([0.5], [0.25])


def test_metadata_of_a_task_that_is_in_its_data_too_keeps_its_own_name(write):
    task = {"data": {"text": "a", "page": 1}, "meta": {"page": 2}}
    table = read_table(write("tasks.json", json.dumps([task])))
    assert (table.columns["page"], table.columns["meta_page"]) == ([1], [2])


def test_what_stands_beside_the_labels_of_an_annotation_is_counted(write):
    span = {"from_name": "who", "to_name": "text", "type": "labels", "value": {"labels": ["A"]}}
    task = {"data": {"text": "a"}, "annotations": [{"result": [span, choice("favor")]}]}
    table = read_table(write("tasks.json", json.dumps([task])))
    assert table.columns["label"] == ["favor"]
    assert table.caveats[1:] == (
        "annotations of which only the labels were kept, not 'who' (labels): 1",
    )


def test_numbers_of_a_table_that_lacks_some_are_whole_all_the_same(write):
    lines = [{"id": 7.0, "text": "a", "label": ["x"]}, {"id": None, "text": "b", "label": []}]
    path = write("all.jsonl", "\n".join(map(json.dumps, lines)))
    assert [repr(number) for number in read_table(path).columns["id"]] == ["7", "None"]


def test_what_doccano_holds_as_an_empty_string_is_blank(write):
    record = {"id": "", "text": "a", "label": [], "prediction": "", "source": ""}
    table = read_table(write("all.jsonl", json.dumps(record)))
    assert table.columns == {"text": ["a"], "label": [None], "source": [None]}


@pytest.mark.parametrize("labels", [[""], [" "], []])
def test_a_blank_choice_is_no_label(write, labels):
    table = read_table(write("all.jsonl", json.dumps({"text": "a", "label": labels})))
    assert table.columns["label"] == [None]
