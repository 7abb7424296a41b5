"""The distinct texts among statements, and which of them are nearly the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stancekit.data.duplicates import Pairs, near_duplicates
from stancekit.data.identity import connected, rows_by
from stancekit.data.labelled import Labelled

__all__ = ["Family", "Linked", "Repeats", "find_repeats"]


class Linked(NamedTuple):
    """The rows of two texts that are nearly the same, and how similar they are."""

    first: list[int]
    second: list[int]
    similarity: float


@dataclass(frozen=True, eq=False)
class Family:
    """Statements that are nearly the same, directly or through others between them.

    Texts and pairs are known by the first row of a text; the most similar pair comes first.
    """

    texts: dict[int, list[int]]
    pairs: Pairs

    @property
    def rows(self) -> list[int]:
        """The rows of all of the texts, in order."""
        return sorted(chain.from_iterable(self.texts.values()))

    @property
    def similarity(self) -> float:
        """The least among the pairs that are nearly the same."""
        return float(self.pairs.similarity[-1])

    def linked(self) -> Iterator[Linked]:
        """Yield the texts that are nearly the same, the most similar first."""
        pairs = (self.pairs.first, self.pairs.second, self.pairs.similarity)
        for first, second, similarity in zip(*(part.tolist() for part in pairs), strict=True):
            yield Linked(self.texts[first], self.texts[second], similarity)

    def likeness(self) -> str:
        """Say how similar they are."""
        more = self.similarity < self.pairs.similarity[0]
        return f"similarity {self.similarity:.2f}{' or more' * bool(more)}"


@dataclass(frozen=True, eq=False)
class Repeats:
    """The distinct texts among statements, and which of them are nearly the same.

    Texts that differ only in case, spaces and the coding of characters are one text; the same text
    about two targets is two, and so is that with a target and without. The rows of each, in order
    of appearance, are the `same`. Pairs of first rows are `near` if they are nearly the same and
    about the same target, and `untold` if only one of them names a target; those that share a
    ``pair_id``, and so were made to be nearly the same, are `contrasts`.
    """

    same: list[list[int]]
    near: Pairs
    untold: Pairs
    contrasts: Pairs

    def of_first(self, n: int) -> Repeats:
        """Return the repeats among the first n statements."""
        same = [[row for row in rows if row < n] for rows in self.same if rows[0] < n]
        near, untold, contrasts = (
            pairs.where(np.maximum(pairs.first, pairs.second) < n)
            for pairs in (self.near, self.untold, self.contrasts)
        )
        return Repeats(same, near, untold, contrasts)

    def families(self, any_target: bool = False) -> list[Family]:
        """Return the statements that are nearly the same; the most similar first."""
        pairs = self.near.followed_by(self.untold) if any_target else self.near
        number = connected(pairs.first, pairs.second, sum(map(len, self.same)))[pairs.first]
        order = np.lexsort((-pairs.similarity, number))
        starts = np.flatnonzero(np.diff(number[order], prepend=-1))
        rows_of = {rows[0]: rows for rows in self.same}
        found = []
        for some in np.split(order, starts[1:]) if len(order) else []:
            those = pairs.where(some)
            firsts = np.unique([those.first, those.second]).tolist()
            found.append(Family({first: rows_of[first] for first in firsts}, those))
        return sorted(found, key=lambda family: (-family.similarity, min(family.texts)))

    def numbers(self) -> npt.NDArray[np.intp]:
        """Return a number for each statement that it shares with the same and nearly the same."""
        number = connected(self.near.first, self.near.second, sum(map(len, self.same)))
        for rows in self.same:
            number[rows] = number[rows[0]]
        return number


def find_repeats(labelled: Labelled) -> Repeats:
    """Find the distinct texts among statements, and which of them are nearly the same."""
    by_form = rows_by(labelled.forms)
    firsts = np.array([rows[0] for rows in by_form.values()], dtype=np.intp)
    target = _codes([form.target for form in by_form])
    found = near_duplicates(
        [form.text for form in by_form],
        comparable=lambda one, other: (
            (target[one] == target[other]) | (np.minimum(target[one], target[other]) < 0)
        ),
    )
    told = target[found.first] == target[found.second]
    pairs = Pairs(firsts[found.first], firsts[found.second], found.similarity)
    pair_id = _codes(labelled.column("pair_id"))
    made = (pair_id[pairs.first] == pair_id[pairs.second]) & (pair_id[pairs.first] >= 0)
    return Repeats(
        list(by_form.values()),
        near=pairs.where(told & ~made),
        untold=pairs.where(~told & ~made),
        contrasts=pairs.where(made),
    )


def _codes(values: Sequence[str | None]) -> npt.NDArray[np.intp]:
    """Return values as numbers, -1 for None."""
    codes: dict[str | None, int] = {None: -1}
    return np.array([codes.setdefault(value, len(codes)) for value in values], dtype=np.intp)
