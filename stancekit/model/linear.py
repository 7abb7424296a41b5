"""What was learned: term weights, coefficients and a calibration for each target.

All that a folder keeps of a model is `Learned`, which knows nothing of how it is used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from stancekit.exceptions import DataError
from stancekit.labels import Label
from stancekit.model.calibration import Calibration
from stancekit.model.encoder import Encoder
from stancekit.model.lineage import Provenance
from stancekit.model.status import MIN_KNOWN_SHARE
from stancekit.text import TermBlock, kernel
from stancekit.text.kernel import Texts
from stancekit.text.tfidf import read_only

__all__ = ["Learned", "LinearModel"]

Floats = npt.NDArray[np.float64]

_FEWEST = 1024  # texts for a thread of its own


@dataclass(frozen=True, eq=False)
class LinearModel:
    """A linear classifier over n-grams and concepts, and an encoder's vectors where there is one.

    Each label of the whole model that this part has seen, named by the label index, has a row of
    coefficients. The columns of the blocks stand side by side, the encoder's after them.
    """

    label_index: tuple[int, ...]
    blocks: tuple[TermBlock, ...]
    coef: Floats
    intercept: Floats
    calibration: Calibration
    n_terms: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "n_terms", sum(len(block.terms) for block in self.blocks))
        for name in ("coef", "intercept"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    def block_coefs(self) -> list[Floats]:
        """Return the coefficients of each block of terms."""
        ends = accumulate((len(block.terms) for block in self.blocks), initial=0)
        return [self.coef[:, start:end] for start, end in pairwise(ends)]

    @property
    def vector_coef(self) -> Floats:
        """Coefficients of the encoder's dimensions, shape (n_labels, n_dimensions)."""
        return self.coef[:, self.n_terms :]

    @cached_property
    def _scorer(self) -> Any:
        blocks = [
            (
                block.analyzer,
                True,
                block.terms,
                np.ascontiguousarray(np.vstack([block.idf, block.idf * coef * block.weight]).T),
            )
            for block, coef in zip(self.blocks, self.block_coefs(), strict=True)
        ]
        return kernel.active().Scorer(blocks, len(self.coef))

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be made again when a model is copied or pickled."""
        return {name: value for name, value in self.__dict__.items() if name != "_scorer"}

    def scores(self, texts: Texts, vectors: Floats | None, n_jobs: int = 1) -> Floats:
        """Return the score of each label before calibration, shape (n_texts, n_labels)."""
        return self._scores(texts, vectors, n_jobs)[0]

    def judge(self, texts: Texts, vectors: Floats | None, n_jobs: int = 1) -> tuple[Floats, Floats]:
        """Return the probability of each label, and how much of each text is known."""
        scores, known = self._scores(texts, vectors, n_jobs)
        calibration = self.calibration
        prior = calibration.prior if calibration.n_statements else None
        kernel.active().to_probabilities(
            scores, calibration.temperature, known, MIN_KNOWN_SHARE, prior
        )
        return scores, known

    def _scores(self, texts: Texts, vectors: Floats | None, n_jobs: int) -> tuple[Floats, Floats]:
        """Return scores, and the share of each text that is known."""
        scores, known = np.empty((len(texts), len(self.coef))), np.zeros(len(texts))
        scores[:] = self.intercept
        if vectors is not None:
            if vectors.shape[1] != self.vector_coef.shape[1]:
                raise DataError(
                    f"encoder: gives {vectors.shape[1]} numbers for a text, not "
                    f"{self.vector_coef.shape[1]} as in training; use the same encoder"
                )
            scores += vectors @ self.vector_coef.T

        if n_jobs == 1 or len(texts) < 2 * _FEWEST:
            self._scorer.add_scores(texts, 0, scores, known)
        else:

            def add(first: int, last: int) -> None:
                self._scorer.add_scores(texts, first, scores[first:last], known[first:last])

            _in_parallel(add, len(texts), n_jobs)
        if vectors is not None:
            # An encoder knows every word, but nothing can be said about signs alone.
            known[:] = [any(map(str.isalnum, text)) for text in texts.tolist()]
        return scores, known


@dataclass(frozen=True, eq=False, repr=False)
class Learned:
    """The state of a model; `StanceModel` says what each field holds."""

    labels: tuple[Label, ...]
    parts: Mapping[str, LinearModel]
    settings: Mapping[str, Any]
    provenance: Provenance
    per_target: bool = False
    encoder: Encoder | None = None

    @property
    def never_ok(self) -> str:
        """Why no answer of the model is `ok`; empty where some are."""
        reasons = [part.calibration.never_ok for part in self.parts.values()]
        return reasons[0] if all(reasons) else ""

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the targets the model knows; empty where the target is not named."""
        return tuple(name for name in self.parts if name)


def _in_parallel(work: Callable[[int, int], None], n_items: int, n_jobs: int) -> None:
    """Do work on ranges of items in several threads."""
    from concurrent.futures import ThreadPoolExecutor

    size = max(_FEWEST, math.ceil(n_items / (8 * n_jobs)))  # small, so that no thread waits long
    firsts = range(0, n_items, size)
    with ThreadPoolExecutor(n_jobs) as pool:
        list(pool.map(work, firsts, [min(first + size, n_items) for first in firsts]))
