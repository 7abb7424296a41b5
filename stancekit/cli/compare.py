"""``stancekit compare``: which of two models labels better, and where they part."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stancekit.cli import options
from stancekit.cli.console import progress, show

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.evaluation.comparison.result import Comparison
    from stancekit.model.model import StanceModel

__all__ = ["compare"]


@click.command(
    epilog=options.examples(
        "stancekit compare my-model other-model test.csv",
        "stancekit compare my-model other-model labelled.csv --settings --json",
    )
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
    type=click.FloatRange(0, 1),
    metavar="NUMBER",
    default=0.02,
    help="How much lower macro-F1 may be and still count as not worse.",
)
@options.as_json("Print JSON, with every label that flips.")
def compare(
    old: Path,
    new: Path,
    data: str,
    text_column: str,
    label_column: str,
    settings: bool,
    margin: float,
    as_json: bool,
) -> None:
    """Compare two models on labelled statements.

    OLD and NEW are folders of models, which label the statements of DATA: a .csv, .tsv, .jsonl or
    .parquet file with the columns text and label, or - for standard input, as CSV. It should
    hold none of their training statements. The answer is better, not worse, worse or cannot tell.
    """
    from stancekit.data.readers import read_tables
    from stancekit.data.validation import check_labelled
    from stancekit.model.loading import load_model

    models = load_model(old), load_model(new)
    tables = read_tables([data], text_column, label_column)
    frame = check_labelled(tables, None, text_column, label_column, to_train=settings)
    found = _compared(*models, frame, settings=settings, margin=margin)
    show(found, as_json=as_json)


def _compared(
    old: StanceModel, new: StanceModel, frame: pd.DataFrame, *, settings: bool, margin: float
) -> Comparison:
    from stancekit.evaluation.comparison.compare import compare

    if not settings:
        return compare(old, new, frame, margin=margin)
    from stancekit.model.classifier import StanceClassifier  # slow: imports scikit-learn

    with progress("Comparing") as step:
        return compare(
            StanceClassifier(**old.settings),
            StanceClassifier(**new.settings),
            frame,
            margin=margin,
            progress=step,
        )
