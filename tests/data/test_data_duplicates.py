"""Near duplicates: compared with every pair, and worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.data import duplicates
from stancekit.data.duplicates import MOST_EARLIER, near_duplicates
from stancekit.exceptions import ParameterError

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


def test_nothing_has_no_pairs():
    assert as_dict(near_duplicates([])) == as_dict(near_duplicates(["Talk."])) == {}


@pytest.mark.parametrize("similarity", [0, -0.5, 1.1, float("nan")])
def test_an_impossible_similarity_is_refused(similarity):
    with pytest.raises(ParameterError, match="give a number above 0 and at most 1"):
        near_duplicates(["Talk."], similarity)


def test_of_very_many_alike_each_text_has_the_first_before_it(monkeypatch):
    texts = [f"we should talk to moscow about {topic} now" for topic in WORDS * 3]
    every = every_pair(texts, 0.5)
    monkeypatch.setattr(duplicates, "MOST_EARLIER", 4)
    for at_once in (7, 1_000, 1_000_000):
        monkeypatch.setattr(duplicates, "_PRODUCTS_AT_ONCE", at_once)
        found = as_dict(near_duplicates(texts, 0.5))
        first_four = {
            (i, j) for j in range(len(texts)) for i in [i for i, k in every if k == j][:4]
        }
        assert found == {pair: every[pair] for pair in first_four}
    assert len(every) > 2 * len(found)


def test_very_many_texts_from_one_template_are_tied_together():
    template = "my name is {} and we must talk to moscow now because every day of war costs lives"
    n = 5_000
    found = near_duplicates([template.format(f"citizen {number}") for number in range(n)])
    assert len(found.first) == n * MOST_EARLIER - MOST_EARLIER * (MOST_EARLIER + 1) // 2
    assert found.first.max() == MOST_EARLIER - 1
    assert set(found.second.tolist()) == set(range(1, n))


def test_pairs_that_do_not_count_are_not_told_and_crowd_out_none():
    texts = ["talk to moscow now please"] * 60
    odd = np.arange(60) % 2
    found = near_duplicates(texts, comparable=lambda one, other: odd[one] == odd[other])
    assert set(as_dict(found)) == {
        (i, j) for j in range(60) for i in range(j % 2, min(j, 2 * MOST_EARLIER), 2)
    }


@pytest.mark.parametrize(
    "other",
    [
        "Talk to Moscow before the winter",
        "talk to Moscow before the winter http://a.example/x?y=1 www.b.example",
        "RT @envoy: Talk to Moscow before the winter",
        "rt @envoy RT @someone: talk to Moscow before the winter https://t.co/zzz",
        "@envoy @someone_else, talk to Moscow before the winter",
    ],
)
def test_links_and_whom_a_post_answers_or_repeats_do_not_count(other):
    found = near_duplicates(["Talk to Moscow before the winter https://t.co/Ab12", other])
    assert found.similarity.tolist() == [1.0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("@hillary never again", "@donald never again"),  # little else is said
        ("Read this: https://a.example/talks", "Read this: https://b.example/war"),
        ("We the voters trust @hillary", "We the voters trust @donald"),  # it is spoken about
        ("art and craft in Moscow @noon", "RT @craft in Moscow and at @noon"),
    ],
)
def test_links_and_names_count_where_they_say_something(one, other):
    assert near_duplicates([one, other]).similarity.tolist() == []
