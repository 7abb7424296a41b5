"""A comparison as text to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stancekit.data.wording import printable, shown
from stancekit.evaluation.layout import aligned, paragraphs

if TYPE_CHECKING:
    from stancekit.evaluation.comparison.flips import Flip
    from stancekit.evaluation.comparison.result import Comparison, Difference

__all__ = ["summarise"]

_SHOWN_FLIPS = 10
_SHOWN_WORDS = 3
_RULES = {
    "better": "all of the interval lies above 0",
    "worse": "all of the interval lies below 0",
    "not worse": "the interval holds 0 and ends no lower than {margin:.3f} below it",
    "cannot tell": "the interval holds 0 and ends more than {margin:.3f} below it; more labelled "
    "statements would tell",
}


def summarise(comparison: Comparison) -> str:
    """Return a comparison as readable text."""
    return paragraphs(
        [
            _verdict(comparison),
            [f"{comparison.statements:,} statements", comparison.how],
            _measures(comparison),
            _flips(comparison),
            ["Mind:", *(f"- {caveat}" for caveat in comparison.caveats)]
            if comparison.caveats
            else [],
        ]
    )


def _verdict(comparison: Comparison) -> Iterator[str]:
    gain = comparison.measures["macro_f1"].difference
    rule = _RULES[comparison.verdict].format(margin=comparison.margin)
    yield (
        f"Verdict on the new one: {comparison.verdict}. Its macro-F1 is {gain.value:+.3f} (95 % "
        f"interval {gain.low:+.3f} to {gain.high:+.3f}): {rule}."
    )


def _measures(comparison: Comparison) -> list[str]:
    rows = [["", "old", "new", "difference", "95 % interval", "statements"]]
    for name, title in (("macro_f1", "macro-F1"), ("accuracy", "accuracy")):
        rows.append([title, *_cells(comparison.measures[name]), f"{comparison.statements:,}"])
    for label, found in comparison.per_label.items():
        support = f"{comparison.support[label]:,}"
        rows.append([f"F1 of {printable(str(label))}", *_cells(found), support])
    return aligned(rows)


def _cells(found: Difference) -> list[str]:
    gain = found.difference
    return [
        f"{found.old.value:.3f}",
        f"{found.new.value:.3f}",
        f"{gain.value:+.3f}",
        f"{gain.low:+.3f} to {gain.high:+.3f}",
    ]


def _flips(comparison: Comparison) -> Iterator[str]:
    flips = comparison.flips
    if not flips:
        yield "No label flips."
        return
    yield (
        f"{len(flips):,} labels flip: {comparison.corrected:,} corrected, {comparison.spoiled:,} "
        f"spoiled (McNemar's exact test: p = {comparison.p_value:.2g}), "
        f"{len(flips) - comparison.corrected - comparison.spoiled:,} wrong before and after."
    )
    order = ("spoiled", "corrected", "still wrong")
    for flip in sorted(flips, key=lambda flip: order.index(flip.effect))[:_SHOWN_FLIPS]:
        yield from _flip(flip)
    if (more := len(flips) - _SHOWN_FLIPS) > 0:
        yield f"  and {more:,} more"


def _flip(flip: Flip) -> Iterator[str]:
    labels = f"{printable(str(flip.old))} -> {printable(str(flip.new))}"
    yield f"  {flip.effect}  {printable(flip.name)}  {labels}  {shown(flip.text)}"
    movers = [found for found in flip.words[:_SHOWN_WORDS] if found[1] > 0]
    if movers:
        words = (f"{shown(word)} {change:+.2f}" for word, change in movers)
        yield f"      moved by  {', '.join(words)}"
