"""Text out of plain text and of HTML, and back to where it stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.article.page import read_page

PAGE = """<!doctype html><html><head><title>Site</title><style>p {}</style></head>
<body><nav><a href="/">Home</a></nav><h1>Talks &amp; tea</h1>
<script>if (a < b && "<p>") {}</script><p>They <b>met</b>
   in&nbsp;Oslo.<br>Then left.<p>“No” said&#32;she<!-- <p>hidden</p> -->.
<form><p>Subscribe</p></form></body></html>"""


def test_a_page_is_what_its_reader_sees():
    assert read_page(PAGE).text.split("\n\n") == [
        "Talks & tea",
        "They met in Oslo.",
        "Then left.",
        "“No” said she.",
    ]


def test_a_page_knows_where_its_words_stood():
    page = read_page(PAGE)
    for word, markup in [("Talks & tea", "Talks &amp; tea"), ("in Oslo", "in&nbsp;Oslo")]:
        at = page.text.index(word)
        start, end = page.source_span(at, at + len(word))
        assert PAGE[start:end] == markup


def test_text_is_left_alone_but_for_what_nobody_sees():
    source = "Krem\x00lin\u200b said\r\nno\u2028yes <3 & more"
    page = read_page(source)
    assert page.text == "Kremlin said\nno\nyes <3 & more"
    assert [source[slice(*page.source_span(*span))] for span in [(0, 7), (12, 13), (13, 15)]] == [
        "Krem\x00lin",
        "\r\n",
        "no",
    ]


@given(st.text(st.sampled_from("ab \r\n\x00\u200b“”")))
def test_every_visible_character_of_a_text_is_kept(source):
    page = read_page(source)
    for at, char in enumerate(page.text):
        start, end = page.source_span(at, at + 1)
        assert source[start:end] == char or char == "\n"
    assert sorted(page.text) == sorted(
        source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\u200b", "")
    )


SOUP = [
    "<p>",
    "</p>",
    "<nav",
    "</nav>",
    "<a b='",
    "'",
    '"',
    ">",
    "<!--",
    "-->",
    "x",
    "&am",
    "<",
    " ",
]


@given(st.lists(st.sampled_from(SOUP)).map("".join))
def test_no_page_is_so_broken_that_its_words_are_lost_in_place(source):
    page = read_page("<p>" + source)
    for at, char in enumerate(page.text):
        start, end = page.source_span(at, at + 1)
        assert 0 <= start < end <= len(source) + 3
        if char == "x":
            assert ("<p>" + source)[start:end] == "x"


@pytest.mark.parametrize("name", ["nav", "form", "script"])
def test_what_is_opened_and_never_closed_hides_nothing(name):
    assert "They met." in read_page(f"<div><{name}><p>They met.</p>").text


def test_elements_that_are_left_out_may_hold_each_other():
    page = "<p>One</p><nav><nav>a</nav>b</nav><p>Two</p>"
    assert read_page(page).text.split() == ["One", "Two"]


def test_what_stands_beside_an_article_is_left_out():
    html = (
        "<p>“We talk.</p><aside>Read more: <a href=x>Envoys</a></aside>"
        "<figure><img src=a><figcaption>Riga in winter</figcaption></figure>"
        "<button>Accept</button><p>“We always did,” said Ann Orlo."
    )
    assert read_page(html).text == "“We talk.\n\n“We always did,” said Ann Orlo."
