"""What each statement adds to the sums from which coefficients are computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stancekit.measure.metrics import FloatArray, IntArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["LabelPairs", "label_shares"]


@dataclass(frozen=True, eq=False)
class LabelPairs:
    """Every two labels that two annotators gave to one statement.

    Each pair has its `statement`, two `annotators`, the one with the lower number first, and the
    `codes` of their labels; each statement has so many labels `given`, be they of a pair or not.
    """

    n_statements: int
    n_labels: int
    statement: IntArray
    annotators: IntArray
    codes: IntArray
    given: IntArray

    @classmethod
    def of(cls, codes: IntArray, n_labels: int) -> LabelPairs:
        """Return the pairs in a table of codes."""
        has_label = codes >= 0
        found = []
        for first in range(codes.shape[1] - 1):
            both = has_label[:, first + 1 :] & has_label[:, [first]]
            statement, later = np.nonzero(both)
            found.append(np.stack([statement, np.full_like(statement, first), first + 1 + later]))
        statement, *annotators = np.concatenate(found, axis=1)
        pairs = np.stack(annotators, axis=1)
        return cls(
            n_statements=len(codes),
            n_labels=n_labels,
            statement=statement,
            annotators=pairs,
            codes=codes[statement[:, None], pairs],
            given=has_label.sum(axis=1),
        )

    def coincidences(self) -> csr_array:
        """Return Krippendorff's coincidences: those of a statement sum to its number of labels."""
        return self._both_ways(1 / (self.given[self.statement] - 1))

    def statement_shares(self) -> csr_array:
        """Return the pairs with such weights that those of a statement sum to 1."""
        given = self.given[self.statement]
        return self._both_ways(1 / (given * (given - 1)))

    def tables(self, numbers: IntArray, size: int) -> csr_array:
        """Return tables of first by second annotator."""
        wanted = numbers >= 0
        cells = numbers[wanted] * self.n_labels**2 + self._cells(0, 1)[wanted]
        ones, n_cells = np.ones(len(cells)), size * self.n_labels**2
        return self._sparse(ones, self.statement[wanted], cells, n_cells)

    def _both_ways(self, weights: FloatArray) -> csr_array:
        return self._sparse(
            np.tile(weights, 2),
            np.tile(self.statement, 2),
            np.concatenate([self._cells(0, 1), self._cells(1, 0)]),
            self.n_labels**2,
        )

    def _cells(self, row: int, column: int) -> IntArray:
        return self.codes[:, row] * self.n_labels + self.codes[:, column]

    def _sparse(
        self, values: FloatArray, statements: IntArray, cells: IntArray, n_cells: int
    ) -> csr_array:
        from scipy.sparse import coo_array

        shape = (self.n_statements, n_cells)
        return coo_array((values, (statements, cells)), shape=shape).tocsr()


def label_shares(counts: IntArray) -> FloatArray:
    """Return the share of each label among the labels of each statement, 0 if it has none."""
    return np.asarray(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1))
