"""Synthetic labelled corpora whose truth is known: words drawn by label, document and source.

A statement of label k in document d of source s draws its words with odds
``exp(background + label_k + topic_d + topic_s + label_k in s)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["LABELS", "SHARES", "Sample", "Source", "World", "joined"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]

LABELS = ("against", "favor", "none", "conditional", "other")
SHARES = (0.24, 0.27, 0.32, 0.17)


@dataclass(frozen=True)
class Sample:
    """Statements with the codes of their labels, their documents and their sources.

    Examples
    --------
    >>> sample = World(seed=1).statements(np.random.default_rng(0), 200)
    >>> sample.frame().columns.tolist(), len(sample)
    (['text', 'label'], 200)
    >>> set(sample.labels) == set(LABELS[:4])
    True
    """

    texts: Sequence[str]
    codes: IntArray
    documents: Sequence[str] | None = None
    sources: Sequence[str] | None = None

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def labels(self) -> list[str]:
        """The label of each statement."""
        return [LABELS[code] for code in self.codes.tolist()]

    def frame(self) -> pd.DataFrame:
        """Return the statements as a table, without those that repeat a text."""
        columns = {"text": self.texts, "label": self.labels}
        columns |= {"document": self.documents} if self.documents is not None else {}
        columns |= {"source": self.sources} if self.sources is not None else {}
        return pd.DataFrame(columns).drop_duplicates("text", ignore_index=True)


@dataclass(frozen=True)
class Source:
    """A source: its label shares, and the odds of the words of each label in it."""

    name: str
    shares: FloatArray
    logits: FloatArray


@dataclass(frozen=True)
class World:
    """A population with fixed effects of labels on words, from which samples are drawn.

    Attributes
    ----------
    seed : int
        Worlds of different seeds have other telling words.
    signal : float
        How much labels change the odds of telling words; with 0 the labels are noise.
    telling : float
        The share of words that tell.
    shares : tuple of float
        The shares of the labels; as many labels as shares, at most five.
    vocabulary : int
        How many words there are.
    words : tuple of int
        The least number of words in a statement, and one more than the largest.
    """

    seed: int = 0
    signal: float = 0.5
    telling: float = 0.15
    shares: tuple[float, ...] = SHARES
    vocabulary: int = 3000
    words: tuple[int, int] = (6, 19)

    @cached_property
    def logits(self) -> FloatArray:
        """Log odds of the words of each label."""
        generator = np.random.default_rng([self.seed, 99])
        size = (len(self.shares), self.vocabulary)
        background = -np.log(np.arange(self.vocabulary) + 10.0)
        telling = generator.random(size) < self.telling
        return np.asarray(background + 2 * self.signal * generator.normal(size=size) * telling)

    def statements(self, generator: np.random.Generator, n: int) -> Sample:
        """Draw statements that have nothing in common."""
        codes = generator.choice(len(self.shares), size=n, p=self.shares)
        return Sample(self._texts(generator, self.logits, codes), codes)

    def documents(
        self,
        generator: np.random.Generator,
        n: int,
        size: int,
        topic: float = 1.0,
        concentration: float = 4.0,
    ) -> Sample:
        """Draw documents of so many statements, each with a topic and label shares of its own."""
        parts = []
        for number in range(n):
            shares = generator.dirichlet(concentration * np.asarray(self.shares))
            logits = self.logits + self._sparse(generator, topic, 0.1)
            codes = generator.choice(len(shares), size=size, p=shares)
            texts = self._texts(generator, logits, codes)
            parts.append(Sample(texts, codes, [f"d{number}"] * size))
        return joined(parts)

    def source(
        self, seed: int, topic: float = 1.0, shift: float = 1.2, concentration: float = 8.0
    ) -> Source:
        """Make a source: its label shares, its topic, and what it does to the labels' words."""
        generator = np.random.default_rng([self.seed, seed, 7])
        shares = generator.dirichlet(concentration * np.asarray(self.shares))
        own = self._sparse(generator, topic, 0.1)
        wording = np.stack([self._sparse(generator, shift, 0.15) / 2 for _ in shares])
        return Source(f"s{seed}", shares, self.logits + own + wording)

    def of_source(self, generator: np.random.Generator, source: Source, n: int) -> Sample:
        """Draw statements of a source."""
        codes = generator.choice(len(source.shares), size=n, p=source.shares)
        return Sample(
            self._texts(generator, source.logits, codes), codes, sources=[source.name] * n
        )

    def _sparse(self, generator: np.random.Generator, scale: float, share: float) -> FloatArray:
        """Draw the effects of a topic, which touch a share of the words."""
        touched = generator.random(self.vocabulary) < share
        return np.asarray(2 * scale * generator.normal(size=self.vocabulary) * touched)

    def _texts(
        self, generator: np.random.Generator, logits: FloatArray, codes: IntArray
    ) -> list[str]:
        """Write one text for each code."""
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        up_to = np.cumsum(odds / odds.sum(axis=1, keepdims=True), axis=1)
        lengths = generator.integers(*self.words, size=len(codes))
        drawn = [
            np.minimum(np.searchsorted(up_to[code], generator.random(length)), self.vocabulary - 1)
            for code, length in zip(codes, lengths, strict=True)
        ]
        return [" ".join(f"w{word}" for word in words.tolist()) for words in drawn]


def joined(samples: Iterable[Sample]) -> Sample:
    """Put samples of one kind together."""
    parts = list(samples)

    def together(name: str) -> list[str] | None:
        columns = [getattr(part, name) for part in parts]
        return None if None in columns else list(chain.from_iterable(columns))

    return Sample(
        list(chain.from_iterable(part.texts for part in parts)),
        np.concatenate([part.codes for part in parts]),
        together("documents"),
        together("sources"),
    )
