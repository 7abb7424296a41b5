"""Which held-out answers can be used: those with the status `ok`, and the surest ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stancekit.blocks import Block, Cell, Column, Curve, Grid, Heading, Lines, Measure
from stancekit.labels import Label
from stancekit.measure.clusters import share_of
from stancekit.measure.held_out import HeldOut
from stancekit.measure.metrics import CALIBRATION_BINS, FloatArray, IntArray, calibration_gaps

__all__ = ["Answered", "Claimed", "OkAnswers", "answered"]

Booleans = npt.NDArray[np.bool_]

_ABOUT = (
    "What ok promises for each label; how right the surest answers are; and whether answers with "
    "a probability of 0.7 are right in 70 of 100 cases."
)
_RIGHT = "share that is right"
_SHARES = tuple(tenth / 10 for tenth in range(1, 11))


@dataclass(frozen=True)
class OkAnswers:
    """Answers with one label that have the status ``ok``.

    Attributes
    ----------
    label : str, int or None
        The label that was given; None for answers with any label.
    answers : float
        How many statements got it, ``ok`` or not; the mean over the repeats.
    share : Measure or None
        Which share of these is ``ok``; None if no statement got the label.
    precision : Measure or None
        Which share of the ``ok`` ones is right; None if none is ``ok``.

    Examples
    --------
    >>> OkAnswers("favor", 240.0, Measure(0.5, 0.44, 0.56), Measure(0.9, 0.83, 0.95)).label
    'favor'
    """

    label: Label | None
    answers: float
    share: Measure | None
    precision: Measure | None

    def found(self) -> tuple[float | None, float | None]:
        """Return share and precision without their intervals."""
        return (
            None if self.share is None else self.share.value,
            None if self.precision is None else self.precision.value,
        )


@dataclass(frozen=True)
class Claimed:
    """Answers with about the same probability, and how many of them are right.

    Attributes
    ----------
    probability : float
        That of the predicted label, on average.
    right : Measure
        Which share of these labels is right.
    answers : float
        How many there are; the mean over the repeats.

    Examples
    --------
    >>> Claimed(0.75, Measure(0.7, 0.62, 0.77), 130.0).right.value
    0.7
    """

    probability: float
    right: Measure
    answers: float


@dataclass(frozen=True)
class Answered:
    """How far held-out answers can be relied on.

    The intervals are exact ones for as many statements as are worth these independent ones, given
    how alike those of one group are.

    Attributes
    ----------
    by_label : tuple of OkAnswers
        Answers with any label, then those with each label; empty for classifiers that give no
        status.
    curve : dict of float to Measure
        The risk-coverage curve: which share is right among the surest tenth of the answers, the
        surest two tenths, and so on to all of them; empty without probabilities.
    reliability : tuple of Claimed
        The reliability diagram: answers by the probability of their label, in ten bins of equal
        width, those that are empty left out; empty without probabilities.

    Examples
    --------
    >>> Answered((), {0.1: Measure(0.95, 0.88, 0.98), 1.0: Measure(0.7, 0.66, 0.74)}).curve[0.1]
    Measure(value=0.95, low=0.88, high=0.98)
    """

    by_label: tuple[OkAnswers, ...]
    curve: dict[float, Measure]
    reliability: tuple[Claimed, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """Yield the table of `ok` answers and the curves, as far as there are any."""
        yield Heading("How far its answers can be trusted", _ABOUT)
        if any(found.precision for found in self.by_label):
            head = ["answers that are ok", "share", "95 % interval", "right", "95 % interval", "of"]
            rows: list[Sequence[Cell]] = [
                [
                    "with any label" if found.label is None else str(found.label),
                    *_cells(found.share),
                    *_cells(found.precision),
                    round(found.answers),
                ]
                for found in self.by_label
            ]
            yield Grid(head, rows)
        elif self.by_label:
            yield Lines(
                ["No answer was ok: too few held-out ones, or too few right, to promise others."]
            )
        if self.curve:
            yield self._risk_and_coverage()
        if self.reliability:
            yield self._reliability()

    def _risk_and_coverage(self) -> Curve:
        names = (Column(f"{100 * share:.0f} %", ".2f") for share in self.curve)
        right = [found.value for found in self.curve.values()]
        grid = Grid(["surest answers:", *names], [["right", *right]])
        answered, of_these = Column("share that is answered", ".0%"), Column(_RIGHT, ".2f")
        title = "Risk and coverage: the surest answers"
        return Curve(title, answered, of_these, list(self.curve.items()), grid)

    def _reliability(self) -> Curve:
        points = [(of.probability, of.right) for of in self.reliability]
        said, right = Column("probability of the label", ".2f"), Column(_RIGHT, ".2f")
        return Curve("Reliability: what probabilities are worth", said, right, points, ideal=True)


def answered(
    truth: IntArray, held_out: HeldOut, labels: Sequence[Label], groups: IntArray
) -> Answered:
    """Say which answers of held-out predictions are `ok`, and how sure the surest ones are."""
    right, ok = held_out.predicted == truth, held_out.ok
    curve: dict[float, Measure] = {}
    if held_out.probabilities is not None:
        surest = held_out.probabilities.max(axis=-1)
        ranks = (-surest).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
        for share in _SHARES:
            found = _share(right, ranks < max(1, round(share * len(truth))), groups)
            curve |= {share: found} if found else {}
    reliability = tuple(_reliability(truth, held_out, groups))
    if ok is None:
        return Answered((), curve, reliability)
    everything = np.ones_like(ok)
    given = [everything, *(held_out.predicted == code for code in range(len(labels)))]
    by_label = tuple(
        OkAnswers(
            label,
            float(of.sum() / len(of)),
            _share(ok, of, groups),
            _share(right, of & ok, groups),
        )
        for label, of in zip([None, *labels], given, strict=True)
    )
    return Answered(by_label, curve, reliability)


def _reliability(truth: IntArray, held_out: HeldOut, groups: IntArray) -> Iterator[Claimed]:
    """Yield the answers with about the same probability, the least sure first."""
    if held_out.probabilities is None:
        return
    found = [calibration_gaps(each, truth)[0] for each in held_out.probabilities]
    surest, bins = held_out.probabilities.max(axis=-1), np.stack(found)
    right = held_out.probabilities.argmax(axis=-1) == truth
    for number in range(CALIBRATION_BINS):
        among = bins == number
        share = _share(right, among, groups)
        if share is not None:
            yield Claimed(float(surest[among].mean()), share, float(among.sum() / len(among)))


def _share(values: Booleans, among: Booleans, groups: IntArray) -> Measure | None:
    """Return the mean over the repeats of a share among some answers, each true or false."""
    times: FloatArray = among.sum(axis=0).astype(np.float64)
    true = (values & among).sum(axis=0)
    share = np.divide(true, times, out=np.zeros_like(times), where=times > 0)
    return share_of(share, times, groups)


def _cells(found: Measure | None) -> tuple[Cell, Cell]:
    return (None, None) if found is None else (found.value, found)
