"""Whether the intervals of `agreement` hold the agreement of the population."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
import pandas as pd

import stancekit
from simulations.results import Row, share
from stancekit.results import Coefficient

PROMISE = (
    "The 95 % intervals of `agreement` hold the coefficient of infinitely many such statements in "
    "at least 93 % of tables, however high the agreement; those of rare disagreement are wide, as "
    "exact intervals of rare events are."
)
WORLDS = (
    "annotators who know the label of a statement with a probability (skill) and else give any "
    "label as often as it occurs, one of the others, or the one between."
)
LABELS = ("against", "conditional", "favor", "none")
SEVERAL = 200_000
RUNS = {False: 60, True: 500}


@dataclass(frozen=True)
class Raters:
    """Annotators of so many statements; `errors` says what they give where they do not know."""

    statements: int
    annotators: int = 3
    skill: float = 0.9
    missing: float = 0.0
    shares: tuple[float, ...] = (0.25, 0.15, 0.3, 0.3)
    errors: str = "any"

    def __str__(self) -> str:
        return (
            f"{self.statements} statements, {self.annotators} annotators, skill {self.skill}, "
            f"{len(self.shares)} labels, errors {self.errors}, {self.missing:.0%} missing"
        )

    def table(self, generator: np.random.Generator) -> pd.DataFrame:
        """Draw a table with a column for each annotator."""
        size, k = (self.statements, self.annotators), len(self.shares)
        truth = generator.choice(k, size=self.statements, p=self.shares)[:, None]
        wrong = {
            "any": generator.choice(k, size=size, p=self.shares),
            "another": (truth + generator.integers(1, k, size=size)) % k,
            "between": np.ones(size, dtype=int),
        }[self.errors]
        codes = np.where(generator.random(size) < self.skill, truth, wrong)
        codes = np.where(generator.random(size) < self.missing, -1, codes)
        cells = np.array([*LABELS[:k], ""])[codes]
        return pd.DataFrame(cells, columns=[f"a{number}" for number in range(self.annotators)])


def measured(table: pd.DataFrame, bootstrap: int, seed: int = 0) -> dict[str, Coefficient]:
    """Return the coefficients of a table, one of each kind."""
    names = [str(name) for name in table]
    found = stancekit.agreement(table, annotators=names, bootstrap=bootstrap, random_state=seed)
    label = {f"{name} of favor": one for name, one in found.per_label["favor"].items()}
    return found.measures | label | {"cohen_kappa": found.per_pair["a0", "a1"]["cohen_kappa"]}


@cache
def truth(world: Raters) -> dict[str, float]:
    """Return the coefficients of very many statements."""
    table = replace(world, statements=SEVERAL).table(np.random.default_rng(1))
    return {name: found.value for name, found in measured(table, bootstrap=1).items()}


def hits(world: Raters, seed: int) -> dict[str, bool]:
    """Tell which intervals of one table hold the truth, where there are any."""
    table = world.table(np.random.default_rng([seed, world.statements, 11]))
    found = measured(table, bootstrap=500, seed=seed)
    known = truth(world)
    return {
        name: one.low <= known[name] <= one.high
        for name, one in found.items()
        if not np.isnan(one.value)
    }


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return what to simulate."""
    three = (0.4, 0.25, 0.35)
    worlds = [
        Raters(60, annotators=2, skill=0.92),
        Raters(80, skill=0.94, missing=0.2),
        Raters(40, skill=0.9, shares=three, errors="another"),
        Raters(150, annotators=2, skill=0.98),
        Raters(120, annotators=4, skill=0.7, shares=three, errors="between"),
        Raters(300, skill=0.5),
    ]
    return [partial(_rows, world, RUNS[full]) for world in worlds]


def _rows(world: Raters, runs: int) -> list[Row]:
    found = [hits(world, seed) for seed in range(runs)]
    return [
        share(str(world), name, [run[name] for run in found if name in run], at_least=0.93)
        for name in truth(world)
    ]
