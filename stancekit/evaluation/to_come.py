"""What the statements that a fold holds out would add to a score, were they trained on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stancekit.evaluation.folds import Fold
from stancekit.evaluation.material import Material
from stancekit.measure.held_out import LOSSES, HeldOut
from stancekit.measure.metrics import MeasureKey

__all__ = ["reached", "to_come"]

_LESS_IS_BETTER = (*LOSSES, "calibration_error")
_NEITHER = ("support", "squared_calibration_error")


def to_come(
    material: Material,
    passes: Sequence[Sequence[Fold]],
    held_out: Sequence[HeldOut],
    trained: float,
) -> dict[MeasureKey, float]:
    """Return how much each measure may still improve from a share of the statements to all.

    The passes are those of a quarter, if there is one, of a half and of all of the training sides.
    """
    n = len(material.truth)
    sizes = [float(np.mean([len(train) for train, _ in of])) / n for of in passes]
    values = [each.values(material.truth, material.labels) for each in held_out]
    return {
        key: _ahead([found[key] for found in values], sizes, trained, key[0] in _LESS_IS_BETTER)
        for key in values[0]
        if key[0] not in _NEITHER
    }


def _ahead(values: Sequence[float], sizes: Sequence[float], trained: float, loss: bool) -> float:
    """Continue the last gain, which came from twice the statements, to all of them."""
    gains = (np.diff(values) * (-1 if loss else 1)).tolist()
    if gains[-1] <= 0:
        return 0.0
    power = _bend(gains) if loss else 0.5
    before, last, wanted = (reached(size, power) for size in (*sizes[-2:], trained))
    ahead = gains[-1] * (reached(1, power) - wanted) / (last - before)
    return float(-ahead if loss else ahead)


def _bend(gains: Sequence[float]) -> float:
    """Return the power of the inverse power law of which these are gains, from 1/2 down to -1.

    Losses show it. Those of a model without calibration, which gets surer with each statement, fall
    about as fast as statements come, which is a power of -1. Shares are too uncertain for it, and
    follow the inverse square root.
    """
    if len(gains) < 2:
        return 0.0
    ratio = gains[-1] / gains[-2] if gains[-2] > 0 else 2.0
    return float(-np.log2(np.clip(ratio, 0.5**0.5, 2)))


def reached(size: float, power: float) -> float:
    """Return how far a curve has come at a size, with 0 at size 1; only differences count."""
    return float(np.log(size) if abs(power) < 1e-9 else (1 - size**-power) / power)
