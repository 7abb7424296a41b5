"""The coefficients of agreement of annotators, each with its bootstrap interval.

Statements drawn with replacement show nothing that the table does not hold: where nobody disagrees
no resample does, and ordinal alpha moves far by a single *favor* for *against*. So for the lower
end each resample gets some more statements on which two annotators differ, and for the upper end
some on which they agree, with labels as chance has them. How many is drawn from an exponential
distribution with mean 1, so that an event never seen has the limit that Garwood gives it, 3.7 in so
many statements; that of other counts is, as his, the limit of one more.

References
----------
Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from stancekit.annotators.coefficient import Coefficient
from stancekit.annotators.ratings import Ratings
from stancekit.labels import POLARITY, Label, has_polarity
from stancekit.measure import coefficients
from stancekit.measure.bootstrap import interval, resampled_sums
from stancekit.measure.coincidences import LabelPairs, label_shares
from stancekit.measure.metrics import FloatArray, IntArray, ratio

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["measure", "measure_pairs", "polar_pairs"]

_CELLS_AT_ONCE = 5_000


def measure(
    ratings: Ratings, pairs: LabelPairs, resamples: int, seed: int
) -> tuple[dict[str, Coefficient], dict[Label, dict[str, Coefficient]]]:
    """Measure the agreement of all annotators: on all labels, and on each against the rest."""
    from scipy.sparse import csr_array, hstack

    k = pairs.n_labels
    counts = np.pad(ratings.counts(), ((0, 0), (0, k - len(ratings.labels))))
    added = [pairs.statement_shares(), pairs.coincidences(), csr_array(label_shares(counts))]
    polar = polar_pairs(ratings) if has_polarity(ratings.labels) else None
    if polar is not None:
        added.append(polar.coincidences())
    sums = _sums(hstack(added, format="csr"), resamples, seed)
    ends = np.cumsum([part.shape[1] for part in added])[:-1]
    by_statement, coincidences, shares, *ordinal = np.split(sums, ends, axis=1)
    by_statement, coincidences = by_statement.reshape(-1, k, k), coincidences.reshape(-1, k, k)
    compared = pairs.given >= 2
    n_compared = int(compared.sum())
    more = _More.of(n_compared, resamples, seed)
    measures = {
        name: _coefficient(values, n_compared)
        for name, values in _overall(more, by_statement, coincidences, shares).items()
    }
    if polar is not None:
        matrix = ordinal[0].reshape(-1, polar.n_labels, polar.n_labels)
        n_polar = int((polar.given >= 2).sum())
        matrix = _More.of(n_polar, resamples, seed).pairs(matrix)
        alpha = coefficients.krippendorff_alpha(matrix, ordinal=True)
        measures["krippendorff_alpha_ordinal"] = _coefficient(alpha, n_polar)
    used = (counts[compared] > 0).sum(axis=0).tolist()
    found = _by_label(more, by_statement, coincidences, shares)
    per_label = {
        label: {
            name: _coefficient(
                values[:, i], used[i] if name == "specific_agreement" else n_compared
            )
            for name, values in found.items()
        }
        for i, label in enumerate(ratings.labels)
    }
    return measures, per_label


def measure_pairs(
    ratings: Ratings, pairs: LabelPairs, resamples: int, seed: int
) -> dict[tuple[str, str], dict[str, Coefficient]]:
    """Measure the agreement of every two annotators who share a statement."""
    k = pairs.n_labels
    couples, couple_of = np.unique(pairs.annotators, axis=0, return_inverse=True)
    shared = np.bincount(couple_of)
    at_once = max(1, _CELLS_AT_ONCE // k**2)
    counts = _draws(len(ratings.codes), resamples, seed) if len(couples) > at_once else None
    result = {}
    for start in range(0, len(couples), at_once):
        size = min(at_once, len(couples) - start)
        wanted = (couple_of >= start) & (couple_of < start + size)
        added = pairs.tables(np.where(wanted, couple_of - start, -1), size)
        tables = _sums(added, resamples, seed, counts).reshape(-1, size, k, k)
        more = _More.of(shared[start : start + size], resamples, seed)
        tables = more.pairs(tables)
        percent, kappa = coefficients.percent_agreement(tables), coefficients.cohen_kappa(tables)
        for i in range(size):
            first, second = couples[start + i]
            result[ratings.annotators[first], ratings.annotators[second]] = {
                "percent_agreement": _coefficient(percent[:, i], int(shared[start + i])),
                "cohen_kappa": _coefficient(kappa[:, i], int(shared[start + i])),
            }
    return result


def polar_pairs(ratings: Ratings) -> LabelPairs:
    """Return the pairs of those labels that have polarity, in its order."""
    polar = sorted(set(ratings.labels) & set(POLARITY), key=lambda label: POLARITY[label])
    ranks = [polar.index(label) if label in polar else -1 for label in ratings.labels]
    return LabelPairs.of(np.array([*ranks, -1])[ratings.codes], len(polar))


@dataclass(frozen=True, eq=False)
class _More:
    """How many more statements each resample gets for the ends of intervals.

    `compared` is how many statements the sums come from, one number or one for each matrix.
    Annotators agree on any label, or on the first one alone.
    """

    compared: int | IntArray
    times: FloatArray
    on_first: bool = False

    @classmethod
    def of(cls, compared: int | IntArray, resamples: int, seed: int) -> _More:
        """Draw one on average."""
        return cls(compared, np.random.default_rng([seed, 5]).exponential(size=resamples))

    def pairs(self, sums: FloatArray) -> FloatArray:
        """Put below sums, the first over the whole table, those with less and more agreement."""
        each = ratio(sums[0].sum(axis=(-2, -1)), np.maximum(self.compared, 1))[..., None, None]
        return self._stacked(sums, *(each * one for one in self._labels(sums[0])))

    def shares(self, sums: FloatArray, pairs: FloatArray) -> FloatArray:
        """Put below label shares those with the labels of the statements that `pairs` adds."""
        return self._stacked(sums, *(one.sum(axis=-1) for one in self._labels(pairs[0])))

    def _labels(self, whole: FloatArray) -> Iterator[FloatArray]:
        """Yield how often a statement of two annotators who differ, or agree, has which labels.

        As often as chance has them; where it has none, all are alike.
        """
        chance = whole.sum(axis=-1)[..., :, None] * whole.sum(axis=-2)[..., None, :]
        same = np.eye(whole.shape[-1])
        for possible in (1 - same, np.diag(same[0]) if self.on_first else same):
            likely = chance * possible
            total = likely.sum(axis=(-2, -1), keepdims=True)
            yield np.where(total > 0, ratio(likely, total), possible / possible.sum())

    def _stacked(self, sums: FloatArray, *added: FloatArray) -> FloatArray:
        """Put below sums those with more of a statement, for each of some."""
        times = self.times.reshape(-1, *[1] * (sums.ndim - 1))
        return np.concatenate([sums, *(sums[1:] + times * one for one in added)])


def _overall(
    more: _More, by_statement: FloatArray, coincidences: FloatArray, shares: FloatArray
) -> dict[str, FloatArray]:
    pairs = more.pairs(by_statement)
    return {
        "percent_agreement": coefficients.percent_agreement(pairs),
        "fleiss_kappa": coefficients.fleiss_kappa(pairs, more.shares(shares, by_statement)),
        "krippendorff_alpha": coefficients.krippendorff_alpha(more.pairs(coincidences)),
    }


def _by_label(
    more: _More, by_statement: FloatArray, coincidences: FloatArray, shares: FloatArray
) -> dict[str, FloatArray]:
    rest = shares @ (1 - np.eye(shares.shape[-1]))
    by_statement, coincidences = map(coefficients.label_against_rest, (by_statement, coincidences))
    either = more.shares(np.stack([shares, rest], axis=-1), by_statement)
    on_it = replace(more, on_first=True).pairs(coincidences)
    return {
        "specific_agreement": coefficients.specific_agreement(on_it)[..., 0],
        "fleiss_kappa": coefficients.fleiss_kappa(more.pairs(by_statement), either),
        "krippendorff_alpha": coefficients.krippendorff_alpha(more.pairs(coincidences)),
    }


def _draws(n: int, resamples: int, seed: int) -> FloatArray:
    """Return how often each statement (row) is in each resample that `resampled_sums` draws."""
    from scipy.sparse import csr_array

    each = csr_array((np.ones(n), np.arange(n), np.arange(n + 1)), shape=(n, n))
    return resampled_sums(each, resamples, seed).T


def _sums(
    added: csr_array, resamples: int, seed: int, counts: FloatArray | None = None
) -> FloatArray:
    """Return the sums over all statements, and below them those over each resample.

    Drawing takes longer than summing: whoever sums twice draws first, and gives the counts.
    """
    whole = np.ones(added.shape[0]) @ added
    if counts is None:
        return np.vstack([whole, resampled_sums(added, resamples, seed)])
    return np.vstack([whole, (added.T.tocsr() @ counts).T])


def _coefficient(values: FloatArray, statements: int) -> Coefficient:
    """Return the first of the values, with the interval of the others."""
    value, *drawn = values[0], *np.split(values[1:], 3)
    as_drawn, less, more = (each[~np.isnan(each)] for each in drawn)
    low, high = np.nan, np.nan
    if len(as_drawn) and not np.isnan(value):
        ends = [interval(each, value) for each in (as_drawn, less, more) if len(each)]
        low, high = float(min(low for low, _ in ends)), float(max(high for _, high in ends))
    return Coefficient(float(value), low, high, statements, len(drawn[0]) - len(as_drawn))
