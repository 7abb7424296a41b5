"""What is written for a tool reads back as it was."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import NAMESPACE_OID, uuid5

import pytest
from exported_files import FOLDER, FORMAT_OF
from hypothesis import given
from hypothesis import strategies as st

from stancekit.conversion.convert import convert
from stancekit.data.formats.registry import FORMATS
from stancekit.data.readers import read_table

SUFFIX = {"label-studio": ".json", "argilla": ".json", "doccano": ".jsonl", "prodigy": ".jsonl"}
KNOWN = {"id", "text", "label", "annotator", "labelled_at"}

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
ANNA, BEN, CARLA = (str(uuid5(NAMESPACE_OID, name)) for name in ("anna", "ben", "carla"))
NAMES = st.sampled_from([ANNA, BEN, CARLA])
LABELS = st.sampled_from(["favor", "against", "none", "a & b <c>", "d'accord"])
EXTRA = st.dictionaries(
    TEXTS.map(lambda name: f"x{name}"),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    | st.integers(-(2**53), 2**53)
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.lists(st.integers(), max_size=2),
    max_size=3,
)
STATEMENTS = st.lists(
    st.tuples(TEXTS, EXTRA, st.dictionaries(NAMES, LABELS, max_size=3)), min_size=1, max_size=4
)


def long_form(statements):
    """Return a row for each label, and one for each statement that nobody labelled."""
    return [
        {"id": f"s{number}", "text": text, "label": label, "annotator": annotator, **extra}
        for number, (text, extra, labels) in enumerate(statements)
        for annotator, label in (labels or {None: None}).items()
    ]


def records_of(table):
    rows = zip(*table.columns.values(), strict=True)
    records = (dict(zip(table.columns, row, strict=True)) for row in rows)
    return [{k: v for k, v in record.items() if v is not None} for record in records]


@pytest.mark.parametrize("tool", SUFFIX)
@given(statements=STATEMENTS)
def test_labels_annotators_and_fields_survive(tool, statements):
    rows = long_form(statements)
    with TemporaryDirectory() as folder:
        path = Path(folder, f"out{SUFFIX[tool]}")
        convert(rows, path, to=tool)
        # Without labels, what is for Prodigy is a plain table.
        table = read_table(path)
    blanks = (None, "") if tool == "doccano" else (None,)
    expected = [{k: v for k, v in row.items() if v not in blanks} for row in rows]
    found = records_of(table)
    assert found == expected
    kinds = ([{k: type(v) for k, v in row.items()} for row in rows] for rows in (expected, found))
    assert next(kinds) == next(kinds)


@pytest.mark.parametrize("tool", SUFFIX)
def test_predictions_survive(tool, tmp_path):
    rows = {
        "id": ["a", "b"],
        "text": ["Yes.", "No."],
        "label": [None, "none"],
        "annotator": [None, BEN],
        "prediction": ["favor", "against"],
        "prediction_score": [0.75, 0.5],
        "prediction_model": ["model 1", "model 2"],
    }
    convert(rows, tmp_path / f"out{SUFFIX[tool]}", to=tool)
    assert read_table(tmp_path / f"out{SUFFIX[tool]}").columns == rows


@pytest.mark.parametrize("tool", ["label-studio", "doccano", "prodigy"])
def test_the_time_of_a_label_survives(tool, tmp_path):
    at = "2024-02-29T12:30:00.250000+00:00"
    rows = [{"text": "Yes.", "label": "favor", "labelled_at": at}]
    convert(rows, tmp_path / f"out{SUFFIX[tool]}", to=tool)
    table = read_table(tmp_path / f"out{SUFFIX[tool]}")
    assert table.columns["labelled_at"] == [at]


@pytest.mark.parametrize("name", FORMAT_OF)
@pytest.mark.parametrize("tool", SUFFIX)
def test_every_export_can_go_to_every_tool_without_losing_a_label(name, tool, tmp_path):
    before = convert(FOLDER / name, tmp_path / "before.jsonl", annotator=ANNA).table
    names = [name and str(uuid5(NAMESPACE_OID, str(name))) for name in before.columns["annotator"]]
    before.columns["annotator"] = names
    after = convert(before.columns, tmp_path / f"t{SUFFIX[tool]}", to=tool).table
    again = read_table(tmp_path / f"t{SUFFIX[tool]}")
    wanted = {
        (str(number), text, label, str(annotator))
        for number, text, label, annotator in zip(
            *(before.columns[c] for c in ("id", "text", "label", "annotator")), strict=True
        )
        if label is not None
    }
    found = {
        (str(number), text, label, str(annotator))
        for number, text, label, annotator in zip(
            *(again.columns[c] for c in ("id", "text", "label", "annotator")), strict=True
        )
        if label is not None
    }
    assert found == wanted
    assert len(after) == len(before)
    assert set(again.columns["text"]) == set(before.columns["text"])


@pytest.mark.parametrize("name", FORMAT_OF)
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_every_export_can_become_a_table(name, suffix, tmp_path):
    columns = convert(FOLDER / name, tmp_path / f"t{suffix}").table.columns
    again = read_table(tmp_path / f"t{suffix}")
    assert again.caveats == ()
    if suffix == ".csv":
        columns = {
            column: ["" if cell is None else str(cell) for cell in cells]
            for column, cells in columns.items()
        }
    assert again.columns == columns


def test_the_records_are_those_of_the_documentation(tmp_path):
    """Spelled out, as a tool, not this library, has to read them."""
    rows = [
        {"id": 7, "text": "Yes.", "label": "favor", "source": "wire"},
        {"id": 7, "text": "Yes.", "label": "none", "source": "wire"},
    ]
    written = {}
    for tool, suffix in SUFFIX.items():
        users = (ANNA, BEN) if tool == "argilla" else ("a@example.org", 2)
        given = [row | {"annotator": user} for row, user in zip(rows, users, strict=True)]
        convert(given, tmp_path / f"{tool}{suffix}", to=tool, labels=["favor", "none"])
        raw = (tmp_path / f"{tool}{suffix}").read_text(encoding="utf-8")
        written[tool] = json.loads(raw if suffix == ".json" else raw.splitlines()[0])

    def result(label):
        value = {"choices": [label]}
        return [{"from_name": "stance", "to_name": "text", "type": "choices", "value": value}]

    assert written["label-studio"] == [
        {
            "data": {"text": "Yes.", "statement_id": 7, "source": "wire"},
            "annotations": [
                {
                    "result": result("favor"),
                    "ground_truth": False,
                    "completed_by": {"email": "a@example.org"},
                },
                {"result": result("none"), "ground_truth": False, "completed_by": 2},
            ],
        }
    ]
    assert written["argilla"] == [
        {
            "id": "7",
            "fields": {"text": "Yes."},
            "metadata": {"source": "wire"},
            "suggestions": {},
            "responses": {
                "label": [
                    {"value": "favor", "user_id": ANNA, "status": "submitted"},
                    {"value": "none", "user_id": BEN, "status": "submitted"},
                ]
            },
            "vectors": {},
            "status": "completed",
            "_server_id": None,
        }
    ]
    assert written["doccano"] == {
        "id": 7,
        "text": "Yes.",
        "label": ["favor"],
        "source": "wire",
        "annotator": "a@example.org",
    }
    assert written["prodigy"] == {
        "id": 7,
        "text": "Yes.",
        "source": "wire",
        "_annotator_id": "a@example.org",
        "options": [{"id": "favor", "text": "favor"}, {"id": "none", "text": "none"}],
        "_view_id": "choice",
        "config": {"choice_style": "single"},
        "accept": ["favor"],
        "answer": "accept",
    }


def test_answers_without_a_label_go_back_to_prodigy(tmp_path):
    source = FOLDER / "prodigy.jsonl"
    before = convert(source, tmp_path / "a.csv").table
    convert(tmp_path / "a.csv", tmp_path / "b.jsonl", to="prodigy", labels=["favor", "none"])
    after = read_table(tmp_path / "b.jsonl")
    assert after.columns["label"] == before.columns["label"]
    assert after.columns["answer"] == before.columns["answer"] == [None, None, "ignore"]
    convert([{"text": "a", "answer": ""}], tmp_path / "c.jsonl", to="prodigy")
    assert (tmp_path / "c.jsonl").read_text() == '{"text": "a"}\n'


def test_all_lines_for_doccano_have_the_same_keys_and_no_null(tmp_path):
    rows = [
        {"id": None, "text": "a", "label": None, "source": "wire"},
        {"id": 2, "text": "b", "label": "favor", "page": 3, "share": float("nan")},
    ]
    convert(rows, tmp_path / "t.jsonl", to="doccano")
    first, second = map(json.loads, (tmp_path / "t.jsonl").read_text().splitlines())
    assert first == {"id": "", "text": "a", "label": [], "source": "wire", "page": ""}
    assert second == {"id": 2, "text": "b", "label": ["favor"], "source": "", "page": 3}


def test_columns_with_names_of_prodigy_survive(tmp_path):
    names = ("accept", "options", "answer", "meta", "config", "spans", "_view_id", "_timestamp")
    labelled = {"text": "a", "label": "favor", **dict.fromkeys(names, "mine")}
    spans = [{"start": 0, "end": 1, "label": "who"}]
    ignored = {"text": "b", "label": None, "answer": "ignore", "spans": spans, "meta": ""}
    convert([labelled, ignored], tmp_path / "t.jsonl", to="prodigy")
    first, second = map(json.loads, (tmp_path / "t.jsonl").read_text().splitlines())
    assert (first["accept"], first["answer"], first["_view_id"]) == (["favor"], "accept", "choice")
    assert (second["answer"], second["spans"], "meta" in second) == ("ignore", spans, False)
    again, other = records_of(read_table(tmp_path / "t.jsonl"))
    assert again == labelled
    assert other == {"text": "b", "answer": "ignore", "spans": spans}


@pytest.mark.parametrize("at", ["yesterday", "2024-02-29", "2024-02-29T12:30:00"])
def test_a_time_that_prodigy_cannot_hold_stays_as_it_is(at, tmp_path):
    convert([{"text": "a", "label": "x", "labelled_at": at}], tmp_path / "t.jsonl", to="prodigy")
    assert json.loads((tmp_path / "t.jsonl").read_text())["labelled_at"] == at
    assert read_table(tmp_path / "t.jsonl").columns["labelled_at"] == [at]


def test_every_tool_that_imports_is_tested_here():
    assert set(SUFFIX) == {found.name for found in FORMATS.values() if found.write}
