"""Blocks of every kind, with any text in them."""

from itertools import count

from hypothesis import strategies as st

from stancekit.blocks import (
    BarGroup,
    Bars,
    Caveats,
    Column,
    Curve,
    Detail,
    Grid,
    Heading,
    Intervals,
    Item,
    Lines,
    Link,
    Listing,
    Mark,
    MarkedText,
    Matrix,
    Measure,
    Passage,
    Points,
    Records,
    Sentence,
    Stacks,
    Turn,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "&lt;b&gt; &amp; {{ 7 * 7 }} {% raw %}",
    "]]><!-- --!> -->",
    "\u202egnp.exe \x00 \ud800 \x1b[31m",
    "javascript:alert(1)",
)
texts = st.text(max_size=30) | st.sampled_from(HOSTILE)
words = st.lists(st.text("abcdefgh-", min_size=1, max_size=20), min_size=1, max_size=40).map(
    " ".join
)
figures = st.floats(-1e6, 1e6)
maybe = figures | st.just(float("nan"))
measures = st.builds(Measure, figures, figures, figures)
cells = st.none() | texts | st.integers(-(10**9), 10**9) | figures | measures
columns = st.builds(Column, texts, within=st.none() | st.just((-1.0, 1.0)))
pairs = st.lists(st.tuples(texts, figures), max_size=4)
several = st.lists(texts, max_size=4)


@st.composite
def grids(draw):
    n = draw(st.integers(1, 5))
    head = draw(st.lists(texts, min_size=n, max_size=n))
    row = st.tuples(texts, *[cells] * (n - 1))
    return Grid(head, draw(st.lists(row, max_size=6)))


@st.composite
def matrices(draw):
    names = draw(several)
    row = st.lists(st.floats(0, 1e6), min_size=len(names), max_size=len(names))
    counts = draw(st.lists(row, min_size=len(names), max_size=len(names)))
    return Matrix(draw(texts), names, counts, draw(texts))


@st.composite
def marked_texts(draw):
    text = draw(texts)
    place = st.integers(0, len(text))
    ends = st.tuples(place, place).map(sorted)
    marks = st.builds(lambda ends, weight: Mark(*ends, weight), ends, figures)
    return MarkedText(text, draw(st.lists(marks, max_size=4)), draw(texts))


@st.composite
def stacks(draw):
    names = draw(several)
    shares = st.lists(
        st.builds(Measure, maybe, maybe, maybe), min_size=len(names), max_size=len(names)
    )
    rows = st.lists(st.tuples(texts, shares, st.integers(0, 10**6)), max_size=3)
    return Stacks(draw(texts), draw(texts), names, draw(rows), draw(texts), draw(grids()))


@st.composite
def records(draw):
    head = draw(st.lists(columns, min_size=1, max_size=4))
    row = st.tuples(*[cells | marked_texts()] * len(head))
    rows = draw(st.lists(row, max_size=4))
    return Records(draw(texts), head, rows, draw(several), draw(st.integers(0, 9)), draw(texts))


_numbers = count()  # a page numbers its sentences


@st.composite
def passages(draw):
    counts = draw(st.lists(st.lists(st.integers(1, 2), max_size=2), max_size=2))
    statuses = st.sampled_from(["ok", "unsure", "no_evidence"])

    def sentence():
        said = (draw(marked_texts()), draw(texts), draw(statuses), draw(several))
        return Sentence(next(_numbers), *said)

    def turn(count):
        return Turn(draw(texts), [sentence() for _ in range(count)], draw(st.booleans()))

    return Passage(draw(texts), [list(map(turn, paragraph)) for paragraph in counts])


links = st.builds(Link, texts, st.integers(0, 9), texts)
lines = texts | marked_texts() | links
items = st.builds(Item, st.lists(texts | marked_texts(), max_size=3), st.lists(lines, max_size=4))
said = st.one_of(
    st.builds(Heading, texts, texts),
    st.builds(Lines, several, st.booleans()),
    marked_texts(),
    st.builds(Listing, several, st.lists(items, max_size=4), st.none() | st.integers(0, 3), texts),
    st.builds(Points, texts, several, st.none() | st.integers(0, 3), st.booleans()),
    st.builds(Caveats, several),
    grids(),
    stacks(),
    records(),
    passages(),
    matrices(),
    st.builds(
        Bars,
        st.lists(st.builds(BarGroup, texts, pairs), max_size=3),
        several,
        st.booleans(),
        st.none() | st.integers(0, 3),
        texts,
    ),
    st.builds(
        Intervals,
        texts,
        st.lists(st.tuples(texts, st.builds(Measure, maybe, maybe, maybe)), max_size=4),
        texts,
        pairs,
    ),
    st.builds(
        Curve,
        texts,
        columns,
        columns,
        st.lists(st.tuples(figures, st.builds(Measure, maybe, maybe, maybe)), max_size=4),
        st.none() | grids(),
        st.booleans(),
    ),
)
blocks = said | st.builds(Detail, st.lists(said, max_size=2))
