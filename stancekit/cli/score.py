"""``stancekit score``: label new statements with a model."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from stancekit.cli import options
from stancekit.cli.console import say
from stancekit.cli.encoders import encoder_named, encoder_of_model
from stancekit.cli.output import output_or_stdout

__all__ = ["score"]


@options.command(
    "stancekit score posts.csv -o scored.csv",
    "stancekit score speeches.parquet --model my-model --text-column body -o scored.jsonl",
    "stancekit score posts/ 'more/*.jsonl.gz' -o scored.parquet --jobs 4 --bad-rows reject",
    "stancekit score - < posts.csv > scored.csv",
    "stancekit score - --format jsonl < posts.jsonl > scored.jsonl",
    prints=False,
)
@click.argument("sources", metavar="INPUT...", type=options.FILE, nargs=-1, required=True)
@options.model
@encoder_of_model
@options.text_column
@options.output
@options.spreadsheet_safe
@options.digits
@click.option(
    "--bad-rows",
    type=click.Choice(["stop", "reject"]),
    default="stop",
    help="What to do where a row cannot be read: stop and name it, or go on and write it to "
    "OUTPUT.rejected.jsonl, with its file, line and reason.",
)
@click.option(
    "--jobs",
    type=int,
    metavar="N",
    default=1,
    help="How many processes score at once; -1: one on each core.",
)
@options.reads("sources", lines=True, writes=True)
def score(
    sources: tuple[str, ...],
    folder: Path | None,
    encoder: str | None,
    text: str,
    output: str,
    digits: int,
    bad_rows: Literal["stop", "reject"],
    jobs: int,
    kind: str | None,
) -> None:
    """Label new statements with a model.

    INPUT is a .csv, .tsv, .jsonl, .parquet, .xlsx, .dta or .sav file, a .txt file with one
    statement on each line, any of them packed as .gz or .zst, a folder or a pattern of files, or -
    for standard input. All columns are kept as they are. Behind
    them come label, one p_LABEL for each label (its probability), stance (from -1, against, to +1,
    in favor) and status: ok where enough held-out answers with this label and at least this
    probability were right, unsure, no_evidence where the model knows too few of the words and
    gives no label, or missing where there is no text.

    The output may be packed, too, as in scored.csv.gz. Memory does not grow with the files. A run
    that was stopped goes on when the same command is given again; until then, what is done is in a
    hidden folder beside the output.

    Texts are never altered; if strangers wrote them, a spreadsheet may run cells that begin with =
    as formulas, unless the file is written with --spreadsheet-safe. The exit status is 1 if any row
    was rejected.
    """
    from stancekit.data.quoting import shown
    from stancekit.model.loading import load_model
    from stancekit.scoring.packing import OUTPUT_SUFFIXES
    from stancekit.scoring.score_files import score_files

    path = output_or_stdout(output, sources, OUTPUT_SUFFIXES)
    model = load_model(folder, encoder=encoder_named(encoder))
    scored = score_files(
        model,
        sources,
        "-" if path is None else path,
        text=text,
        bad_rows=bad_rows,
        n_jobs=jobs,
        digits=digits,
        format=kind,
    )
    for name, free in scored.renamed.items():
        say(f"The input has a column {shown(name)}; the model's is called {shown(free)}.")
    say(scored.summary())
    if model.never_ok:
        say(f"This model has no answer that is ok: {model.never_ok}.")
    if scored.rejected:
        click.get_current_context().exit(1)
