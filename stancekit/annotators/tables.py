"""The tables of an agreement, and how it names statements."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from stancekit.annotators.coefficient import TITLES, Coefficient
from stancekit.blocks import Cell, Grid, Intervals
from stancekit.data.quoting import listed, shown
from stancekit.labels import Label

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["charts", "keys_of", "label_grid", "named", "overall_grid", "pair_grid"]

_SHOWN_PAIRS = 10
_SHOWN_STATEMENTS = 10


def overall_grid(measures: Mapping[str, Coefficient]) -> Grid:
    """Show the coefficients of all annotators.

    The bounds are those of Krippendorff, "Content analysis", 2nd edition, 2004, chapter 11.
    """
    rows = [[TITLES[name], *_cells(found)] for name, found in measures.items()]
    custom = (
        "By Krippendorff's custom, an alpha of 0.800 or more supports conclusions, and one of at "
        "least 0.667 tentative ones."
    )
    return Grid(["all annotators", "value", "95 % interval", "statements"], rows, [custom])


def charts(
    measures: Mapping[str, Coefficient],
    per_pair: Mapping[tuple[str, str], Mapping[str, Coefficient]],
) -> Iterator[Intervals]:
    """Draw the coefficients of all annotators, and the kappa of each pair, the lowest first."""
    overall = [(TITLES[name], found) for name, found in measures.items()]
    yield Intervals("Agreement of all annotators", overall, "agreement, at most 1")
    if len(per_pair) > 1:
        pairs = sorted(per_pair, key=lambda pair: _kappa(per_pair[pair]))
        kappas = [(", ".join(pair), per_pair[pair]["cohen_kappa"]) for pair in pairs]
        yield Intervals("Cohen's kappa of each pair of annotators", kappas, "kappa, at most 1")


def label_grid(per_label: Mapping[Label, Mapping[str, Coefficient]]) -> Grid:
    """Show the coefficients of each label against all others."""
    rows: list[list[Cell]] = [
        [
            str(label),
            found["specific_agreement"].value,
            found["fleiss_kappa"].value,
            found["krippendorff_alpha"].value,
            found["krippendorff_alpha"],
            found["specific_agreement"].statements,
        ]
        for label, found in per_label.items()
    ]
    explained = (
        "Specific agreement: how often a second annotator gives the label where a first one does. "
        "Used in: statements with two labels or more, this one among them."
    )
    head = ["specific agr.", "Fleiss' kappa", "Kripp. alpha", "95 % interval of it", "used in"]
    return Grid(["label against the rest", *head], rows, [explained])


def pair_grid(per_pair: Mapping[tuple[str, str], Mapping[str, Coefficient]]) -> Grid:
    """Show pairs of annotators; of many, those with the lowest kappa first."""
    pairs = list(per_pair)
    if len(pairs) > _SHOWN_PAIRS:
        pairs.sort(key=lambda pair: _kappa(per_pair[pair]))
    rows = [
        [", ".join(pair), found["percent_agreement"].value, *_cells(found["cohen_kappa"])]
        for pair in pairs
        for found in [per_pair[pair]]
    ]
    head = ["annotators", "agreement", "Cohen's kappa", "95 % interval of it", "statements"]
    return Grid(head, rows, shown=_SHOWN_PAIRS, ending=" pairs, with a higher kappa")


def _kappa(found: Mapping[str, Coefficient]) -> float:
    kappa = found["cohen_kappa"].value
    return math.inf if math.isnan(kappa) else kappa


def _cells(found: Coefficient) -> list[Cell]:
    return [found.value, found, found.statements]


def keys_of(statements: pd.DataFrame) -> list[str]:
    """Return the columns that name statements: the first one, and ``target`` if there is one."""
    return list(
        dict.fromkeys([statements.columns[0], *statements.columns.intersection(["target"])])
    )


def named(statements: pd.DataFrame) -> str:
    """Name the first few statements by their ids, and their targets if there are any."""
    keys = keys_of(statements)
    rows = statements[keys].to_numpy(dtype=object).tolist()
    names = (
        shown(name) + "".join(f" (target {shown(target)})" for target in targets)
        for name, *targets in rows
    )
    return f"{keys[0]}: {listed(names, _SHOWN_STATEMENTS)}"
