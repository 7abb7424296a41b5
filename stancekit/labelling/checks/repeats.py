"""The distinct texts among statements, and which of them are nearly the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stancekit.labelling.checks.labelled import Labelled
from stancekit.labelling.duplicates import Pairs, near_duplicates, same_form

__all__ = ["Family", "Repeats", "find_repeats"]


class Family(NamedTuple):
    """Statements that are nearly the same, directly or through others between them.

    Attributes
    ----------
    rows : list of int
        The first row of each of the texts, in order.
    similarity : float
        The least among the pairs that are nearly the same.
    pairs : int
        How many of these there are.
    """

    rows: list[int]
    similarity: float
    pairs: int

    def likeness(self) -> str:
        """Say how similar they are.

        Examples
        --------
        >>> Family([0, 2], 0.85, 1).likeness(), Family([0, 2, 3], 0.8, 2).likeness()
        ('similarity 0.85', 'similarity 0.80 or more')
        """
        return f"similarity {self.similarity:.2f}" + " or more" * (self.pairs > 1)


@dataclass(frozen=True, eq=False)
class Repeats:
    """The distinct texts among statements, and which of them are nearly the same.

    Texts that differ only in case, spaces and the coding of characters are one text; the same text
    about two targets is two.

    Attributes
    ----------
    same : list of lists of int
        The rows of each distinct text, in order of appearance.
    near : Pairs
        The texts that are nearly the same, each by its first row.
    contrasts : Pairs
        Those that are not among them because they share a ``pair_id``: they were made to be nearly
        the same.
    """

    same: list[list[int]]
    near: Pairs
    contrasts: Pairs

    def of_first(self, n: int) -> Repeats:
        """Return the repeats among the first n statements."""
        same = [[row for row in rows if row < n] for rows in self.same if rows[0] < n]
        near, contrasts = (
            pairs.where(np.maximum(pairs.first, pairs.second) < n)
            for pairs in (self.near, self.contrasts)
        )
        return Repeats(same, near, contrasts)

    def families(self) -> list[Family]:
        """Return the statements that are nearly the same; the most similar first."""
        number = _connected(self.near, sum(map(len, self.same)))
        least = np.ones(len(number))
        np.minimum.at(least, number[self.near.first], self.near.similarity)
        pairs = np.bincount(number[self.near.first], minlength=len(number))
        rows_of: dict[int, list[int]] = {}
        for row in np.flatnonzero(pairs[number]).tolist():
            rows_of.setdefault(int(number[row]), []).append(row)
        found = [Family(rows, float(least[k]), int(pairs[k])) for k, rows in rows_of.items()]
        return sorted(found, key=lambda family: -family.similarity)

    def numbers(self) -> npt.NDArray[np.intp]:
        """Return a number for each statement that it shares with the same and nearly the same."""
        number = _connected(self.near, sum(map(len, self.same)))
        for rows in self.same:
            number[rows] = number[rows[0]]
        return number


def find_repeats(labelled: Labelled) -> Repeats:
    """Find the distinct texts among statements, and which of them are nearly the same.

    Parameters
    ----------
    labelled : Labelled
        The statements; labels are not needed.

    Examples
    --------
    >>> from stancekit.labelling.checks.labelled import read_reference
    >>> texts = ["Talk to Moscow!", "TALK to Moscow!", "Talk to Moscow"]
    >>> found = find_repeats(read_reference(texts))
    >>> found.same, found.families()
    ([[0, 1], [2]], [Family(rows=[0, 2], similarity=1.0, pairs=1)])
    """
    targets = labelled.column("target")
    by_text: dict[tuple[str, str | None], list[int]] = {}
    for row, text in enumerate(labelled.texts):
        by_text.setdefault((same_form(text), targets[row]), []).append(row)
    firsts = np.array([rows[0] for rows in by_text.values()], dtype=np.intp)
    found = near_duplicates([text for text, _ in by_text])
    pairs = Pairs(firsts[found.first], firsts[found.second], found.similarity)
    target, pair_id = _codes(targets), _codes(labelled.column("pair_id"))
    pairs = pairs.where(target[pairs.first] == target[pairs.second])
    made = (pair_id[pairs.first] == pair_id[pairs.second]) & (pair_id[pairs.first] >= 0)
    return Repeats(list(by_text.values()), pairs.where(~made), pairs.where(made))


def _codes(values: Sequence[str | None]) -> npt.NDArray[np.intp]:
    """Return values as numbers, -1 for None."""
    codes: dict[str | None, int] = {None: -1}
    return np.array([codes.setdefault(value, len(codes)) for value in values], dtype=np.intp)


def _connected(pairs: Pairs, n: int) -> npt.NDArray[np.intp]:
    """Give each of n rows a number that it shares with all that pairs connect it with."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(pairs.first)), (pairs.first, pairs.second)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.intp)
