"""Labelled rows in which nothing is wrong, and the problems of others."""

import pytest

from stancekit.data.read import read_labelled
from stancekit.exceptions import DataError

STANCES = ("favor", "against", "conditional", "none")
SOUND = {"text": ["a", "b", "c", "d"], "label": ["x", "y", "x", "y"]}


def problems(*sources, **settings):
    with pytest.raises(DataError) as caught:
        read_labelled(*sources, **settings)
    found = caught.value.problems
    assert all(problem.isprintable() for problem in found)
    assert str(caught.value) == "\n".join(found)
    return list(found)


def with_column(**columns):
    return {**SOUND, **columns}


def rows(*texts_and_labels):
    return [*zip(SOUND["text"], SOUND["label"], strict=True), *texts_and_labels]
