"""`Concepts`: how texts and entries are cut, which entry counts, what stands before what."""

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from stancekit.text.concepts import Concepts, tokens_of_entry
from stancekit.text.folding import folded

SMALL = Concepts.of(
    {
        "refusal": ["refus*", "will not", "n't", "turned down"],
        "talk": ["talk*", "peace talks", "face-to-face"],
        "question": ["?"],
    }
)

words = st.sampled_from(["a", "ab", "abc", "b", "n't", "?"])
_drawn_entries = st.lists(
    st.lists(st.one_of(words, st.sampled_from(["a*", "ab*", "b*"])), min_size=1, max_size=4).map(
        " ".join
    ),
    unique=True,
    max_size=9,
)
dictionaries = _drawn_entries.map(
    lambda entries: {f"c{i}": [entry] for i, entry in enumerate(entries)}
)
few_words = st.lists(words, max_size=8).map(" ".join)


def fits(pattern, token):
    if pattern.endswith("*"):
        return token.startswith(pattern[:-1])
    return pattern == token


def rank(pattern):
    """A whole word comes before any beginning, a longer beginning before a shorter one."""
    return (not pattern.endswith("*"), len(pattern))


def best_at(dictionary, tokens, place):
    """Try every entry: the most tokens, then the best first token, then the second, ..."""
    found = []
    for concept, entries in dictionary.items():
        for entry in map(tokens_of_entry, entries):
            some = tokens[place : place + len(entry)]
            if len(some) == len(entry) and all(map(fits, entry, some)):
                found.append((len(entry), list(map(rank, entry)), concept))
    return max(found, default=(1, [], None))


def sequence_by_trying_all(dictionary, text):
    tokens, place, sequence = tokens_of_entry(text), 0, []
    while place < len(tokens):
        length, _, concept = best_at(dictionary, tokens, place)
        sequence += [concept] if concept else []
        place += length
    return sequence


@pytest.mark.parametrize(
    ("entry", "tokens"),
    [
        ("Don't TALK", ["do", "n't", "talk"]),
        ("don\u2019t", ["do", "n't"]),
        ("do n't", ["do", "n't"]),
        ("face-to-face", ["face", "to", "face"]),
        ("u.s.", ["u", "s"]),
        ("Putin's", ["putin", "s"]),
        ("refus* to talk*", ["refus*", "to", "talk*"]),
        ("cafe\u0301", ["caf\u00e9"]),
        ("n'ty", ["n", "ty"]),
        ("why?", ["why", "?"]),
        ("...", []),
    ],
)
def test_entries_are_cut_like_texts(entry, tokens):
    assert tokens_of_entry(entry) == tokens


@given(texts)
def test_an_entry_stands_in_any_text_that_holds_it(text):
    tokens = tokens_of_entry(text.replace("*", ""))
    concepts = Concepts.of({"found": [" ".join(tokens)] if tokens else []})
    assert concepts.sequence(text.replace("*", "")) == ["found"] * bool(tokens)


@given(dictionaries, few_words)
def test_at_each_place_the_best_entry_counts(dictionary, text):
    assert Concepts.of(dictionary).sequence(text) == sequence_by_trying_all(dictionary, text)


@pytest.mark.parametrize(
    ("entries", "text", "sequence"),
    [
        (["talk", "talk*"], "talk talks", ["c0", "c1"]),
        (["t*", "ta*"], "talk", ["c1"]),
        (["ta*", "t* now"], "talk now", ["c1"]),
        (["no", "no talks", "talks"], "no talks, talks", ["c1", "c2"]),
        (["a* b", "ab c*"], "ab c", ["c1"]),
        (["a b*", "a* b"], "a b", ["c0"]),
        (["n't"], "Can\u2019t, won't, cant, n'ty", ["c0", "c0"]),
        (["i"], "I \u0130", ["c0", "c0"]),
    ],
)
def test_which_entry_counts(entries, text, sequence):
    dictionary = {f"c{i}": [entry] for i, entry in enumerate(entries)}
    assert Concepts.of(dictionary).sequence(text) == sequence


@given(st.lists(st.sampled_from(["refuse", "talk", "?", "so"]), max_size=9))
def test_a_pair_is_there_if_one_stands_somewhere_before_the_other(some):
    sequence = SMALL.sequence(" ".join(some))
    expected = set(sequence) | {
        f"{a} > {b}" for i, a in enumerate(sequence) for b in sequence[i + 1 :]
    }
    terms = SMALL.terms(" ".join(some))
    assert set(terms) == expected
    assert len(terms) == len(expected)
    assert SMALL.shortest_terms(" ".join(some)) == sequence


def test_terms_are_in_the_order_in_which_concepts_are_met():
    assert SMALL.terms("Talks? He refused, and talked.") == [
        *("talk", "question", "refusal"),
        *("talk > talk", "talk > question", "talk > refusal"),
        *("question > talk", "question > refusal", "refusal > talk"),
    ]


def test_spans_are_those_of_the_text_as_given():
    text = "\u0130: HE DIDN\u2019T  talk, face-to-face?"
    quoted = {t: [text[a:b] for a, b in spans] for t, spans in SMALL.spans(text).items()}
    assert quoted["refusal"] == ["N\u2019T"]
    assert quoted["talk"] == ["talk", "face-to-face"]
    assert quoted["refusal > talk"] == ["N\u2019T", "talk", "face-to-face"]
    assert quoted["talk > talk"] == ["talk", "face-to-face"]


def test_only_what_is_part_of_a_pair_has_its_span():
    text = "Talk, refuse, talk, refuse."
    quoted = [text[a:b] for a, b in SMALL.spans(text)["refusal > talk"]]
    assert quoted == ["refuse", "talk"]


@given(st.one_of(texts, few_words, st.sampled_from(["Didn\u2019t talk?", "talks turned down"])))
def test_every_term_has_spans_and_every_span_stands_in_the_text(text):
    spans = SMALL.spans(text)
    assert set(spans) == set(SMALL.terms(text))
    assert all(0 <= a < b <= len(text) for some in spans.values() for a, b in some)
    assert all(re.search(r"\S", text[a:b]) for some in spans.values() for a, b in some)
    assert [len(spans[c]) for c in ("talk",) if c in spans] == [
        n for n in [SMALL.sequence(text).count("talk")] if n
    ]


@given(texts)
def test_texts_that_are_folded_alike_are_cut_alike(text):
    assert SMALL.terms(folded(text)) == SMALL.terms(text)


def test_concepts_can_be_copied_and_compared():
    assert SMALL.sequence("Talk?") == ["talk", "question"]
    copy = pickle.loads(pickle.dumps(SMALL))
    assert copy == SMALL
    assert hash(copy) == hash(SMALL)
    assert copy.sequence("Talk?") == ["talk", "question"]
