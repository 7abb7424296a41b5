"""Made-up words: pronounceable, shorter where they are more frequent, some of them names."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt

__all__ = ["FOREIGN", "FOREIGN_WEIGHTS", "made_up_words"]

ONSETS = ("", *"bcdfghjklmnprstvw", "st", "tr", "th")
VOWELS = (*"aeiou", *"aeiou", "ea", "ou")
CODAS = ("", "", "", "", "", "", *"nrstlm", "nd")
SYLLABLES = np.array(["".join(parts) for parts in product(ONSETS, VOWELS, CODAS)], dtype=object)
MOST_SYLLABLES = 5

# Quotation marks, dashes and accents are most of what is not ASCII in English texts; the rest is
# there because it takes the rare ways through tokenising and lower-casing.
COMMON = ("“yes”", "—", "Europe’s", "don’t", "…", "café", "Müller", "São", "naïve", "François")
RARE = (
    *("Łódź", "Kraków", "Владимир", "Москва", "ΟΔΥΣΣΕΥΣ", "Ελλάδας", "İstanbul", "straße", "北京"),
    *(
        "日本語の文",
        "🙂",
        "👍🏽",
        "e\u0301tude",
        "नमस्ते",
        "مرحبا",
        "½",
        "２０２６",
        "x²",
        "oﬃce",
        "Å",
    ),
)
FOREIGN = (*COMMON, *RARE)
FOREIGN_WEIGHTS = np.array([8.0] * len(COMMON) + [1.0] * len(RARE))


def made_up_words(n_words: int, rng: np.random.Generator) -> npt.NDArray[np.object_]:
    """Return different words, the most frequent first.

    Parameters
    ----------
    n_words : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of str, shape (n_words,)
        In ASCII; about one in 12 is a name, one in 50 an acronym and one in 40 a number.

    Examples
    --------
    >>> made_up_words(6, np.random.default_rng(1)).tolist()
    ['he', 'va', 'cos', 'rour', 'let', 'jind']
    """
    drawn = 2 * n_words + 100
    rank = np.arange(drawn) + 1.0
    n_syllables = 1 + rng.binomial(MOST_SYLLABLES - 1, np.minimum(0.017 * np.log10(rank) ** 2, 1))
    parts = SYLLABLES[rng.integers(len(SYLLABLES), size=(drawn, MOST_SYLLABLES))]
    parts[np.arange(MOST_SYLLABLES) >= n_syllables[:, np.newaxis]] = ""
    words = parts.sum(axis=1)
    kind = np.where(rank < 50, 1.0, rng.random(drawn))
    for chosen, changed in (
        (kind < 0.08, str.capitalize),
        ((kind > 0.08) & (kind < 0.1), lambda word: word[:4].upper()),
    ):
        words[chosen] = [changed(word) for word in words[chosen]]
    is_number = (kind > 0.1) & (kind < 0.125)
    words[is_number] = rng.integers(1, 40_000, size=is_number.sum()).astype(str)
    return np.array(list(dict.fromkeys(words.tolist()))[:n_words], dtype=object)
