"""What every result can do: text, a dictionary, a page."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.blocks import Lines
from stancekit.report.result import Result, as_frame, as_json

texts = st.text(max_size=30)


@dataclass(frozen=True)
class Small(Result):
    """A result with one sentence."""

    share: float

    def blocks(self):
        """Yield the sentence."""
        yield Lines([f"The share is {self.share:.1f}."])

    def _facts(self):
        return {"share": self.share, "counts": np.array([1, 2]), "folder": Path("a")}


def test_a_result_is_read_as_text_and_as_a_dictionary():
    assert Small(0.5).summary() == "The share is 0.5."
    assert Small(math.nan).to_dict() == {"share": None, "counts": [1, 2], "folder": "a"}
    assert as_json({"of": Small(0.5)})["of"]["share"] == 0.5


def test_a_result_has_a_page_and_a_fragment_named_after_its_class():
    page = Small(0.5).to_html()
    assert "<title>Small</title>" in page
    assert "The share is 0.5." in page
    assert "The share is 0.5." in Small(0.5)._repr_html_()
    assert type("LabelCheck", (Small,), {})(0.5).title == "Label check"


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner) | st.tuples(inner, inner),
)


@given(plain)
def test_what_is_made_for_json_is_json_and_stays_as_it_is(value):
    found = as_json(value)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert as_json(found) == found


@pytest.mark.parametrize("value", [np.int64(3), np.float64(0.5), np.bool_(True), np.array([[1.5]])])
def test_numpy_becomes_plain(value):
    assert json.loads(json.dumps(as_json(value))) == value.tolist()


def test_a_frame_keeps_integer_labels_beside_none():
    frame = as_frame(["label", "value"], [(None, 0.5), (1, 0.25)])
    assert frame["label"].tolist() == [None, 1]
    assert frame["value"].dtype == float
    assert list(as_frame(["label", "value"], [])) == ["label", "value"]
