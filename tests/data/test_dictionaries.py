"""Dictionaries: from files as people have them, judged whole, taken together."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stancekit
from stancekit._bundled import bundled_folder
from stancekit.data import bundled
from stancekit.data.dictionaries import BUNDLED_DICTIONARIES, load_dictionary
from stancekit.exceptions import DataError, InputTypeError
from stancekit.text.concepts import BEFORE, Concepts, tokens_of_entry

TOML = """
target = ["four-day week*"]
[general]
refusal = ["refus* to", "n't"]
[topic.work]
work = ["work*", "what ?"]
"""
# As quanteda's as.yaml() writes a dictionary with a level of groups.
YAML = """
target:
  - four-day week*
general:
  refusal:
    - refus* to
    - n't
topic:
  work:
    work:
      - work*
      - what ?
"""
FOUND = {"target": ["four-day week*"], "refusal": ["refus* to", "n't"], "work": ["work*", "what ?"]}


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problems_of(source) -> list[str]:
    with pytest.raises(DataError) as caught:
        load_dictionary(source)
    return list(caught.value.problems)


@pytest.mark.parametrize("suffix", [".toml", ".yaml", ".YML"])
def test_a_file_is_read(tmp_path, suffix):
    content = TOML if suffix == ".toml" else YAML
    path = written(tmp_path, f"own{suffix}", content)
    assert load_dictionary(path) == load_dictionary(str(path)) == FOUND
    assert load_dictionary(written(tmp_path, f"bom{suffix}", "\ufeff" + content)) == FOUND


def test_what_quanteda_writes_is_read(tmp_path):
    # as.yaml() of list(talk = "talk to", EU = list("brussels", "eu", bodies = "commission*"))
    content = """\
talk: talk to
EU:
  bodies: commission*
  __:
    - brussels
    - eu
