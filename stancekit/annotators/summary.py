"""An agreement as text to read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stancekit.annotators.notes import TITLES
from stancekit.annotators.wording import counted, listed
from stancekit.data.wording import printable
from stancekit.evaluation.layout import aligned, wrapped

if TYPE_CHECKING:
    from stancekit.annotators.result import Agreement, Coefficient

__all__ = ["summarise"]

_SHOWN_PAIRS = 10
_SHOWN_ANNOTATORS = 10


def summarise(agreement: Agreement) -> str:
    """Return an agreement as readable text: tables, disagreements, notes.

    The bounds are those of Krippendorff, "Content analysis", 2nd edition, 2004, chapter 11.
    """
    parts = [_head(agreement), _overall(agreement), _labels(agreement), _pairs(agreement)]
    parts.append(_disagreements(agreement))
    if agreement.notes:
        parts.append(["Mind:", *(f"- {note}" for note in agreement.notes)])
    return "\n\n".join("\n".join(wrapped(part)) for part in parts)


def _head(agreement: Agreement) -> list[str]:
    percent = agreement.measures["percent_agreement"].value
    given = [f"{printable(name)} ({n:,})" for name, n in agreement.annotators.items()]
    if more := len(given[_SHOWN_ANNOTATORS:]):
        given[_SHOWN_ANNOTATORS:] = [f"{more:,} more"]
    gist = (
        "Two annotators of the same statement give it the same label about "
        f"{100 * percent:.0f} times out of 100."
    )
    size = (
        f"{counted(agreement.statements, 'statement')}, {agreement.compared:,} of them with two "
        f"labels or more; {counted(len(agreement.labels), 'label')}; "
        f"{counted(len(agreement.annotators), 'annotator')}: {', '.join(given)}."
    )
    method = (
        f"95 % percentile intervals from {counted(agreement.bootstrap, 'resample')} of the "
        "statements, for these annotators."
    )
    return [gist, "", size, method]


def _overall(agreement: Agreement) -> list[str]:
    rows = [["all annotators", "value", "95 % interval", "statements"]]
    for name, found in agreement.measures.items():
        rows.append([TITLES[name], *_cells(found)])
    custom = (
        "By Krippendorff's custom, an alpha of 0.800 or more supports conclusions, and one of at "
        "least 0.667 tentative ones."
    )
    return [*aligned(rows), custom]


def _labels(agreement: Agreement) -> list[str]:
    heads = ["specific agr.", "Fleiss' kappa", "Kripp. alpha", "95 % interval of it", "used in"]
    rows = [["label against the rest", *heads]]
    for label, scores in agreement.per_label.items():
        alpha = scores["krippendorff_alpha"]
        specific, kappa = scores["specific_agreement"], scores["fleiss_kappa"]
        *cells, _ = _cells(alpha)
        others = [_number(specific.value), _number(kappa.value)]
        rows.append([printable(str(label)), *others, *cells, f"{specific.statements:,}"])
    explained = (
        "Specific agreement: how often a second annotator gives the label where a first one does. "
        "Used in: statements with two labels or more, this one among them."
    )
    return [*aligned(rows), explained]


def _pairs(agreement: Agreement) -> list[str]:
    """Show pairs of annotators; of many, those with the lowest kappa."""
    pairs = list(agreement.per_pair.items())
    lines = []
    if len(pairs) > _SHOWN_PAIRS:
        pairs.sort(key=_kappa)
        lines = [f"The {_SHOWN_PAIRS} lowest of {len(pairs):,} pairs; .per_pair has all."]
    rows = [["annotators", "agreement", "Cohen's kappa", "95 % interval of it", "statements"]]
    for pair, scores in pairs[:_SHOWN_PAIRS]:
        name = ", ".join(map(printable, pair))
        percent = _number(scores["percent_agreement"].value)
        rows.append([name, percent, *_cells(scores["cohen_kappa"])])
    return [*aligned(rows), *lines]


def _kappa(pair: tuple[tuple[str, str], dict[str, Coefficient]]) -> float:
    kappa = pair[1]["cohen_kappa"].value
    return math.inf if math.isnan(kappa) else kappa


def _disagreements(agreement: Agreement) -> list[str]:
    different, ties = len(agreement.disagreements), agreement.ties
    if not different:
        return ["No statement has different labels."]
    line = (
        f"{counted(different, 'statement')} {'has' if different == 1 else 'have'} different labels"
    )
    if not len(ties):
        return [f"{line}; none ties."]
    tie = "ties and has" if len(ties) == 1 else "tie and have"
    return [f"{line}; {len(ties):,} of them {tie} no label in the merged table ({listed(ties)})."]


def _cells(found: Coefficient) -> list[str]:
    between = "" if math.isnan(found.low) else f"{found.low:.3f} to {found.high:.3f}"
    return [_number(found.value), between, f"{found.statements:,}"]


def _number(value: float) -> str:
    return "undefined" if math.isnan(value) else f"{value:.3f}"
