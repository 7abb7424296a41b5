"""``stancekit train``: from labelled statements to a model folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stancekit.cli import options
from stancekit.cli.console import say, show
from stancekit.cli.labelled import LabelledFiles, labelled_files, targets_of
from stancekit.cli.next_steps import after_training
from stancekit.cli.output import check_folder

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.evaluation.result import Evaluation
    from stancekit.model.model import StanceModel

__all__ = ["train"]


@options.command(
    "stancekit train labelled.csv -o my-model",
    'stancekit train a.csv b.jsonl -o my-model --leave-out source --target "tax reform"',
)
@labelled_files
@click.option(
    "-o",
    "--output",
    "folder",
    type=options.FOLDER,
    required=True,
    help="Folder to save the model to: a new one, or one that holds no more than a model, which is "
    "replaced.",
)
@click.option("--target", help="Toward what the positions are, if DATA has no column target.")
@click.option(
    "--evaluation/--no-evaluation",
    default=True,
    help="Whether to measure how good the model is, which takes most of the time.",
)
@click.option(
    "--embed",
    is_flag=True,
    help="Keep the training statements in the folder, too, not only the paths of their files.",
)
def train(
    files: LabelledFiles, folder: Path, target: str | None, evaluation: bool, embed: bool
) -> None:
    """Train a model on labelled statements.

    It is measured, trained on everything, and saved with a card that holds the figures. DATA are
    .csv, .tsv, .jsonl, .parquet, .xlsx, .dta or .sav files with the columns text and label, read
    together; - is standard input. If a column target names several targets, the model learns each
    of them by itself. The folder remembers where DATA are, for retrain.
    """
    _check_target(target)
    _check_folder(folder)
    frame = files.read()
    targets = _targets(frame, target)
    classifier = files.classifier(frame)
    split = files.groups, files.leave_out, files.values_that_only_train()
    from stancekit.model.encoder import encodes_once
    from stancekit.model.lineage import TrainingData
    from stancekit.training.origin import batch_of, recorded

    @encodes_once
    def learned() -> tuple[Evaluation | None, StanceModel]:
        from stancekit.evaluation.fitting import fit_all

        report = files.measure(classifier, frame) if evaluation else None
        return report, fit_all(classifier, frame, *split)

    report, model = learned()
    batch = batch_of(files.data, files.text, files.label)
    model = recorded(model, TrainingData((), *split), batch, frame, embed=embed)
    if model.provenance.training_data is None:
        say("The model will not know its training statements; --embed keeps them in its folder.")
    model.save(folder, target=targets[0] if len(targets) == 1 else None, evaluation=report)
    if report is None:
        click.echo(f"{model}\nNobody knows how good it is: it was not evaluated.")
    else:
        show(report, as_json=False)
    next_steps = after_training(folder, files.settings.given["encoder"])
    say(f"\nSaved the model and its card to {folder}. {next_steps}")


def _check_target(target: str | None) -> None:
    from stancekit.data.table import is_name

    if target is not None and not is_name(target):
        raise click.BadParameter("name it in visible characters", param_hint="--target")


def _check_folder(folder: Path) -> None:
    """Refuse a folder that could not be written, before hours of work."""
    from stancekit.model.folder import check_destination

    try:
        check_destination(folder)
    except OSError as error:
        raise click.ClickException(f"-o {error}") from error
    check_folder(folder)


def _targets(frame: pd.DataFrame, given: str | None) -> tuple[str, ...]:
    """Return the targets that the data name, or the one that the user names."""
    found = targets_of(frame)
    if given is None or found == (given,):
        return found
    if found:
        named = ", ".join(map(repr, found))
        raise click.BadParameter(f"the data name their target: {named}", param_hint="--target")
    return (given,)
