"""How statements are split into folds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from stancekit.data.splits import grouped_folds, leave_out_folds
from stancekit.data.wording import no_column, printable, shown
from stancekit.evaluation.crossval import Fold
from stancekit.evaluation.material import Material
from stancekit.exceptions import DataError, ParameterError
from stancekit.measure.metrics import IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Plan",
    "Scheme",
    "check_count",
    "feasible_folds",
    "left_out_folds",
    "make_plan",
    "pass_seed",
    "untied",
]


@dataclass(frozen=True)
class Scheme:
    """How statements were split and resampled.

    Attributes
    ----------
    statements : int
        How many statements were evaluated.
    folds, repeats : int
        Number of folds (of left-out values with `leave_out`), and of different ways to cut them.
    groups : tuple of str
        Statements with the same value in one of these columns stay on one side of a split, as do
        statements with the same text.
    n_groups : int
        Number of sets of statements that stay together.
    leave_out : str or None
        The column whose values were left out one after the other.
    bootstrap, permutations, random_state : int
        Number of resamples for the intervals and of permutations for the p-value, and the seed.

    Examples
    --------
    >>> Scheme(90, 5, 2, ("pair_id",), 80, None, 1000, 1000, 0).folds
    5
    """

    statements: int
    folds: int
    repeats: int
    groups: tuple[str, ...]
    n_groups: int
    leave_out: str | None
    bootstrap: int
    permutations: int
    random_state: int

    def sentence(self) -> str:
        """Say in plain words how statements were split.

        Examples
        --------
        >>> Scheme(90, 5, 2, ("pair_id",), 80, None, 1000, 1000, 0).sentence()
        '5-fold cross-validation, 2 times; statements with the same pair_id or text stay on one
        side (80 groups).'
        """
        if self.leave_out is None:
            times = "once" if self.repeats == 1 else f"{self.repeats} times"
            how = f"{self.folds}-fold cross-validation, {times}"
        else:
            how = (
                f"Each of the {self.folds} values of '{printable(self.leave_out)}' left out in turn"
            )
        together = " or ".join([*map(printable, self.groups), "text"])
        return (
            f"{how}; statements with the same {together} stay on one side "
            f"({self.n_groups:,} groups)."
        )


@dataclass(frozen=True, eq=False)
class Plan:
    """The folds of every pass over the statements.

    Attributes
    ----------
    scheme : Scheme
        What was possible of what was asked for.
    passes : list of lists of (train, test)
        One list of folds for each repeat.
    left_out : list of str
        The left-out value of each fold; empty without `leave_out`.
    notes : tuple of str
        What the reader must know about the split.
    """

    scheme: Scheme
    passes: list[list[Fold]]
    left_out: list[str]
    notes: tuple[str, ...]


def make_plan(frame: pd.DataFrame, material: Material, asked: Scheme) -> Plan:
    """Cut statements into folds.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"text": list("abcdef"), "label": ["no", "yes"] * 3})
    >>> material = Material.of(frame, np.arange(6), per_target=False)
    >>> plan = make_plan(frame, material, Scheme(6, 5, 2, (), 6, None, 99, 99, 0))
    >>> len(plan.passes), plan.scheme.folds, plan.notes
    (2, 3, ("3 folds instead of 5: there are only 3 statements with the label 'no'.",))
    """
    folds, note = feasible_folds(material, asked.folds)
    if asked.leave_out is None:
        seeds = [pass_seed(asked.random_state, repeat) for repeat in range(asked.repeats)]
        strata = material.strata.tolist()
        passes = [grouped_folds(strata, material.groups, folds, seed) for seed in seeds]
        names: list[str] = []
        way_out = "use other groups, or label more statements"
    else:
        left_out = left_out_folds(frame, asked.leave_out)
        passes = [untied([(train, test) for _, train, test in left_out], material.groups)]
        names = [name for name, _, _ in left_out]
        folds, note, way_out = len(names), None, "use folds, or leave out another column"
        asked = replace(asked, repeats=1)
    lacking = _labels_lacking(material, passes, way_out)
    notes = tuple(sentence for sentence in (note, lacking) if sentence)
    return Plan(replace(asked, folds=folds), passes, names, notes)


def untied(folds: Sequence[Fold], groups: IntArray) -> list[Fold]:
    """Take statements that share a group with the test side out of the training side.

    Examples
    --------
    >>> folds = [(np.array([0, 1]), np.array([2]))]
    >>> untied(folds, np.array([5, 6, 6]))
    [(array([0]), array([2]))]
    """
    return [(train[~np.isin(groups[train], groups[test])], test) for train, test in folds]


def pass_seed(random_state: int, repeat: int) -> int:
    """Return the seed of a repeat; those of neighbouring random states have nothing in common.

    Examples
    --------
    >>> pass_seed(0, 1) == pass_seed(0, 1), pass_seed(0, 1) == pass_seed(1, 0)
    (True, False)
    """
    return int(np.random.SeedSequence([random_state, repeat]).generate_state(1)[0])


def check_count(name: str, value: object, least: int) -> int:
    """Return a setting as an int, or refuse one that is not an integer of at least so much.

    Examples
    --------
    >>> check_count("folds", 1, least=2)
    Traceback (most recent call last):
    ...
    stancekit.exceptions.ParameterError: folds: must be an integer of at least 2, got 1
    """
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
        raise ParameterError(f"{name}: must be an integer of at least {least}, got {value!r}")
    return int(value)


def left_out_folds(frame: pd.DataFrame, column: str) -> list[tuple[str, IntArray, IntArray]]:
    """Make one fold of each value of a column.

    Examples
    --------
    >>> import pandas as pd
    >>> [name for name, _, _ in left_out_folds(pd.DataFrame({"source": ["b", "a", "b"]}), "source")]
    ['b', 'a']
    """
    if column not in frame:
        raise DataError(f"leave_out: {no_column(column, list(frame.columns))}")
    try:
        return leave_out_folds(frame[column].tolist())
    except DataError as error:
        raise DataError(f"column {shown(column)}: {error}") from error


def feasible_folds(material: Material, folds: int) -> tuple[int, str | None]:
    """Return how many folds the data allow, and why if they are fewer than asked for."""
    counts = np.bincount(material.truth)
    rarest, n_groups = int(counts.argmin()), len(np.unique(material.groups))
    fewest = int(counts[rarest])
    if fewest < 2:
        raise DataError(
            f"label {shown(material.labels[rarest])} has only 1 statement; it takes at least 2 to "
            "be learned and tested: label more of it, or leave it out"
        )
    # Where each target has a model of its own, labels are spread over the folds by target.
    fewest = min(fewest, int(np.bincount(material.strata).max()))
    if folds <= min(fewest, n_groups):
        return folds, None
    if n_groups <= fewest:
        return n_groups, f"{n_groups} folds instead of {folds}: there are only {n_groups} groups."
    return fewest, (
        f"{fewest} folds instead of {folds}: there are only {fewest} statements with the label "
        f"{shown(material.labels[rarest])}."
    )


def _labels_lacking(
    material: Material, passes: Sequence[Sequence[Fold]], way_out: str
) -> str | None:
    """Name the labels that a fold has to predict without having met them in training."""
    everything = set(range(len(material.labels)))
    lacking: set[int] = set()
    for train, test in (fold for folds in passes for fold in folds):
        if not material.is_trainable(train):
            poor = material.untrainable_target(train)
            each = f" for the target {shown(poor)}" if poor else ""
            raise DataError(
                f"holding out {len(test)} statements with all that is tied to them leaves fewer "
                f"than 2 labels to train on{each}; {way_out}"
            )
        lacking |= everything.difference(material.truth[train].tolist())
    if not lacking:
        return None
    names = ", ".join(shown(material.labels[code]) for code in sorted(lacking))
    return f"Some folds had no training statement with the label {names}, so they never predict it."
