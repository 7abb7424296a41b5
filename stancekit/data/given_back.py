"""Of which package a frame is, and columns given back as a frame of that package."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["frame_like", "is_of"]


def is_of(given: object, package: str, *classes: str) -> bool:
    """Tell whether something is of a class of a package that may not be installed."""
    loaded = sys.modules.get(package)
    return loaded is not None and isinstance(given, tuple(getattr(loaded, c) for c in classes))


def frame_like(
    given: object, columns: Mapping[str, npt.NDArray[np.generic]], types: Mapping[str, type]
) -> pd.DataFrame | pl.DataFrame:
    """Return columns as polars where polars was given, else as pandas, with an index if it had one.

    The values of a column of objects are of its type among `types`, or None.
    """
    if is_of(given, "polars", "DataFrame", "Series"):
        import polars as pl

        kinds = {str: pl.String, int: pl.Int64}
        objects = {
            name: pl.Series(columns[name].tolist(), dtype=kinds[types[name]]) for name in types
        }
        return pl.DataFrame({**columns, **objects})

    import pandas as pd

    index = given.index if isinstance(given, pd.Series | pd.DataFrame) else None
    series = {
        name: pd.Series(values, index, dtype=object if name in types else None)
        for name, values in columns.items()
    }
    return pd.DataFrame(series, index)
