"""Near-copies: retweets, other links, case, marks, texts cut short, a word changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

import stancekit
from simulations.corpora import Sample, World
from simulations.results import Row, mean

PROMISE = (
    "Near-copies of a text stay on one side of every split. So coin flips score chance however "
    "often each text is repeated, and neither a score nor a probability is higher than without "
    "the copies."
)
WORLDS = "100 or 300 texts, each five times, in forms that the row names; 2 or 4 labels."
RUNS = {False: 6, True: 150}
COPIES = 5
NEW = 1000

Form = Callable[[str, np.random.Generator], str]


def posted(text: str, generator: np.random.Generator) -> str:
    """Repeat a text as posts do: behind a name, before a link, louder."""
    number = generator.integers(10_000)
    forms = [
        f"RT @user{number}: {text}",
        f"{text} https://t.co/{number:x}",
        f"@one{number} @other {text}!",
        f"  {text.upper()}...",
        f"RT @user{number}: {text.capitalize()} www.example.org/{number}",
    ]
    return str(generator.choice(forms))


def edited(text: str, generator: np.random.Generator) -> str:
    """Leave a word out, put one in, or change one."""
    words, at, change = text.split(), int(generator.integers(1, 14)), int(generator.integers(3))
    return " ".join([*words[:at], *["new"] * (change > 0), *words[at + (change != 1) :]])


def cut_short(text: str, generator: np.random.Generator) -> str:
    """Cut a text in the last third, in the middle of a word."""
    end = int(len(text) * generator.uniform(0.67, 0.95))
    return f"RT @user{generator.integers(10_000)}: {text[:end]}\u2026"


def copied(sample: Sample, form: Form, generator: np.random.Generator) -> pd.DataFrame:
    """Return the statements, each with copies in some form, and which text each row has."""
    texts = [*sample.texts] + [
        form(text, generator) for _ in range(COPIES - 1) for text in sample.texts
    ]
    frame = pd.DataFrame({"text": texts, "label": sample.labels * COPIES})
    return frame.assign(text_number=np.arange(len(frame)) % len(sample))


def run(world: World, n: int, form: Form, seed: int) -> tuple[float, ...]:
    """Return how much copies flatter, and the share of them that is known.

    That is accuracy minus that where `evaluate` is told which rows are copies, and minus that of
    the texts without copies; the mean top probability of new texts minus the accuracy on them,
    and minus that of a model of the texts without copies.
    """
    generator = np.random.default_rng([seed, n, 6])
    sample, new = world.statements(generator, n), world.statements(generator, NEW)
    frame = copied(sample, form, generator)
    plain = stancekit.StanceClassifier(calibrate=False)
    evaluate = partial(stancekit.evaluate, plain, repeats=1, bootstrap=1, permutations=1)
    found = evaluate(frame[["text", "label"]])
    told, once = evaluate(frame, groups="text_number"), evaluate(sample.frame())
    models = [
        stancekit.StanceClassifier().fit(texts, labels)
        for texts, labels in ((frame["text"], frame["label"]), (sample.texts, sample.labels))
    ]
    sure = [float(model.predict_proba(new.texts).max(axis=1).mean()) for model in models]
    right = [each.measures["accuracy"].value for each in (found, told, once)]
    known = found.scheme.near_copies / (frame["text"].nunique() - n)
    accuracy = models[0].score(new.texts, new.labels)
    return right[0] - right[1], right[0] - right[2], sure[0] - accuracy, sure[0] - sure[1], known


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return what to simulate."""
    flips, labels = (0.5, 0.5), World().shares
    long = (16, 23)
    worlds: list[tuple[str, World, int, Form]] = [
        ("coin flips, posts", World(71, signal=0, shares=flips), 100, posted),
        ("coin flips, posts", World(72, signal=0, shares=flips, vocabulary=60), 300, posted),
        ("coin flips, a word edited", World(73, signal=0, shares=flips, words=long), 100, edited),
        ("coin flips, cut short", World(74, signal=0, shares=flips, words=long), 100, cut_short),
        ("four labels, posts", World(75, signal=0.8, shares=labels), 300, posted),
        ("four labels, a word edited", World(76, shares=labels, words=long), 300, edited),
    ]
    return [partial(_rows, *world, RUNS[full]) for world in worlds]


def _rows(name: str, world: World, n: int, form: Form, runs: int) -> list[Row]:
    found = np.array([run(world, n, form, seed) for seed in range(runs)])
    where = f"{n} texts: {name}"
    return [
        mean(where, "accuracy minus that with copies told", found[:, 0], at_most=0.005),
        mean(where, "accuracy minus that without copies", found[:, 1], at_most=0.01),
        mean(where, "mean top probability minus accuracy on new texts", found[:, 2], at_most=0.05),
        mean(where, "top probability minus that without copies", found[:, 3], at_most=0.01),
        mean(where, "share of near-copies that is known", found[:, 4], at_least=0.95),
    ]
