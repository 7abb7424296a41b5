"""The shipped settings beside those before, on what had no part in any choice.

    python benchmarks/shipped.py

A set of constructed statements and the article are left out in turn: of neither were settings,
words of the dictionary or calibration chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import click
import numpy as np
import pandas as pd
from concepts import DICTIONARY, FIRST, PLAIN, UNSEEN

from stancekit import StanceClassifier, load_dataset
from stancekit.blocks import Measure
from stancekit.data.splits import groups_of
from stancekit.evaluation.answered import Answered, answered
from stancekit.evaluation.folds import rows_that_only_train
from stancekit.evaluation.material import Material
from stancekit.labels import Label
from stancekit.measure.held_out import HeldOut, Scored, score
from stancekit.measure.metrics import IntArray

RESAMPLES = 1000


@dataclass(frozen=True)
class Settings:
    """How a model is trained, on which sources, and which of them only train."""

    name: str
    classifier: dict[str, Any]
    sources: tuple[str, ...] | None = None
    only_train: dict[str, tuple[str, ...]] = field(default_factory=dict)


BEFORE = Settings(
    "before",
    {"features": "word+char", "char_ngrams": (3, 5), "min_df": 2, "C": 10.0},
    sources=(*FIRST, "article"),
)
SHIPPED = Settings(
    "shipped",
    {"dictionary": DICTIONARY, "min_df": 2, "C": 5.0, "ok_precision": 0.9},
    only_train={"source": (*FIRST, PLAIN)},
)


@dataclass(frozen=True, eq=False)
class LeftOut:
    """What a model that never saw some sources says of them, and what is true."""

    labels: tuple[Label, ...]
    truth: IntArray
    groups: IntArray
    said: HeldOut

    @classmethod
    def together(cls, parts: Sequence[LeftOut]) -> LeftOut:
        """Put sources together, each of them left out by a model of its own."""
        said = [part.said for part in parts]
        answers = HeldOut(
            np.concatenate([of.predicted for of in said], axis=1),
            np.concatenate([np.asarray(of.probabilities) for of in said], axis=1),
            np.concatenate([np.asarray(of.ok) for of in said], axis=1),
        )
        truth = np.concatenate([part.truth for part in parts])
        groups = np.concatenate([part.groups for part in parts])
        return cls(parts[0].labels, truth, groups, answers)

    def scored(self) -> Scored:
        """Return its scores, with intervals."""
        return score(self.truth, self.said, self.labels, RESAMPLES, 0, self.groups)

    def answered(self) -> Answered:
        """Return what is ok, and how sure the surest answers are."""
        return answered(self.truth, self.said, self.labels, self.groups)


def leave_out(data: pd.DataFrame, settings: Settings, source: str) -> LeftOut:
    """Train and calibrate on all that may be, but for a source and what is tied to it."""
    sources = data["source"].to_numpy(str)
    columns = ["source", "pair_id", "document"]
    material = Material.of(
        data,
        groups_of(data, columns[1:]),
        fit_groups=groups_of(data, columns),
        only_train=rows_that_only_train(data, settings.only_train),
    )
    rows = np.flatnonzero(sources == source)
    known = True if settings.sources is None else np.isin(sources, settings.sources)
    train = np.flatnonzero(~np.isin(material.groups, material.groups[rows]) & known)
    fitted = material.fit(StanceClassifier(**settings.classifier), train)
    said = HeldOut(
        material.predict(fitted, rows)[np.newaxis],
        material.predict_proba(fitted, rows)[np.newaxis],
        material.is_ok(fitted, rows)[np.newaxis],
    )
    return LeftOut(material.labels, material.truth[rows], material.groups[rows], said)


def left_out(data: pd.DataFrame, settings: Settings, source: str) -> list[Measure | None]:
    """Return what a model that never saw a source says of it: how good, how sure, how often ok."""
    found = leave_out(data, settings, source)
    scored, ok = found.scored(), found.answered().by_label[0]
    measures = [scored.measure((name, None)) for name in ("macro_f1", "calibration_error")]
    return [*measures, ok.share, ok.precision]


def lines(data: pd.DataFrame) -> Iterator[str]:
    """Lay out what came out, as Markdown."""
    yield "| left out | settings | macro-F1 | calibration error | ok | ok and right |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for source in UNSEEN:
        for settings in (BEFORE, SHIPPED):
            found = left_out(data, settings, source)
            cells = ["" if one is None else f"{one.value:.3f} [{one.between()}]" for one in found]
            yield f"| {source} | {settings.name} | {' | '.join(cells)} |"


@click.command(help=__doc__.partition("\n")[0])
def main() -> None:
    """Run everything and print a table."""
    for line in lines(load_dataset("dialogue-with-moscow")):
        click.echo(line)


if __name__ == "__main__":
    main()
