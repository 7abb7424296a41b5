"""The result of `stancekit.recalibrate`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stancekit.blocks import Block, Caveats, Cell, Detail, Grid, Intervals, Lines, Measure
from stancekit.data.quoting import counted, from_here
from stancekit.evaluation.answered import Answered
from stancekit.evaluation.result import OVERALL, Evaluation
from stancekit.model.model import StanceModel
from stancekit.recalibration.promises import Promise
from stancekit.report.result import Result, as_frame
from stancekit.training.seen import Seen

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Recalibration", "figures_of"]

_TITLES = {
    **{name: OVERALL[name] for name in ("macro_f1", "accuracy", "log_loss", "calibration_error")},
    "ok": "answers that are ok",
    "ok_right": "of these right",
}


@dataclass(frozen=True, eq=False, repr=False)
class Recalibration(Result):
    """A recalibrated model, how good it is on texts like those labelled, and what `ok` means there.

    Attributes
    ----------
    model : StanceModel
        The model with its new calibration.
    evaluation : Evaluation
        Its honest score: each labelled statement is judged by the model calibrated on others.
    before : dict of str to Measure
        The model as it was, on the same statements: ``macro_f1``, ``accuracy``, ``log_loss``,
        ``calibration_error``, ``ok``, the share of the answers that were ``ok``, and ``ok_right``,
        which share of these were right, where there are any.
    ok_precision : float
        Which share of the answers that are ``ok`` was wanted to be right.
    promises : tuple of Promise
        What the labels can promise: first the highest precision that they certify, then lower ones,
        each with the share of the texts; empty where they certify none of 50 % or more.
    unlabelled : int
        Rows without a label, which were passed over.
    seen : Seen
        Statements that the model was trained on, and near-copies of such, which were left out.
    folder : Path or None
        Where the model was saved; None if it was not.
    caveats : tuple of str
        What these numbers cannot carry, in plain words.
    not_saved : str
        Why it was not saved; empty if it was.

    Examples
    --------
    >>> import stancekit
    >>> texts = [f"{verb} Moscow, {day}" for day in range(40) for verb in ("Call", "Shun")]
    >>> model = stancekit.StanceClassifier().fit(texts[:40], ["favor", "against"] * 20).model_
    >>> found = stancekit.recalibrate(model, list(zip(texts[40:], ["favor", "against"] * 20)))
    >>> found.promises[0].labels, found.folder
    (('against', 'favor'), None)
    """

    model: StanceModel
    evaluation: Evaluation
    before: dict[str, Measure]
    ok_precision: float
    promises: tuple[Promise, ...]
    unlabelled: int
    seen: Seen
    folder: Path | None
    caveats: tuple[str, ...]
    not_saved: str = ""

    @property
    def statements(self) -> int:
        """How many labels it took."""
        return self.evaluation.scheme.statements

    @property
    def measures(self) -> dict[str, Measure]:
        """The measures of the recalibrated model, by name."""
        return self.evaluation.measures

    @property
    def after(self) -> dict[str, Measure]:
        """What `before` holds, of the recalibrated model."""
        return figures_of(self.evaluation.measures, self.evaluation.answered)

    def __repr__(self) -> str:
        """Return one line with the headline."""
        where = "not saved" if self.folder is None else f"saved to {from_here(self.folder)}"
        return (
            f"<Recalibration: {counted(self.statements, 'label')}, macro-F1 "
            f"{self.measures['macro_f1']:.3f}, {where}>"
        )

    def blocks(self) -> Iterator[Block]:
        """Yield what the labels were, before and after, what `ok` means, and what to mind."""
        yield Lines([self._labels(), *self._passed_over()])
        yield self._before_and_after()
        yield Detail([self._chart()])
        yield Lines([self._promise()])
        if self.promises:
            yield self._promises()
        yield Caveats(self.caveats)
        if self.folder is not None:
            yield Lines([f"Saved to {from_here(self.folder)}."])
        elif self.not_saved:
            yield Lines([f"Not saved: {self.not_saved}."])

    def _labels(self) -> str:
        counts = self.evaluation.confusion.sum(axis=1)
        named = ", ".join(
            f"{count:,.0f} {label}"
            for label, count in zip(self.evaluation.labels, counts, strict=True)
        )
        return f"Recalibrated on {counted(self.statements, 'label')}: {named}."

    def _passed_over(self) -> Iterator[str]:
        """Say what took no part."""
        if self.unlabelled:
            yield f"Without a label, and left out: {counted(self.unlabelled, 'row')}."
        if self.seen.certain and (self.seen.count or self.seen.near):
            copies = counted(self.seen.near, "near-copy")
            near = f", and {copies} of such" if self.seen.near else ""
            yield (
                f"The model was trained on {counted(self.seen.count, 'statement')}{near}; they "
                "were left out."
            )

    def _before_and_after(self) -> Grid:
        before, after = self.before, self.after
        rows: list[list[Cell]] = [
            [title, *_cells(before, name), *_cells(after, name)]
            for name, title in _TITLES.items()
            if name in before or name in after
        ]
        scheme = self.evaluation.scheme
        how = (
            "Recalibrated: each label is judged by the model calibrated on others. "
            f"{scheme.sentence()} The 95 % intervals are {self.evaluation.covers}"
        )
        return Grid(["", "before", "95 % interval", "recalibrated", "95 % interval"], rows, [how])

    def _chart(self) -> Intervals:
        """Draw the shares and scores before and after; the log loss has another scale."""
        rows = [
            (f"{title}, {when}", found[name])
            for name, title in _TITLES.items()
            for when, found in (("before", self.before), ("recalibrated", self.after))
            if name in found and name != "log_loss"
        ]
        return Intervals("Before and after", rows, "share or score, from 0 to 1")

    def _promise(self) -> str:
        """Say what `ok` means for texts like those labelled."""
        wanted = f"{100 * self.ok_precision:g} %"
        if not self.model.never_ok:
            return (
                f"`ok` means here: of the answers with each label that are `ok`, at least {wanted} "
                "are right."
            )
        said = (
            f"{counted(self.statements, 'label')} cannot certify of any answers that at least "
            f"{wanted} are right, so none is `ok`."
        )
        if not self.promises:
            return f"{said} Nor can they certify half; more labels may."
        highest = self.promises[0]
        return (
            f"{said} The highest precision that they certify is {100 * highest.precision:.0f} %, "
            f"for {100 * highest.share.value:.0f} % of the texts: ok_precision="
            f"{highest.precision:g} (--ok-precision {highest.precision:g}) takes that."
        )

    def _promises(self) -> Grid:
        head = ["right, at least", "texts that are ok", "95 % interval", "answers"]
        rows: list[list[Cell]] = [
            [
                f"{100 * promise.precision:.0f} %",
                promise.share.value,
                promise.share,
                ", ".join(map(str, promise.labels)),
            ]
            for promise in self.promises
        ]
        return Grid(head, rows)

    def _facts(self) -> dict[str, Any]:
        return {
            **self._named("statements", "measures", "before", "after", "ok_precision", "promises"),
            **self._named("unlabelled", "seen", "folder", "not_saved"),
            **self._named("evaluation", "caveats"),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each measure: ``measure``, ``when``, ``value``, ``low``, ``high``.

        ``when`` is ``before`` or ``after``.
        """
        return as_frame(
            ("measure", "when", "value", "low", "high"),
            [
                (name, when, found[name].value, found[name].low, found[name].high)
                for when, found in (("before", self.before), ("after", self.after))
                for name in _TITLES
                if name in found
            ],
        )


def figures_of(measures: Mapping[str, Measure], answered: Answered) -> dict[str, Measure]:
    """Return the figures that are shown before and after, as far as there are any."""
    of_all = answered.by_label[0]
    ok = {"ok": of_all.share, "ok_right": of_all.precision}
    found = {name: measures.get(name) for name in _TITLES} | ok
    return {name: measure for name, measure in found.items() if measure is not None}


def _cells(found: Mapping[str, Measure], name: str) -> tuple[Cell, Cell]:
    return (found[name].value, found[name]) if name in found else (None, None)
