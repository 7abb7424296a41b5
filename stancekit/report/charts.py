"""Where things stand in a chart: scales with round numbers, and curves in the plane."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stancekit.blocks import Bars, Curve, Intervals, Measure

__all__ = ["DrawnCurve", "DrawnPoint", "Scale", "drawn", "scale", "strongest_of"]

_TICKS = 5
_SAME = 1e-9
_ROUND = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Scale:
    """Where numbers stand between two ends, and the round numbers to name there."""

    low: float
    high: float
    start: float = 0.0
    end: float = 100.0

    @classmethod
    def around(cls, values: Iterable[float], start: float = 0.0, end: float = 100.0) -> Scale:
        """Return a scale that holds all of some numbers and ends at round ones.

        Examples
        --------
        >>> Scale.around([0.43, 0.78]).ticks
        [0.4, 0.5, 0.6, 0.7, 0.8]
        """
        known = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
        low, high = min(known), max(known)
        if high - low <= _SAME * max(1.0, abs(low), abs(high)):
            low, high = low - 0.5, high + 0.5
        step = _step(high - low)
        return cls(math.floor(low / step) * step, math.ceil(high / step) * step, start, end)

    @property
    def ticks(self) -> list[float]:
        """The round numbers, from the lowest to the highest."""
        step = _step(self.high - self.low)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [round(number * step, 10) for number in range(first, last + 1)]

    def __call__(self, value: float) -> float:
        """Return where a number stands, to a hundredth."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + (self.end - self.start) * min(max(share, 0.0), 1.0), 2)


def _step(width: float) -> float:
    """Return a round distance that divides a width into about five."""
    unit = 10.0 ** math.floor(math.log10(width / _TICKS))
    return min((unit * times for times in _ROUND), key=lambda step: abs(width / step - _TICKS))


def scale(block: Intervals) -> Scale:
    """Return the scale on which all intervals of a chart stand, and what is beside them."""
    ends = [end for _, of in block.rows for end in (of.value, of.low, of.high)]
    return Scale.around([*ends, *(value for _, value in block.beside)])


def strongest_of(block: Bars) -> float:
    """Return the amount that fills the width of a bar, the same for all groups."""
    if not block.signed:
        return 1.0
    return max((abs(value) for group in block.groups for _, value in group.bars), default=1.0)


@dataclass(frozen=True)
class DrawnPoint:
    """A point of a curve in the plane, and the ends of its interval there."""

    x: float
    y: float
    low: float
    high: float
    at: float
    measure: Measure


@dataclass(frozen=True)
class DrawnCurve:
    """A curve in the plane, with the scales of its axes."""

    x: Scale
    y: Scale
    points: Sequence[DrawnPoint]

    @property
    def line(self) -> str:
        """The line through the points, as SVG writes it."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def band(self) -> str:
        """The outline of all intervals, as SVG writes it."""
        upper = [f"{point.x},{point.high}" for point in self.points]
        return " ".join([*upper, *(f"{point.x},{point.low}" for point in reversed(self.points))])


def drawn(block: Curve, left: float, right: float, top: float, bottom: float) -> DrawnCurve:
    """Return where the points of a curve stand in a part of the plane."""
    points = [(at, of) for at, of in block.points if math.isfinite(at + of.value)]
    ends = [end for _, of in points for end in (of.value, of.low, of.high)]
    along = [at for at, _ in points]
    if block.ideal:
        ends = along = [0.0, 1.0]
    x, y = Scale.around(along, left, right), Scale.around(ends, bottom, top)
    places = [
        DrawnPoint(x(at), y(of.value), y(_or(of.low, of)), y(_or(of.high, of)), at, of)
        for at, of in points
    ]
    return DrawnCurve(x, y, places)


def _or(end: float, of: Measure) -> float:
    """Return the end of an interval, or the value itself where there is no interval."""
    return end if math.isfinite(end) else of.value
