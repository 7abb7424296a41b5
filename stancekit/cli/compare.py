"""``stancekit compare``: which of two models labels better, and where they part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from stancekit.cli import options
from stancekit.cli.console import show
from stancekit.cli.encoders import encoder_of_model, load_each
from stancekit.cli.output import page_file

__all__ = ["compare"]


@options.command(
    "stancekit compare my-model other-model test.csv",
    "stancekit compare my-model other-model labelled.csv --settings --json",
)
@click.argument("old", type=options.FOLDER)
@click.argument("new", type=options.FOLDER)
@click.argument("data", type=options.FILE)
@options.text_column
@options.label_column
@click.option(
    "--settings",
    is_flag=True,
    help="Compare how the models were made: train with the settings of each on a part of DATA and "
    "test on the rest. For statements that the models have seen.",
)
@click.option(
    "--margin",
    type=options.Number(0, 1),
    metavar="NUMBER",
    default=0.02,
    help="How much lower macro-F1 may be and still count as not worse.",
)
@encoder_of_model
@options.report
@options.reads("data")
@options.everything
@options.as_json("Print JSON, with every label that flips.")
def compare(
    old: Path,
    new: Path,
    data: str,
    text: str,
    label: str,
    settings: bool,
    margin: float,
    encoder: str | None,
    report: str | None,
    every: bool,
    as_json: bool,
) -> None:
    """Compare two models on labelled statements.

    OLD and NEW are folders of models, which label the statements of DATA: a .csv, .tsv, .jsonl,
    .parquet, .xlsx, .dta or .sav file with the columns text and label, or - for standard input. It
    should hold none of their training statements. The answer is better, not worse, worse or cannot
    tell.
    """
    page = page_file(report, [data])
    from stancekit.data.readers import read_tables
    from stancekit.data.validation import check_labelled
    from stancekit.evaluation.comparison.compare import compare as compare_sides

    sides: Any = load_each(old, new, encoder=encoder)
    frame = check_labelled(read_tables([data], text, label), None, text, label, to_train=settings)
    if settings:
        from stancekit.model.classifier import StanceClassifier  # slow: imports scikit-learn

        how = [{**model.settings, "encoder": model.encoder} for model in sides]
        sides = [StanceClassifier(**each) for each in how]
    show(
        compare_sides(sides[0], sides[1], frame, margin=margin),
        as_json=as_json,
        page=page,
        every=every,
    )
