"""`StanceModel.score_arrow`: the answers of `score`, column by column, with nulls kept."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import bridge_texts

from stancekit import StanceClassifier
from stancekit.exceptions import DataError, InputTypeError

pa = pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def model(active_kernel, bridge):
    return StanceClassifier().fit(bridge.texts, bridge.labels).model_


@pytest.fixture(scope="module")
def per_target(active_kernel, bridge):
    targets = ["bridge", "road"] * (len(bridge.texts) // 2)
    labels = ["favor" if row % 4 < 2 else "against" for row in range(len(bridge.texts))]
    table = {"text": bridge.texts, "target": targets}
    return StanceClassifier(per_target=True).fit(table, labels).model_, table


def as_score_gives(model, texts):
    """Return what `score` says of the texts that are there, and nulls for the others."""
    frame = pd.DataFrame(index=range(len(texts)), columns=list(model.score(["a"])), dtype=object)
    present = [row for row, text in enumerate(texts) if text is not None]
    if present:
        scored = model.score([texts[row] for row in present]).astype(object)
        frame.loc[present] = scored.to_numpy()
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    missing = [row for row in range(len(texts)) if row not in set(present)]
    for row in missing:
        records[row]["status"] = "missing"
    return records


# Arrow holds UTF-8, which has no halves of characters.
arrow_texts = bridge_texts.map(lambda text: text.encode(errors="ignore").decode())


@given(st.lists(st.one_of(st.none(), arrow_texts)))
def test_it_is_equal_to_score_and_nulls_are_missing(model, texts):
    scored = model.score_arrow(pa.array(texts, pa.string()))
    assert isinstance(scored, pa.RecordBatch)
    assert scored.schema.names == list(model.score(["a"]))
    assert scored.to_pylist() == as_score_gives(model, texts)


TEXTS = ["Build the bridge.", None, "", "No bridge here, not now, not ever, says everyone here."]


def layouts():
    plain = pa.array(TEXTS)
    yield "array", plain
    yield "list", TEXTS
    yield "slice", pa.array(["another", *TEXTS, "one"])[1:-1]
    yield "large", plain.cast(pa.large_string())
    yield "view", plain.cast(pa.string_view())
    yield "dictionary", plain.dictionary_encode()
    yield "chunks", pa.chunked_array([plain[:1], plain[1:1], plain[1:]])
    yield "pandas strings", pd.Series(TEXTS, dtype="string")
    yield "pandas objects", pd.Series(TEXTS, dtype=object)
    yield "NumPy", np.array(TEXTS, dtype=object)


@pytest.mark.parametrize("column", [pytest.param(c, id=name) for name, c in layouts()])
def test_every_layout_of_strings_is_read(column, model):
    assert model.score_arrow(column).to_pylist() == as_score_gives(model, TEXTS)


def test_a_polars_column_is_read(model):
    polars = pytest.importorskip("polars")
    assert model.score_arrow(polars.Series(TEXTS)).to_pylist() == as_score_gives(model, TEXTS)


@pytest.mark.parametrize("column", [[], [None, None], pa.nulls(2), pa.chunked_array([], "string")])
def test_no_text_at_all_gives_no_answer(column, model):
    scored = model.score_arrow(column)
    assert scored["status"].to_pylist() == ["missing"] * len(column)
    assert scored["stance"].null_count == len(column)
    assert scored.schema == model.score_arrow(["text"]).schema


def test_labels_may_be_numbers(active_kernel, bridge):
    numbers = [len(label) for label in bridge.labels]
    model = StanceClassifier().fit(bridge.texts, numbers).model_
    scored = model.score_arrow(["Build the bridge before winter.", None])
    assert pa.types.is_integer(scored.schema.field("label").type)
    assert scored["label"][0].as_py() in numbers
    assert "stance" not in scored.schema.names


def test_a_model_for_several_targets_needs_them(per_target):
    model, table = per_target
    targets = pa.array(table["target"])
    scored = model.score_arrow(pa.array(table["text"]), target=targets)
    assert scored.to_pylist() == model.score(table).to_dict("records")
    some = model.score_arrow([None, table["text"][1]], target=targets[:2])
    assert some.slice(1).to_pylist() == scored.slice(1, 1).to_pylist()
    assert some["status"][0].as_py() == "missing"


def test_targets_that_do_not_fit_are_refused(model, per_target):
    several, _ = per_target
    with pytest.raises(InputTypeError, match="needs a table with the columns 'text' and 'target'"):
        several.score_arrow(["Build it."])
    with pytest.raises(DataError, match="target: 1 value for 2 texts; give each text its target"):
        several.score_arrow(["Build it.", "Never."], target=["bridge"])
    with pytest.raises(DataError, match=r"'weather'.*knows"):
        several.score_arrow(["Build it."], target=["weather"])


@pytest.mark.parametrize(
    ("column", "got"),
    [
        ("Build it.", "got one str; put it into a list"),
        (b"Build it.", "got one bytes; put it into a list"),
        ([b"Build it."], "got one of binary; cast it to strings"),
        (pa.array([1, 2]), "got one of int64; cast it to strings"),
        (pa.table({"text": ["Build it."]}), "got one of struct<text: string>; cast it to strings"),
        (object(), "got object .*; give one column of a table"),
        (["Build it.", 1], "got list .*; give one column of a table"),
    ],
)
def test_what_is_no_column_of_strings_is_refused(column, got, model):
    with pytest.raises(
        InputTypeError, match=f"^column: expected an Arrow column of strings, {got}"
    ):
        model.score_arrow(column)
