"""Near duplicates: compared with every pair, and worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.exceptions import ParameterError
from stancekit.labelling import duplicates
from stancekit.labelling.duplicates import near_duplicates, nearest_earlier, same_form

WORDS = ["talk", "talks", "to", "moscow", "never", "now", "a", "kremlin", "the"]
plain_texts = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
similarities = st.sampled_from([0.3, 0.5, 2 / 3, 0.8, 0.95, 1])


def grams(text):
    padded = f" {text} "
    return {padded[i : i + 5] for i in range(max(1, len(padded) - 4))}


def jaccard(one, other):
    return len(grams(one) & grams(other)) / len(grams(one) | grams(other))


def every_pair(texts, similarity):
    return {
        (i, j): jaccard(texts[i], texts[j])
        for j in range(len(texts))
        for i in range(j)
        if jaccard(texts[i], texts[j]) >= similarity
    }


def as_dict(pairs):
    keys = zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)
    return dict(zip(keys, pairs.similarity.tolist(), strict=True))


@given(st.lists(plain_texts, max_size=25), similarities)
def test_no_pair_is_missed_and_none_is_invented(texts, similarity):
    assert as_dict(near_duplicates(texts, similarity)) == every_pair(texts, similarity)


@pytest.mark.parametrize("similarity", [0.5, 0.7, 0.8])
def test_long_texts_that_share_much_are_all_found(similarity):
    generator = np.random.default_rng(0)
    base = [generator.choice(WORDS + list("bcdefghijk"), 25) for _ in range(15)]
    texts = []
    for words in base:
        for changed in range(8):
            some = words.copy()
            some[generator.integers(25, size=changed)] = [f"word{n}" for n in range(changed)]
            texts.append(" ".join(some))
    expected = every_pair(texts, similarity)
    assert len(expected) > 10
    assert as_dict(near_duplicates(texts, similarity)) == expected


def test_it_makes_no_difference_how_many_are_compared_at_once(monkeypatch):
    texts = [f"we should talk to moscow about {topic} now" for topic in WORDS * 3]
    expected = as_dict(near_duplicates(texts, 0.5))
    monkeypatch.setattr(duplicates, "_PRODUCTS_AT_ONCE", 7)
    monkeypatch.setattr(duplicates, "_PAIRS_AT_ONCE", 2)
    assert as_dict(near_duplicates(texts, 0.5)) == expected != {}


@given(st.lists(plain_texts, max_size=12), st.randoms())
def test_the_order_of_the_texts_does_not_matter(texts, random):
    order = list(range(len(texts)))
    random.shuffle(order)
    found = as_dict(near_duplicates([texts[i] for i in order], 0.5))
    back = {tuple(sorted((order[i], order[j]))): value for (i, j), value in found.items()}
    assert back == as_dict(near_duplicates(texts, 0.5))


def test_the_threshold_belongs_to_the_similar_ones():
    # " abcdef " has four strings of five characters, " abcdef g " these and two more.
    found = near_duplicates(["abcdef", "abcdef g"], 4 / 6)
    assert found.similarity.tolist() == [4 / 6]
    assert len(near_duplicates(["abcdef", "abcdef g"], 0.67).first) == 0


@pytest.mark.parametrize(
    "other",
    [
        "TALK TO MOSCOW NOW",
        " Talk  to\tMoscow -- now! ",
        "“Talk to Moscow, now …”",
        "\uff34alk to Moscow now",  # a wide letter
    ],
)
def test_case_punctuation_spaces_and_coding_do_not_count(other):
    assert near_duplicates(["Talk to Moscow now.", other]).similarity.tolist() == [1.0]


def test_signs_that_say_something_count():
    assert near_duplicates(["Talks 👍", "Talks 👎"]).similarity.tolist() == []
    assert near_duplicates(["?!", "!?"]).similarity.tolist() == []
    assert near_duplicates(["?!", "?!"]).similarity.tolist() == [1.0]


def test_the_same_form_keeps_punctuation():
    assert same_form("Talk to\u00a0 MOSCOW?") == "talk to moscow?"
    assert same_form("Straße") == same_form("STRASSE")


def test_nothing_has_no_pairs():
    assert as_dict(near_duplicates([])) == as_dict(near_duplicates(["Talk."])) == {}


@pytest.mark.parametrize("similarity", [0, -0.5, 1.1, float("nan")])
def test_an_impossible_similarity_is_refused(similarity):
    with pytest.raises(ParameterError, match="give a number above 0 and at most 1"):
        near_duplicates(["Talk."], similarity)


@given(st.lists(plain_texts, max_size=25), similarities)
def test_the_nearest_earlier_text_is_the_most_similar_and_the_first_of_these(texts, similarity):
    position, nearness = nearest_earlier(texts, similarity)
    for later, text in enumerate(texts):
        found = [jaccard(text, earlier) for earlier in texts[:later]]
        most = max(found, default=0.0)
        if most >= similarity:
            assert (position[later], nearness[later]) == (found.index(most), most)
        else:
            assert (position[later], nearness[later]) == (-1, 0)


def test_many_copies_of_one_text_cost_no_pairs():
    position, nearness = nearest_earlier(["Talk to Moscow!", "talk to Moscow"] * 20_000)
    assert position.tolist() == [-1] + [0] * 39_999
    assert nearness.tolist() == [0] + [1] * 39_999
