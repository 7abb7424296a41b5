"""Whether the 95 % intervals of `compare` hold the difference, however rarely labels flip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from simulations.results import Row, share
from stancekit.measure.held_out import HeldOut, Scored, score

__all__ = ["PROMISE", "WORLDS", "Flips", "simulate", "tasks"]

PROMISE = (
    "A 95 % interval of the difference between two models holds the difference on infinitely many "
    "such statements in at least 93 % of all cases, however few labels flip; none is a point."
)
WORLDS = (
    "answers to statements of three labels, of which an old model has 75 % right; a new one spoils "
    "and corrects some, statement by statement or whole documents at once."
)
SHARES = (0.5, 0.35, 0.15)
LABELS = ("against", "favor", "none")
RIGHT = 0.75
MANY = 400_000

IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Flips:
    """How often the new model spoils a right answer and corrects a wrong one.

    Attributes
    ----------
    statements : int
    spoils, corrects : float
        The share of right answers that are spoiled, and of wrong ones that are corrected.
    together : int
        How many statements of a document flip together; 1 if each does by itself.
    """

    statements: int
    spoils: float
    corrects: float
    together: int = 1

    def draw(self, generator: np.random.Generator, n: int) -> tuple[IntArray, IntArray, IntArray]:
        """Draw true labels and the answers of the old and the new model."""
        truth = generator.choice(len(SHARES), size=n, p=SHARES)
        wrong = (truth + generator.integers(1, len(SHARES), size=n)) % len(SHARES)
        was_right = generator.random(n) < RIGHT
        luck = generator.random(-(-n // self.together)).repeat(self.together)[:n]
        is_right = np.where(was_right, luck >= self.spoils, luck < self.corrects)
        return truth, np.where(was_right, truth, wrong), np.where(is_right, truth, wrong)

    def gain(self, generator: np.random.Generator, n: int, resamples: int = 300) -> list[Scored]:
        """Score both models on drawn statements."""
        truth, *answers = self.draw(generator, n)
        groups = np.arange(n) // self.together
        return [
            score(truth, HeldOut(each[None], None), LABELS, resamples, 0, groups, luck=0.0)
            for each in answers
        ]


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return one task for each way of flipping."""
    worlds = [
        Flips(n, *rates) for n in (50, 200) for rates in ((0.0, 0.0), (0.03, 0.0), (0.03, 0.09))
    ]
    worlds += [Flips(1000, 0.005, 0.0), Flips(200, 0.1, 0.3), Flips(200, 0.05, 0.0, 5)]
    return [partial(simulate, world, 3000 if full else 300) for world in worlds]


def simulate(world: Flips, runs: int) -> list[Row]:
    """Compare two models again and again, and count the intervals that hold the difference."""
    keys = {"accuracy": ("accuracy", None), "macro_f1": ("macro_f1", None)}
    many = np.random.default_rng([70_000, world.statements])
    old, new = world.gain(many, MANY, resamples=1)
    true = {name: new.values[key] - old.values[key] for name, key in keys.items()}
    hits: dict[str, list[bool]] = {name: [] for name in keys}
    widths: dict[str, list[float]] = {name: [] for name in keys}
    for run in range(runs):
        old, new = world.gain(np.random.default_rng([70_000, run]), world.statements)
        for name, key in keys.items():
            found = new.gain(old, key)
            hits[name].append(found.low < found.high and found.low <= true[name] <= found.high)
            widths[name].append(found.high - found.low)
    title = (
        f"{world.statements:,} statements, {100 * world.spoils:g} % spoiled, "
        f"{100 * world.corrects:g} % corrected"
    ) + (f", {world.together} together" if world.together > 1 else "")
    return [
        share(
            title,
            f"coverage of the difference in {name}",
            hits[name],
            at_least=0.93,
            remark=f"width {np.mean(widths[name]):.3f}",
        )
        for name in keys
    ]
