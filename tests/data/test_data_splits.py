"""Splits: every statement is tested once, and no group is ever on both sides."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from stancekit.data.splits import MANY_GROUPS, grouped_folds, groups_of, leave_out_folds
from stancekit.exceptions import DataError, InputTypeError, ParameterError

LINKS = st.sampled_from(["", "p", "q", "r", None])
STATEMENTS = st.lists(
    st.fixed_dictionaries({"text": st.sampled_from("abcdef "), "pair_id": LINKS, "group": LINKS}),
    max_size=12,
)


@given(STATEMENTS)
def test_groups_are_the_connected_components(rows):
    frame = pd.DataFrame(rows, columns=["text", "pair_id", "group"], dtype=object)
    tied = [[any(a[c] == b[c] and (a[c] or "").strip() for c in a) for b in rows] for a in rows]
    matrix = coo_array(np.array(tied, dtype=int).reshape(len(rows), len(rows)))
    _, expected = connected_components(matrix, directed=False)
    groups = groups_of(frame)
    assert groups.tolist() == pd.factorize(expected)[0].tolist()


@pytest.mark.parametrize(
    ("columns", "by", "groups"),
    [
        ({"text": ["a", "b", "c"]}, None, [0, 1, 2]),
        ({"text": ["a", "b", "a"]}, None, [0, 1, 0]),
        ({"text": ["", "", " "]}, None, [0, 1, 2]),
        ({"document": ["d", "e", "d"]}, None, [0, 1, 0]),
        ({"document": ["x", "y", ""], "pair_id": ["", "x", "y"]}, None, [0, 1, 2]),
        ({"document": ["d", "d", ""], "pair_id": ["", "p", "p"]}, None, [0, 0, 0]),
        ({"document": ["d", "e", "d"], "text": ["a", "a", "b"]}, [], [0, 0, 1]),
        ({"source": ["s", "s", "t"]}, None, [0, 1, 2]),
        ({"source": ["s", "s", "t"]}, "source", [0, 0, 1]),
        ({"source": [1, 2, 1], "group": ["g", "g", "g"]}, ["source"], [0, 1, 0]),
        ({"group": [None, float("nan"), pd.NA]}, None, [0, 1, 2]),
        ({"group": pd.Categorical(["g", None, "g"])}, None, [0, 1, 0]),
        ({"group": [1, "1", 1.0], "text": ["a", "b", "c"]}, None, [0, 0, 0]),
        ({"text": ["caf\u00e9", "cafe\u0301"]}, None, [0, 0]),
        ({"group": [["x"], ["y"], ["x"]]}, None, [0, 1, 0]),
    ],
)
def test_what_connects_statements(columns, by, groups):
    assert groups_of(pd.DataFrame(columns), by).tolist() == groups


def test_a_column_to_group_by_has_to_be_there():
    frame = pd.DataFrame({"text": ["a"], "source": ["s"]})
    with pytest.raises(DataError, match="groups: there is no column 'sorce'; did you mean 'sou"):
        groups_of(frame, ["source", "sorce"])


@pytest.mark.parametrize("columns", [3, True, {"source"}, [3], pd.Series(["s"]), np.array(["s"])])
def test_columns_to_group_by_are_called_by_strings(columns):
    frame = pd.DataFrame({"text": ["a"], "source": ["s"]})
    with pytest.raises(InputTypeError, match="groups: expected the name of a column or a list of"):
        groups_of(frame, columns)


def check_folds(folds, groups):
    tested = np.concatenate([test for _, test in folds])
    assert sorted(tested) == list(range(len(groups)))
    for train, test in folds:
        assert len(train)
        assert len(test)
        assert sorted([*train, *test]) == list(range(len(groups)))
        assert not set(groups[train]) & set(groups[test])


@given(st.data(), st.integers(2, 5), st.integers(0, 100))
def test_every_row_is_tested_once_and_no_group_is_on_both_sides(data, folds, seed):
    size = data.draw(st.integers(folds, 40))
    groups = np.array(data.draw(st.lists(st.integers(0, 12), min_size=size, max_size=size)))
    labels = data.draw(st.lists(st.sampled_from("ab"), min_size=size, max_size=size))
    assume(len(set(groups)) >= folds)
    assume(max(labels.count("a"), labels.count("b")) >= folds)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = grouped_folds(labels, groups, folds, seed)
    assert len(found) == folds
    check_folds(found, groups)


def test_a_fold_is_never_empty_however_uneven_the_groups():
    # scikit-learn leaves one of these five folds empty
    groups = np.array([0, 1, 2, 3, *[4] * 9, 0, *[4] * 8, 0, *[4] * 4])
    labels = np.array([0, 1, 2, 3, *[0] * 23])
    check_folds(grouped_folds(labels, groups, 5, 0), groups)


def test_equal_seeds_give_equal_folds_and_others_do_not():
    labels = ["a", "b", "c"] * 20
    groups = np.arange(60) // 2

    def tested(seed):
        return [test.tolist() for _, test in grouped_folds(labels, groups, 5, seed)]

    assert tested(1) == tested(1)
    assert tested(1) != tested(2)


def test_labels_are_spread_evenly():
    labels = np.array(["a"] * 40 + ["b"] * 10)
    for _, test in grouped_folds(labels, np.arange(50), 5, 0):
        assert (labels[test] == "b").sum() == 2


@pytest.mark.parametrize("n_pairs", [0, 3, 400])
def test_many_groups_are_dealt_evenly_too(n_pairs):
    generator = np.random.default_rng(1)
    groups = np.concatenate([np.arange(MANY_GROUPS + 1), np.arange(n_pairs)])
    labels = generator.choice(3, len(groups), p=[0.7, 0.25, 0.05])
    splits = grouped_folds(labels, groups, 5, random_state=0)
    tested = [test for _, test in splits]
    np.testing.assert_array_equal(np.sort(np.concatenate(tested)), np.arange(len(groups)))
    for train, test in splits:
        assert not set(groups[train]) & set(groups[test])
        np.testing.assert_allclose(np.bincount(labels[test]), np.bincount(labels) / 5, atol=2)
    again = grouped_folds(labels, groups, 5, random_state=0)
    other = grouped_folds(labels, groups, 5, random_state=1)
    assert all((a == b).all() for a, (_, b) in zip(tested, again, strict=True))
    assert any(set(a) != set(b) for a, (_, b) in zip(tested, other, strict=True))


@pytest.mark.parametrize(
    ("labels", "groups", "folds", "error", "message"),
    [
        ("ababab", [0, 0, 0, 1, 1, 1], 3, DataError, "6 statements form 2 groups, too few for 3 "),
        ("abcabc", [0, 1, 2, 3, 4, 5], 3, DataError, "no label has more than 2 statements, too f"),
        ("abab", [0, 1, 2, 3], 1, ParameterError, "folds=1; give an integer of at least 2"),
        ("abab", [0, 1, 2, 3], "2", ParameterError, "folds='2'; give an integer"),
        ("abab", [0, 1, 2, 3], 2.0, ParameterError, "folds=2.0; give an integer"),
        ("abab", [0, 1, 2], 2, ParameterError, "4 labels for 3 groups"),
    ],
)
def test_folds_that_are_not_possible(labels, groups, folds, error, message):
    with pytest.raises(error, match=message):
        grouped_folds(list(labels), groups, folds, 0)


@given(st.lists(st.sampled_from(["speech", "wire", "social"]), min_size=1))
def test_each_value_is_left_out_once(values):
    assume(len(set(values)) > 1)
    found = leave_out_folds(values)
    assert [name for name, _, _ in found] == list(dict.fromkeys(values))
    for name, train, test in found:
        assert {values[row] for row in test} == {name}
        assert name not in {values[row] for row in train}
    check_folds([(train, test) for _, train, test in found], np.array(values))


def test_values_to_leave_out_may_be_numbers_in_a_series():
    found = leave_out_folds(pd.Series([2024, 2023, 2024], index=[7, 8, 9]))
    assert [(name, test.tolist()) for name, _, test in found] == [("2024", [0, 2]), ("2023", [1])]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["s", "", None, "t"], r"2 of 4 statements have no value to leave out by \(first: row 2\)"),
        (["s", "s"], "at least 2, but all statements have 's'; use folds instead"),
        ([], "there are no statements"),
    ],
)
def test_values_that_cannot_be_left_out(values, message):
    with pytest.raises(DataError, match=message):
        leave_out_folds(values)
