"""`convert`: tables and tools, suggestions of a model, and what is refused."""

import csv
import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import stancekit
from stancekit import convert
from stancekit.conversion.label_writing import write_rows
from stancekit.data.formats.registry import FORMATS
from stancekit.data.table import Table
from stancekit.exceptions import DataError, InputTypeError, ParameterError

ROWS = [
    {"id": "s1", "text": "Yes.", "label": "favor", "annotator": "ann"},
    {"id": "s1", "text": "Yes.", "label": "none", "annotator": "ben"},
    {"id": "s2", "text": "No.", "label": None, "annotator": "ann"},
]


ANNA = "6f1d3c52-8a0e-4b57-9f5e-0d8d5b1c2a01"
BEN = "6f1d3c52-8a0e-4b57-9f5e-0d8d5b1c2a02"


def read_csv(path):
    with Path(path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read_json(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def model(bridge):
    return stancekit.StanceClassifier(calibrate=False).fit(*bridge).model_


# Results


def test_the_result_says_what_was_done(tmp_path):
    done = convert(ROWS, tmp_path / "labels.csv")
    assert done.to_dict() == {
        "source": "list",
        "output": str(tmp_path / "labels.csv"),
        "rows": 3,
        "labelled": 2,
        "predicted": 0,
        "annotators": ["ann", "ben"],
        "caveats": [],
    }
    assert done.to_frame().to_dict("records") == ROWS
    assert done.summary() == (
        f"Read list, wrote {tmp_path}/labels.csv: 3 rows, 2 with a label, by 2 annotators."
    )
    assert repr(done) == f"<Conversion: list to {tmp_path}/labels.csv, 3 rows, 2 with a label>"
    assert [row["label"] for row in read_csv(tmp_path / "labels.csv")] == ["favor", "none", ""]


def test_caveats_of_reading_and_of_writing_stand_below_each_other(tmp_path):
    users = {"ann": ANNA, "ben": BEN}
    rows = [
        row
        | {
            "labelled_at": "2024-01-01",
            "hint": row["annotator"],
            "annotator": users[row["annotator"]],
        }
        for row in ROWS
    ]
    done = convert(rows, tmp_path / "records.json", to="argilla")
    needed = (
        "a text field 'text', a label question 'label' with the labels 'favor', 'none', and "
        "allow_extra_metadata=True"
    )
    assert done.summary().splitlines()[1:] == [
        "  column 'hint' differs between rows of the same id; the first value was kept",
        "  column 'labelled_at' left out, as Argilla has no place for it",
        f"  Argilla: the dataset needs {needed}",
        "  rows that name an annotator but no label, left out: 1",
    ]
    assert [record["metadata"] for record in read_json(tmp_path / "records.json")] == [
        {"hint": "ann"},
        {"hint": "ann"},
    ]
    again = convert(tmp_path / "records.json", tmp_path / "again.csv")
    assert again.caveats[0] == "read as Argilla"


def test_rows_of_one_statement_are_several_documents_where_a_tool_knows_no_annotators(tmp_path):
    done = convert(ROWS, tmp_path / "documents.jsonl", to="doccano")
    assert done.caveats == (
        "doccano: each row is a document by itself, with its annotator as metadata",
        "doccano: import it as JSONL, with 'text' for the data and 'label' for the labels",
    )
    assert len((tmp_path / "documents.jsonl").read_text().splitlines()) == 3


def test_a_field_called_like_a_known_column_is_kept_under_another_name(tmp_path):
    task = {"data": {"text": "Yes.", "label": "old", "original_label": "older"}}
    (tmp_path / "tasks.json").write_text(json.dumps([task]))
    done = convert(tmp_path / "tasks.json", tmp_path / "labels.csv")
    assert done.to_frame().to_dict("records") == [
        {"text": "Yes.", "label": None, "original_label": "old", "original_original_label": "older"}
    ]
    assert done.caveats[1:] == (
        "field 'label' became column 'original_label', in rows: 1",
        "field 'original_label' became column 'original_original_label', in rows: 1",
    )


# Sources


@pytest.mark.parametrize("kind", [pd.DataFrame, list, tuple])
def test_frames_and_lists_are_sources_too(kind, tmp_path):
    convert(kind(ROWS), tmp_path / "tasks.json", to="label-studio")
    first, second = read_json(tmp_path / "tasks.json")
    assert len(first["annotations"]) == 2
    assert second == {"data": {"text": "No.", "statement_id": "s2"}}


def test_values_of_frames_become_values_of_json(tmp_path):
    frame = pd.DataFrame(
        {
            "id": [1, 2],
            "text": ["Yes.", "No."],
            "day": [datetime(2024, 2, 29, tzinfo=UTC), pd.NaT],
            "share": [0.5, np.nan],
            "place": [Path("here"), None],
        }
    )
    convert(frame, tmp_path / "tasks.json", to="label-studio")
    assert [task["data"] for task in read_json(tmp_path / "tasks.json")] == [
        {
            "text": "Yes.",
            "statement_id": 1,
            "day": "2024-02-29T00:00:00+00:00",
            "share": 0.5,
            "place": "here",
        },
        {"text": "No.", "statement_id": 2},
    ]


def test_columns_may_have_other_names(tmp_path):
    rows = [{"body": "Yes.", "stance": "favor"}]
    done = convert(rows, tmp_path / "labels.csv", text="body", label="stance")
    assert done.to_frame().to_dict("records") == [{"text": "Yes.", "label": "favor"}]


def test_a_missing_label_column_is_no_label_and_a_note_where_another_may_hold_them(tmp_path):
    done = convert(["Yes.", "No."], tmp_path / "pool.csv")
    assert (done.labelled, done.caveats) == (0, ())
    done = convert([{"text": "Yes.", "stance": "favor"}], tmp_path / "pool.csv")
    assert done.labelled == 0
    (note,) = done.caveats
    assert note == (
        "there is no column 'label'; its columns are 'text', 'stance' (name the one with labels, "
        "if any: label, --label-column)"
    )


def test_the_csv_of_label_studio_holds_labels(tmp_path):
    # As release 1.23.2 writes it, but for a row without a choice.
    path = tmp_path / "export.csv"
    path.write_text(
        '"annotation_id","annotator","created_at","id","lead_time","source","stance",'
        '"statement_id","text","updated_at"\n'
        '7,"2","2026-11-22T18:08:47.061402Z",5,3.25,"wire","favor","s1","Yes.",'
        '"2026-11-22T18:08:47.061433Z"\n'
        '8,"1","2026-11-22T18:08:46.693391Z",5,3.25,"wire","","s1","Yes.",'
        '"2026-11-22T18:08:46.693425Z"\n'
    )
    for source in (path, pd.read_csv(path)):
        done = convert(source, tmp_path / "labels.csv")
        columns = ("id", "text", "label", "annotator", "labelled_at", "source")
        assert read_csv(tmp_path / "labels.csv") == [
            dict(zip(columns, row, strict=True))
            for row in (
                ("s1", "Yes.", "favor", "2", "2026-11-22T18:08:47.061433Z", "wire"),
                ("s1", "Yes.", "", "1", "2026-11-22T18:08:46.693425Z", "wire"),
            )
        ]
        assert done.caveats == (
            "read as Label Studio JSON-MIN",
            "annotations without a choice (rows without a label): 1",
        )
    with pytest.raises(DataError, match="there is no field 'mood'"):
        convert(path, tmp_path / "labels.csv", label="mood")


# Spelling


def test_labels_that_look_like_slips_are_noted(tmp_path):
    labels = ["favor", "favor", "Favor", "favor ", "against", "nan"]
    rows = [("Yes.", label) for label in labels]
    config = tmp_path / "labels.xml"
    done = convert(rows, tmp_path / "t.json", to="label-studio", config=config)
    assert [note.partition(" of ")[0] for note in done.caveats] == [
        "label 'Favor' may be a misspelling",
        "label 'favor ' may be a misspelling",
        "label 'nan' may be a missing label",
    ]
    assert [label for _, label in rows] == done.table.columns["label"]
    assert not convert(rows, tmp_path / "t.csv", labels=list(dict.fromkeys(labels))).caveats


def test_labels_are_compared_with_those_of_the_model(model, tmp_path):
    done = convert([("Build it.", "favour")], tmp_path / "t.csv", model=model)
    assert "label 'favour' may be a misspelling of 'favor'" in done.caveats


def test_very_many_labels_are_not_compared(tmp_path):
    rows = [(f"text {n}", f"label {n}") for n in range(3000)] + [("a", "x"), ("b", "X")]
    assert convert(rows, tmp_path / "t.csv").caveats == ()


def test_an_annotator_is_named_only_where_a_label_names_nobody(tmp_path):
    rows = [
        {"text": "Yes.", "label": "favor", "annotator": "ben"},
        {"text": "No.", "label": "none", "annotator": ""},
        {"text": "Oh.", "label": None, "annotator": None},
    ]
    done = convert(rows, tmp_path / "labels.csv", annotator="ann")
    assert done.table.columns["annotator"] == ["ben", "ann", None]
    assert done.annotators == ("ann", "ben")


def test_only_labelled_rows_if_wanted(tmp_path):
    path = tmp_path / "anna.jsonl"
    path.write_text('{"text": "a", "label": []}\n{"text": "b", "label": ["x"]}\n')
    done = convert(path, tmp_path / "labels.csv", labelled_only=True)
    assert done.caveats[-1] == "rows without a label, left out: 1"
    assert (done.table.columns["text"], done.table.lines) == (["b"], [2])
    assert not convert(ROWS[:2], tmp_path / "labels.csv", labelled_only=True).caveats
    with pytest.raises(DataError, match=r"^list: no row has a label; label some, or keep all rows"):
        convert(ROWS[2:], tmp_path / "labels.csv", labelled_only=True)


# The labelling configuration


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that takes no files")
def test_tasks_and_configuration_are_written_both_or_neither(tmp_path):
    options = {"to": "label-studio", "labels": ["favor", "none"]}
    with pytest.raises(OSError, match="/proc/"):
        convert(["x"], tmp_path / "t.json", config="/proc/self/labels.xml", **options)
    rows = [{"text": "x", "share": float("inf")}]
    with pytest.raises(DataError, match="JSON has no infinite numbers"):
        convert(rows, tmp_path / "t.json", config=tmp_path / "labels.xml", **options)
    assert not list(tmp_path.iterdir())


def choices_of(path):
    return [choice.get("value") for choice in ET.parse(path).iter("Choice")]


def test_the_configuration_offers_the_labels_of_model_and_source(model, tmp_path):
    config = tmp_path / "labels.xml"
    rows = [{"text": "Yes.", "label": "mixed", "target": "the bridge"}]
    convert(rows, tmp_path / "t.json", to="label-studio", model=model, config=config)
    assert choices_of(config) == ["against", "conditional", "favor", "none", "mixed"]
    assert ET.parse(config).find("Header").get("value") == "$target"
    assert ET.parse(config).find("Choices").get("toName") == ET.parse(config).find("Text").get(
        "name"
    )


def test_labels_of_any_kind_are_offered_as_they_are(tmp_path):
    labels = ["<b> & 'c'", 'say "no"', "\u00fcber"]
    config = tmp_path / "labels.xml"
    done = convert(["x"], tmp_path / "t.json", to="label-studio", labels=labels, config=config)
    assert choices_of(config) == labels
    assert done.table.columns["label"] == [None]


def test_a_configuration_needs_labels_and_label_studio(tmp_path):
    unknown = r"are unknown; name them with labels \(--labels\), or give a model \(--model\)$"
    with pytest.raises(DataError, match=unknown):
        convert(["x"], tmp_path / "t.json", to="label-studio", config=tmp_path / "labels.xml")
    with pytest.raises(ParameterError, match="config is for Label Studio"):
        convert(["x"], tmp_path / "t.jsonl", to="doccano", config=tmp_path / "labels.xml")
    with pytest.raises(OSError, match="there is no folder"):
        convert(["x"], tmp_path / "t.json", to="label-studio", config=tmp_path / "a" / "b.xml")


def test_a_configuration_takes_the_place_of_nothing_else(tmp_path):
    (tmp_path / "pool.csv").write_text("text\nYes.\n")
    for name, wrong in (("pool.csv", "pool.csv is the input"), ("t.json", "t.json: this is taken")):
        with pytest.raises(ParameterError, match=f"{wrong}; name another file"):
            convert(
                tmp_path / "pool.csv",
                tmp_path / "t.json",
                to="label-studio",
                labels=["favor", "none"],
                config=tmp_path / name,
            )
    assert [path.name for path in tmp_path.iterdir()] == ["pool.csv"]


# What is refused


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"to": "labelstudio"},
            "^to='labelstudio' is not one of label-studio, doccano, argilla, p",
        ),
        ({"to": "doccanno"}, "did you mean 'doccano'"),
        ({"to": "argilla-1"}, "^to='argilla-1' is not one of"),
        ({"from_": "brat"}, "^from_='brat' is not one of label-studio, label-studio-min, doccano"),
        ({"labels": "favor"}, "labels='favor' is not a list of labels"),
        ({"to": "doccano"}, r"labels.csv: what doccano imports is written as .jsonl, .ndjson$"),
        ({"to": "argilla"}, r"labels.csv: what Argilla imports is written as .json$"),
        ({"labels": ["favor", "none", "favor"]}, r"^labels \(--labels\) names 'favor' twice"),
        ({"label": "text"}, "^text and label both name the column 'text'; name two columns"),
        ({"model": ""}, "^model: no folder is called ''; name another"),
        ({"labels": 3}, "labels=3 is not a list of labels"),
        ({"annotator": ""}, "^annotator='' is not a name; give a string of visible characters"),
        ({"annotator": ["x"]}, r"^annotator=\['x'\] is not a name"),
    ],
)
def test_arguments_that_do_not_fit(tmp_path, options, message):
    with pytest.raises(ParameterError, match=message):
        convert(["x"], tmp_path / "labels.csv", **options)


