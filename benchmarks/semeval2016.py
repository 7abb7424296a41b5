"""Official score of stancekit on SemEval-2016 task 6, subtask A: stance in tweets.

    python benchmarks/semeval2016.py --data FOLDER [--encoder minilm:encoder]

FOLDER holds semeval2016a-train.csv and semeval2016a-test.csv; their terms forbid passing them on.
There is one model for each target. Settings are chosen on the training file alone, by repeated
stratified cross-validation; then the test file is scored once for each row of the result.
"""

from __future__ import annotations

import importlib
import platform
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import product
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
import pandas as pd
from remembering import Remembering
from scipy.sparse import csr_array
from sklearn.model_selection import StratifiedKFold

from stancekit import StanceClassifier, read_labelled
from stancekit.blocks import Measure
from stancekit.exceptions import StancekitError
from stancekit.measure.bootstrap import measured, resampled_sums
from stancekit.measure.metrics import f_avg
from stancekit.model.encoder import encoder_name

LABELS = ("against", "favor", "none")
STRENGTHS = (0.3, 1.0, 3.0, 10.0)
FOLDS, REPEATS, RESAMPLES = 5, 3, 1000

HASHTAG = re.compile(r"#(\w+)")
WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|_")


def split_hashtags(tweet: str) -> str:
    """Write each hashtag as the words that its capitals and digits mark.

    Examples
    --------
    >>> split_hashtags("Ask #HandOverTheServer #USAVotes2016")
    'Ask Hand Over The Server USA Votes 2016'
    """
    return HASHTAG.sub(lambda tag: WORD_START.sub(" ", tag[1]), tweet)


@dataclass(frozen=True)
class Candidate:
    """Settings that cross-validation can choose."""

    C: float
    hashtags_split: bool
    encoder: Remembering | None = None
    features: str = "word+char"
    dictionary: str | None = None
    encoder_dim: int | None = None

    def predict(self, train: pd.DataFrame, test: pd.DataFrame) -> npt.NDArray[np.str_]:
        """Train on some tweets and label others."""
        classifier = StanceClassifier(
            features=self.features,
            C=self.C,
            dictionary=self.dictionary,
            encoder=self.encoder,
            encoder_dim=self.encoder_dim,
            per_target=True,
            calibrate=False,  # it would hardly change a label
        )
        return _predict(classifier, self._read(train), self._read(test))

    def _read(self, tweets: pd.DataFrame) -> pd.DataFrame:
        if not self.hashtags_split:
            return tweets
        return tweets.assign(text=tweets["text"].map(split_hashtags))

    def __str__(self) -> str:
        return f"C={self.C:g}, hashtags {'split' if self.hashtags_split else 'as written'}"


@dataclass(frozen=True)
class Scores:
    """Official F_avg in per cent: over all tweets together, mean over targets, of each target."""

    pooled: Measure
    mean: Measure
    by_target: dict[str, Measure]

    @classmethod
    def of(cls, tweets: pd.DataFrame, predicted: Sequence[str] | npt.NDArray[np.str_]) -> Scores:
        """Compare predicted labels with the true ones; intervals from resampled tweets."""
        targets, target = np.unique(tweets["target"].to_numpy(str), return_inverse=True)
        truth = np.searchsorted(LABELS, tweets["label"].to_numpy(str))
        shape = (len(targets), len(LABELS), len(LABELS))
        cells = np.ravel_multi_index((target, truth, np.searchsorted(LABELS, predicted)), shape)
        counts = csr_array(
            (np.ones(len(cells)), (np.arange(len(cells)), cells)),
            shape=(len(cells), int(np.prod(shape))),
        )
        confusion = counts.toarray().sum(axis=0).reshape(shape)
        resampled = resampled_sums(counts, RESAMPLES, seed=0).reshape(-1, *shape)
        each, resampled_each = _percent(confusion), _percent(resampled)
        by_target = {
            str(name): measured(each[i], resampled_each[:, i]) for i, name in enumerate(targets)
        }
        pooled = measured(float(_percent(confusion.sum(axis=0))), _percent(resampled.sum(axis=1)))
        return cls(pooled, measured(each.mean(), resampled_each.mean(axis=1)), by_target)


@dataclass(frozen=True)
class Trial:
    """What repeated cross-validation on the training file says about a candidate."""

    candidate: Candidate
    pooled: float
    mean: float
    spread: float


def cross_validate(candidate: Candidate, train: pd.DataFrame) -> Trial:
    """Score out-of-fold labels, pooled over the folds; average over repeats."""
    repeats = [_out_of_fold(candidate, train, seed) for seed in range(REPEATS)]
    scores = [Scores.of(train, predicted) for predicted in repeats]
    pooled = [score.pooled.value for score in scores]
    mean = [score.mean.value for score in scores]
    return Trial(candidate, float(np.mean(pooled)), float(np.mean(mean)), float(np.std(pooled)))


