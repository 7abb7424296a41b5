"""A batch of statements that are unlike each other."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from stancekit.measure.diversity import spread_out
from stancekit.text import Vectorizer


def values(rows, scores, picked):
    """Return what each row is worth after some were picked, looking at every pair."""
    return [
        score * min((1 - row @ rows[other] for other in picked), default=1.0)
        for row, score in zip(rows, scores, strict=True)
    ]


def test_a_less_unsure_statement_goes_before_a_copy():
    texts = ["Call Moscow today.", "Call Moscow today!", "Snow fell in Perm."]
    rows = Vectorizer().fit_transform(texts)
    assert spread_out(rows, np.array([0.9, 0.8, 0.1]), 2).tolist() == [0, 2]


def test_statements_that_share_nothing_are_picked_by_score():
    assert spread_out(csr_array(np.eye(4)), np.array([0.2, 0.9, 0.4, 0.6]), 3).tolist() == [1, 3, 2]


@given(st.data())
def test_every_pick_is_the_best_of_those_left(data):
    n_rows, n = data.draw(st.integers(1, 7)), data.draw(st.integers(0, 9))
    line = st.lists(st.integers(0, 3), min_size=3, max_size=3).filter(any)
    rows = np.array(data.draw(st.lists(line, min_size=n_rows, max_size=n_rows)), dtype=float)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    number = st.floats(0, 1)
    scores = np.array(data.draw(st.lists(number, min_size=n_rows, max_size=n_rows)))
    found = spread_out(csr_array(rows), scores, n).tolist()
    assert len(set(found)) == len(found) == min(n, n_rows)
    for step, row in enumerate(found):
        worth = values(rows, scores, found[:step])
        assert worth[row] >= max(worth[other] for other in found[step:]) - 1e-8


def test_copies_are_picked_in_their_order_once_nothing_else_is_left():
    rows = Vectorizer().fit_transform(["Call Moscow today."] * 4)
    assert spread_out(rows, np.array([0.1, 0.2, 0.4, 0.3]), 4).tolist() == [2, 0, 1, 3]
