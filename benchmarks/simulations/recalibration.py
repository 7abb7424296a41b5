"""Whether a model that was recalibrated on labels of a new source can be trusted there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import f1_score

from simulations.calibration import calibration_error
from simulations.corpora import LABELS, SHARES, Sample, World, joined
from simulations.results import Row, mean, pooled, share
from stancekit import StanceClassifier, StanceModel, recalibrate
from stancekit.results import Measure

__all__ = ["PROMISE", "WORLDS", "Shift", "simulate", "tasks"]

PROMISE = (
    "On a new source of which 30 labels or more are known, the mean log loss of the recalibrated "
    "model is no higher than before; from 50 labels on its calibration error is at most 0.01 "
    "higher. Of its answers that are `ok`, at least 83 % are right with `ok_precision=0.85`. Where "
    "the highest precision that the labels certify is taken, at least so many are right, and in at "
    "most 10 % of the runs more than 2 points less; where words have nothing to do with labels, a "
    "precision of 50 % or more is certified in at most 5 %. The 95 % intervals of accuracy and log "
    "loss cover the score of the recalibrated model in at least 90 % of the runs, and that of "
    "macro-F1 where each label has ten statements."
)
WORLDS = (
    "another world in each run. A model is trained on ten sources of 100 statements, four labels; "
    "the labels and 3,000 fresh statements are of another source. *Like these*: one as they are; "
    "*other shares*: its label shares are far from theirs; *far*: so is what its words tell; "
    "*noise*: its words have nothing to do with its labels. What was ok before is what the model "
    "promised by itself."
)
FRESH = 3000
ENOUGH = 10
SEED = 70_000


@dataclass(frozen=True)
class Shift:
    """How far a new source is from those that a model was trained on."""

    name: str
    words: float
    concentration: float
    is_noise: bool = False

    def source(self, world: World, generator: np.random.Generator, n: int) -> Sample:
        """Draw statements of the source."""
        source = world.source(999, shift=self.words, concentration=self.concentration)
        drawn = world.of_source(generator, source, n)
        if not self.is_noise:
            return drawn
        return Sample(drawn.texts, generator.choice(4, size=n, p=SHARES))


SHIFTS = (
    Shift("like these", 1.2, 8.0),
    Shift("other shares", 1.2, 1.5),
    Shift("far", 2.5, 2.0),
    Shift("noise", 1.2, 8.0, is_noise=True),
)


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return one task for each kind of source."""
    runs, sizes = (100, (30, 50, 100, 200, 300, 500)) if full else (10, (30, 50, 100, 300))
    return [partial(simulate, shift, sizes, runs) for shift in SHIFTS]


def simulate(shift: Shift, sizes: tuple[int, ...], runs: int) -> list[Row]:
    """Train, recalibrate on a new source, and score fresh statements of it."""
    found: dict[int, list[dict[str, float]]] = defaultdict(list)
    for run in range(runs):
        world = World(SEED + run, signal=0.7)
        generator = np.random.default_rng([SEED, run])
        trained = joined(world.of_source(generator, world.source(s), 100) for s in range(10))
        model = StanceClassifier().fit(trained.texts, trained.labels, groups=trained.sources).model_
        fresh = shift.source(world, generator, FRESH)
        before = _Scores.of(model, fresh)
        for n in sizes:
            labelled = shift.source(world, generator, 3 * n).frame().head(n)  # some texts repeat
            found[n].append(_once(model, before, labelled, fresh, run))
    return [row for n in sizes for row in _rows(n, shift, found[n])]


