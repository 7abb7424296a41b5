"""Coefficients of agreement: matrices of counts in, numbers out.

Labels are codes here: 0 to k - 1. Each coefficient is one minus the ratio of the disagreement
observed to the disagreement expected by chance; they differ in what they count and in what they
take for chance. Where one label alone was used no disagreement is expected, and the coefficient is
undefined: NaN. Leading axes are kept, so that the resamples of a bootstrap are one array.
"""

from __future__ import annotations

import numpy as np

from stancekit.measure.metrics import FloatArray, ratio

__all__ = [
    "cohen_kappa",
    "fleiss_kappa",
    "krippendorff_alpha",
    "label_against_rest",
    "percent_agreement",
    "specific_agreement",
]


def percent_agreement(pairs: FloatArray) -> FloatArray:
    """Return the share of pairs of labels that are equal, between 0 and 1."""
    return np.asarray(1 - _disagreement(pairs))


def specific_agreement(pairs: FloatArray) -> FloatArray:
    """Return, for each label, how often a second annotator gives it where a first one does.

    References
    ----------
    Fleiss, "Measuring nominal scale agreement among many raters", Psychological Bulletin 76 (1971).
    """
    return ratio(np.diagonal(pairs, axis1=-2, axis2=-1), pairs.sum(axis=-1), np.nan)


def cohen_kappa(table: FloatArray) -> FloatArray:
    """Return Cohen's kappa of two annotators.

    Chance is that of two annotators who give labels as often as these two did, each for itself.

    References
    ----------
    Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20 (1960).

    Examples
    --------
    >>> table = np.array([[88.0, 14.0, 18.0], [10.0, 40.0, 10.0], [2.0, 6.0, 12.0]])
    >>> float(cohen_kappa(table).round(3))  # Cohen's table 2
    0.492
    """
    by_chance = _outer(table.sum(axis=-1), table.sum(axis=-2))
    return _corrected(_disagreement(table), _disagreement(by_chance))


def fleiss_kappa(pairs: FloatArray, shares: FloatArray) -> FloatArray:
    """Return Fleiss' kappa of any number of annotators.

    Chance is that of annotators who all give labels as often as all of them did together. With two
    annotators it is Scott's pi, not Cohen's kappa. Where statements differ in their number of
    labels, this is the generalisation of Gwet: every statement counts the same, and for the chance
    those with one label do, too. If the labels that have a pair are all the same it is NaN, however
    many others stand alone.

    References
    ----------
    Fleiss, "Measuring nominal scale agreement among many raters", Psychological Bulletin 76 (1971).
    Gwet, "Handbook of inter-rater reliability", 4th edition, 2014, chapter 2.
    """
    given = pairs.sum(axis=-1)
    differ = _disagreement(_outer(given, given)) > 0
    by_chance = np.where(differ, _disagreement(_outer(shares, shares)), 0)
    return _corrected(_disagreement(pairs), by_chance)


def krippendorff_alpha(coincidences: FloatArray, *, ordinal: bool = False) -> FloatArray:
    """Return Krippendorff's alpha of any number of annotators, with any labels missing.

    Chance is that of drawing two of all the labels that were given, without putting the first back.

    References
    ----------
    Krippendorff, "Computing Krippendorff's alpha-reliability", University of Pennsylvania, 2011.

    Examples
    --------
    >>> coincidences = np.array([[10.0, 4.0], [4.0, 2.0]])  # Krippendorff's example A
    >>> float(krippendorff_alpha(coincidences).round(3))
    0.095
    """
    given = coincidences.sum(axis=-1)
    weights = _rank_distances(given) if ordinal else 1 - np.eye(given.shape[-1])
    observed = (coincidences * weights).sum(axis=(-2, -1))
    expected = (_outer(given, given) * weights).sum(axis=(-2, -1))
    return _corrected(observed * (given.sum(axis=-1) - 1), expected)


def label_against_rest(matrix: FloatArray) -> FloatArray:
    """Return, for each label, the matrix in which all the others are one label."""
    own = np.eye(matrix.shape[-1])
    sides = np.stack([own, 1 - own], axis=1)  # label, side, label
    return np.asarray(sides @ matrix[..., None, :, :] @ np.swapaxes(sides, -2, -1))


def _disagreement(pairs: FloatArray) -> FloatArray:
    """Return the share of pairs off the diagonal: exactly 0 where there are none."""
    unequal = (pairs * (1 - np.eye(pairs.shape[-1]))).sum(axis=(-2, -1))
    return ratio(unequal, pairs.sum(axis=(-2, -1)), np.nan)


def _rank_distances(given: FloatArray) -> FloatArray:
    """Return the squared distances between the mean ranks of labels given so many times."""
    ranks = given.cumsum(axis=-1) - given / 2
    return np.asarray((ranks[..., :, None] - ranks[..., None, :]) ** 2)


def _outer(rows: FloatArray, columns: FloatArray) -> FloatArray:
    return np.asarray(rows[..., :, None] * columns[..., None, :])


def _corrected(observed: FloatArray, expected: FloatArray) -> FloatArray:
    return np.asarray(1 - ratio(observed, expected, np.nan))
