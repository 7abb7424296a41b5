"""Near-copies: retweets, other links, case, marks, texts cut short, a word changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd

import stancekit
from simulations.corpora import Sample, World
from simulations.results import Row, mean

PROMISE = (
    "Near-copies of a text stay on one side of every split. So coin flips score chance however "
    "often each text is repeated, a score on copied statements is what new statements will get, "
    "and probabilities on new noise are no surer than without the copies."
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
    """Return the gap between scores of copies and of new texts, and how sure models are of these.

    That is of the model of the copies, and of a model of the texts without copies; and the
    share of the copies that is known.
    """
    generator = np.random.default_rng([seed, n, 5])
    sample, new = world.statements(generator, n), world.statements(generator, NEW)
    frame = copied(sample, form, generator)
    plain = stancekit.StanceClassifier(calibrate=False)
    options = {"repeats": 1, "bootstrap": 1, "permutations": 1, "random_state": seed}
    found = stancekit.evaluate(plain, frame[["text", "label"]], **options)
    models = [
        stancekit.StanceClassifier().fit(texts, labels)
        for texts, labels in ((frame["text"], frame["label"]), (sample.texts, sample.labels))
    ]
    sure = [float(model.predict_proba(new.texts).max(axis=1).mean()) for model in models]
    gap = found.measures["accuracy"].value - models[0].score(new.texts, new.labels)
    different = len(set(frame["text"])) - n
    return (
        gap,
        sure[0] - models[0].score(new.texts, new.labels),
        sure[0] - sure[1],
        (found.scheme.near_copies / different),
    )


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


def _rows(name: str, world: World, n: int, form: Form, runs: int) -> Sequence[Row]:
    found = np.array([run(world, n, form, seed) for seed in range(runs)])
    where = f"{n} texts: {name}"
    return [
        mean(where, "accuracy of evaluate minus that on new texts", found[:, 0], at_most=0.01),
        mean(where, "mean top probability minus accuracy on new texts", found[:, 1], at_most=0.05),
        mean(where, "top probability minus that without copies", found[:, 2], at_most=0.01),
        mean(where, "share of near-copies that is known", found[:, 3], at_least=0.95),
    ]
