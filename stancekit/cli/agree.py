"""``stancekit agree``: whether annotators agree, and one table of their labels."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import click

from stancekit.cli import options
from stancekit.cli.console import say, show
from stancekit.cli.next_steps import after_agreement
from stancekit.cli.output import columns_of, output_file
from stancekit.data.writing import writing

__all__ = ["agree"]


@options.command(
    "stancekit agree ratings.csv",
    "stancekit agree ratings.csv --merged labelled.csv --disagreements discuss.csv",
    "stancekit agree anna.csv ben.csv --merged labelled.csv",
    "stancekit agree coded.csv --wide anna --wide ben --json",
)
@click.argument("ratings", nargs=-1, required=True, type=options.FILE)
@click.option(
    "--wide",
    "annotators",
    multiple=True,
    metavar="COLUMN",
    help="Column with the labels of one annotator, for a file with a row for each statement; to be "
    "repeated for every annotator.",
)
@options.column("id", "Column that says which rows are about the same statement.")
@options.label_column
@options.column("annotator", "Column that says who gave the label.")
@click.option(
    "--merged",
    type=options.FILE,
    help="File to write with one row for each statement and the label of the majority; where "
    "labels tie it stays blank.",
)
@click.option(
    "--disagreements",
    type=options.FILE,
    help="File to write with the statements that have different labels: those of each annotator "
    "side by side, and an empty column label to fill in.",
)
@options.reads("ratings")
@options.spreadsheet_safe
@options.everything
@options.as_json()
def agree(
    ratings: tuple[str, ...],
    annotators: tuple[str, ...],
    merged: str | None,
    disagreements: str | None,
    every: bool,
    as_json: bool,
    **columns: Any,
) -> None:
    """Measure how far annotators agree.

    RATINGS are .csv, .tsv, .jsonl, .parquet, .xlsx, .dta or .sav files with the columns id,
    annotator and label, a row for each label, or, with --wide, a row for each statement, read
    together; - is standard input. Where there is a column target, an id stands for one statement
    about each target. Blank labels are missing ones. The input stays as it is.
    """
    paths = {
        option: output_file(name, ratings, option)
        for option, name in (("--merged", merged), ("--disagreements", disagreements))
        if name is not None
    }
    if len({path.resolve() for path in paths.values()}) < len(paths):
        raise click.UsageError(f"{' and '.join(paths)} name the same file; name two")
    from stancekit.annotators.agreement import agreement  # slow: imports NumPy

    found = agreement(*ratings, annotators=annotators or None, **columns)
    tables = {"--merged": found.merged, "--disagreements": found.disagreements}
    with ExitStack() as all_or_none:
        for option, path in paths.items():
            write, table = all_or_none.enter_context(writing(path)), tables[option]
            write(columns_of(table))
    show(found, as_json=as_json, every=every)
    for line in after_agreement(found, paths.get("--merged"), paths.get("--disagreements")):
        say(line)
