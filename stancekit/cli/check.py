"""``stancekit check``: what is wrong with labelled statements before a model learns it."""

from __future__ import annotations

from typing import Any

import click

from stancekit.cli import options
from stancekit.cli.console import show
from stancekit.cli.output import page_file

__all__ = ["check"]


@options.command(
    "stancekit check labelled.csv",
    "stancekit check train.csv --against test.csv --strict",
    "stancekit check labelled.csv more.jsonl --fast --json",
)
@click.argument("data", nargs=-1, required=True, type=options.FILE)
@options.text_column
@options.label_column
@options.labels()
@click.option(
    "--against",
    metavar="FILE",
    type=options.FILE,
    help="Statements that must not be in DATA, such as those of a test; labels are not needed.",
)
@click.option(
    "--against-text-column",
    "against_text",
    metavar="COLUMN",
    help="Column of the --against file that holds the statements.  [default: --text-column]",
)
@click.option(
    "--fast", is_flag=True, help="Do not look for label errors, for which models are trained."
)
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with status 1 if there is a problem, as when the data cannot be read.",
)
@options.report
@options.reads("data", "against")
@options.everything
@options.as_json("Print JSON, with everything found.")
def check(
    data: tuple[str, ...],
    text: str,
    label: str,
    labels: str | None,
    against: str | None,
    strict: bool,
    report: str | None,
    every: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Look for what spoils labelled statements.

    Problems: the same text with different labels, labels too rare to learn, the same statements
    on both sides of a split (the column split, or --against). Notes: copies, likely label errors,
    tokens that give a label away, sources and labels that differ in other ways. DATA are .csv,
    .tsv, .jsonl, .parquet, .xlsx, .dta or .sav files with the columns text and label, read
    together; - is standard input. Nothing is changed.
    """
    if against == "-" and "-" in data:
        raise click.BadParameter("- is among DATA, and can be read once", param_hint="--against")
    page = page_file(report, data if against is None else [*data, against])
    from stancekit.checks.check import check_labels  # slow: imports NumPy

    known = options.labels_like_those_in(data, labels, text, label)
    found = check_labels(*data, against=against, labels=known, text=text, label=label, **given)
    show(found, as_json=as_json, page=page, every=every)
    if strict and found.problems:
        click.get_current_context().exit(1)
