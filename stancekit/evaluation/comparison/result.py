"""The result of a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stancekit.blocks import (
    Block,
    Caveats,
    Cell,
    Column,
    Grid,
    Heading,
    Intervals,
    Item,
    Lines,
    Listing,
)
from stancekit.data.quoting import all_shown, counted, shown, verb
from stancekit.evaluation.comparison.flips import Flip
from stancekit.evaluation.comparison.verdict import Difference, Verdict, reason
from stancekit.labels import Label
from stancekit.measure.p_values import equation_of_p
from stancekit.report.result import Result, as_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Comparison"]

_SHOWN_FLIPS = 10
_SHOWN_WORDS = 3
_TITLES = {"macro_f1": "macro-F1", "accuracy": "accuracy"}
_MOVED = (
    "Words with a solid line moved the label to the new one, words with a dashed line the other "
    "way."
)
_EFFECTS = ("spoiled", "corrected", "still wrong")


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Result):
    """How two classifiers label the same statements, and where they part.

    Attributes
    ----------
    statements : int
        How many were labelled by both.
    judged : int
        How many of them have a label that both know. The verdict and all figures but `unshared`
        are about these: of the others one side is wrong by construction.
    how : str
        How they came to be labelled, in a sentence.
    measures : dict of str to Difference
        ``macro_f1``, over the labels that occur, and ``accuracy``: means over the repeats. The
        95 % intervals come from the spread over resamples of the statements in which both are
        measured (the paired bootstrap of Koehn, EMNLP 2004), or over those of whole groups where
        some are tied and it is wider; and from how many more may differ than did.
    per_label : dict of label to Difference
        The F1 of each label that occurs and that both know.
    unshared : dict of label to Difference
        The F1, among all statements, of each label that occurs and that not both know.
    support : dict of label to int
        How many statements have it, those of `unshared` included.
    verdict : str
        ``better``, ``not worse``, ``worse`` or ``cannot tell``, as `judge` says of macro-F1.
    margin : float
        How much worse still counts as not worse.
    corrected, spoiled : int
        Judged statements that only the new one labels right, and only the old one, in the first
        repeat.
    p_value : float
        Of McNemar's test on these two numbers.
    flips : tuple of Flip
        Every statement with two different labels in the first repeat.
    caveats : tuple of str
        What the numbers cannot carry.

    Examples
    --------
    >>> import stancekit
    >>> texts = [f"{verb} Moscow, {day}" for day in range(20) for verb in ("Call", "Shun")]
    >>> data = {"text": texts, "label": ["favor", "against"] * 20}
    >>> old, new = stancekit.StanceClassifier(C=0.1), stancekit.StanceClassifier(C=10.0)
    >>> stancekit.compare(old, new, data, folds=2, repeats=1)
    <Comparison: cannot tell, macro-F1 +0.000 (-0.093 to +0.093), 0 flips>
    """

    statements: int
    judged: int
    how: str
    measures: dict[str, Difference]
    per_label: dict[Label, Difference]
    unshared: dict[Label, Difference]
    support: dict[Label, int]
    verdict: Verdict
    margin: float
    corrected: int
    spoiled: int
    p_value: float
    flips: tuple[Flip, ...]
    caveats: tuple[str, ...]

    def __repr__(self) -> str:
        """Return one line with the verdict."""
        gain = self.measures["macro_f1"].difference
        flips = counted(len(self.flips), "flip")
        return f"<Comparison: {self.verdict}, macro-F1 {gain:+.3f}, {flips}>"

    def blocks(self) -> Iterator[Block]:
        """Yield the verdict, the measures, the first flips, and what to mind."""
        gain = self.measures["macro_f1"].difference
        scope = ", over the labels that both know" if self.unshared else ""
        verdict = (
            f"Verdict on the new one{scope}: {self.verdict}. Its macro-F1 is {gain.value:+.3f} "
            f"(95 % interval {gain.between('+.3f')}): {reason(self.verdict, self.margin)}."
        )
        yield Lines([verdict])
        yield Lines([counted(self.statements, "statement"), self.how])
        yield Heading("The difference", "Right of 0 the new one is better.")
        yield self._differences_beside_0()
        yield self._grid()
        yield Heading("Labels that flip", _MOVED if self._is_explained else "")
        yield self._listing()
        yield Heading("What to mind")
        yield Caveats(self.caveats)

    def _differences_beside_0(self) -> Intervals:
        rows = [
            (self._row_name(name, label), found.difference)
            for name, label, found in self._differences()
        ]
        beside = [("no difference", 0.0), ("what still counts as not worse", -self.margin)]
        return Intervals("New minus old", rows, "difference of scores", beside, "+.3f")

    @property
    def _is_explained(self) -> bool:
        return any(None not in flip.models for flip in self.flips)

    def _row_name(self, name: str, label: Label | None) -> str:
        return _TITLES[name] if label is None else f"F1 of {label}"

    def _grid(self) -> Grid:
        rows: list[list[Cell]] = [
            [
                self._row_name(name, label),
                found.old.value,
                found.new.value,
                found.difference.value,
                found.difference,
                self.judged if label is None else self.support[label],
            ]
            for name, label, found in self._differences()
        ]
        gain = [Column(title, "+.3f") for title in ("difference", "95 % interval")]
        return Grid(["", "old", "new", *gain, "statements"], rows, [*self._beside()])

    def _beside(self) -> Iterator[str]:
        """Say which rows of the table are not part of the verdict, and why."""
        if self.unshared:
            others = counted(self.statements - self.judged, "statement")
            yield (
                f"Not both know {all_shown(self.unshared)}: the {others} with such a label count "
                f"only in the F1 of {all_shown(self.unshared)}, which is over all statements."
            )

    def _differences(self) -> Iterator[tuple[str, Label | None, Difference]]:
        """Yield each measure of the whole, and that of each label."""
        yield from ((name, None, found) for name, found in self.measures.items())
        per_label = self.per_label | self.unshared
        yield from (("f1", label, found) for label, found in per_label.items())

    def _listing(self) -> Block:
        if not self.flips:
            return Lines(["No label flips."])
        flips = sorted(
            self.flips, key=lambda flip: (flip.label in self.unshared, _EFFECTS.index(flip.effect))
        )
        beside = sum(flip.label in self.unshared for flip in flips)
        unknown = f", {beside:,} of statements with a label that not both know" if beside else ""
        said = (
            f"{counted(len(flips), 'label')} {verb(len(flips), 'flips', 'flip')}: "
            f"{self.corrected:,} corrected, {self.spoiled:,} spoiled "
            f"(McNemar's exact test: {equation_of_p(self.p_value)}), "
            f"{len(flips) - beside - self.corrected - self.spoiled:,} wrong before and after"
            f"{unknown}."
        )
        return Listing([said], list(map(_item, flips)), shown=_SHOWN_FLIPS)

    def _facts(self) -> dict[str, Any]:
        per_label, unshared = (
            [
                {"label": label, "statements": self.support[label], "f1": found}
                for label, found in of.items()
            ]
            for of in (self.per_label, self.unshared)
        )
        return {
            **self._named("verdict", "margin", "statements", "judged", "how", "measures"),
            "per_label": per_label,
            "unshared": unshared,
            **self._named("corrected", "spoiled", "p_value"),
            "flips": [flip.to_dict() for flip in self.flips],
            "caveats": self.caveats,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each measure.

        The columns are ``measure``, ``label`` (None for measures of the whole), ``old``, ``new``,
        ``difference``, and its 95 % interval, ``low`` and ``high``.
        """
        return as_frame(
            ("measure", "label", "old", "new", "difference", "low", "high"),
            [
                (name, label, found.old.value, found.new.value, gain.value, gain.low, gain.high)
                for name, label, found in self._differences()
                for gain in [found.difference]
            ],
        )


def _item(flip: Flip) -> Item:
    return Item([flip.effect, flip.name, f"{flip.old} -> {flip.new}", flip.marked()], _why(flip))


def _why(flip: Flip) -> Iterator[str]:
    """Say which words moved a label the most; this takes two explanations."""
    movers = [
        f"{shown(word)} {change:+.2f}" for word, change in flip.words[:_SHOWN_WORDS] if change > 0
    ]
    if movers:
        yield f"moved by  {', '.join(movers)}"
