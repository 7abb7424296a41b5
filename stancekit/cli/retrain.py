"""``stancekit retrain``: new labels for a model, and whether they made it better."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stancekit.cli import options
from stancekit.cli.console import say, show
from stancekit.cli.encoders import load_each
from stancekit.cli.next_steps import after_training
from stancekit.cli.settings import Settings, settings

if TYPE_CHECKING:
    from stancekit.model.model import StanceModel
from stancekit.cli.output import check_folder, page_file

__all__ = ["retrain"]


class _Weight(options.Number):
    """A number above 0, or ``auto``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number, or the word."""
        return value if value == "auto" else super().convert(value, param, ctx)


@options.command(
    "stancekit retrain my-model new-labels.csv",
    "stancekit retrain my-model/v0002 new-labels.csv --require better -o my-model-3",
    "stancekit retrain dialogue-with-moscow new-labels.csv -o my-model",
)
@click.argument("folder", type=options.FOLDER)
@click.argument("new_labels", nargs=-1, required=True, type=options.FILE)
@options.text_column
@options.label_column
@click.option(
    "--data",
    type=options.FILE,
    help="Training statements of the model, if it does not say where they are, or they moved.",
)
@click.option(
    "-o",
    "--output",
    type=options.FOLDER,
    help="New folder to save the model to.  [default: v0002 in FOLDER, or the next free number]",
)
@click.option(
    "--require",
    type=click.Choice(["better", "not-worse", "nothing"]),
    default="not-worse",
    help="What the new model must be in order to be saved.",
)
@settings(as_before=True)
@options.labels()
@click.option(
    "--drop-label",
    "drop_labels",
    multiple=True,
    metavar="LABEL",
    help="Label that disappears, with its statements; can be repeated.",
)
@click.option(
    "--new-weight",
    type=_Weight(min=0, min_open=True),
    metavar="NUMBER|auto",
    default=1.0,
    help="How much each added statement counts beside the old ones; with auto 1, 2, 5 or 10, by "
    "cross-validation on those that are added.",
)
@click.option("--embed", is_flag=True, help="Keep the training statements in the new folder, too.")
@options.report
@options.reads("new_labels", "data")
@options.everything
@options.as_json("Print JSON, with every label that flips.")
def retrain(
    folder: Path,
    new_labels: tuple[str, ...],
    output: Path | None,
    settings: Settings,
    labels: str | None,
    drop_labels: tuple[str, ...],
    report: str | None,
    every: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Train a model anew with more labels.

    NEW_LABELS are files with the columns text and label; they are merged with the training
    statements of the model in FOLDER, where the newer label of a statement wins. Old and new are
    compared on the same held-out statements. The new model is saved beside the old one, which
    stays as it is. Exit status 1 if the new model was not saved. If there is no such FOLDER,
    dialogue-with-moscow is the model that comes with stancekit.
    """
    page = page_file(report, new_labels)
    from stancekit.training.versions import destination

    (model,) = load_each(folder, encoder=settings.given["encoder"])
    with suppress(FileExistsError):  # which is told together with what is wrong with the labels
        check_folder(destination(model, output), None if output is None else "-o")
    from stancekit.retraining.retrain import retrain as run  # slow: imports scikit-learn

    known = model.labels
    found = run(
        model,
        *new_labels,
        output=output,
        settings=_changes(settings, model),
        random_state=settings.given["random_state"] or 0,
        labels=None if labels is None else options.as_labels(labels.split(","), known),
        drop_labels=options.as_labels(drop_labels, known),
        **given,
    )
    show(found, as_json=as_json, page=page, every=every or None)
    if found.folder is None:
        say("--require nothing saves the new model all the same.")
        click.get_current_context().exit(1)
    say(after_training(found.folder, settings.given["encoder"]))


def _changes(settings: Settings, model: StanceModel) -> dict[str, Any]:
    """Return what is to change; the encoder of the old model is none of that."""
    found = settings.parameters(model.labels)
    return {name: found[name] for name in found if name != "encoder" or model.encoder is None}
