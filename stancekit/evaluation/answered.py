"""Which held-out answers can be used: those with the status `ok`, and the surest ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stancekit.blocks import Block, Cell, Column, Grid, Lines, Measure
from stancekit.labels import Label
from stancekit.measure.clusters import share_of
from stancekit.measure.held_out import HeldOut
from stancekit.measure.metrics import FloatArray, IntArray

__all__ = ["Answered", "OkAnswers", "answered"]

Booleans = npt.NDArray[np.bool_]

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

    Examples
    --------
    >>> Answered((), {0.1: Measure(0.95, 0.88, 0.98), 1.0: Measure(0.7, 0.66, 0.74)}).curve[0.1]
    Measure(value=0.95, low=0.88, high=0.98)
    """

    by_label: tuple[OkAnswers, ...]
    curve: dict[float, Measure]

    def blocks(self) -> Iterator[Block]:
        """Yield the table of `ok` answers and the curve, as far as there are any."""
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
            names = (Column(f"{100 * share:.0f} %", ".2f") for share in self.curve)
            right = [found.value for found in self.curve.values()]
            yield Grid(["surest answers:", *names], [["right", *right]])


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
    if ok is None:
        return Answered((), curve)
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
    return Answered(by_label, curve)


def _share(values: Booleans, among: Booleans, groups: IntArray) -> Measure | None:
    """Return the mean over the repeats of a share among some answers, each true or false."""
    times: FloatArray = among.sum(axis=0).astype(np.float64)
    true = (values & among).sum(axis=0)
    share = np.divide(true, times, out=np.zeros_like(times), where=times > 0)
    return share_of(share, times, groups)


def _cells(found: Measure | None) -> tuple[Cell, Cell]:
    return (None, None) if found is None else (found.value, found)
