"""Dictionaries of concepts: a small one for the bridge corpus, and any that may be drawn."""

from __future__ import annotations

from hypothesis import strategies as st

from stancekit.text.concepts import LONGEST_ENTRY, Concepts, tokens_of_entry

BRIDGE = {
    "target": ["bridge*", "the new road"],
    "building": ["build*", "build the bridge", "built"],
    "refusal": ["no", "never", "not", "n't", "stop", "reject*", "refus* to"],
    "readiness": ["yes", "accept*", "welcome", "support*"],
    "condition": ["if", "only if", "only with", "provided that", "unless", "on condition that"],
    "question": ["?"],
}

TOKENS = [
    *("a", "ab", "abc", "b", "n't", "?", "can't", "can\u2019t", "isn`t", "nn't", "n", "t", "I"),
    *("\u00e9", "e\u0301", "\u0438\u0306x", "x_y", "\u5bf9\u8bdd", "\u0130", "\u03a3", "\ud800a"),
    *("talk", "talks", "talking", "u.s.", "a-b", "1", "\U00010400", "characteristically"),
]
"""Of what entries and texts are made, so that they have much in common."""
TOKENS_AND_BEGINNINGS = [
    *TOKENS,
    *("a*", "ab*", "t*", "talk*", "n*", "n't*", "\u00e9*", "\u5bf9*", "\ud800*", "charact*"),
]

_entries = (
    st.lists(st.sampled_from(TOKENS_AND_BEGINNINGS), min_size=1, max_size=4)
    .map(" ".join)
    .filter(lambda entry: 1 <= len(tokens_of_entry(entry)) <= LONGEST_ENTRY)
)
any_concepts = st.lists(st.lists(_entries, max_size=5), max_size=12).map(
    lambda drawn: Concepts.of({f"c{i}": entries for i, entries in enumerate(drawn)})
)
"""Nested phrases, ties, entries in several concepts, concepts without any."""

texts_of_tokens = st.builds(
    lambda tokens, joint: joint.join(tokens),
    st.lists(st.sampled_from(TOKENS), max_size=30),
    st.sampled_from([" ", " ", "", ", "]),
)
