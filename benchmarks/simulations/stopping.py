"""What twice the labels still add where `should_stop` says stop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from sklearn.metrics import f1_score

import stancekit
from simulations.corpora import Sample, World
from simulations.results import Row, mean, share

PROMISE = (
    "Where `should_stop` first says stop, twice the labels add less than 0.02 to macro-F1 (in 95 % "
    "of the runs), however small the rounds are."
)
WORLDS = (
    "statements that have nothing in common, labelled in rounds of 10 or of a tenth, in any order, "
    "from 60 to 1,500 of them; the pool compared on is these 1,500."
)
POOL, TEST, FIRST, LITTLE = 1500, 2000, 60, 0.02
RUNS = {False: 4, True: 50}


def run(world: World, rounds: int | None, seed: int) -> tuple[bool, float]:
    """Return whether it said stop, and what twice the labels added then."""
    generator = np.random.default_rng([seed, world.seed, 12])
    drawn, test = world.statements(generator, 2 * POOL), world.statements(generator, TEST)
    models: list[stancekit.StanceClassifier] = []
    n = FIRST
    while n <= POOL:
        models.append(fitted(drawn, n))
        recent = models[-4:] if rounds is None else models[-_reaching_back(n, rounds) :]
        said = len(models) > 3 and stancekit.should_stop(recent, drawn.texts[:POOL])
        if said and said.verdict == "stop":
            return True, _score(fitted(drawn, 2 * n), test) - _score(models[-1], test)
        n = int(np.ceil(1.1 * n)) if rounds is None else n + rounds
    return False, float("nan")


def _reaching_back(n: int, rounds: int) -> int:
    """Return how many rounds it takes to reach four models a tenth apart."""
    return int(0.35 * n / rounds) + 5


def fitted(drawn: Sample, n: int) -> stancekit.StanceClassifier:
    """Return a classifier trained on the first statements."""
    classifier = stancekit.StanceClassifier(calibrate=False)
    return classifier.fit(drawn.texts[:n], drawn.labels[:n])


def _score(classifier: stancekit.StanceClassifier, test: Sample) -> float:
    given = classifier.predict(test.texts)
    return float(f1_score(test.labels, given, average="macro"))


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return what to simulate."""
    runs, two, three = RUNS[full], (0.6, 0.4), (0.7, 0.2, 0.1)
    return [
        partial(_rows, "hard, 4 labels", World(61), None, runs),
        partial(_rows, "easier, 4 labels", World(62, signal=0.9), None, runs),
        partial(_rows, "easier, 2 labels", World(63, signal=0.9, shares=two), None, runs),
        partial(_rows, "uneven, 3 labels", World(64, signal=0.9, shares=three), None, runs),
        partial(_rows, "easier, 4 labels, rounds of 10", World(62, signal=0.9), 10, runs // 4),
    ]


def _rows(where: str, world: World, rounds: int | None, runs: int) -> list[Row]:
    stopped, gains = np.transpose([run(world, rounds, seed) for seed in range(runs)])
    rows = [share(where, "said stop by 1,500 labels", stopped)]
    if stopped.any():
        found = gains[stopped == 1]
        rows.append(mean(where, "gain of twice the labels", found))
        rows.append(share(where, f"gain below {LITTLE}", found < LITTLE, at_least=0.95))
    return rows
