"""Whether `prevalence` is right where the labels that it rests on were for training, too."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

import stancekit
from simulations.corpora import World
from simulations.results import Row, mean, pooled
from stancekit.analysis.result import Prevalence
from stancekit.model.lineage import TrainingData
from stancekit.model.model import StanceModel
from stancekit.training.origin import recorded

PROMISE = (
    "After rounds of `suggest`, labels and training, the 95 % intervals of `prevalence` cover the "
    "true shares of the pool in at least 93 % of all cases: by all labels, on which the model was "
    "trained, by a sample that was drawn anew with `random_share=1`, and by both together; whether "
    "the training statements can be read or not."
)
WORLDS = (
    "a pool of statements that have nothing in common, four labels; a first 60 drawn at random, "
    "then three rounds of 60, a quarter of them at random, then 100 drawn anew. "
    "Rows are pooled over the labels."
)
POOL, FIRST, ROUND, ROUNDS, LAST = 1200, 60, 60, 3, 100
SEED = 140_000


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return one task for models that say, and that do not say, on what they were trained."""
    return [partial(simulate, readable, 150 if full else 12) for readable in (True, False)]


def simulate(readable: bool, runs: int, seed: int = SEED) -> list[Row]:
    """Go through all rounds again and again."""
    found = [run(World(seed + number, signal=0.6), readable, number) for number in range(runs)]
    where = "training statements are known" if readable else "training statements are not known"
    rows = []
    for what in found[0]:
        hits, widths, biases = zip(*(each[what] for each in found), strict=True)
        remark = f"bias of the first label {np.mean(biases):+.3f}"
        counts = [len(each) for each in hits]
        rows.append(
            pooled(where, f"coverage by {what}", [sum(each) for each in hits], counts,
                   at_least=0.93, remark=remark)
        )  # fmt: skip
        rows.append(mean(where, f"width by {what}", widths))
    return rows


def run(world: World, readable: bool, number: int) -> dict[str, tuple[list[bool], float, float]]:
    """Return which intervals covered, their mean width, and how far off the first share was."""
    truth, labelled, model = labelled_in_rounds(world, readable, number)
    pool = truth.drop(columns="label")
    anew = stancekit.suggest(model, pool, LAST, random_share=1, labelled=labelled)
    drawn = filled(anew, truth)
    samples = {
        "all labels": labelled,
        "a new sample": drawn,
        "both": pd.concat([labelled, drawn], ignore_index=True),
    }
    shares = truth["label"].value_counts(normalize=True)
    return {
        what: _judged(stancekit.prevalence(model, pool, sample), shares)
        for what, sample in samples.items()
    }


def labelled_in_rounds(
    world: World, readable: bool, number: int
) -> tuple[pd.DataFrame, pd.DataFrame, StanceModel]:
    """Return a pool with its labels, those that were asked for, and the model of all of these."""
    truth = world.statements(np.random.default_rng([world.seed, number]), POOL).frame()
    truth.insert(0, "id", [f"s{row}" for row in range(len(truth))])
    pool = truth.drop(columns="label")
    first = stancekit.suggest(None, pool, FIRST, random_state=number)
    labelled = filled(first, truth)
    for _ in range(ROUNDS):
        model = trained(labelled, readable)
        more = stancekit.suggest(model, pool, ROUND, random_share=0.25, labelled=labelled)
        labelled = pd.concat([labelled, filled(more, truth)], ignore_index=True)
    return truth, labelled, trained(labelled, readable)


def filled(found: stancekit.results.Suggestions, truth: pd.DataFrame) -> pd.DataFrame:
    """Return suggested statements with their labels."""
    table: pd.DataFrame = found.to_label()
    table["label"] = table["id"].map(truth.set_index("id")["label"])
    return table


def trained(labelled: pd.DataFrame, readable: bool) -> StanceModel:
    """Train a model that says where its training statements are, or does not."""
    frame = stancekit.read_labelled(labelled[["id", "text", "label", "drawn"]])
    model = stancekit.StanceClassifier(calibrate=False).fit(frame["text"], frame["label"]).model_
    if not readable:
        return model
    return recorded(model, TrainingData(()), None, frame, embed=True)


def _judged(found: Prevalence, shares: pd.Series) -> tuple[list[bool], float, float]:
    hits = [of.share.low <= shares.get(of.label, 0) <= of.share.high for of in found.shares]
    widths = [of.share.high - of.share.low for of in found.shares]
    first = found.shares[0]
    return hits, float(np.mean(widths)), float(first.share.value - shares.get(first.label, 0))