def test_arguments_of_another_kind(tmp_path):
    path = tmp_path / "t.json"
    with pytest.raises(InputTypeError, match=r"^output: expected the path of a file, got NoneType"):
        convert(["x"], None)
    with pytest.raises(ParameterError, match=r"^output: the name is empty; name a file$"):
        convert(["x"], "")
    with pytest.raises(ParameterError, match=r"^config: the name is empty; name a file$"):
        convert(["x"], path, to="label-studio", config="")
    with pytest.raises(DataError, match=r"^the name of a file is empty; name one$"):
        convert("", path, to="label-studio", from_="doccano")
    with pytest.raises(InputTypeError, match=r"^labelled_only: must be True or False, got 'no'$"):
        convert(["x"], path, labelled_only="no")
    with pytest.raises(InputTypeError, match=r"^model: expected a StanceModel .* got StanceCl"):
        convert(["x"], path, to="label-studio", model=stancekit.StanceClassifier())


def test_labels_may_come_one_by_one(tmp_path):
    config = tmp_path / "labels.xml"
    labels = (label for label in ("favor", "none"))
    convert(["x"], tmp_path / "t.json", to="label-studio", labels=labels, config=config)
    assert choices_of(config) == ["favor", "none"]


@pytest.mark.parametrize("kind", [str, Path])
def test_names_of_files_are_no_statements(tmp_path, kind):
    (tmp_path / "anna.csv").write_text("text,label\na,x\n")
    names = [kind(tmp_path / "anna.csv"), kind(tmp_path / "ben.csv")]
    with pytest.raises(DataError, match="is the name of a file, not a statement; give files one"):
        convert(names, tmp_path / "t.csv")
    assert convert(["ben.csv"], tmp_path / "t.csv").table.columns["text"] == ["ben.csv"]


