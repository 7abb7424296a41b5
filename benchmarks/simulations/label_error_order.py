"""The order in which `check_labels` reports likely label errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from label_errors import spoil

import stancekit
from simulations.corpora import World
from simulations.results import Row, mean

PROMISE = (
    "Likely label errors stand in an order that finds, among the first 50, no fewer of the labels "
    "changed at random than the order by margin would: the gain is the difference of the shares."
)
WORLDS = "500 or 1,500 statements that have nothing in common, 3 or 4 labels, 5 or 10 % changed."
FIRST = 50
RUNS = {False: 3, True: 40}


def run(world: World, n: int, share: float, seed: int) -> tuple[float, float]:
    """Return the share of changed labels among the first reported, and among those by margin."""
    drawn = world.statements(np.random.default_rng([seed, n, 8]), n).frame()
    data, changed = spoil(drawn, share, seed)
    found = [
        (each.details["p_given"] - each.details["p_likely"], each.rows[0] in changed)
        for each in stancekit.check_labels(data).findings
        if each.check == "likely label error"
    ]
    by_margin = sorted(found, key=lambda each: each[0])
    first, first_by_margin = (
        float(np.mean([hit for _, hit in order[:FIRST]])) for order in (found, by_margin)
    )
    return first, first_by_margin


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return what to simulate."""
    three, four = (0.5, 0.3, 0.2), World().shares
    worlds = [(World(51, shares=three), 500, 0.05), (World(52, shares=four), 500, 0.1)]
    worlds += [(World(53, shares=four), 1500, 0.05)]
    return [partial(_rows, *world, RUNS[full]) for world in worlds]


def _rows(world: World, n: int, share: float, runs: int) -> list[Row]:
    found = np.array([run(world, n, share, seed) for seed in range(runs)])
    where = f"{n:,} statements, {len(world.shares)} labels, {share:.0%} changed"
    return [
        mean(where, f"changed among the first {FIRST}", found[:, 0]),
        mean(where, "gain over the order by margin", found[:, 0] - found[:, 1], at_least=0),
    ]
