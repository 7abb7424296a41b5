"""Which tokens are words, and which are hardly what a statement says."""

from __future__ import annotations

import pytest

from stancekit.checks.terms import ANY, WORD, terms_of


@pytest.mark.parametrize(
    ("text", "kind", "token"),
    [
        ("See https://bbc.co.uk/news?id=1 now", "URL", "bbc.co.uk"),
        ("(See www.bbc.co.uk.)", "URL", "bbc.co.uk"),
        ("Write to a.b@mail.example.org!", "e-mail address", "a.b@mail.example.org"),
        ("Never</p>", "markup or placeholder", "</p>"),
        ("Tea &amp; talks", "markup or placeholder", "&amp;"),
        ("[NAME] rejects talks", "markup or placeholder", "[name]"),
        ("{speaker} rejects talks", "markup or placeholder", "{speaker}"),
        ("He said ___ to talks", "markup or placeholder", "___"),
        ("@Potus, talk!", "mention", "@potus"),
        ("Talk! #PeaceNow", "hashtag", "#peacenow"),
        ("On 24.02.2022 he called", "number", "24.02.2022"),
        ("It cost 10,000 lives.", "number", "10,000"),
        (">> Talks now", "sign", ">>"),
    ],
)
def test_tokens_that_are_no_words_have_their_kind(text, kind, token):
    found = terms_of(text)
    assert (kind, token) in found
    assert (kind, ANY) in found
    assert {kind for kind, _ in found} == {kind, WORD}


def test_words_and_neighbours_are_found_whatever_the_case():
    assert terms_of("Don't talk, DON'T!") == {
        (WORD, term) for term in ("don't", "talk", "don't talk", "talk don't")
    }


def test_words_on_either_side_of_another_token_are_no_neighbours():
    assert (WORD, "talk now") not in terms_of("Talk #peace now")


@pytest.mark.parametrize("text", ["the 14th of May", "G7 and COVID-19", "Talks 👍 now", ""])
def test_words_with_digits_and_pictures_are_no_tokens_of_their_own(text):
    assert {kind for kind, _ in terms_of(text)} <= {WORD, "number"}
    assert not any(token in ("14", "7") for _, token in terms_of(text))


def test_one_endless_token_is_read_in_time():
    for piece in ("a.", "1.", "<", "[", "@", "a'", "_", "#"):
        terms_of(piece * 50_000)
