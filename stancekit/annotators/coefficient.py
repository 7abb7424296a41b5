"""One coefficient of agreement, and how tables and sentences call each."""

from __future__ import annotations

from dataclasses import dataclass

from stancekit.blocks import Measure

__all__ = ["TITLES", "Coefficient"]

TITLES = {
    "percent_agreement": "percent agreement",
    "specific_agreement": "specific agreement",
    "cohen_kappa": "Cohen's kappa",
    "fleiss_kappa": "Fleiss' kappa",
    "krippendorff_alpha": "Krippendorff's alpha",
    "krippendorff_alpha_ordinal": "Krippendorff's alpha, ordinal",
}
"""The coefficients as tables and sentences call them."""


@dataclass(frozen=True)
class Coefficient(Measure):
    """A number with its 95 % interval, all NaN where it is undefined.

    Attributes
    ----------
    value, low, high : float
        The coefficient, and the ends of its interval.
    statements : int
        How many statements with two labels or more it comes from; for the specific agreement of a
        label, those in which the label was used.
    undefined : int
        In how many resamples it is undefined; the interval leaves these out.

    Examples
    --------
    >>> Coefficient(0.7, 0.65, 0.74, statements=120).statements
    120
    """

    statements: int
    undefined: int = 0
