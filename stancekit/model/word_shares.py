"""What each word of a text adds to the scores: its share of the terms that touch it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from stancekit.model.linear import LinearModel
from stancekit.text.ngrams import Span

__all__ = ["label_shares", "totals_of_words", "words_of"]

Floats = npt.NDArray[np.float64]

_words = re.compile(r"\S+").finditer


def words_of(text: str) -> list[Span]:
    """Return where the words of a text stand, between white space."""
    return [match.span() for match in _words(text)]


def totals_of_words(
    words: Sequence[Span], places: Sequence[Sequence[Span]], values: Floats
) -> Floats:
    """Divide the values of terms among their occurrences, and these among the words they touch.

    `values` has a row for each term, and the totals one for each word.

    Examples
    --------
    >>> totals_of_words([(0, 2), (3, 8)], [[(0, 8)], [(3, 8)]], np.array([[1.0], [0.25]])).tolist()
    [[0.5], [0.75]]
    """
    starts = [start for start, _ in words]
    rows: list[int] = []
    terms: list[int] = []
    parts: list[float] = []
    for term, spans in enumerate(places):
        for start, end in spans:
            first, last = bisect_right(starts, start) - 1, bisect_left(starts, end)
            rows += range(first, last)
            terms += [term] * (last - first)
            parts += [1 / len(spans) / (last - first)] * (last - first)
    totals = np.zeros((len(words), values.shape[1]))
    np.add.at(totals, rows, values[terms] * np.array(parts)[:, np.newaxis])
    return totals


def label_shares(part: LinearModel, text: str, row: int) -> Iterator[tuple[Span, float]]:
    """Yield the words of a text, and what each adds to the score of the label in a row of `coef`.

    It is what an explanation says of one label, sooner.
    """
    places: list[list[Span]] = []
    values: list[float] = []
    for block, coef in zip(part.blocks, part.block_coefs(), strict=True):
        spans = block.analyzer.spans(text)
        for column, weight in block.weights(text).items():
            places.append(spans[block.terms[column]])
            values.append(weight * float(coef[row, column]))
    words = words_of(text)
    totals = totals_of_words(words, places, np.array(values)[:, np.newaxis])
    yield from zip(words, totals[:, 0].tolist(), strict=True)
