"""Statements made from a seed: Zipf-distributed words, about 120 bytes each, 3 % not ASCII."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from speed.vocabulary import FOREIGN, FOREIGN_WEIGHTS, made_up_words

__all__ = ["LABELS", "Block", "blocks"]

Indices = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]

LABELS = ("against", "conditional", "favor", "none")
ROWS_PER_BLOCK = 10_000
N_WORDS = 200_000
N_FOLLOWERS = 8
SHARE_FOLLOWING = 0.5
SHARE_NOT_ASCII = 0.03
WORDS_PER_ROW, SPREAD, SHORTEST, LONGEST = 18.4, 0.45, 3, 70

BETWEEN = {
    " ": 0.85,
    ", ": 0.05,
    ". ": 0.04,
    "'s ": 0.015,
    "-": 0.015,
    ": ": 0.01,
    ' "': 0.01,
    '", ': 0.01,
}
AT_THE_END = {".": 0.75, "!": 0.1, "?": 0.1, "...": 0.05}
SEPARATORS = np.array([*BETWEEN, *AT_THE_END], dtype=object)
FULL_STOP = list(BETWEEN).index(". ")


@dataclass(frozen=True)
class Block:
    """Some rows of the corpus.

    Attributes
    ----------
    texts : list of str
    codes : ndarray of int, shape (n_texts,)
        Positions of their labels in `LABELS`.
    """

    texts: list[str]
    codes: Indices


def blocks(n_rows: int, seed: int = 0) -> Iterator[Block]:
    """Make the corpus, block by block; a small one is the beginning of a large one.

    Parameters
    ----------
    n_rows : int
    seed : int, default=0

    Yields
    ------
    Block

    Examples
    --------
    >>> block = next(blocks(2))
    >>> block.texts[1][:40], LABELS[block.codes[1]]
    ('Per pu", wond rondcasdu liim felvuki bor', 'conditional')
    """
    language = _Language.made(seed)
    for number, start in enumerate(range(0, n_rows, ROWS_PER_BLOCK)):
        block = language.block(np.random.default_rng([seed, number]))
        left = n_rows - start
        yield Block(block.texts[:left], block.codes[:left])


@dataclass(frozen=True, eq=False)
class _Language:
    """Words, how often each is used, what tends to follow it, and which labels it speaks for."""

    forms: npt.NDArray[np.object_]  # as within a sentence, then as at its start
    cumulative: Floats
    followers: Indices
    effects: Floats

    @classmethod
    @cache
    def made(cls, seed: int) -> _Language:
        rng = np.random.default_rng(seed)
        words = np.array([*made_up_words(N_WORDS, rng), *FOREIGN], dtype=object)
        forms = np.stack([words, [word[:1].upper() + word[1:] for word in words]])
        # Zipf's law with Mandelbrot's shift
        cumulative = np.cumsum(1 / (np.arange(N_WORDS) + 2.7))
        cumulative /= cumulative[-1]
        followers = np.searchsorted(cumulative, rng.random((N_WORDS, N_FOLLOWERS)))
        telling = 50 + rng.choice(6000, size=2500, replace=False)
        effects = np.zeros((len(words), len(LABELS)))
        effects[telling] = rng.normal(scale=1.5, size=(len(telling), len(LABELS)))
        return cls(forms, cumulative, followers, effects)

    def block(self, rng: np.random.Generator) -> Block:
        drawn = rng.lognormal(np.log(WORDS_PER_ROW) - SPREAD**2 / 2, SPREAD, ROWS_PER_BLOCK)
        n_words = drawn.round().astype(np.intp).clip(SHORTEST, LONGEST)
        words = self._words(n_words, rng)
        ends = np.cumsum(n_words)
        starts = ends - n_words
        self._put_foreign_words(words, starts, n_words, rng)
        separators = _drawn(list(BETWEEN.values()), len(words), rng)
        separators[ends - 1] = len(BETWEEN) + _drawn(list(AT_THE_END.values()), ROWS_PER_BLOCK, rng)
        begins = np.roll(separators == FULL_STOP, 1)
        begins[starts] = True
        pieces = np.empty((len(words), 2), dtype=object)
        pieces[:, 0] = self.forms[begins.astype(np.intp), words]
        pieces[:, 1] = SEPARATORS[separators]
        flat = pieces.ravel().tolist()
        texts = ["".join(flat[2 * a : 2 * b]) for a, b in zip(starts, ends, strict=True)]
        scores = np.add.reduceat(self.effects[words], starts)
        scores += rng.gumbel(scale=0.4, size=scores.shape)
        return Block(texts, scores.argmax(axis=1))

    def _words(self, n_words: Indices, rng: np.random.Generator) -> Indices:
        """Draw the words of all rows, one position after the other."""
        shape = (len(n_words), LONGEST)
        words = np.searchsorted(self.cumulative, rng.random(shape))
        follows = rng.random(shape) < SHARE_FOLLOWING
        which = rng.integers(N_FOLLOWERS, size=shape)
        for j in range(1, LONGEST):
            usual = self.followers[words[:, j - 1], which[:, j]]
            words[:, j] = np.where(follows[:, j], usual, words[:, j])
        return words[np.arange(LONGEST) < n_words[:, np.newaxis]]

    def _put_foreign_words(
        self, words: Indices, starts: Indices, n_words: Indices, rng: np.random.Generator
    ) -> None:
        rows = np.flatnonzero(rng.random(len(starts)) < SHARE_NOT_ASCII)
        places = starts[rows] + rng.integers(n_words[rows])
        words[places] = N_WORDS + _drawn(FOREIGN_WEIGHTS, len(rows), rng)


def _drawn(weights: npt.ArrayLike, size: int, rng: np.random.Generator) -> Indices:
    cumulative = np.cumsum(weights)
    return np.searchsorted(cumulative / cumulative[-1], rng.random(size))
