"""``stancekit map``: who takes which position in an article."""

from __future__ import annotations

from pathlib import Path

import click

from stancekit.cli import options
from stancekit.cli.console import say, show
from stancekit.cli.encoders import encoder_named, encoder_of_model
from stancekit.cli.output import columns_of, output_file, page_file
from stancekit.data.writing import writing

__all__ = ["map_article"]


@options.command(
    "stancekit map article.txt",
    "stancekit map page.html -o actors.csv --sentences sentences.csv",
    "stancekit map articles/ --model my-model --json",
    name="map",
)
@click.argument("article", type=options.FILE)
@options.model
@encoder_of_model
@click.option("--target", help="Toward what, for a model that knows several targets.")
@click.option(
    "-o",
    "--output",
    type=options.FILE,
    help="File to write one row for each actor to, too: .csv, .tsv, .jsonl or .parquet.",
)
@click.option(
    "--sentences",
    type=options.FILE,
    help="File to write one row for each sentence to, too, with who speaks and by which rule.",
)
@options.spreadsheet_safe
@options.report
@options.digits
@options.encoding
@options.as_json()
def map_article(
    article: str,
    folder: Path | None,
    encoder: str | None,
    target: str | None,
    output: str | None,
    sentences: str | None,
    report: str | None,
    digits: int,
    encoding: str | None,
    as_json: bool,
) -> None:
    """Map an article: who takes which position, and where.

    ARTICLE is a .txt, .html or .md file with the text of one in English, - for standard input, a
    folder of such files, or a table (.csv, .jsonl, ...) with one whole article in each row of its
    column text. Rules find who speaks in each sentence; the model labels each.
    """
    page = page_file(report, [article])
    places = {
        "-o": None if output is None else output_file(output, [article]),
        "--sentences": None
        if sentences is None
        else output_file(sentences, [article], "--sentences"),
    }
    from stancekit.analysis.stance_map import stance_map  # slow: imports NumPy
    from stancekit.model.loading import load_model

    found = stance_map(
        _path(article),
        load_model(folder, encoder=encoder_named(encoder)),
        target=target,
        encoding=encoding,
    )
    for option, path in places.items():
        if path is not None:
            table = found.to_frame() if option == "-o" else found.sentences
            with writing(path) as write:
                write(columns_of(table, digits))
            say(f"Wrote {path}.")
    show(found, as_json=as_json, page=page)


def _path(article: str) -> str | Path:
    """Return "-" as it is, and all else as a path, whatever it looks like."""
    return article if article == "-" else Path(article)
