"""Whether the 95 % intervals of `evaluate` cover the true scores of the model that will be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from simulations.corpora import Sample, World, joined
from simulations.results import Row, mean, pooled, share
from stancekit import StanceClassifier, evaluate
from stancekit.blocks import Measure
from stancekit.evaluation.result import Evaluation
from stancekit.labels import Label
from stancekit.measure.held_out import HeldOut
from stancekit.measure.metrics import MeasureKey

__all__ = ["PROMISE", "WORLDS", "Setting", "simulate", "simulate_new_sources", "tasks"]

PROMISE = (
    "A 95 % interval of `evaluate` covers the true score of the model trained on all statements in "
    "at least 93 % of all cases from 200 statements or 15 documents up (90 % for 60 statements), "
    "and in no more than 97 %; where sources are left out, the interval for a new one covers the "
    "score on a source that was not there. The calibration error is estimated without bias."
)
WORLDS = (
    "`StanceClassifier`, calibrated or not, on statements that have nothing in common, on "
    "documents and on sources. F1 is pooled over labels with at least 30 statements. The truth is "
    "the score on 4,000 fresh statements, or on 400 of each of eight sources that were not there."
)
NAMES = ("macro_f1", "accuracy", "brier", "log_loss", "calibration_error")
FRESH = 4000
ENOUGH = 30

Draw = Callable[[np.random.Generator], Sample]


@dataclass(frozen=True)
class Setting:
    """A world, how to draw from it, and what is trained.

    Attributes
    ----------
    name : str
    world : World
    statements : int
    per_document : int
        How many statements a document has; 1 for statements that have nothing in common.
    calibrate : bool
    least : float
        The coverage that is promised.
    """

    name: str
    world: World
    statements: int
    per_document: int = 1
    calibrate: bool = False
    least: float = 0.93

    def draw(self, generator: np.random.Generator, n: int) -> Sample:
        """Draw statements."""
        if self.per_document == 1:
            return self.world.statements(generator, n)
        return self.world.documents(generator, n // self.per_document, self.per_document)


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return one task for each world."""
    three, two = (0.5, 0.3, 0.2), (0.7, 0.3)
    settings = [
        Setting("60 statements", World(101, signal=0.6), 60, least=0.9),
        Setting("200 statements", World(102, signal=0.6), 200),
        Setting("200 statements, 2 labels, easy", World(103, signal=1.0, shares=two), 200),
        Setting("200 statements, calibrated", World(104, signal=0.6), 200, calibrate=True),
        Setting("1,000 statements", World(105, signal=0.5), 1000),
        Setting("15 documents of 10", World(106, signal=0.8, shares=three), 150, 10),
        Setting("40 documents of 5, calibrated", World(107, signal=0.6), 200, 5, calibrate=True),
    ]
    runs = 400 if full else 30
    return [
        *(partial(simulate, setting, runs) for setting in settings),
        partial(simulate_new_sources, World(111, signal=0.7), 5, 40, runs),
        partial(simulate_new_sources, World(112, signal=0.7), 10, 60, runs),
    ]


def simulate(setting: Setting, runs: int) -> list[Row]:
    """Evaluate, train on everything, and score that on fresh statements, again and again."""
    fresh = setting.draw(np.random.default_rng([setting.world.seed, 1]), FRESH)
    pairs: dict[str, list[tuple[Measure, float]]] = {name: [] for name in (*NAMES, "f1")}
    labels: list[list[bool]] = []
    for run in range(runs):
        generator = np.random.default_rng([setting.world.seed, 2, run])
        frame = setting.draw(generator, setting.statements).frame()
        if frame["label"].value_counts().min() < 2:
            continue
        classifier = StanceClassifier(calibrate=setting.calibrate)
        groups = "document" if "document" in frame else None
        found = evaluate(classifier, frame, groups=groups, repeats=2, bootstrap=400, permutations=1)
        given = {} if groups is None else {"groups": frame[groups]}
        truth = _truth(classifier.fit(frame["text"], frame["label"], **given), fresh)
        for name in NAMES:
            pairs[name].append((found.measures[name], truth[name, None]))
        several = list(_labels(found, truth))
        pairs["f1"] += several
        labels.append([_covers(*pair) for pair in several])
    return [*_rows(setting, pairs, labels)]


def _labels(found: Evaluation, truth: dict[MeasureKey, float]) -> Iterator[tuple[Measure, float]]:
    for label, scores in found.per_label.items():
        if scores["support"].value >= ENOUGH:
            yield scores["f1"], truth["f1", label]


def _truth(model: StanceClassifier, sample: Sample) -> dict[MeasureKey, float]:
    labels: Sequence[Label] = sorted(set(sample.labels) | set(model.classes_.tolist()))
    place = {label: code for code, label in enumerate(labels)}
    probabilities = np.zeros((1, len(sample), len(labels)))
    known = [place[label] for label in model.classes_.tolist()]
    probabilities[0][:, known] = model.predict_proba(sample.texts)
    predicted = np.array([place[label] for label in model.predict(sample.texts).tolist()])
    truth = np.array([place[label] for label in sample.labels])
    return HeldOut(predicted[None], probabilities).values(truth, labels)


def _covers(found: Measure, truth: float) -> bool:
    return found.low <= truth <= found.high


def _rows(
    setting: Setting, pairs: dict[str, list[tuple[Measure, float]]], labels: list[list[bool]]
) -> Iterator[Row]:
    bounds = {"at_least": setting.least, "at_most": 0.97}
    for name, of in pairs.items():
        if not of:
            continue
        width = np.mean([found.high - found.low for found, _ in of])
        ahead = np.mean([found.value - truth for found, truth in of])
        remark = f"width {width:.3f}, bias {ahead:+.3f}"
        what = f"coverage of {name}"
        if name == "f1":
            hits = [sum(each) for each in labels]
            yield pooled(setting.name, what, hits, list(map(len, labels)), remark=remark, **bounds)
        else:
            own = bounds if name != "calibration_error" else {"at_least": setting.least}
            yield share(setting.name, what, [_covers(*pair) for pair in of], remark=remark, **own)


def simulate_new_sources(world: World, sources: int, statements: int, runs: int) -> list[Row]:
    """Leave each source out, and score a model of all on sources that were not there."""
    hits: dict[str, list[float]] = {"macro_f1": [], "accuracy": []}
    widths: dict[str, list[float]] = {"macro_f1": [], "accuracy": []}
    for run in range(runs):
        generator = np.random.default_rng([world.seed, 4, run])
        every = [world.source(100 * run + number) for number in range(sources + 8)]
        drawn, new = every[:sources], every[sources:]
        frame = joined(world.of_source(generator, each, statements) for each in drawn).frame()
        fresh = [world.of_source(generator, each, FRESH // 10) for each in new]
        classifier = StanceClassifier(calibrate=False)
        found = evaluate(classifier, frame, leave_out="source", bootstrap=50, permutations=1)
        model = classifier.fit(frame["text"], frame["label"])
        truths = [_truth(model, each) for each in fresh]
        for name, of in hits.items():
            interval = found.new_value[name]
            of.append(float(np.mean([_covers(interval, truth[name, None]) for truth in truths])))
            widths[name].append(interval.high - interval.low)
    where = f"{sources} sources of {statements}"
    return [
        mean(
            where,
            f"{name} of a new source",
            of,
            at_least=0.93,
            remark=f"width {np.mean(widths[name]):.3f}",
        )
        for name, of in hits.items()
    ]
