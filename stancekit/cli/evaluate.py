"""``stancekit evaluate``: how good a model of these labels would be."""

from __future__ import annotations

import json

import click

from stancekit.cli import options
from stancekit.cli.console import show, write_page
from stancekit.cli.labelled import LabelledFiles, labelled_files
from stancekit.cli.output import page_file
from stancekit.exceptions import DataError
from stancekit.report.text_layout import as_text

__all__ = ["evaluate"]

_NO_PAIRS = (
    "no pairs are held out together; give both sides the same pair_id and different labels, and "
    "leave --groups out or name pair_id there"
)


@options.command(
    "stancekit evaluate labelled.csv",
    "stancekit evaluate labelled.csv more.jsonl --leave-out source --json",
)
@labelled_files
@click.option(
    "--folds",
    type=click.IntRange(min=2),
    default=5,
    help="Into how many parts to cut the statements, each tested once.",
)
@click.option(
    "--repeats", type=click.IntRange(min=1), default=5, help="How often to cut them anew."
)
@click.option(
    "--contrast",
    is_flag=True,
    help="List the contrast pairs (statements with the same pair_id and different labels) that "
    "were not labelled right.",
)
@options.report
@options.everything
@options.as_json()
def evaluate(
    files: LabelledFiles,
    folds: int,
    repeats: int,
    contrast: bool,
    report: str | None,
    every: bool,
    as_json: bool,
) -> None:
    """Measure how good a model would be.

    Models are trained on a part of the labelled statements and tested on the rest; nothing is
    saved. DATA are .csv, .tsv, .jsonl, .parquet, .xlsx, .dta or .sav files with the columns text
    and label, read together; - is standard input.
    """
    page = page_file(report, files.data)
    frame = files.read()
    if contrast and ("pair_id" not in frame or (files.groups and "pair_id" not in files.groups)):
        raise click.BadParameter(_NO_PAIRS, param_hint="--contrast")
    classifier = files.classifier(frame)
    found = files.measure(classifier, frame, folds=folds, repeats=repeats)
    if not contrast:
        show(found, as_json=as_json, page=page, every=every)
        return
    if (pairs := found.contrast) is None:
        raise DataError(f"--contrast: {_NO_PAIRS}")
    if as_json:
        click.echo(json.dumps(found.to_dict() | {"contrast": pairs.to_dict()}, indent=2))
    else:
        click.echo(as_text([*found.blocks(), *pairs.blocks()]))
    write_page(found, page)
