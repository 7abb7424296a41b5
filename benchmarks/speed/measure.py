"""Contenders take turns; what their times come to."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

__all__ = ["Spread", "cpu_seconds", "figure", "interleaved", "ratio"]


@dataclass(frozen=True)
class Spread:
    """The median of several rounds, and the smallest and the largest.

    Examples
    --------
    >>> Spread.of([3.0, 1.0, 2.0])
    Spread(median=2.0, low=1.0, high=3.0)
    """

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Summarise the rounds."""
        return cls(median(values), min(values), max(values))

    def shown(self, write: Callable[[float], str] | None = None) -> str:
        """Write the median, and the smallest and the largest in brackets.

        Examples
        --------
        >>> Spread.of([1, 2000]).shown()
        '1,000 (1 to 2,000)'
        >>> Spread.of([0.12345]).shown()
        '0.123'
        """
        write = write or figure
        around = f" ({write(self.low)} to {write(self.high)})" if self.low < self.high else ""
        return write(self.median) + around


def figure(value: float) -> str:
    """Write a number with three digits, or more before the point.

    Examples
    --------
    >>> figure(12.345), figure(1234.5)
    ('12.3', '1,234')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def ratio(above: Sequence[float], below: Sequence[float]) -> Spread:
    """Divide round by round, so that a slow moment of the machine hits both sides.

    Examples
    --------
    >>> ratio([4.0, 10.0], [2.0, 2.0])
    Spread(median=3.5, low=2.0, high=5.0)
    """
    return Spread.of([a / b for a, b in zip(above, below, strict=True)])


def cpu_seconds() -> float:
    """Return the CPU time of this process, all its threads and the commands that it ran."""
    commands = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + commands.ru_utime + commands.ru_stime


def interleaved(
    contenders: Mapping[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = cpu_seconds,
) -> dict[str, list[float]]:
    """Run the contenders in turn, round after round, after one round that does not count.

    Parameters
    ----------
    contenders : dict of str to callable
    rounds : int
    clock : callable, default=cpu_seconds

    Returns
    -------
    dict of str to list of float
        The seconds of each round.

    Examples
    --------
    >>> seconds = interleaved({"sum": lambda: sum(range(9)), "nothing": lambda: None}, rounds=3)
    >>> {name: len(times) for name, times in seconds.items()}
    {'sum': 3, 'nothing': 3}
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for run in contenders.values():
        run()
    for _ in range(rounds):
        for name, run in contenders.items():
            start = clock()
            run()
            seconds[name].append(clock() - start)
    return seconds
