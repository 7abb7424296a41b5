"""How much statements count that were merged with others, beside what their files say."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stancekit.model.lineage import TrainingData

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["merged_weights", "runs_of", "weighted"]

Floats = npt.NDArray[np.float64]


def merged_weights(record: TrainingData | None, n_statements: int) -> Floats:
    """Return by what each statement was multiplied; by 1 where a record is not about so many."""
    runs = () if record is None else record.weights
    counts, weights = [count for count, _ in runs], [weight for _, weight in runs]
    if sum(counts) != n_statements:
        return np.ones(n_statements)
    return np.repeat(weights, counts).astype(np.float64)


def runs_of(weights: Floats) -> tuple[tuple[int, float], ...]:
    """Return how many statements one after the other have the same weight; none if all have 1.

    Examples
    --------
    >>> runs_of(np.array([1.0, 1.0, 5.0])), runs_of(np.ones(3))
    (((2, 1.0), (1, 5.0)), ())
    """
    if (weights == 1).all():
        return ()
    return tuple((len(list(run)), weight) for weight, run in groupby(weights.tolist()))


def weighted(frame: pd.DataFrame, weights: Floats) -> pd.DataFrame:
    """Return statements that count so many times what their files say."""
    if (weights == 1).all():
        return frame
    given = frame["weight"].to_numpy(np.float64) if "weight" in frame else np.ones(len(frame))
    return frame.assign(weight=given * weights)