@pytest.mark.parametrize("name", ["labels.json", "labels", "labels.txt"])
def test_a_table_has_to_be_named_like_one(tmp_path, name):
    with pytest.raises(
        ParameterError,
        match=r"written as \.csv, .*; for a labelling tool, name it with to \(--to\)$",
    ):
        convert(["x"], tmp_path / name)


def test_places_where_no_file_can_be(tmp_path, monkeypatch):
    source = tmp_path / "labels.csv"
    source.write_text("text\nYes.\n")
    with pytest.raises(ParameterError, match=r"labels.csv is the input; name another file"):
        convert(source, source)
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*; make it first"):
        convert(source, tmp_path / "missing" / "labels.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(ParameterError, match=r"folder.csv is a folder; name a file in it"):
        convert(source, tmp_path / "folder.csv")
    monkeypatch.setattr("sys.stdout", None)
    with pytest.raises(ParameterError, match="standard output is closed; name a file"):
        convert(source, "-")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that takes no files")
def test_an_unwritable_folder_is_named():
    with pytest.raises(OSError, match="/proc/") as caught:
        convert(["x"], "/proc/self/labels.csv")
    why = f"cannot be written (nothing can be made in {Path('/proc/self').resolve()})"
    assert str(caught.value) == f"/proc/self/labels.csv: {why}; name another file"


@pytest.mark.parametrize(
    ("rows", "options", "message"),
    [
        ([{"text": "a", "label": 1.5}], {}, "list, row 1, column 'label': of type float"),
        (
            [{"text": "a", "label": "x"}, {"text": "b", "label": "x"}],
            {"labels": ["favor", "none"]},
            "list, rows 1, 2, column 'label': 'x' is not one of favor, none",
        ),
        ([{"text": 3}], {}, "list, row 1, column 'text': of type int"),
        (
            [{"text": "a", "mood": "x", "label": "y"}],
            {"label": "mood"},
            "column 'mood' is to become 'label', but there is a column 'label' too",
        ),
        ([{"text": "a", "note": "\ud800"}], {}, "column 'note': a lone surrogate"),
        (
            [{"text": "a", "label": "x"}],
            {"label": "lable"},
            r"^list: there is no column 'lable'; did you mean 'label'\? \(label, --label-column\)$",
        ),
    ],
)
def test_rows_that_break_a_rule(tmp_path, rows, options, message):
    with pytest.raises(DataError, match=message):
        convert(rows, tmp_path / "labels.csv", **options)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (["\ud800"], r"list: '\\ud800' is half of a character; replace it"),
        (float("inf"), "row 1: JSON has no infinite numbers"),
    ],
)
def test_values_that_json_cannot_hold(tmp_path, value, message):
    with pytest.raises(DataError, match=message):
        convert([{"text": "a", "note": value}], tmp_path / "t.json", to="label-studio")
    assert not list(tmp_path.iterdir())


