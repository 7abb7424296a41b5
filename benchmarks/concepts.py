"""What concepts beside words bring, and statements in the registers of real text.

    python benchmarks/concepts.py [--tweets FOLDER]

Words, words and characters, words and concepts are trained on the constructed statements that were
written first, or on all of them, and tested on sets and on the article, of which nothing was
trained on. FOLDER holds semeval2016a-train.csv, on whose folds the general part of the dictionary
is tried; see semeval2016.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array
from semeval2016 import LABELS, Candidate, cross_validate

from stancekit import StanceClassifier, load_dataset, read_labelled
from stancekit.blocks import Measure
from stancekit.data.splits import groups_of
from stancekit.evaluation.material import Material
from stancekit.measure.bootstrap import measured, resampled_sums
from stancekit.measure.metrics import macro_f1

Codes = npt.NDArray[np.intp]

DICTIONARY = "dialogue-with-moscow"
SETTINGS: dict[str, Any] = {"min_df": 2, "C": 5.0, "calibrate": False}
FEATURES: dict[str, dict[str, Any]] = {
    "words": {},
    "words, characters": {"features": "word+char", "char_ngrams": (3, 5)},
    "words, concepts": {"dictionary": DICTIONARY},
}
FIRST = tuple(f"statements_{number}" for number in range(1, 14))
"""The sets that were written before those in the registers of real text."""
PLAIN = "statements_22"
"""Plain sentences, as newcomers type them."""
CHOSEN_ON = tuple(f"statements_{number}" for number in (14, 15, 17, 18, 19, 20, 21))
UNSEEN = ("statements_16", "article")
"""What no setting and no entry of the dictionary was chosen on."""
RESAMPLES = 1000
ON_TWEETS = {
    f"{features}{'' if dictionary is None else f', {dictionary} concepts'}": Candidate(
        1.0, True, features=features, dictionary=dictionary
    )
    for features in ("word", "word+char")
    for dictionary in (None, "general")
}


@dataclass(frozen=True, eq=False)
class Trial:
    """One kind of features, the sources it may be trained on, and the labels that it gave."""

    features: str
    trained_on: str
    predicted: dict[str, Codes]


def trials(
    data: pd.DataFrame,
    features: Mapping[str, Mapping[str, Any]],
    tested: Sequence[str],
    trained_on: Sequence[str] = ("first 13 sets", "all"),
) -> Iterator[Trial]:
    """Train and predict, for each kind of features and each choice of training statements."""
    material = Material.of(data, groups_of(data, ["pair_id", "document"]))
    sources = data["source"].to_numpy(str)
    for name, settings in features.items():
        classifier = StanceClassifier(**{**SETTINGS, **settings})
        for which in trained_on:
            allowed = None if which == "all" else np.isin(sources, FIRST)
            predicted = {
                source: _predicted(material, classifier, sources, source, allowed)
                for source in tested
            }
            yield Trial(name, which, predicted)
            click.echo(f"{name}, {which}: done", err=True)


def _predicted(
    material: Material,
    classifier: StanceClassifier,
    sources: npt.NDArray[np.str_],
    source: str,
    allowed: npt.NDArray[np.bool_] | None,
) -> Codes:
    """Label a source with a model that saw neither it nor what is tied to it."""
    rows = np.flatnonzero(sources == source)
    tied = np.isin(material.groups, material.groups[rows])
    train = np.flatnonzero(~tied if allowed is None else ~tied & allowed)
    return material.predict(material.fit(classifier, train), rows)


def score(data: pd.DataFrame, predicted: Mapping[str, Codes], sources: Sequence[str]) -> Measure:
    """Return the macro-F1 of some sources together, with an interval from resampled groups."""
    labels = np.unique(data["label"].to_numpy(str))
    rows = np.concatenate([np.flatnonzero(data["source"] == source) for source in sources])
    truth = np.searchsorted(labels, data["label"].to_numpy(str)[rows])
    cells = truth * len(labels) + np.concatenate([predicted[source] for source in sources])
    groups = np.unique(groups_of(data.iloc[rows], ["pair_id"]), return_inverse=True)[1]
    counts = csr_array(
        (np.ones(len(rows)), (groups, cells)), shape=(groups.max() + 1, len(labels) ** 2)
    )
    resampled = macro_f1(resampled_sums(counts, RESAMPLES, 0).reshape(-1, len(labels), len(labels)))
    whole = macro_f1(counts.toarray().sum(axis=0).reshape(len(labels), len(labels)))
    return measured(float(whole), resampled)


def table(data: pd.DataFrame, tried: Sequence[Trial]) -> str:
    """Lay out what came out, as Markdown."""
    tested = list(tried[0].predicted)
    together = [source for source in CHOSEN_ON if source in tested]
    columns = {"chosen on, together": together} if len(together) > 1 else {}
    columns |= {source: [source] for source in tested}
    lines = [
        f"| features | trained on | {' | '.join(columns)} |",
        f"| --- | --- |{' ---: |' * len(columns)}",
    ]
    for trial in tried:
        found = [score(data, trial.predicted, sources) for sources in columns.values()]
        cells = [f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]" for one in found]
        lines.append(f"| {trial.features} | {trial.trained_on} | {' | '.join(cells)} |")
    return "\n".join(lines)


def tweets(train: pd.DataFrame, tried: Mapping[str, Candidate]) -> str:
    """Lay out what settings do on the folds of tweets, as Markdown."""
    lines = [
        "| features | F_avg | sd over repeats | mean of targets |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, candidate in tried.items():
        trial = cross_validate(candidate, train)
        lines.append(f"| {name} | {trial.pooled:.2f} | {trial.spread:.2f} | {trial.mean:.2f} |")
        click.echo(f"{name}: {trial.pooled:.2f}", err=True)
    return "\n".join(lines)


@click.command(help=__doc__.partition("\n")[0])
@click.option(
    "--tweets",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with semeval2016a-train.csv.",
)
def main(folder: Path | None) -> None:
    """Run everything and print tables."""
    data = load_dataset("dialogue-with-moscow")
    tried = list(trials(data, FEATURES, (*CHOSEN_ON, *UNSEEN)))
    click.echo(f"Macro-F1, each set left out, 95 % intervals\n\n{table(data, tried)}")
    if folder is not None:
        train = read_labelled(folder / "semeval2016a-train.csv", labels=LABELS)
        click.echo(f"\nSemEval-2016, folds of the training file\n\n{tweets(train, ON_TWEETS)}")


if __name__ == "__main__":
    main()
