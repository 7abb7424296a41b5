"""Who speaks: on the bundled article, and on articles that were constructed to be hard."""

import pytest
from articles import FOLDER, read
from hypothesis import given
from hypothesis import strategies as st

import stancekit
from stancekit.article.attribution import attribute

NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


@pytest.fixture(scope="module")
def bundled():
    """Return the rows of the bundled article, and what was read off its text."""
    rows = stancekit.load_dataset("article")
    lines = rows.groupby(rows["line"].astype(int))["text"].agg(" ".join)
    return rows.to_dict("records"), attribute("\n".join(lines))


def last(name):
    return name.split()[-1]


def test_speakers_of_the_bundled_article_are_found(bundled):
    right = wrong = missed = 0
    for row, found in zip(*bundled, strict=True):
        if row["label"] == "none":
            continue
        named = "" if row["speaker"] == "the article" else row["speaker"]
        expected = {last(name) for name in named.split("; ") if name}
        names = {last(actor.name) for actor in found.actors}
        right += len(names & expected)
        wrong += len(names - expected)
        missed += len(expected - names)
    assert right / (right + wrong) >= 0.98
    assert right / (right + missed) >= 0.95


def test_no_country_of_the_bundled_article_is_wrong(bundled):
    for row, found in zip(*bundled, strict=True):
        if row["label"] != "none" and row["country"]:
            expected = {*row["country"].split("; "), None}
            assert {actor.country for actor in found.actors} <= expected


@pytest.mark.parametrize("name", NAMES)
def test_constructed_articles_are_read_right(name):
    article = read(name)
    found = attribute(article.text)
    text = article.text
    assert [text[one.sentence.start : one.sentence.end] for one in found] == article.sentences
    expected = dict(zip(article.sentences, article.speakers, strict=True))
    got = {
        sentence: {actor.name for actor in one.actors} if speakers is not None else None
        for (sentence, speakers), one in zip(expected.items(), found, strict=True)
    }
    assert got == expected
    countries = {actor.name: actor.country for one in found for actor in one.actors}
    assert {name: countries[name] for name in article.countries} == article.countries


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("“We talk, and we listen,” said Ann Orlo.", "quotation and speech"),
        ("Ann Orlo said that talking helps.", "speech"),
        ("Ann Orlo believes that talking helps.", "attitude"),
        ("In Ann Orlo’s view talking helps.", "noun"),
        ("Talking helps, according to Ann Orlo.", "speech"),
        ("“Talking helps.” Ann Orlo said no more.", "speech"),
    ],
)
def test_it_says_by_which_rule(text, how):
    found = attribute(text)[-1]
    assert ([actor.name for actor in found.actors], found.how) == (["Ann Orlo"], how)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("VELMA — The Norwegian envoy, Ann Orlo, said that talking helps.", "Ann Orlo"),
        ("BRUSSELS (AP) — Ann Orlo said that talking helps.", "Ann Orlo"),
        ("NEW VELMA, Dec. 5 (dpa) - Ann Orlo said that talking helps.", "Ann Orlo"),
        ("Velma, Norway (Reuters) – Ann Orlo said that talking helps.", "Ann Orlo"),
        ("WARSAW—“Talking helps,” Ann Orlo said.", "Ann Orlo"),
        ("NATO — an alliance that she left — said that talking helps.", "NATO"),
        ("Ann Orlo was blunt: “Talking will help us all.”", "Ann Orlo"),
        ("Ann Orlo has spoken on her way out: “Talking will help us all.”", "Ann Orlo"),
        ("The slogan was simple: “Talking will help us all.”", None),
        ("“Talking will help us all,” shrugged Ann Orlo.", "Ann Orlo"),
        ("A poll published by Norstat Institute says that talking helps.", None),
        ("A report published by Norstat Institute says that talking helps.", "Norstat Institute"),
    ],
)
def test_a_single_sentence_is_given_to_who_speaks_in_it(text, who):
    found = [actor.name for one in attribute(text) for actor in one.actors]
    assert found == ([] if who is None else [who])


PARTS = [
    "Ann Orlo",
    "said",
    "that",
    "“",
    "”",
    ",",
    ".",
    "he",
    "Poland",
    "’s",
    ":",
    "\n",
    "3",
    "who",
    "and",
]


@given(st.lists(st.sampled_from(PARTS)))
def test_whatever_is_read_each_sentence_comes_once(parts):
    text = " ".join(parts)
    found = attribute(text)
    assert all(bool(one.actors) == (one.how is not None) for one in found)
    assert "".join("".join(text[o.sentence.start : o.sentence.end] for o in found).split()) == (
        "".join(text.split())
    )
