"""The rule by which a difference between two classifiers is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from stancekit.blocks import Measure
from stancekit.data.quoting import shown
from stancekit.exceptions import ParameterError

__all__ = ["MARGIN", "Difference", "Verdict", "check_margin", "judge", "reason"]

Verdict: TypeAlias = Literal["better", "not worse", "worse", "cannot tell"]

MARGIN = 0.02


def check_margin(margin: Any) -> float:
    """Return a margin as a float, or refuse what is no number from 0 to 1."""
    real = isinstance(margin, int | float | np.integer | np.floating)
    if real and not isinstance(margin, bool) and 0 <= margin <= 1:
        return float(margin)
    raise ParameterError(f"margin: must be a number from 0 to 1, got {shown(margin)}")


@dataclass(frozen=True)
class Difference:
    """A measure of both classifiers, and that of the new one minus that of the old one.

    Attributes
    ----------
    old, new, difference : Measure

    Examples
    --------
    >>> old, new = Measure(0.6, 0.5, 0.7), Measure(0.65, 0.55, 0.75)
    >>> Difference(old, new, Measure(0.05, 0.01, 0.09)).difference.low
    0.01
    """

    old: Measure
    new: Measure
    difference: Measure


def judge(difference: Measure, margin: float) -> Verdict:
    """Judge a difference by its 95 % interval.

    ``better`` if all of the interval lies above 0, ``worse`` if all of it lies below; else ``not
    worse`` if it ends no lower than `margin` below 0, as in a trial for non-inferiority
    [1]_; else the statements are too few to say: ``cannot tell``.

    References
    ----------
    .. [1] Piaggio et al., "Reporting of noninferiority and equivalence randomized trials", JAMA
       2012.
    """
    if difference.low > 0:
        return "better"
    if difference.high < 0:
        return "worse"
    return "not worse" if difference.low >= -margin else "cannot tell"


def reason(verdict: Verdict, margin: float) -> str:
    """Say what a verdict follows from."""
    match verdict:
        case "better":
            return "all of the interval lies above 0"
        case "worse":
            return "all of the interval lies below 0"
        case "not worse":
            return f"the interval holds 0 and ends no lower than {margin:.3f} below it"
    return (
        f"the interval holds 0 and ends more than {margin:.3f} below it; more labelled statements "
        "would tell"
    )