def test_a_bottomless_value_is_refused(tmp_path):
    value = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(DataError, match="a value is nested too deeply; flatten it"):
        convert([{"text": "a", "note": value}], tmp_path / "t.jsonl")


def test_an_id_with_several_texts_is_refused_where_it_stands_for_one_statement(tmp_path):
    rows = [{"id": n // 2, "text": f"text {n}", "label": "x"} for n in range(20)]
    with pytest.raises(DataError) as caught:
        convert(rows, tmp_path / "t.json", to="label-studio")
    assert caught.value.problems[0] == (
        "list, rows 1, 2, column 'text': the id 0 stands for different texts; give each text an id "
        "of its own"
    )
    assert convert(rows, tmp_path / "t.jsonl", to="doccano").labelled == 20


def test_rows_are_of_one_statement_however_its_id_and_target_are_kept(tmp_path):
    rows = [
        {"id": id_, "target": about, "text": text, "label": "x", "annotator": "ann"}
        for id_, about, text in [(7, None, "Caf\u00e9"), ("7.0", " ", "Cafe\u0301"), ("8", "", "b")]
    ]
    convert(rows, tmp_path / "t.json", to="label-studio")
    tasks = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert [len(task["annotations"]) for task in tasks] == [2, 1]


def test_what_argilla_could_not_import_is_refused(tmp_path):
    path = tmp_path / "t.json"
    with pytest.raises(DataError, match=r"statement 'Yes\.': Argilla has to know who gave a label"):
        convert([("Yes.", "favor")], path, to="argilla")
    twice = [ROWS[0], ROWS[0] | {"label": "none"}]
    with pytest.raises(DataError, match="statement 's1': somebody gave several labels"):
        convert(twice, path, to="argilla")
    with pytest.raises(
        DataError, match=r"statement 'Yes\.': the annotator 'ann' is no UUID, by wh"
    ):
        convert([("Yes.", "favor")], path, to="argilla", annotator="ann")
    assert not path.exists()
    convert([("Yes.", "favor")], path, to="argilla", annotator=ANNA)
    given = {"value": "favor", "user_id": ANNA, "status": "submitted"}
    assert read_json(path)[0]["responses"] == {"label": [given]}


def test_a_response_that_was_submitted_needs_no_doubt(tmp_path):
    convert([("Yes.", "favor")], tmp_path / "t.json", to="argilla", annotator=ANNA)
    done = convert(tmp_path / "t.json", tmp_path / "labels.csv")
    assert (done.labelled, done.caveats) == (1, ("read as Argilla",))


def test_a_text_that_doccano_would_refuse_is_refused(tmp_path):
    with pytest.raises(
        DataError, match=r"^list, row 2, row 4: the text is empty, which doccano ref"
    ):
        convert(["a", "", " ", ""], tmp_path / "t.jsonl", to="doccano")
    assert convert(["a", " "], tmp_path / "t.jsonl", to="doccano").to_dict()["rows"] == 2


@pytest.mark.parametrize(
    ("tool", "output", "column"),
    [("label-studio", "t.json", "statement_id"), ("doccano", "t.jsonl", "filename")],
)
def test_a_column_in_the_place_of_something_else_is_refused(tmp_path, tool, output, column):
    message = f"^list, column '{column}': .* needs a field '{column}' for something else; rename"
    with pytest.raises(DataError, match=message):
        convert([{"text": "a", column: 1}], tmp_path / output, to=tool)


@pytest.mark.parametrize(
    ("labels", "advice"),
    [
        (["favor", "none"], "'prodigy mark DATASET FILE --view-id choice' shows the tasks"),
        (None, "no labels are known; name them with labels (--labels), or with 'prodigy textcat"),
    ],
)
def test_how_to_import_the_tasks_of_prodigy(tmp_path, labels, advice):
    done = convert(["a"], tmp_path / "t.jsonl", to="prodigy", labels=labels)
    (note,) = done.caveats
    assert advice in note


def test_a_format_that_no_tool_imports_is_not_written(tmp_path):
    table = Table("t", {"text": ["a"], "label": [None]})
    with pytest.raises(ParameterError, match="Argilla 1 imports another format"):
        write_rows(table, tmp_path / "t.jsonl", FORMATS["argilla-1"], [])


def test_one_id_is_one_task_for_each_target(tmp_path):
    rows = [
        {"id": "p1", "text": "Yes.", "target": target, "label": label, "annotator": annotator}
        for target, label in (("talks", "favor"), ("arms", "against"))
        for annotator in (1, 2)
    ]
    out = tmp_path / "tasks.json"
    found = convert(rows, out, to="label-studio")
    tasks = json.loads(out.read_text(encoding="utf-8"))
    assert [task["data"]["target"] for task in tasks] == ["talks", "arms"]
    assert [len(task["annotations"]) for task in tasks] == [2, 2]
    assert not any("differs" in note for note in found.caveats)
    read_back = convert(out, tmp_path / "back.csv").table.columns
    assert read_back["label"] == ["favor", "favor", "against", "against"]
    assert read_back["target"] == ["talks", "talks", "arms", "arms"]


def test_who_is_named_already_is_not_renamed(tmp_path):
    rows = [*ROWS[:2], {"id": "s3", "text": "Hm.", "label": "none", "annotator": ""}]
    done = convert(rows, tmp_path / "t.csv", annotator="cleo")
    assert done.table.columns["annotator"] == ["ann", "ben", "cleo"]
    assert "rows that name another annotator than 'cleo', kept: 2" in done.caveats
    assert not convert(rows[2:], tmp_path / "t.csv", annotator="cleo").caveats
