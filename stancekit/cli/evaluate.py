"""``stancekit evaluate``: how good a model of these labels would be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from stancekit.cli import labelled
from stancekit.cli.console import safe
from stancekit.cli.options import examples, labelled_options
from stancekit.exceptions import DataError

if TYPE_CHECKING:
    from stancekit.evaluation.contrast import Contrast
    from stancekit.evaluation.result import Evaluation

__all__ = ["evaluate"]

_NO_PAIRS = (
    "no pairs are held out together; give both sides the same pair_id and different labels, and "
    "leave --groups out or name pair_id there"
)


@click.command(
    epilog=examples(
        "stancekit evaluate labelled.csv",
        "stancekit evaluate labelled.csv more.jsonl --leave-out source --json",
    )
)
@labelled_options
@click.option(
    "--folds",
    type=click.IntRange(min=2),
    default=5,
    show_default=True,
    help="Into how many parts to cut the statements, each tested once.",
)
@click.option(
    "--repeats",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How often to cut them anew.",
)
@click.option(
    "--contrast",
    is_flag=True,
    help="List the contrast pairs (statements with the same pair_id and different labels) that "
    "were not labelled right.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def evaluate(
    data: tuple[str, ...],
    text_column: str,
    label_column: str,
    labels: str | None,
    features: str,
    C: float,
    groups: tuple[str, ...],
    leave_out: str | None,
    folds: int,
    repeats: int,
    contrast: bool,
    as_json: bool,
) -> None:
    """Measure how good a model would be.

    Models are trained on a part of the labelled statements and tested on the rest; nothing is
    saved. DATA are .csv, .tsv, .jsonl or .parquet files with the columns text and label, read
    together; - is standard input, as CSV.
    """
    frame = labelled.read(data, text_column, label_column, labels, groups, leave_out)
    if contrast and ("pair_id" not in frame or (groups and "pair_id" not in groups)):
        raise click.BadParameter(_NO_PAIRS, param_hint="--contrast")
    per_target = len(labelled.targets_of(frame)) > 1
    from stancekit.model.classifier import StanceClassifier  # slow: only for sound data

    classifier = StanceClassifier(features=features, C=C, per_target=per_target)
    report = labelled.measure(classifier, frame, groups, leave_out, folds, repeats)
    pairs = _pairs(report) if contrast else None
    if as_json:
        found = report.to_dict() | ({"contrast": pairs.to_dict()} if pairs else {})
        click.echo(json.dumps(found, indent=2))
    else:
        text = [report.summary(), pairs.summary()] if pairs else [report.summary()]
        click.echo(safe("\n\n".join(text)))


def _pairs(report: Evaluation) -> Contrast:
    if report.contrast is None:
        raise DataError(f"--contrast: {_NO_PAIRS}")
    return report.contrast