@dataclass(frozen=True)
class _Scores:
    """What a model makes of fresh statements."""

    macro_f1: float
    accuracy: float
    log_loss: float
    calibration_error: float
    ok: int
    right: int

    @classmethod
    def of(cls, model: StanceModel, fresh: Sample) -> _Scores:
        scored = model.score(fresh.texts)
        probabilities = scored[[f"p_{label}" for label in LABELS[:4]]].to_numpy()
        given, ok = probabilities.argmax(axis=1), (scored["status"] == "ok").to_numpy()
        own = probabilities[np.arange(FRESH), fresh.codes]
        return cls(
            float(f1_score(fresh.codes, given, labels=range(4), average="macro", zero_division=0)),
            float((given == fresh.codes).mean()),
            float(-np.log(np.maximum(own, 1e-12)).mean()),
            calibration_error(probabilities, fresh.codes),
            int(ok.sum()),
            int((given == fresh.codes)[ok].sum()),
        )


def _once(
    model: StanceModel, before: _Scores, labelled: pd.DataFrame, fresh: Sample, run: int
) -> dict[str, float]:
    """Recalibrate once, at the usual precision and at the highest that is certified."""
    found = recalibrate(model, labelled, ok_precision=0.85, random_state=run)
    after = _Scores.of(found.model, fresh)
    figures = {
        "rarest label": min((labelled["label"] == label).sum() for label in LABELS[:4]),
        "log loss": after.log_loss - before.log_loss,
        "error before": before.calibration_error,
        "error": after.calibration_error,
        "accuracy": after.accuracy - before.accuracy,
        "ok before": before.ok,
        "right before": before.right,
        "ok": after.ok,
        "right": after.right,
    }
    for name in ("macro_f1", "accuracy", "log_loss"):
        figures[f"covers {name}"] = _covers(found.after[name], getattr(after, name))
    if found.promises:
        highest = found.promises[0].precision
        taken = _Scores.of(recalibrate(model, labelled, ok_precision=highest).model, fresh)
        figures |= {"highest": highest, "highest ok": taken.ok, "highest right": taken.right}
        figures["gap"] = taken.right / taken.ok - highest if taken.ok else np.nan
    return figures


def _covers(claimed: Measure, true: float) -> float:
    return float(claimed.low <= true <= claimed.high)


def _rows(n: int, shift: Shift, runs: list[dict[str, float]]) -> Iterator[Row]:
    world = f"{n} labels, {shift.name}"

    def every(name: str) -> npt.NDArray[np.float64]:
        return np.array([run.get(name, np.nan) for run in runs])

    errors = every("error") - every("error before")
    yield mean(world, "calibration error before", every("error before"))
    yield mean(world, "calibration error after", every("error"))
    claim = {"at_most": 0.01} if n >= 50 else {}
    yield mean(world, "difference", errors, **claim)
    yield mean(world, "difference in log loss", every("log loss"), at_most=0.0)
    yield mean(world, "difference in accuracy", every("accuracy"))
    for when, least in ((" before", {}), ("", {"at_least": 0.83})):
        ok, right = every(f"ok{when}"), every(f"right{when}")
        yield mean(world, f"answers that are ok{when}", ok / FRESH)
        if ok.any():
            remark = f"none is ok in {(ok == 0).sum()} of {len(ok)} runs"
            yield pooled(world, f"of these right{when}", right, ok, remark=remark, **least)
    given = ~np.isnan(every("gap"))
    if shift.is_noise:
        yield share(world, "some precision is certified", given, at_most=0.05)
    elif given.any():
        taken = every("highest ok")[given]
        remark = f"in {given.sum()} runs; ok: {100 * taken.mean() / FRESH:.0f} % of the answers"
        yield mean(world, "highest precision certified", every("highest"), remark=remark)
        yield mean(world, "right beyond that", every("gap"), at_least=0.0)
        yield share(world, "2 points below it", every("gap")[given] < -0.02, at_most=0.1)
    for name in ("accuracy", "log_loss"):
        yield share(world, f"coverage, {name}", every(f"covers {name}"), at_least=0.9)
    covered, is_rare = every("covers macro_f1"), every("rarest label") < ENOUGH
    if not is_rare.all():
        yield share(world, "coverage, macro-F1", covered[~is_rare], at_least=0.9)
    if is_rare.any():
        yield share(world, "coverage, macro-F1, a label rarer than ten", covered[is_rare])
