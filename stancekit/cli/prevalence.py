"""``stancekit prevalence``: how frequent each label is in a corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stancekit.cli import options
from stancekit.cli.console import say, show
from stancekit.cli.encoders import encoder_named, encoder_of_model
from stancekit.cli.output import columns_of, output_file, page_file
from stancekit.data.writing import writing

if TYPE_CHECKING:
    from stancekit.analysis.result import Prevalence
    from stancekit.analysis.speakers_result import Positions

__all__ = ["prevalence"]


@options.command(
    "stancekit prevalence corpus.csv labelled.csv --model my-model",
    "stancekit prevalence posts.csv drawn.csv --model my-model --by source -o shares.csv",
    "stancekit prevalence posts.csv drawn.csv --model my-model --by date --every month",
    "stancekit prevalence statements.csv --by speaker --evidence",
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
@click.option(
    "--evidence",
    is_flag=True,
    help="With --by: where each group stands, and the statements that show it. Without LABELLED, "
    "the answers that are ok are counted, which is biased.",
)
@options.sample
@options.text_column
@options.label_column
@click.option(
    "-o",
    "--output",
    type=options.FILE,
    help="File to write the shares to, too: .csv, .tsv, .jsonl or .parquet.",
)
@options.spreadsheet_safe
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
    evidence: bool,
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
    if evidence and (by is None or every is not None or method != "ppi++"):
        raise click.UsageError(
            "--evidence shows the positions of the groups of --by COLUMN; name it, without --every "
            "and --method"
        )
    page = page_file(report, [corpus, *labelled])
    path = None if output is None else output_file(output, [corpus, *labelled])
    from stancekit.analysis.prevalence import prevalence as estimate  # slow: imports NumPy
    from stancekit.analysis.speakers import by_speaker
    from stancekit.model.loading import load_model

    model = None if method == "labels" else load_model(folder, encoder=encoder_named(encoder))
    given: dict[str, Any] = {"sample": sample, "text": text, "label": label}
    found: Positions | Prevalence
    if evidence and model is not None:
        found = by_speaker(model, corpus, labelled or None, by=str(by), **given)
    else:
        given |= {"method": method, "by": by, "every": every}
        found = estimate(model, corpus, labelled or None, **given)
    if path is not None:
        table = found.to_frame()
        with writing(path) as write:
            write(columns_of(table, digits))
        say(f"Wrote {path}.")
    show(found, as_json=as_json, page=page)
