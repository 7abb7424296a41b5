"""Which texts are copies of one another, wholly or nearly, found in time that grows with them.

`duplicates` finds every pair that is nearly the same, for people to read. This finds what must not
stand on both sides of a split, in a small part of the time in which a model is fitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from stancekit.data.duplicates import SIMILARITY, bare_form, grams_of
from stancekit.data.identity import connected
from stancekit.text import Ngrams, kernel

__all__ = ["copies_among", "n_near_copies"]

Indices = npt.NDArray[np.intp]

_WORDS = 3
_NEIGHBOURS = 4
_SHARE = 1 / 3
_FEWEST_WORDS = 5
_LINKS = ("http://", "https://")
_breaks_off_at_link = re.compile(r"(?:…|\.\.\.)https?://").search


def copies_among(texts: Sequence[str]) -> Indices:
    """Return a number for each text, the same for all that are copies of one another.

    Copies have the same words whatever their case, punctuation, spaces, links, and whom they
    repeat or answer (``RT @name:`` in front). So have texts of which one breaks off ("...") where
    the other goes on, and texts that are as similar as `near_duplicates` asks.

    Examples
    --------
    >>> copies_among(["RT @envoy: No talks!", "no talks https://t.co/a1", "Talks."])
    array([0, 0, 1])
    """
    places: dict[str, int] = {}
    place = [places.setdefault(bare_form(text, fewest_words=1), len(places)) for text in texts]
    forms = list(places)
    pairs = [*_broken_off(texts, place, forms), *_similar(forms)]
    first, second = zip(*pairs, strict=True) if pairs else ((), ())
    return connected(first, second, len(forms))[place]


def n_near_copies(texts: Sequence[str]) -> int:
    """Return how many different texts are nearly the same as an earlier one.

    Examples
    --------
    >>> n_near_copies(["No talks!", "no talks", "no talks", "Talks."])
    1
    """
    different = list(dict.fromkeys(texts))
    return len(different) - len(np.unique(copies_among(different)))


def _breaks_off(text: str) -> bool:
    """Say whether a text ends in "..." or "…", not counting links behind it.

    >>> [_breaks_off(text) for text in ("No talks ... http://t.co/a", "No…http://a", "No... yes")]
    [True, True, False]
    """
    if "…" not in text and "..." not in text:  # a look that costs less
        return False
    words = text.split()
    while words and words[-1].startswith(_LINKS):
        words.pop()
    last = words[-1] if words else ""
    return last.endswith(("…", "...")) or _breaks_off_at_link(last) is not None


def _broken_off(
    texts: Sequence[str], place: Sequence[int], forms: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of which the first breaks off where the second goes on."""
    cut = {at for text, at in zip(texts, place, strict=True) if _breaks_off(text)}
    order = sorted(range(len(forms)), key=forms.__getitem__) if cut else []
    for rank, at in enumerate(order):
        if at in cut and len(forms[at].split()) >= _FEWEST_WORDS:
            for other in order[rank + 1 : rank + 1 + _NEIGHBOURS]:
                if forms[other].startswith(forms[at]):
                    yield at, other


def _similar(forms: list[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs that are similar, among those that are likely to be."""
    first, second = _likely(forms)
    grams = {at: grams_of(forms[at]) for at in {*first.tolist(), *second.tolist()}}
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        shared = len(grams[one] & grams[other])
        if shared >= SIMILARITY * (len(grams[one]) + len(grams[other]) - shared):
            yield one, other


def _likely(forms: list[str]) -> tuple[Indices, Indices]:
    """Pair texts that share many runs of three words.

    Of the texts that have a run, each is paired with those next to it only. So this takes no longer
    where one run is in all of them; similar texts share many runs, of which most are theirs alone.
    """
    runs = Ngrams("word", _WORDS, _WORDS, folded=False)  # forms are folded as they are
    counted = kernel.active().count(kernel.active().texts_of(forms), runs)
    sizes = np.diff(counted.ends)
    run, row = counted.numbers.astype(np.intp), np.repeat(np.arange(len(forms)), sizes)
    repeated = np.bincount(run)[run] > 1 if len(run) else run > 0
    run, row = run[repeated], row[repeated]
    order = np.argsort(run, kind="stable")
    run, row = run[order], row[order]
    pairs = [np.empty(0, dtype=np.intp)]
    for step in range(1, _NEIGHBOURS + 1):
        same = run[step:] == run[:-step]
        pairs.append(row[:-step][same] * len(forms) + row[step:][same])
    found, shared = np.unique(np.concatenate(pairs), return_counts=True)
    first, second = np.divmod(found, max(1, len(forms)))
    likely = shared >= _SHARE * np.minimum(sizes[first], sizes[second])
    return first[likely], second[likely]
