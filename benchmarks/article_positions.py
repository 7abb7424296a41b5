"""Positions of the actors of the bundled article, by a model that has seen it and one that has not.

    python benchmarks/article_positions.py

The shipped settings are trained without the article, whose map is then compared with its labels:
of whom the article names, how many get the label that most of their sentences have.
"""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import click
import pandas as pd

import stancekit
from stancekit.results import StanceMap

NAME = "dialogue-with-moscow"
TRAIN = Path(__file__).parents[1] / "scripts" / "train.py"


def article_text(rows: pd.DataFrame) -> str:
    """Return the article as it was read, one paragraph on each line."""
    return "\n".join(rows.groupby(rows["line"].astype(int))["text"].agg(" ".join))


def true_positions(rows: pd.DataFrame) -> dict[str, set[str]]:
    """Return the commonest labels of each person whom the article names."""
    counts: dict[str, Counter[str]] = {}
    taken = rows[(rows["label"] != "none") & (rows["country"] != "")]
    for speakers, countries, label in taken[["speaker", "country", "label"]].to_numpy():
        for speaker in speakers.split("; "):
            if speaker not in countries and speaker[0].isupper():
                counts.setdefault(speaker, Counter())[label] += 1
    return {
        speaker: {label for label, n in of.items() if n == max(of.values())}
        for speaker, of in counts.items()
    }


def trained_without_the_article() -> stancekit.StanceModel:
    """Return a model of the shipped settings that never saw the article."""
    data = stancekit.load_dataset(NAME)
    rest = data[data["source"] != "article"].reset_index(drop=True)
    classifier: Any = runpy.run_path(str(TRAIN))["train"](rest)
    return classifier.model_  # type: ignore[no-any-return]


def compared(found: StanceMap, truth: dict[str, set[str]]) -> dict[str, tuple[str, bool]]:
    """Return for each actor the label of the map, and whether it is right."""
    labels = {of.speaker.split()[-1]: str(of.label) for of in found.positions}
    last = {speaker: labels.get(speaker.split()[-1], "missing") for speaker in truth}
    return {speaker: (label, label in truth[speaker]) for speaker, label in last.items()}


@click.command()
def main() -> None:
    """Print both maps beside the labels."""
    rows = stancekit.load_dataset("article")
    truth, text = true_positions(rows), article_text(rows)
    models = {"shipped": stancekit.load_model(), "without": trained_without_the_article()}
    maps = {name: compared(stancekit.stance_map(text, of), truth) for name, of in models.items()}
    for speaker, labels in truth.items():
        said = "  ".join(f"{name}: {of[speaker][0]}" for name, of in maps.items())
        click.echo(f"{speaker}: {' or '.join(sorted(labels))}  {said}")
    for name, of in maps.items():
        click.echo(f"{name}: {sum(right for _, right in of.values())} of {len(truth)} right")


if __name__ == "__main__":
    main()
