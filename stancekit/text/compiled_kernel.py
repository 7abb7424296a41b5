"""The compiled kernel; importing it fails where it could not be built."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from stancekit.text import python_kernel
from stancekit.text._counting import count as count_ngrams
from stancekit.text._counting import first_seen, weigh
from stancekit.text._rows import ArrayTexts, ArrowTexts, StringTexts, Texts
from stancekit.text._scoring import Scorer as NgramScorer
from stancekit.text._scoring import to_probabilities
from stancekit.text.concepts import Analyzer

__all__ = ["Scorer", "count", "first_seen", "texts_of", "to_probabilities", "weigh"]


def texts_of(X: Any) -> Texts | None:
    """Return texts to be read where they lie, or None if X is laid out in another way."""
    try:
        if isinstance(X, (list, tuple)):
            return StringTexts(X)
        if type(X) is np.ndarray:  # a masked one may hold missing values
            readable = X.dtype.kind == "U" and X.ndim == 1 and X.dtype.isnative and X.flags.aligned
            return ArrayTexts(X) if readable and X.itemsize else None
        return ArrowTexts(X) if _is_arrow_column(X) else None
    except TypeError:
        return None


def count(texts: Texts, ngrams: Analyzer) -> Any:
    """Count the terms of texts; concepts in plain Python."""
    if ngrams.kind == "concept":
        return python_kernel.count(texts.tolist(), ngrams)
    return count_ngrams(texts, ngrams)


def Scorer(blocks: Sequence[Any], n_labels: int) -> Any:  # noqa: N802
    """Return what scores texts; concepts in plain Python."""
    if any(getattr(block[0], "kind", "") == "concept" for block in blocks):
        return _MixedScorer(blocks, n_labels)
    return NgramScorer(blocks, n_labels)


class _MixedScorer:
    """Scores n-grams in compiled code, and concepts in plain Python."""

    def __init__(self, blocks: Sequence[Any], n_labels: int) -> None:
        concepts = [block for block in blocks if block[0].kind == "concept"]
        ngrams = [block for block in blocks if block[0].kind != "concept"]
        self.n_labels = n_labels
        self._ngrams = NgramScorer(ngrams, n_labels) if ngrams else None
        self._concepts = python_kernel.Scorer(concepts, n_labels)

    def add_scores(
        self,
        texts: Texts,
        first: int,
        scores: npt.NDArray[np.float64],
        known: npt.NDArray[np.float64],
    ) -> None:
        """Add what the terms of texts say to their scores."""
        self._concepts.add_scores(texts.tolist(), first, scores, known)
        if self._ngrams is not None:
            self._ngrams.add_scores(texts, first, scores, known)


def _is_arrow_column(X: Any) -> bool:
    """Tell whether a column is kept in Arrow's layout; other pandas columns would be copied."""
    kind = type(X)  # which is asked, because a lazy table works when it is asked itself
    if hasattr(kind, "columns") or hasattr(kind, "column_names"):
        return False
    if kind.__module__.partition(".")[0] == "pandas":
        dtype = getattr(X, "dtype", None)
        if getattr(dtype, "storage", None) != "pyarrow" and not hasattr(dtype, "pyarrow_dtype"):
            return False
    # A Series of pandas before 3 has neither.
    return hasattr(kind, "__arrow_c_stream__") or hasattr(kind, "__arrow_c_array__")
