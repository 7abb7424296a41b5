"""The compiled kernel; importing it fails where it could not be built."""

from __future__ import annotations

from typing import Any

import numpy as np

from stancekit.text._counting import count, first_seen, weigh
from stancekit.text._newton import newton_step
from stancekit.text._rows import ArrayTexts, ArrowTexts, StringTexts, Texts, json_texts
from stancekit.text._scoring import Scorer, to_probabilities

__all__ = [
    "Scorer",
    "count",
    "first_seen",
    "json_texts",
    "newton_step",
    "texts_of",
    "to_probabilities",
    "weigh",
]


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
