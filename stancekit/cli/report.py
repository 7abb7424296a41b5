"""``stancekit report``: how good a model is, a scored corpus or an article, as a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stancekit.cli import options
from stancekit.cli.console import write_page
from stancekit.cli.encoders import encoder_of_model, load_each
from stancekit.cli.output import page_file

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.model import StanceModel

__all__ = ["report"]

_output = click.option(
    "-o",
    "--output",
    metavar="PAGE.html",
    type=options.FILE,
    required=True,
    help="File to write: .html.",
)


class _Pages(click.Group):
    """A group that says what it has where it is asked for something else."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find a subcommand."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            known = ", ".join(self.commands)
            ctx.fail(f"{args[0]!r} is no kind of page; name one first: {known}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Pages,
    no_args_is_help=False,
    epilog=options.examples(
        "stancekit report evaluation my-model -o evaluation.html",
        "stancekit report corpus posts.csv drawn.csv --model my-model -o posts.html",
        "stancekit report map article.txt -o map.html",
    ),
)
def report() -> None:
    """Show a model, a corpus or an article on a page.

    A page is one .html file. It opens from disk, loads nothing, can be printed and sent, and says
    what its words mean. What other commands print is written to a page by their --report.
    """


@options.command(
    "stancekit report evaluation my-model -o evaluation.html",
    "stancekit report evaluation my-model labelled.csv --leave-out source -o evaluation.html",
    prints=False,
    name="evaluation",
)
@click.argument("folder", metavar="MODEL", type=options.FOLDER)
@click.argument("labelled", nargs=-1, type=options.FILE)
@_output
@options.text_column
@options.label_column
@click.option(
    "--leave-out",
    metavar="COLUMN",
    help="Test on each value of this column in turn, such as each source.  [default: as in train]",
)
@click.option("--repeats", type=options.Whole(min=1), default=5, help="How often to cut them anew.")
@encoder_of_model
@options.reads("labelled")
def evaluation(
    folder: Path,
    labelled: tuple[str, ...],
    output: str,
    text: str,
    label: str,
    leave_out: str | None,
    repeats: int,
    encoder: str | None,
) -> None:
    """Show how good a model like this one is.

    Models with the settings of MODEL are trained on a part of the LABELLED statements and tested on
    the rest. Without LABELLED these are the training statements of MODEL, if it knows where they
    are.
    """
    page = page_file(output, labelled, "-o")
    (model,) = load_each(folder, encoder=encoder)
    frame, design = _to_evaluate_on(model, labelled, text, label)
    if leave_out is not None:
        design["leave_out"] = leave_out
    from stancekit.evaluation.evaluate import evaluate  # slow: imports scikit-learn
    from stancekit.model.classifier import StanceClassifier

    classifier = StanceClassifier(**{**model.settings, "encoder": model.encoder})
    write_page(evaluate(classifier, frame, repeats=repeats, **design), page)


def _to_evaluate_on(
    model: StanceModel, labelled: tuple[str, ...], text: str, label: str
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return labelled statements, and how the model was told to split its own."""
    from stancekit.data.read import read_labelled
    from stancekit.training.training_data import read_training_data

    if labelled:
        return read_labelled(*labelled, text=text, label=label), {}
    frame, record = read_training_data(model), model.provenance.training_data
    if record is None:
        return frame, {}
    split = {"leave_out": record.leave_out, "only_train": record.only_train}
    return frame, {"groups": record.groups or None, **split}


@options.command(
    "stancekit report corpus posts.csv drawn.csv --model my-model -o posts.html",
    "stancekit report corpus speeches.csv --by speaker --every year -o speeches.html",
    prints=False,
    name="corpus",
)
@click.argument("corpus", type=options.FILE)
@click.argument("labelled", nargs=-1, type=options.FILE)
@options.model
@_output
@click.option(
    "--by",
    metavar="COLUMN",
    help="Shares for each value of this column.  [default: speaker or source, where present]",
)
@options.every("Length of the periods, for dates in a column date.  [default: few periods]")
@options.sample
@options.text_column
@options.label_column
@encoder_of_model
@options.reads("corpus", "labelled", lines=True)
def corpus_page(
    corpus: str,
    labelled: tuple[str, ...],
    folder: Path | None,
    output: str,
    encoder: str | None,
    **given: Any,
) -> None:
    """Show a corpus: how frequent each label is, by whom and when.

    CORPUS and LABELLED are as for prevalence. The page holds the first 10,000 statements, with the
    words behind their labels, to search, sort and filter.
    """
    page = page_file(output, [corpus, *labelled], "-o")
    from stancekit.analysis.corpus import scored_corpus  # slow: imports NumPy

    (model,) = load_each(folder, encoder=encoder)
    write_page(scored_corpus(model, corpus, labelled or None, **given), page)


@options.command(
    "stancekit report map article.txt -o map.html",
    "stancekit report map page.html --model my-model -o map.html",
    prints=False,
    name="map",
)
@click.argument("article", type=options.FILE)
@options.model
@_output
@click.option("--target", help="Toward what, for a model that knows several targets.")
@encoder_of_model
@options.encoding
def map_page(
    article: str, folder: Path | None, output: str, encoder: str | None, **given: Any
) -> None:
    """Show an article with every position marked, and who takes it.

    ARTICLE is as for map: a .txt, .html or .md file, a folder of such files, or a table.
    """
    page = page_file(output, [article], "-o")
    from stancekit.analysis.stance_map import stance_map  # slow: imports NumPy

    (model,) = load_each(folder, encoder=encoder)
    source = article if article == "-" else Path(article)
    write_page(stance_map(source, model, **given), page)


for _command in (evaluation, corpus_page, map_page):
    report.add_command(_command)
