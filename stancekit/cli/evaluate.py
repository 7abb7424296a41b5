"""``stancekit evaluate``: how good a model of these labels would be."""

from __future__ import annotations

import json

import click

from stancekit.cli import labelled
from stancekit.cli.console import safe
from stancekit.cli.options import examples, labelled_options

__all__ = ["evaluate"]


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
    as_json: bool,
) -> None:
    """Measure how good a model would be.

    Models are trained on a part of the labelled statements and tested on the rest; nothing is
    saved. DATA are .csv, .tsv, .jsonl or .parquet files with the columns text and label, read
    together; - is standard input, as CSV.
    """
    frame = labelled.read(data, text_column, label_column, labels, groups, leave_out)
    per_target = len(labelled.targets_of(frame)) > 1
    from stancekit.model.classifier import StanceClassifier  # slow: only for sound data

    classifier = StanceClassifier(features=features, C=C, per_target=per_target)
    report = labelled.measure(classifier, frame, groups, leave_out, folds, repeats)
    if as_json:
        click.echo(json.dumps(report.to_dict(), indent=2))
    else:
        click.echo(safe(report.summary()))
