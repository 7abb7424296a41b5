"""What labels can promise of a model: which share of its surest answers is right, at least."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from stancekit.blocks import Measure
from stancekit.labels import Label
from stancekit.measure.clusters import share_of
from stancekit.measure.metrics import FloatArray, IntArray
from stancekit.model.calibration import softmax
from stancekit.model.judging import judge
from stancekit.model.model import StanceModel
from stancekit.model.status import NEVER, ok_thresholds, status_of
from stancekit.recalibration.sample import Sample

__all__ = ["Promise", "promises_of"]

_SHOWN = (95, 90, 85, 80, 75, 70, 65, 60, 55, 50)
_LEAST = 50


@dataclass(frozen=True)
class Promise:
    """How many answers are ``ok`` if so many of them are to be right.

    Attributes
    ----------
    precision : float
        The share that is right, at least, of the answers with each label.
    share : Measure
        The share of all texts whose answers are ``ok`` then.
    labels : tuple of str or int
        The labels of these answers; those with any other label are never ``ok``.

    Examples
    --------
    >>> Promise(0.8, Measure(0.31, 0.22, 0.41), ("favor",)).precision
    0.8
    """

    precision: float
    share: Measure
    labels: tuple[Label, ...]


def promises_of(sample: Sample, model: StanceModel) -> tuple[Promise, ...]:
    """Return what labels promise of a model that was calibrated on them.

    The first one has the highest precision of all, in whole per cent; the others follow in steps.
    """
    tried = _Tried(sample, model)
    highest = next(filter(None, map(tried.promise, range(99, _LEAST - 1, -1))), None)
    if highest is None:
        return ()
    lower = (tried.promise(cents) for cents in _SHOWN if cents < round(100 * highest.precision))
    return (highest, *filter(None, lower))


@dataclass(frozen=True, eq=False)
class _Tried:
    """A model that was calibrated on labels, to be tried with other thresholds."""

    sample: Sample
    model: StanceModel

    def promise(self, cents: int) -> Promise | None:
        """Return what there is for a precision of so many per cent, None if no answer is ok."""
        precision, probabilities = cents / 100, self._probabilities
        thresholds = np.full(probabilities.shape, NEVER)
        for rows, index in self._parts:
            cells, truth = np.ix_(rows, index), self.sample.material.truth[rows]
            thresholds[cells] = ok_thresholds(
                probabilities[cells],
                np.searchsorted(index, truth),
                self.sample.material.groups[rows],
                precision,
            )
        if (thresholds == NEVER).all():
            return None
        ok = status_of(probabilities, self._known, thresholds) == "ok"
        share = share_of(1.0 * ok, np.ones(len(ok)), self.sample.material.groups)
        given = {self.model.labels[code] for code in np.unique(probabilities[ok].argmax(axis=1))}
        return Promise(precision, share, tuple(sorted(given, key=str))) if share and given else None

    @cached_property
    def _parts(self) -> list[tuple[IntArray, IntArray]]:
        """The rows of each part of the model, and the labels that it knows."""
        every = np.arange(len(self.sample.scores))
        parts = self.sample.by_target(every)
        return [(rows, np.array(self.model.parts[name].label_index)) for name, rows in parts]

    @cached_property
    def _probabilities(self) -> FloatArray:
        """The probabilities by which thresholds are set: of texts without evidence, too."""
        found = np.zeros_like(self.sample.scores)
        for (name, rows), (_, index) in zip(
            self.sample.by_target(np.arange(len(found))), self._parts, strict=True
        ):
            now, before = self.model.parts[name], self.sample.model.parts[name]
            scores = self.sample.scores[np.ix_(rows, index)] + now.intercept - before.intercept
            found[np.ix_(rows, index)] = softmax(scores / now.calibration.temperature)
        return found

    @cached_property
    def _known(self) -> FloatArray:
        return judge(self.model, self.sample.material.inputs)[1]
