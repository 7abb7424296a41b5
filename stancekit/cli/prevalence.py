"""``stancekit prevalence``: how frequent each label is in a corpus."""

from __future__ import annotations

from pathlib import Path

import click

from stancekit.cli import options
from stancekit.cli.console import say, show
from stancekit.cli.encoders import encoder_named, encoder_of_model
from stancekit.cli.output import columns_of, output_file, page_file
from stancekit.data.writing import writing

__all__ = ["prevalence"]


@options.command(
    "stancekit prevalence corpus.csv labelled.csv --model my-model",
    "stancekit prevalence posts.csv drawn.csv --model my-model --by source -o shares.csv",
    "stancekit prevalence posts.csv drawn.csv --model my-model --by date --every month",
)
@click.argument("corpus", type=options.FILE)
@click.argument("labelled", nargs=-1, type=options.FILE)
@options.model
@encoder_of_model
@click.option(
    "--method",
    type=click.Choice(["ppi++", "labels", "classify-and-count", "adjusted-count", "pacc", "emq"]),
    default="ppi++",
    help="ppi++, model and labels together; or, to compare, the labels alone, or one without an "
    "interval.",
)
@click.option(
    "--by", metavar="COLUMN", help="Shares for each value of this column, such as source."
)
@options.every("Shares for each period of the dates in the column date, or --by.")
@options.sample
@options.text_column
@options.label_column
@click.option(
    "-o",
    "--output",
    type=options.FILE,
    help="File to write the shares to, too: .csv, .tsv, .jsonl or .parquet.",
)
@options.report
@options.digits
@options.reads("corpus", "labelled", lines=True)
@options.as_json()
def prevalence(
    corpus: str,
    labelled: tuple[str, ...],
    folder: Path | None,
    encoder: str | None,
    method: str,
    by: str | None,
    every: str | None,
    sample: str | None,
    text: str,
    label: str,
    output: str | None,
    digits: int,
    report: str | None,
    as_json: bool,
) -> None:
    """Estimate how frequent each label is in a corpus.

    CORPUS is a .csv, .tsv, .jsonl, .parquet, .xlsx, .dta or .sav file of all statements, a .txt
    file with one on each line, or - for standard input. LABELLED are files with some of them and
    their labels: those that 'stancekit suggest' drew at random, by the column drawn, or a random
    sample of your own (--sample random). Intervals are 95 %.
    """
    page = page_file(report, [corpus, *labelled])
    path = None if output is None else output_file(output, [corpus, *labelled])
    from stancekit.analysis.prevalence import prevalence as estimate  # slow: imports NumPy
    from stancekit.model.loading import load_model

    found = estimate(
        None if method == "labels" else load_model(folder, encoder=encoder_named(encoder)),
        corpus,
        labelled or None,
        method=method,
        by=by,
        every=every,
        sample=sample,
        text=text,
        label=label,
    )
    if path is not None:
        table = found.to_frame()
        with writing(path) as write:
            write(columns_of(table, digits))
        say(f"Wrote {path}.")
    show(found, as_json=as_json, page=page)
