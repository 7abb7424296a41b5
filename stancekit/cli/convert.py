"""``stancekit convert``: between labelling tools and tables."""

from __future__ import annotations

from typing import Any

import click

from stancekit.cli import options
from stancekit.cli.console import say
from stancekit.cli.next_steps import after_conversion

__all__ = ["convert"]

_READ = (
    *("label-studio", "label-studio-min", "doccano"),
    *("argilla", "argilla-1", "argilla-feedback", "prodigy"),
)
_WRITTEN = ("label-studio", "doccano", "argilla", "prodigy")


@options.command(
    "stancekit convert export.json labels.csv --labelled-only",
    "stancekit convert pool.csv tasks.json --to label-studio --model my-model --config labels.xml",
    "stancekit convert anna.jsonl anna.csv --from doccano --annotator anna",
    prints=False,
)
@click.argument("source", metavar="INPUT", type=options.FILE)
@click.argument("output", metavar="OUTPUT", type=options.FILE)
@click.option(
    "--to",
    type=click.Choice(_WRITTEN),
    help="The tool that shall import OUTPUT.  [default: none, a table]",
)
@click.option(
    "--from",
    "from_",
    type=click.Choice(_READ),
    help="The tool that exported INPUT.  [default: recognised by its contents]",
)
@options.spreadsheet_safe
@options.text_column
@options.column("label", "Column, control or question that holds the labels.")
@options.labels("The labels to choose from.  [default: those of the model and of INPUT]")
@click.option(
    "--annotator",
    metavar="NAME",
    help="Who gave the labels that name nobody; for Argilla, the UUID of a user.",
)
@click.option("--labelled-only", is_flag=True, help="Leave rows without a label out.")
@click.option(
    "--model",
    type=options.FOLDER,
    help="Folder of a model that predicts labels for annotators to correct.",
)
@click.option(
    "--config",
    type=options.FILE,
    help="File to write with the labelling configuration of a Label Studio project.",
)
@options.reads("source", "output")
def convert(
    source: str,
    output: str,
    to: str | None,
    text: str,
    label: str,
    labels: str | None,
    config: str | None,
    **given: Any,
) -> None:
    """Convert labels from and for labelling tools.

    INPUT is a table, as for train, or what Label Studio, doccano, Argilla or Prodigy exported;
    OUTPUT is a table (.csv, .tsv, .jsonl or .parquet) or, with --to, what a tool imports. Both may
    be -. Tables hold a row for each label that somebody gave, with its annotator; rows with the
    same id are labels of one statement. What was skipped has no label. Labels that score gave
    count as predictions.
    """
    from stancekit.conversion.convert import convert as convert_labels

    known = options.labels_like_those_in([source], labels, text, label)
    done = convert_labels(
        source, output, to=to, text=text, label=label, labels=known, config=config, **given
    )
    say(done.summary())
    if to == "label-studio" and config is None:
        say(
            "The project needs a labelling configuration; --config FILE writes it, with the labels "
            "of INPUT, of --model or of --labels."
        )
    for line in after_conversion(done, output, to):
        say(line)
