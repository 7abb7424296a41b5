"""An export is what it is, as a table and as Python objects, too."""

import json
from io import BytesIO

import pandas as pd
import pytest
from exported_files import FOLDER, FORMAT_OF

from stancekit.data.formats.registry import FORMATS
from stancekit.data.read import read_labelled, read_statements
from stancekit.data.readers import read_table
from stancekit.exceptions import DataError, DataWarning

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

SAME = ("text", "label", "annotator", "prediction", "prediction_score")


def records_of(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    return json.loads(text) if name.endswith(".json") else list(map(json.loads, text.splitlines()))


def typed(value):
    """Return records as columns of one type can hold them: no empty object, no mixed pair."""
    if isinstance(value, dict):
        return {key: typed(part) for key, part in value.items()} or None
    if isinstance(value, list):
        mixed = [type(part) for part in value] == [str, float]
        return {"label": value[0], "score": value[1]} if mixed else list(map(typed, value))
    return value


def arrow(records):
    return pa.Table.from_pylist(typed(records))


def parquet(records):
    stream = BytesIO()
    pq.write_table(arrow(records), stream)
    return stream.getvalue()


def csv_of(frame, **settings):
    return frame.to_csv(index=False, **settings)


HELD = {
    "list": lambda records, write: records,
    "tuple": lambda records, write: tuple(records),
    "pandas": lambda records, write: pd.DataFrame(records),
    "polars": lambda records, write: pl.DataFrame(typed(records), infer_schema_length=None),
    "arrow": lambda records, write: arrow(records),
    "parquet": lambda records, write: write("x.parquet", parquet(records)),
    "csv": lambda records, write: write("x.csv", csv_of(pd.DataFrame(records))),
    "tsv": lambda records, write: write("x.tsv", csv_of(pd.DataFrame(records), sep="\t")),
}


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("name", FORMAT_OF)
def test_an_export_gives_the_same_labels_however_it_is_held(name, held, write):
    expected = read_table(FOLDER / name)
    found = read_table(HELD[held](records_of(name), write))
    assert found.tool == expected.tool == FORMAT_OF[name]
    assert found.caveats == expected.caveats
    for column in SAME:
        cells = expected.columns.get(column)
        as_read = found.columns.get(column)
        if "csv" in held or held == "tsv":  # which knows strings alone
            cells, as_read = (
                [None if cell is None else str(cell) for cell in given or ()]
                for given in (cells, as_read)
            )
        assert as_read == cells, column


def test_lists_that_numpy_printed_are_read_and_what_it_nested_is_refused(write):
    def by_way_of_parquet(name):
        frame = pd.read_parquet(BytesIO(parquet(records_of(name))))
        return write("x.csv", csv_of(frame))

    expected = read_table(FOLDER / "argilla_flat.json")
    found = read_table(by_way_of_parquet("argilla_flat.json"))
    assert found.columns["label"] == expected.columns["label"]
    assert found.columns["annotator"] == expected.columns["annotator"]
    for name, field in (("label_studio.json", "annotations"), ("argilla.json", "responses")):
        with pytest.raises(DataError, match=rf"line 2 .*: '{field}' holds .* is expected"):
            read_table(by_way_of_parquet(name))


def test_rows_that_are_only_to_be_scored_stay_the_rows_of_the_table(write):
    records = records_of("label_studio_min.json")
    path = write("x.csv", csv_of(pd.DataFrame(records)))
    frame = read_statements(path)
    assert list(frame) == list(pd.DataFrame(records))
    assert len(frame) == len(records)


def test_the_csv_of_label_studio_is_read_wherever_labels_are(write):
    header = "annotation_id,annotator,created_at,id,lead_time,mood,text,updated_at\n"
    path = write("x.csv", header + "1,1,d,11,3.2,favor,Yes.,d\n2,1,d,12,3.2,none,No.,d\n")
    frame = read_labelled(path, label="mood")
    assert frame[["id", "text", "label", "annotator"]].values.tolist() == [
        ["11", "Yes.", "favor", "1"],
        ["12", "No.", "none", "1"],
    ]


def test_a_table_with_an_object_called_data_is_no_export():
    rows = [{"text": "a", "label": "x", "data": {"page": 1}}, {"text": "b", "label": "y"}]
    assert read_table(rows).columns["label"] == ["x", "y"]


@pytest.mark.parametrize("name", FORMAT_OF)
def test_a_format_can_be_named_for_objects_and_tables(name, write):
    known = FORMATS[FORMAT_OF[name]]
    records = records_of(name)
    path = write("x.parquet", parquet(records))
    expected = read_table(FOLDER / name).columns["label"]
    assert read_table(records, export=known).columns["label"] == expected
    assert read_table(path, export=known).columns["label"] == expected


# As release 2.1.2 of the SDK of Label Studio writes tasks that have several controls.
SEVERAL_CONTROLS = (
    '"annotation_id","annotator","created_at","id","lead_time","mood","reasons","source","stance",'
    '"text","topic","updated_at","who"\n'
    '1,"ann@example.org","2026-03-01T09:00:00Z",1,3.1,"[{""rating"":4}]",'
    '"{""choices"":[""a"",""b""]}","wire","favor","Yes.","","2026-03-01T09:05:00Z",""\n'
    '2,"ben@example.org","2026-03-01T09:00:00Z",1,3.1,"","","wire","none","Yes.","",'
    '"2026-03-01T09:06:00Z",""\n'
    '3,"ann@example.org","2026-03-01T09:00:00Z",2,3.1,"","","","","No.",'
    '"[{""taxonomy"":[[""x"",""y""]]}]","2026-03-01T09:07:00Z",""\n'
)
BOTH = (
    '6,"ann@example.org","2026-03-01T09:00:00Z",5,3.1,"","","","[""favor"",""none""]","Two.","",'
    '"2026-03-01T09:05:00Z",""\n'
)


def test_the_csv_of_several_controls(write):
    table = read_table(write("x.csv", SEVERAL_CONTROLS))
    assert table.columns["label"] == ["favor", "none", None]
    assert table.columns["annotator"] == ["ann@example.org", "ben@example.org", "ann@example.org"]
    assert table.caveats[1:] == (
        "annotations without a choice, but with 'topic' (rows without a label): 1",
    )
    write("x.csv", SEVERAL_CONTROLS + BOTH)
    with pytest.raises(DataError, match=r"line 5 \(id '5'\): several labels, 'favor', 'none', wh"):
        read_table("x.csv")
    with pytest.raises(DataError, match=r"line 2 \(id '1'\): several labels, 'a', 'b', where one"):
        read_table("x.csv", label="reasons")
    with pytest.raises(DataError, match=r"line 2 \(id '1'\): 'mood\[0\]' holds {'rating': 4} wh"):
        read_table("x.csv", label="mood")


def test_a_question_that_cannot_be_read_stands_in_the_way_of_no_other(write):
    # As `datasets` writes the CSV of a question with several answers, by way of NumPy.
    path = write(
        "x.csv",
        "id,status,_server_id,text,stance.responses,stance.responses.users,stance.responses.status,"
        "topics.responses,topics.responses.users,topics.responses.status\n"
        "r1,pending,,Yes.,['favor' 'none'],\"['u1'\n 'u2']\",['submitted' 'draft'],"
        "\"[array(['a', 'b'], dtype=object)]\",['u1'],['submitted']\n",
    )
    table = read_table(path, label="stance")
    assert table.columns["stance"] == ["favor", None]
    assert table.columns["annotator"] == ["u1", "u2"]
    assert "records with responses to 'topics', left out: 1" in table.caveats
    with pytest.raises(DataError, match=r"'responses.topics.value' holds .* where a list is exp"):
        read_table(path, label="topics")


def test_what_was_left_out_is_a_warning_where_all_labels_are_there():
    def record(number, label, text):
        responses = {"stance": [{"value": label, "user_id": "ann"}]}
        fields = {"text": text}
        return {"id": number, "fields": fields, "responses": responses, "suggestions": {}}

    records = [record("a", "favor", "Yes."), record("b", "none", "No.")]
    message = "^list: read as Argilla; responses taken as labels, which may be drafts"
    with pytest.warns(DataWarning, match=message):
        assert list(read_labelled(records)["label"]) == ["favor", "none"]


@pytest.mark.parametrize("held", HELD)
def test_tasks_are_read_to_be_scored_as_the_file_they_are_exported_to(held, write):
    tasks = [{"id": i, "data": {"text": f"Text {i}."}, "annotations": []} for i in (1, 2)]
    assert list(read_statements(HELD[held](tasks, write))["text"]) == ["Text 1.", "Text 2."]
