"""What the numbers of an agreement leave out or cannot carry, in plain words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from stancekit.annotators.coefficient import TITLES, Coefficient
from stancekit.annotators.ratings import Ratings
from stancekit.data.quoting import counted, listed, shown, verb
from stancekit.labels import POLARITY, Label

__all__ = ["caveats_on"]

_FEW_STATEMENTS = 100


def caveats_on(
    ratings: Ratings,
    measures: Mapping[str, Coefficient],
    per_label: Mapping[Label, Mapping[str, Coefficient]],
    per_pair: Mapping[tuple[str, str], Mapping[str, Coefficient]],
    resamples: int,
) -> Iterator[str]:
    """Say what the reader of the coefficients must know about them."""
    compared = measures["percent_agreement"].statements
    if compared < _FEW_STATEMENTS:
        yield (
            f"Only {counted(compared, 'statement')} {verb(compared, 'has', 'have')} the "
            "labels of two annotators: every number here can be far off."
        )
    if (ratings.codes < 0).any():
        yield (
            "Some labels are missing. Fleiss' kappa is then Gwet's generalisation, in which every "
            "statement counts the same; in Krippendorff's alpha every label does."
        )
    if "krippendorff_alpha_ordinal" in measures:
        yield from _without_polarity(ratings, measures["krippendorff_alpha_ordinal"])
    named = list(_named(measures, per_label, per_pair))
    undefined = [(name, found.statements) for name, found in named if math.isnan(found.value)]
    if alone := [name for name, statements in undefined if not statements]:
        yield f"Undefined, as no statement has two labels to compare there: {listed(alone)}."
    if equal := [name for name, statements in undefined if statements]:
        yield (
            f"Undefined, as the labels that can be compared there do not differ: {listed(equal)}."
        )
    yield from _intervals([(name, c) for name, c in named if not math.isnan(c.value)], resamples)


def _without_polarity(ratings: Ratings, alpha: Coefficient) -> Iterator[str]:
    """Say what the ordinal alpha leaves out."""
    counts = ratings.counts().sum(axis=0).tolist()
    left_out = {
        label: count
        for label, count in zip(ratings.labels, counts, strict=True)
        if label not in POLARITY
    }
    if left_out:
        yield (
            f"The ordinal alpha leaves out {sum(left_out.values()):,} of "
            f"{counted(sum(counts), 'label')}, which have no polarity "
            f"({', '.join(map(shown, left_out))}): it comes from "
            f"{counted(alpha.statements, 'statement')} and does not see who confuses these with a "
            "position."
        )


def _intervals(named: Sequence[tuple[str, Coefficient]], resamples: int) -> Iterator[str]:
    """Say which intervals rest on fewer resamples."""
    gaps = sorted(((c.undefined, name) for name, c in named if c.undefined), reverse=True)
    if gaps:
        partial = [f"{name} ({count:,} of {resamples:,})" for count, name in gaps]
        yield f"Intervals leave out resamples in which a number is undefined: {listed(partial)}."


def _named(
    measures: Mapping[str, Coefficient],
    per_label: Mapping[Label, Mapping[str, Coefficient]],
    per_pair: Mapping[tuple[str, str], Mapping[str, Coefficient]],
) -> Iterator[tuple[str, Coefficient]]:
    for measure, found in measures.items():
        yield TITLES[measure], found
    for label, coefficients in per_label.items():
        for measure, found in coefficients.items():
            yield f"{TITLES[measure]} of {shown(label)}", found
    for pair, coefficients in per_pair.items():
        for measure, found in coefficients.items():
            yield f"{TITLES[measure]} of {' and '.join(pair)}", found