def trials(encoder: Remembering | None, train: pd.DataFrame) -> Iterator[Trial]:
    """Cross-validate every candidate."""
    for split, C in product((False, True), STRENGTHS):
        trial = cross_validate(Candidate(C, split, encoder), train)
        click.echo(f"{trial.candidate}: {trial.pooled:.2f}", err=True)
        yield trial


def majority(train: pd.DataFrame, test: pd.DataFrame) -> npt.NDArray[np.str_]:
    """Give every tweet the most frequent training label of its target."""
    usual = train.groupby("target")["label"].agg(lambda labels: labels.mode()[0])
    return test["target"].map(usual).to_numpy(str)


def _percent(confusion: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return 100 * f_avg(confusion, LABELS)


def _predict(
    classifier: StanceClassifier, train: pd.DataFrame, test: pd.DataFrame
) -> npt.NDArray[np.str_]:
    columns = ["text", "target"]
    labels = classifier.fit(train[columns], train["label"]).predict(test[columns])
    return np.asarray(labels, dtype=str)


def _out_of_fold(candidate: Candidate, train: pd.DataFrame, seed: int) -> npt.NDArray[np.str_]:
    predicted = np.empty(len(train), dtype=object)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for fitted, held_out in folds.split(train, train["target"] + "|" + train["label"]):
        predicted[held_out] = candidate.predict(train.iloc[fitted], train.iloc[held_out])
    return predicted.astype(str)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out rows as a Markdown table."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _trial_table(tried: Sequence[Trial]) -> str:
    rows = [
        [str(trial.candidate), f"{trial.pooled:.2f}", f"{trial.spread:.2f}", f"{trial.mean:.2f}"]
        for trial in tried
    ]
    return _table(["candidate", "F_avg", "sd over repeats", "mean of targets"], rows)


def _score_table(scores: dict[str, Scores]) -> str:
    by_target = next(iter(scores.values())).by_target
    columns = {
        name: [score.pooled, score.mean, *score.by_target.values()]
        for name, score in scores.items()
    }
    rows = [
        [row, *(f"{m[i].value:.1f} [{m[i].low:.1f}, {m[i].high:.1f}]" for m in columns.values())]
        for i, row in enumerate(["**all tweets**", "**mean of targets**", *by_target])
    ]
    return _table(["F_avg", *columns], rows)


def _load_encoder(_: click.Context, __: click.Parameter, value: str | None) -> Remembering | None:
    if value is None:
        return None
    module, _colon, attribute = value.partition(":")
    try:
        found = getattr(importlib.import_module(module), attribute)
        return Remembering(encoder_name(found), lambda: found)
    except (ImportError, AttributeError, ValueError) as error:
        raise click.BadParameter(f"expected MODULE:ATTRIBUTE, got {value!r} ({error})") from error


def run(train: pd.DataFrame, test: pd.DataFrame, encoder: Remembering | None) -> None:
    """Choose, score, and print what came out."""
    scores = {
        "majority label": Scores.of(test, majority(train, test)),
        "default": Scores.of(test, _predict(StanceClassifier(per_target=True), train, test)),
    }
    families: dict[str, Remembering | None] = {"word+char": None}
    if encoder is not None:
        families[f"word+char and {encoder.name}"] = encoder
    for name, vectors in families.items():
        tried = list(trials(vectors, train))
        best = max(tried, key=lambda trial: trial.pooled).candidate
        scores[name] = Scores.of(test, best.predict(train, test))
        click.echo(f"Training file, {name}: {REPEATS} x {FOLDS}-fold cross-validation\n")
        click.echo(f"{_trial_table(tried)}\n\nChosen: {best}\n")
    click.echo(f"Test file: {len(test)} tweets, 95 % intervals from {RESAMPLES} resamples\n")
    click.echo(_score_table(scores))
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("stancekit", "scikit-learn", "numpy")
    )
    click.echo(f"\nPython {platform.python_version()}, {packages}")


@click.command(help=__doc__.partition("\n")[0])
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with semeval2016a-train.csv and semeval2016a-test.csv.",
)
@click.option(
    "--encoder",
    metavar="MODULE:ATTRIBUTE",
    callback=_load_encoder,
    help="An object with encode(list of str), for instance minilm:encoder.",
)
def main(data: Path, encoder: Remembering | None) -> None:
    """Read the two files and run the benchmark."""
    try:
        train = read_labelled(data / "semeval2016a-train.csv", labels=LABELS)
        test = read_labelled(data / "semeval2016a-test.csv", labels=LABELS)
        run(train, test, encoder)
    except StancekitError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
