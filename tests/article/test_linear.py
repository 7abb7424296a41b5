"""Twice the text takes twice the steps: counted in events of the interpreter, never in seconds."""

import sys

import pytest

from stancekit.article.attribution import attribute
from stancekit.article.page import read_page
from stancekit.article.quotations import quotations
from stancekit.article.sentences import sentences

PIECES = {
    "prose": "“We talk,” said Ann Orlo of Norway. She left. ",
    "open quotations": "“a ",
    "straight quotes": "'a \"b ",
    "dots": "U.S.",
    "open tags": "<nav><p>a ",
    "open comments": "<p><!--",
    "open values": '<p a="',
}

LONG = {
    "prose": "“We talk,” said Ann Orlo of Norway. She left, and he stayed.\n",
    "a sentence without end": "word said Ann Orlo of it ",
    "insertions": "said, Ann Orlo, a man, ",
    "chains": "leaders of ",
    "determiners": "the the a ",
    "relative clauses": "who Ann said ",
    "turns": "Q: no\nANN ORLO: yes.\n",
    "offices": "its minister said ",
}


def steps(function, *given):
    """Return how many lines of Python a call runs."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function(*given)
    finally:
        sys.settrace(before)
    return count


def read(source):
    text = read_page(source).text
    sentences(text)
    quotations(text)


@pytest.mark.parametrize("name", PIECES)
def test_steps_grow_with_length(name):
    once, twice = (steps(read, PIECES[name] * times) for times in (200, 400))
    assert twice < 2.2 * once + 200


@pytest.mark.parametrize("name", LONG)
def test_steps_of_attribution_grow_with_length(name):
    once, twice = (steps(attribute, LONG[name] * times) for times in (100, 200))
    assert twice < 2.2 * once + 500