"""
    expected = {"talk": ["talk to"], "EU": ["brussels", "eu"], "bodies": ["commission*"]}
    assert load_dictionary(written(tmp_path, "own.yml", content)) == expected
    with pytest.raises(DataError, match=r"'z\?\?' has a \"\?\" at a word"):
        load_dictionary(written(tmp_path, "own.yml", "one:\n  - a b\n  - c*\ntwo: z??"))


def test_every_word_of_yaml_is_a_word(tmp_path):
    path = written(tmp_path, "own.yaml", "no: [no, on, ~, 2024, 1.5, 'n''t', 0x1F]\n24:\n- yes\n")
    # The tilde alone holds no word.
    assert problems_of(path) == [f"{path}, no: '~' holds no word; write one, or leave it out"]
    path = written(tmp_path, "own.yaml", "no: [no, on, 2024, 'n''t', 0x1F]\n24:\n- yes\n")
    assert load_dictionary(path) == {"no": ["no", "on", "2024", "n't", "0x1F"], "24": ["yes"]}


def test_a_tag_of_yaml_runs_nothing(tmp_path):
    content = "x: !!python/object/apply:os.mkdir [here]"
    assert load_dictionary(written(tmp_path, "own.yaml", content)) == {"x": ["here"]}


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("a.toml", "x = [", "Unclosed array|Invalid value"),
        ("a.toml", "x = ['a']\nx = ['b']", "Cannot overwrite a value"),
        ("a.toml", "x = " + "[" * 5000, "nested too deeply"),
        ("a.yaml", "x: [", "not valid YAML"),
        ("a.yaml", "x: [a]\nx: [b]", "line 2 has 'x' twice"),
        ("a.yaml", "x: &all [a]\ny: *all", "line 1 is used twice"),
        ("a.yaml", "x: a, b", r"line 1: 'a, b' would be one phrase; write a list, \[a, b\]"),
        ("a.yaml", "x:\ny: [b]", "'' holds no word"),
        ("a.yaml", "[a]: [b]", "line 1 has no name of a concept"),
        ("a.yaml", "x: " + "[" * 300 + "]" * 300, "nested too deeply"),
        ("a.yaml", "- a\n- b", "no list of concepts"),
        ("a.yaml", "--- {x: [a]}\n--- {y: [b]}", "not valid YAML"),
        ("a.yaml", "", "holds no concept"),
        ("a.toml", b"x = ['\xff']", "byte 0xFF is not UTF-8"),
        ("a.toml", "#" * (1 << 20) + "\n", "at most 1,048,576"),
        ("a.json", "{}", r"no file of a dictionary; use \.toml or \.yaml or \.yml"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, content, wrong):
    path = written(tmp_path, name, content)
    with pytest.raises(DataError, match=wrong) as caught:
        load_dictionary(path)
    assert str(caught.value).startswith(str(path))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match="there is no such file"):
        load_dictionary(tmp_path / "own.toml")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(DataError, match="not a regular file"):
        load_dictionary(tmp_path / "folder.toml")


def test_everything_that_is_wrong_is_said_at_once(tmp_path):
    path = written(
        tmp_path,
        "own.toml",
        """
        "a > b" = ["x"]
        empty = []
        word = "talk"
        refusal = [
            "re*fuse", "* talk", "why?", "...", "a b c d e f g", "refuse", 7, "don't", "DON\\u2019T"
        ]
        harm = ["Refuse", "trap"]
        [topic]
        harm = ["x"]
        """,
    )  # fmt: skip
    star = 'has a "*" that does not end a word; it stands for the rest of a word only'
    question = 'has a "?" at a word; put a space before a question mark, or write out the word'
    wrong = [
        "a > b: the name of a concept holds no '>', which stands between two; rename it",
        "empty: has no entry; give it one, or leave it out",
        "word: expected a list of words and phrases, got 'talk'",
        f"refusal: 're*fuse' {star}",
        f"refusal: '* talk' {star}",
        f"refusal: 'why?' {question}",
        "refusal: '...' holds no word; write one, or leave it out",
        "refusal: 'a b c d e f g' is 7 words long, at most 6 are found; shorten it",
        "refusal: 7 is no word or phrase in visible characters; write one, in quotes",
        """refusal: 'DON’T' stands there twice (once as "don't"); leave one""",
        "harm: 'Refuse' stands in refusal, too (there as 'refuse'); leave it in one of them",
        "harm: stands in no group and in topic; give each a name of its own",
    ]
    assert problems_of(path) == [f"{path}, {line}" for line in wrong]


@pytest.mark.parametrize(
    "name", ["", " ", " talk", "a\nb", "\u200b", "x" * 41, "a>b", 7, None, ("a", "b")]
)
def test_odd_names_of_concepts_are_refused(name):
    (line,) = problems_of({name: ["talk"]})
    assert re.search(r"no name of a concept|holds no '>'", line)


@pytest.mark.parametrize("entries", ["talk", b"talk", None, 7, {"a", "b"}, True])
def test_entries_are_a_list(entries):
    (line,) = problems_of({"talk": entries})
    assert line.startswith("dictionary, talk: expected a list of words and phrases, got ")


def test_there_may_not_be_too_many():
    assert len(load_dictionary({f"c{i}": [f"w{i}"] for i in range(64)})) == 64
    (line,) = problems_of({f"c{i}": [f"w{i}"] for i in range(65)})
    assert line.startswith("65 concepts, where at most 64")
    (line,) = problems_of({"all": [f"w{i}" for i in range(20_001)]})
    assert line == "20,001 entries, where a dictionary has at most 20,000"


@pytest.mark.parametrize("empty", [{}, {"group": {}}])
def test_there_must_be_a_concept(empty):
    assert problems_of(empty) == [
        'dictionary: holds no concept; give it one, as refusal = ["refuse"]'
    ]


def test_several_are_one(tmp_path):
    path = written(tmp_path, "own.toml", TOML)
    more = {"refusal": ["n't", "never"], "harm": ["trap"]}
    assert load_dictionary(path, more) == {
        **FOUND,
        "refusal": ["refus* to", "n't", "never"],
        "harm": ["trap"],
    }
    with pytest.raises(DataError, match=r"^dictionary, harm: 'work\*' stands in work, too; leave"):
        load_dictionary(path, {"harm": ["work*"]})


def test_what_is_loaded_is_the_callers_own():
    own = {"refusal": ["refuse"]}
    load_dictionary(own)["refusal"].append("deny")
    assert own == {"refusal": ["refuse"]}


@pytest.mark.parametrize("source", [None, 7, ["general"], b"general"])
def test_a_source_is_a_name_a_path_or_a_dict(source):
    with pytest.raises(InputTypeError, match="expected a dict of concepts, a file or a name, got"):
        load_dictionary(source)


def test_an_unknown_name_is_met_with_the_nearest():
    with pytest.raises(DataError, match=r"no dictionary 'genral'; did you mean 'general'\? \(the"):
        load_dictionary("genral")


@pytest.mark.parametrize("name", BUNDLED_DICTIONARIES)
def test_the_bundled_ones_are_sound(name):
    dictionary = load_dictionary(name)
    assert {"readiness", "refusal", "harm", "condition", "negation"} <= set(dictionary)
    assert Concepts.of(dictionary).terms("He refused to negotiate, as it is a trap.")


def test_the_general_part_says_nothing_of_the_topic():
    general, whole = map(load_dictionary, ("general", "dialogue-with-moscow"))
    assert set(general) < set(whole)
    assert "talk" in whole
    assert "talk" not in general
    entries = [token for some in general.values() for e in some for token in tokens_of_entry(e)]
    assert not {"moscow", "russia", "putin", "kremlin"} & set(entries)


def test_a_bundled_file_that_was_changed_is_refused(tmp_path, monkeypatch):
    for file in bundled_folder("datasets").iterdir():
        if file.suffix in (".toml", ".json"):
            (tmp_path / file.name).write_bytes(file.read_bytes() + b"\n")
    monkeypatch.setattr(bundled, "bundled_folder", lambda kind: tmp_path)
    with pytest.raises(DataError, match=r"dictionary\.toml: this is not the file that was"):
        load_dictionary("general")


_names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=9)
_words = st.lists(_names, min_size=1, max_size=3).map(" ".join)


@given(st.dictionaries(_names, st.lists(_words, min_size=1, max_size=3), max_size=5))
def test_a_dictionary_is_taken_as_it_is_or_refused(dictionary):
    try:
        loaded = load_dictionary(dictionary)
    except DataError:
        cut = [tuple(tokens_of_entry(e)) for some in dictionary.values() for e in some]
        assert not dictionary or len(set(cut)) < len(cut) or max(map(len, cut)) > 6
        return
    assert loaded == dictionary
    assert not any(BEFORE in concept for concept in loaded)


def test_it_is_public():
    assert stancekit.load_dictionary is load_dictionary
