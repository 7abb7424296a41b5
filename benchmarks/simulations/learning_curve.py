"""The gain that the learning curve promises of twice the labels, and the gain that comes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from sklearn.metrics import f1_score

import stancekit
from simulations.corpora import Sample, World
from simulations.results import Row, mean, share

PROMISE = (
    "The interval of what twice the labels would change in macro-F1 holds the change that comes, "
    "for a model trained on all and on twice as many, in at least 90 % of the runs."
)
WORLDS = "statements that have nothing in common, 2 to 4 labels, hard to easy, and noise."
TEST = 4000
RUNS = {False: 6, True: 60}


def run(world: World, n: int, seed: int) -> tuple[float, float, float, float]:
    """Return the gain that was promised, the ends of its interval, and the gain that came."""
    generator = np.random.default_rng([seed, n, world.seed, 13])
    drawn, test = world.statements(generator, 2 * n), world.statements(generator, TEST)
    found = stancekit.evaluate(
        stancekit.StanceClassifier(calibrate=False),
        {"text": list(drawn.texts[:n]), "label": drawn.labels[:n]},
        repeats=1,
        bootstrap=300,
        permutations=1,
        random_state=seed,
    )
    if found.learning_curve is None:
        raise ValueError(f"no learning curve from {n} statements")
    gain = found.learning_curve.doubling
    came = _score(drawn, 2 * n, test) - _score(drawn, n, test)
    return gain.value, gain.low, gain.high, came


def _score(drawn: Sample, n: int, test: Sample) -> float:
    """Return macro-F1 on a test after training on the first statements."""
    classifier = stancekit.StanceClassifier(calibrate=False)
    given = classifier.fit(list(drawn.texts[:n]), drawn.labels[:n]).predict(list(test.texts))
    return float(f1_score(test.labels, given, average="macro"))


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return what to simulate."""
    two, three = (0.6, 0.4), (0.6, 0.25, 0.15)
    worlds = [
        ("4 labels", World(71), 200),
        ("4 labels", World(71), 800),
        ("easy, 4 labels", World(72, signal=0.9), 150),
        ("2 labels", World(73, shares=two), 120),
        ("3 labels", World(74, signal=0.4, shares=three), 400),
        ("noise, 3 labels", World(75, signal=0, shares=three), 200),
    ]
    return [partial(_rows, *world, RUNS[full]) for world in worlds]


def _rows(name: str, world: World, n: int, runs: int) -> list[Row]:
    promised, low, high, came = np.transpose([run(world, n, seed) for seed in range(runs)])
    where = f"{name}, {n} statements"
    return [
        share(where, "gain within its interval", (low <= came) & (came <= high), at_least=0.9),
        mean(where, "gain promised minus gain that came", promised - came),
        mean(where, "gain that came", came),
        mean(where, "width of the interval", high - low),
    ]
