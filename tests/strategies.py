"""What several test files draw from: corpora, and texts in which Unicode's exceptions are usual."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st


class Corpus(NamedTuple):
    """Labelled statements."""

    texts: list[str]
    labels: list


# Lower-casing: U+0130 becomes two characters, a capital sigma depends on its neighbours, and some
# capitals stand outside the basic plane. Words: digits of all scripts and the underscore belong
# to them, combining marks do not. Spaces: str.split and \s know more of them than ASCII has.
_ODD = [
    *("\u0130", "\u0130stanbul", "stra\u00dfe", "\u1e9e", "\u039f\u0394\u039f\u03a3", "\u03a3"),
    *("A\u03a3", "\u03a3\u03a3", "\u03a3.", "\u0301", "e\u0301", "\u01c5", "\ufb01n", "\u0345"),
    *("\U00010400\U00010401", "\U0001d7d8\U0001d7d9", "\u0661\u0662\u0663", "\u0967", "\u00b2"),
    *("_", "__", "a_b", "12", "\u5bf9\u8bdd", "\u0e44\u0e17\u0e22", "\U0001f54a\ufe0f", "\u200d"),
    *("\u200b", "\u00a0", "\u3000", "\u180e", "\u2028", "\x1c", "\x1f", "\x85", "\x0b", "\0"),
    *("\ud800", "\udfff", "\ud83d\udd4a", "n't", "don\u2019t", "-", "...", "a" * 40),
]
_WORDS = ["the", "The", "BRIDGE", "bridge", "build", "no", "not", "if", "we", "a", "I"]

_pieces = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(_ODD),
    st.text(st.characters(), max_size=6),
)

texts = st.builds(
    lambda pieces, joint: joint.join(pieces),
    st.lists(_pieces, max_size=12),
    st.sampled_from([" ", " ", "", "  ", ", "]),
)
"""Any string at all, lone surrogates included, with a liking for the odd."""

bridge_texts = st.one_of(
    texts,
    st.lists(
        st.sampled_from(["we", "must", "build", "the", "bridge", "now", "if", "no", "valley"]),
        max_size=10,
    ).map(" ".join),
)
"""Any string at all, and often words that a model of the bridge corpus knows."""
