"""Which answers are `ok`: from which probability on, label by label."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from stancekit.measure.clusters import chance_of_more, effective_number, likeness

__all__ = [
    "MIN_KNOWN_SHARE",
    "MISSING",
    "NEVER",
    "STATUSES",
    "numbers_of_status",
    "ok_thresholds",
    "status_of",
]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]

STATUSES = ("unsure", "ok", "no_evidence")
"""What there is to think of an answer, by its number."""
MISSING = "missing"
"""The status where there was no text to judge."""

MIN_KNOWN_SHARE = 1 / 3
"""A text of whose words a model knows fewer than this share counts as no evidence."""
NEVER = 2.0
"""The threshold of a label whose answers are never `ok`: no probability reaches it."""

_RISK = 0.025
"""How often luck may pass answers that are right less often than promised: the promise lies below
the exact 95 % interval."""
_RISK_WITHOUT_SKILL = 0.005
"""How often luck may pass answers that are right no more often than always giving their label."""
_GROWTH = 1.25
"""By how much each set of answers that is tried is larger than the one before."""


def status_of(probabilities: Floats, known: Floats, thresholds: Floats) -> npt.NDArray[np.object_]:
    """Say what to think of the most probable label of each text."""
    return np.array(STATUSES, dtype=object)[numbers_of_status(probabilities, known, thresholds)]


def numbers_of_status(
    probabilities: Floats, known: Floats, thresholds: Floats
) -> npt.NDArray[np.int8]:
    """Return the number, in `STATUSES`, of what to think of each text's most probable label."""
    best = probabilities.argmax(axis=1)[:, np.newaxis]
    reached = np.broadcast_to(thresholds, probabilities.shape)
    ok = np.take_along_axis(probabilities >= reached, best, axis=1)[:, 0]
    status = ok.astype(np.int8)
    status[known < MIN_KNOWN_SHARE] = STATUSES.index("no_evidence")
    return status


def ok_thresholds(
    probabilities: Floats, truth: Integers, groups: Integers, precision: float
) -> Floats:
    """Return, for each label, the lowest probability from which on its answers are `ok`.

    Of the held-out answers with a label the surest few are tried, then more and more. They are `ok`
    as far down as an exact binomial test says that a share `precision` is right, and more than
    the label's own share, as always giving it would get (selective classification, Geifman &
    El-Yaniv 2017, arXiv:1705.08500). Every group counts the same; answers of one group count as
    fewer, the more alike groups are in being right. The risks of the test are such that simulated
    answers keep the promise although several sets are tried.
    """
    given = probabilities.argmax(axis=1)
    right = (given == truth).astype(np.float64)
    weights = 1 / np.bincount(groups)[groups]
    alike = likeness(right, groups)

    def promised(rows: Integers, share: float) -> bool:
        found = float(np.average(right[rows], weights=weights[rows]))
        number = effective_number(weights[rows], groups[rows], alike)
        enough = chance_of_more(found, number, precision) <= _RISK
        return enough and chance_of_more(found, number, share) <= _RISK_WITHOUT_SKILL

    thresholds = np.full(probabilities.shape[1], NEVER)
    for label in np.unique(given):
        rows, share = np.flatnonzero(given == label), np.average(truth == label, weights=weights)
        sure = probabilities[rows, label]
        held = [low for low in _candidates(sure) if promised(rows[sure >= low], float(share))]
        thresholds[label] = min(held, default=NEVER)
    return thresholds


def _candidates(probabilities: Floats) -> Iterator[float]:
    """Yield the lowest probability of growing sets of the surest answers, at last of all."""
    ranked, size = np.sort(probabilities)[::-1], 1.0
    while size < len(ranked):
        yield float(ranked[int(size) - 1])
        size = max(size * _GROWTH, size + 1)
    yield float(ranked[-1])
