"""An export is what it is, as a table and as Python objects, too."""

import json
from io import BytesIO

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from exported_files import FOLDER, FORMAT_OF

from stancekit.data.formats.registry import FORMATS
from stancekit.data.read import read_labelled, read_statements
from stancekit.data.readers import read_table
from stancekit.exceptions import DataError

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
