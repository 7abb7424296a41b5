"""Sources whose label shares, and sources and labels whose lengths, differ from the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from stancekit.checks.finding import Finding
from stancekit.data.labelled import Labelled
from stancekit.data.quoting import counted, shown, verb
from stancekit.measure.p_values import equation_of_p, holm

__all__ = ["label_skew", "length_skew"]

Parts: TypeAlias = tuple[str, npt.NDArray[np.intp], npt.NDArray[np.intp]]
"""A value, the rows that have it, and the rows that have another one."""

_LEVEL = 0.05
_LEAST_V = 0.1
_LEAST_A = 0.64
_LEAST_RATIO = 1.25
_FEWEST = 20


class _Difference(NamedTuple):
    """A tested difference between some statements and the others."""

    p_value: float
    effect: float
    message: str
    details: dict[str, Any]


def label_skew(labelled: Labelled) -> Iterator[Finding]:
    """Yield the sources whose label shares differ from those of all other sources together.

    They differ if a chi-square test says so (p below 0.05, adjusted for the number of sources) and
    the difference is not negligible (Cramér's V of at least 0.1). A source with too few statements
    for the test, by the rule of Cochran (1954), is passed over.
    """
    from scipy.stats import chi2_contingency

    labels = labelled.labels
    names = sorted(set(labels))
    codes = np.array([names.index(label) for label in labels], dtype=np.intp)
    tested = []
    for source, inside, outside in _parts(labelled.column("source")):
        counts = np.array([np.bincount(codes[r], minlength=len(names)) for r in (inside, outside)])
        test = chi2_contingency(counts[:, counts.any(axis=0)], correction=False)
        if (test.expected_freq < 1).any() or (test.expected_freq < 5).mean() > 0.2:
            continue
        here, elsewhere = counts / counts.sum(axis=1, keepdims=True)
        most = int(np.abs(here - elsewhere).argmax())
        v = sqrt(test.statistic / counts.sum())
        message = (
            f"the source {shown(source)}: {100 * here[most]:.0f} % of "
            f"{counted(len(inside), 'statement')} {verb(len(inside), 'is', 'are')} "
            f"{shown(names[most])}, {100 * elsewhere[most]:.0f} % of the others (V {v:.2f}"
        )
        shares = {
            "here": dict(zip(map(str, names), here.tolist(), strict=True)),
            "elsewhere": dict(zip(map(str, names), elsewhere.tolist(), strict=True)),
        }
        details = {"source": source, "statements": len(inside), "v": v, "shares": shares}
        tested.append(_Difference(float(test.pvalue), v, message, details))
    yield from _findings("label skew", tested, _LEAST_V)


def length_skew(labelled: Labelled) -> Iterator[Finding]:
    """Yield the labels and the sources whose statements are longer or shorter than all others.

    They are if a Mann-Whitney test says so (p below 0.05, adjusted for the number of labels, or of
    sources) and the difference is not small: one of the statements is longer than one of the others
    with a probability of at least 0.64, or at most 0.36 (the measure A and its medium effect of
    Vargha & Delaney 2000), and the medians differ by a quarter or more. A label or source with
    fewer than 20 statements is passed over.
    """
    from scipy.stats import mannwhitneyu

    lengths = np.array([len(text.split()) for text in labelled.texts])
    for column in ("label", "source"):
        tested = []
        for value, inside, outside in _parts(labelled.column(column)):
            here, elsewhere = lengths[inside], lengths[outside]
            if min(len(here), len(elsewhere)) < _FEWEST:
                continue
            test = mannwhitneyu(here, elsewhere, method="asymptotic")
            a = float(test.statistic) / (len(here) * len(elsewhere))
            medians = {"here": float(np.median(here)), "elsewhere": float(np.median(elsewhere))}
            message = (
                f"the {column} {shown(value)}: {medians['here']:g} words (median of "
                f"{counted(len(here), 'statement')}), "
                f"{medians['elsewhere']:g} in the others (A {a:.2f}"
            )
            details = {column: value, "statements": len(here), "a": a, "median_words": medians}
            wide = max(medians.values()) >= _LEAST_RATIO * min(medians.values())
            effect = max(a, 1 - a) if wide else 0.0
            tested.append(_Difference(float(test.pvalue), effect, message, details))
        yield from _findings("length skew", tested, _LEAST_A)


def _parts(values: Sequence[str | None]) -> Iterator[Parts]:
    """Set each value against the others; of two values one says it all."""
    known = np.array([value or "" for value in values], dtype=object)
    names = sorted(set(known.tolist()) - {""})
    for name in names if len(names) > 2 else names[:-1]:
        yield name, np.flatnonzero(known == name), np.flatnonzero((known != name) & (known != ""))


def _findings(check: str, tested: Sequence[_Difference], least: float) -> Iterator[Finding]:
    """Yield the differences that are neither chance nor negligible, the largest first."""
    adjusted = holm([difference.p_value for difference in tested])
    for p_value, (_, effect, message, details) in sorted(
        zip(adjusted, tested, strict=True), key=lambda pair: -pair[1].effect
    ):
        if p_value < _LEVEL and effect >= least:
            found = f"{message}, {equation_of_p(p_value)})"
            yield Finding(check, "note", (), (), found, details | {"p_value": p_value})
