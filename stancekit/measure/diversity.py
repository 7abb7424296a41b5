"""Pick a batch of statements that are worth a label and unlike each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stancekit.measure.metrics import FloatArray, IntArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["spread_out"]

_DIGITS = 9  # copies are at no distance, whatever the rounding of the processor


def spread_out(rows: csr_array, scores: FloatArray, n: int) -> IntArray:
    """Pick rows one by one: the next has the highest score times distance from those picked.

    The distance is 1 minus the cosine similarity to the most similar row that was picked, as in
    Brinker, "Incorporating diversity in active learning with support vector machines", ICML 2003,
    who adds up what is multiplied here, so that no weight has to be chosen.
    """
    distance = np.ones(len(scores))
    left = np.ones(len(scores), dtype=bool)
    picked = []
    for _ in range(min(n, len(scores))):
        row = int(np.where(left, scores * distance, -1.0).argmax())
        picked.append(row)
        left[row] = False
        similarity = rows @ rows[[row]].toarray()[0]
        distance = np.minimum(distance, (1 - similarity).round(_DIGITS))
    return np.array(picked, dtype=np.intp)
