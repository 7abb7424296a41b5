"""Label sets and polarity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.exceptions import DataError
from stancekit.labels import has_polarity, label_set, stance_scores

label_lists = st.one_of(
    st.lists(st.text(), min_size=2, max_size=80), st.lists(st.integers(), min_size=2, max_size=80)
)


@given(label_lists)
def test_a_label_set_is_sorted_without_repetitions(labels):
    if 2 <= len(set(labels)) <= 50:
        assert list(label_set(labels)) == sorted(set(labels))
    else:
        with pytest.raises(DataError, match="different labels"):
            label_set(labels)


@given(label_lists)
def test_order_and_repetition_do_not_matter(labels):
    if 2 <= len(set(labels)) <= 50:
        assert label_set(labels) == label_set(labels[::-1] * 2)


def test_fifty_labels_are_allowed():
    assert label_set(range(50)) == tuple(range(50))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([], "at least 2 different labels, found none at all"),
        (["favor"] * 3, "at least 2 different labels, found only 'favor'"),
        ([7, 7], "found only 7"),
        (["1", 1], "strings in some rows and integers in others; use one kind"),
        (range(51), r"51 different labels, at most 50 are possible; is this the right column\?"),
    ],
)
def test_what_is_no_label_set_is_refused(labels, message):
    with pytest.raises(DataError, match=message):
        label_set(labels)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["against", "favor"], True),
        (["none", "favor", "against", "other"], True),
        (["favor", "none"], False),
        (["Favor", "Against"], False),
        ([0, 1], False),
    ],
)
def test_polarity_needs_both_ends(labels, expected):
    assert has_polarity(labels) is expected


def test_stance_is_favor_minus_against():
    labels = ["against", "conditional", "favor", "other"]
    probabilities = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0.5, 0.25, 0.25, 0]])
    assert stance_scores(labels, probabilities).tolist() == [-1, 1, 0, -0.25]


def test_the_stance_of_a_row_does_not_depend_on_the_rows_beside_it():
    labels = ("against", "conditional", "favor", "none")
    rows = np.random.default_rng(0).dirichlet(np.ones(4), 1000)
    whole = stance_scores(labels, rows)
    assert whole.tolist() == [row[2] - row[0] for row in rows.tolist()]
    for size in (1, 3, 8, 501):
        parts = [stance_scores(labels, rows[i : i + size]) for i in range(0, len(rows), size)]
        assert np.concatenate(parts).tolist() == whole.tolist()
