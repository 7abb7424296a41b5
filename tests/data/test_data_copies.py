"""Copies of a text: which of them are known as such, and that others are not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stancekit.data import duplicates
from stancekit.data.copies import copies_among, n_near_copies
from stancekit.data.identity import connected
from stancekit.data.splits import groups_of

TEXT = "The envoy said that talks with Moscow would start before the first snow"

LINES = [f"{verb} talks about {what}" for verb in ("No", "Open") for what in ("gas", "grain")]


@pytest.mark.parametrize(
    "other",
    [
        TEXT,
        f"RT @user12: {TEXT}",
        f"@one @two {TEXT}",
        f"{TEXT} https://t.co/a1b2",
        f"RT @user: {TEXT.upper()}!!! www.example.org/x",
        f"  {TEXT.replace(' ', '   ')}.",
        f"\u201c{TEXT}\u201d",
        "RT @user: The envoy said that talks with Mosc\u2026 https://t.co/a1b2",
        "The envoy said that talks with...",
        TEXT.replace("first", "last"),
        f"{TEXT} #talks",
        f"So {TEXT}",
    ],
)
def test_copies_are_known(other):
    assert copies_among(["No.", TEXT, "Talks.", other]).tolist() == [0, 1, 2, 1]


@pytest.mark.parametrize(
    "other",
    [
        "The envoy said that",
        "The envoy said...",
        "The envoy said that talks with Kyiv...",
        "https://t.co/a1b2",
        "@envoy",
        "The minister said that talks with Oslo would start before the next vote",
        "",
    ],
)
def test_other_texts_are_not(other):
    assert copies_among([TEXT, other]).tolist() == [0, 1]


def test_short_answers_to_anybody_are_copies():
    assert copies_among(["@a No!", "no", "@a", "@b", "!", "?"]).tolist() == [0, 0, 1, 2, 3, 4]


def test_no_texts_and_texts_without_words():
    assert copies_among([]).tolist() == []
    assert copies_among(["!", "!", " ! "]).tolist() == [0, 0, 0]


def test_nearly_all_that_every_pair_would_tell_is_found():
    """Of each of 300 sentences six variants: a word less, a word more, another word."""
    generator = np.random.default_rng(1)
    words = [f"w{number:03d}" for number in range(400)]
    texts = []
    for sentence in generator.choice(words, (300, 16)).tolist():
        for change in (0, 0, 1, 1, 2):
            at = int(generator.integers(16))
            texts.append(" ".join([*sentence[:at], *["new"] * change, *sentence[at + 1 :]]))
    pairs = duplicates.near_duplicates(texts)
    every = connected(pairs.first, pairs.second, len(texts))
    found = copies_among(texts)
    assert len(np.unique(every)) <= len(np.unique(found)) <= 1.02 * len(np.unique(every))
    assert all(len(np.unique(every[found == copy])) == 1 for copy in np.unique(found))


def test_one_run_of_words_in_all_texts_ties_none_of_them():
    texts = [f"as the minister said {a} {a}{b} {b}{a} {b}" for a in "pqrst" for b in "uvwxyz"]
    assert len(np.unique(copies_among(texts))) == len(texts)


def test_near_copies_are_counted_once_each():
    assert n_near_copies(LINES) == 0
    assert n_near_copies([*LINES, *LINES]) == 0
    assert n_near_copies([*LINES, f"{LINES[0]}!", f"{LINES[0]}!", f"RT @a: {LINES[3]}"]) == 2


def test_near_copies_are_in_one_group_whatever_their_targets():
    frame = pd.DataFrame({"text": [TEXT, "No.", f"{TEXT}!"], "target": ["Moscow", "Oslo", "Kyiv"]})
    assert groups_of(frame).tolist() == [0, 1, 0]
    assert groups_of(frame.assign(document=["d", "e", "e"])).tolist() == [0, 0, 0]


def test_links_behind_a_text_that_breaks_off_are_no_riddle():
    """Where a pattern may divide them in many ways, each further link doubles the work."""
    links = "http://" * 5000
    assert (
        len(set(copies_among([f"no talks now or ever… {links} x", f"no… {links}"]).tolist())) == 2
    )


def test_a_text_breaks_off_before_its_links():
    whole = "we will never talk to them again, whatever they say"
    cut = "We will never talk to them again…"
    ends = ["", " ", "http://t.co/a", " https://t.co/a http://t.co/b ", "\n"]
    assert not copies_among([whole, *(cut + end for end in ends)]).any()
