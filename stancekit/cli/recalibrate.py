"""``stancekit recalibrate``: how far to trust a model on texts of your own."""

from __future__ import annotations

from pathlib import Path

import click

from stancekit.cli import options
from stancekit.cli.console import say, show
from stancekit.cli.encoders import encoder_named, encoder_of_model
from stancekit.cli.next_steps import after_training
from stancekit.cli.output import check_folder
from stancekit.cli.settings import setting

__all__ = ["recalibrate"]


@options.command(
    "stancekit recalibrate my-model my-labels.csv",
    "stancekit recalibrate my-model my-labels.csv --ok-precision 0.75 -o my-model-75",
    "stancekit recalibrate dialogue-with-moscow my-labels.csv -o my-model",
)
@click.argument("folder", type=options.FOLDER)
@click.argument("labelled", nargs=-1, required=True, type=options.FILE)
@options.text_column
@options.label_column
@setting("ok_precision", "  [default: that of the model]")
@encoder_of_model
@click.option(
    "--groups",
    multiple=True,
    metavar="COLUMN",
    help="Statements with the same value here are judged together; can be repeated.  [default: "
    "group, pair_id, document, where present]",
)
@click.option(
    "-o",
    "--output",
    type=options.FOLDER,
    help="New folder to save the model to.  [default: v0002 in FOLDER, or the next free number]",
)
@options.reads("labelled")
@options.as_json("Print JSON, with all scores.")
def recalibrate(
    folder: Path,
    labelled: tuple[str, ...],
    text: str,
    label: str,
    ok_precision: float | None,
    encoder: str | None,
    groups: tuple[str, ...],
    output: Path | None,
    as_json: bool,
) -> None:
    """Set what is ok by labels of your own texts.

    LABELLED are files with the columns text and label: a random sample of the texts on which the
    model in FOLDER is to be used, 30 at least. Its probabilities and what is ok are set by them;
    what its words weigh stays. The score is an honest one, as each statement is judged by a
    model calibrated on others. The new model is saved beside the old one, which stays as it is.
    Exit status 1 if it was not saved. If there is no such FOLDER, dialogue-with-moscow is the model
    that comes with stancekit.
    """
    from stancekit.model.loading import load_model
    from stancekit.training.versions import destination

    model = load_model(folder, encoder=encoder_named(encoder))
    place = destination(model, output, "recalibrate")
    check_folder(place, None if output is None else "-o")
    from stancekit.recalibration.recalibrate import recalibrate as run  # slow: pandas, SciPy

    found = run(
        model,
        *labelled,
        output=output,
        ok_precision=ok_precision,
        groups=list(groups) or None,
        text=text,
        label=label,
    )
    show(found, as_json=as_json)
    if found.folder is None:
        click.get_current_context().exit(1)
    say(after_training(found.folder, encoder))
