"""TF-IDF weights of the n-grams and concepts that a model knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from stancekit.text.concepts import Analyzer

__all__ = ["TermBlock", "read_only"]


def read_only(array: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return an array as what nobody can write to, with the numbers where they are."""
    if not array.flags.writeable:
        return array
    view = array.view()
    view.flags.writeable = False
    return view


@dataclass(frozen=True, eq=False)
class TermBlock:
    """The terms of one kind that a model knows, with their inverse document frequencies.

    The weights are those of scikit-learn's ``TfidfVectorizer(sublinear_tf=True)``:
    (1 + ln tf) x idf, scaled to Euclidean length 1, times the `weight` of the whole block.
    """

    analyzer: Analyzer
    terms: tuple[str, ...]
    idf: npt.NDArray[np.float64]
    weight: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "idf", read_only(self.idf))

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The column of each known term."""
        return {term: i for i, term in enumerate(self.terms)}

    def weights(self, text: str) -> dict[int, float]:
        """Return the weight of each known term of one text, by column."""
        found = Counter(map(self.index.get, self.analyzer.terms(text)))
        found.pop(None, None)
        columns = [column for column in found if column is not None]
        weights = (1.0 + np.log([found[column] for column in columns])) * self.idf[columns]
        length = float(np.linalg.norm(weights)) or 1.0
        return dict(zip(columns, (weights / length * self.weight).tolist(), strict=True))
