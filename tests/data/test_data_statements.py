"""What comes into fit and predict, in one form: `statements_from` and its neighbours."""

import collections

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.data.statements import groups_from, labels_from, statements_from, weights_from
from stancekit.exceptions import DataError, InputTypeError

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

any_text = st.text(st.characters())
storable_text = st.text()
labels = st.one_of(st.integers(-(2**63), 2**63 - 1), st.sampled_from(["favor", "a b", "\u4e2d"]))


@given(st.lists(any_text))
def test_statements_come_out_as_they_went_in(texts):
    for container in (list, tuple, collections.deque, lambda v: pd.Series(v, dtype=object)):
        assert statements_from(container(texts)) == (texts, None)
    assert statements_from({"text": texts}) == (texts, None)


def test_broken_utf_8_in_an_arrow_column_is_an_error():
    broken = pa.array([b"Talk.", b"\xff"]).cast(pa.string(), safe=False)
    with pytest.raises(DataError, match="X: a value is not valid UTF-8"):
        statements_from(broken)


@given(st.lists(storable_text))
def test_statements_come_out_of_arrow_and_polars_too(texts):
    assert statements_from(pa.array(texts, pa.string()))[0] == texts
    assert statements_from(pl.Series(texts, dtype=pl.String))[0] == texts
    assert statements_from(pa.table({"text": pa.array(texts, pa.string())}))[0] == texts
    assert statements_from(pl.DataFrame({"text": texts}, schema={"text": pl.String}))[0] == texts


def test_the_input_is_not_the_output():
    texts = ["a"]
    statements_from(texts)[0].append("b")
    assert texts == ["a"]


@pytest.mark.parametrize("table", [dict, pd.DataFrame, pl.DataFrame, pa.table])
def test_a_table_has_texts_and_targets(table):
    columns = {"id": [7, 8], "target": ["t", "u"], "text": ["a", "b"]}
    assert statements_from(table(columns), with_target=True) == (["a", "b"], ["t", "u"])
    assert statements_from(table(columns)) == (["a", "b"], None)


@pytest.mark.parametrize("table", [pd.DataFrame, pl.DataFrame, pa.table])
def test_a_missing_column_of_any_table_is_named(table):
    with pytest.raises(DataError, match="column 'text' is missing among 'txet'; did you mean"):
        statements_from(table({"txet": ["a"]}))


def test_a_missing_target_is_not_the_text():
    message = "column 'target' is missing among 'text'; rename a column, or add it"
    with pytest.raises(DataError, match=message):
        statements_from({"text": ["a"]}, with_target=True)


@pytest.mark.parametrize("with_target", [True, False])
def test_a_lazy_frame_holds_no_statements_yet(with_target):
    with pytest.raises(InputTypeError, match="got LazyFrame"):
        statements_from(pl.LazyFrame({"text": ["a"]}), with_target=with_target)


def test_a_list_has_no_targets():
    with pytest.raises(InputTypeError, match="needs a table with the columns 'text' and 'target'"):
        statements_from(["a"], with_target=True)


def test_a_long_value_is_cut_in_the_message():
    with pytest.raises(DataError) as caught:
        statements_from([list(range(10_000))])
    assert len(str(caught.value)) < 120


@given(st.lists(labels, max_size=9))
def test_labels_come_out_as_they_went_in(values):
    assert labels_from(values, len(values)) == values
    assert labels_from(np.array(values, dtype=object), len(values)) == values


@pytest.mark.parametrize("kind", [np.int8, np.uint64, np.str_])
def test_numpy_labels_become_plain_ones(kind):
    found = labels_from([kind(1), kind(2)], 2)
    assert [type(label) for label in found] == [str, str] if kind is np.str_ else [int, int]
    assert found == labels_from(np.array([1, 2]).astype(kind), 2)


@given(st.lists(st.floats(0, 1e300), min_size=1))
def test_weights_come_out_as_they_went_in(values):
    if not any(values):
        values[0] = 1.0
    found = weights_from(values, len(values))
    assert found.dtype == np.float64
    assert found.tolist() == values


def test_no_weights_are_none():
    assert weights_from(None, 3) is None


@given(st.lists(st.one_of(st.integers(0, 5), st.sampled_from("abc")), max_size=12))
def test_groups_are_equal_where_the_values_are(values):
    found = groups_from(values, len(values))
    for i, one in enumerate(values):
        for j, other in enumerate(values):
            assert (found[i] == found[j]) == (one == other)
    assert sorted(set(found.tolist())) == list(range(len(set(values))))


@pytest.mark.parametrize("blank", [None, "", " ", float("nan"), pd.NA, pd.NaT, np.float64("nan")])
def test_a_blank_links_nothing(blank):
    assert groups_from([blank, "a", blank, "a"], 4).tolist() == [0, 1, 2, 1]


def test_a_group_has_one_name_however_it_is_kept():
    assert groups_from([1, np.int64(1), "1", 1.0, "2"], 5).tolist() == [0, 0, 0, 0, 1]


def test_groups_may_be_unhashable():
    assert groups_from([["a"], ["b"], ["a"]], 3).tolist() == [0, 1, 0]
