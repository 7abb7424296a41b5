"""Texts whose terms are counted once, for the many fits of a cross-validation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from stancekit.text.concepts import Analyzer
from stancekit.text.counts import TermCounts, count_terms

__all__ = ["Corpus", "Excerpt", "count_once"]


class Corpus:
    """Texts that remember how often each term occurs in each of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = list(texts)
        self._counts: dict[Analyzer, TermCounts] = {}

    def excerpt(self, rows: npt.NDArray[np.intp]) -> Excerpt:
        """Return some of the texts, as a sequence of strings."""
        return Excerpt(self, rows)

    def counts(self, analyzer: Analyzer) -> TermCounts:
        """Return the counts of one kind of terms, which are made when first asked for."""
        if analyzer not in self._counts:
            self._counts[analyzer] = count_terms(self.texts, analyzer)
        return self._counts[analyzer]


class Excerpt(Sequence[str]):
    """Some texts of a corpus."""

    def __init__(self, corpus: Corpus, rows: npt.NDArray[np.intp]) -> None:
        self._corpus = corpus
        self._rows = rows

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        """Return one of the texts, or for a slice or an array some as another excerpt."""
        rows = self._rows[index]
        return Excerpt(self._corpus, rows) if np.ndim(rows) else self._corpus.texts[rows]

    def counts(self, analyzer: Analyzer) -> TermCounts:
        """Return the counts of one kind of terms in these texts."""
        return self._corpus.counts(analyzer).of(self._rows)


def count_once(texts: Sequence[str], analyzer: Analyzer) -> TermCounts:
    """Count the terms of texts, unless their corpus knows them already."""
    return texts.counts(analyzer) if isinstance(texts, Excerpt) else count_terms(texts, analyzer)
