"""``stancekit train``: from labelled statements to a model folder."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stancekit.cli import labelled
from stancekit.cli.console import safe, say
from stancekit.cli.options import FOLDER, examples, labelled_options
from stancekit.cli.output import scratch_folder

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.classifier import StanceClassifier
    from stancekit.model.model import StanceModel

__all__ = ["train"]


@click.command(
    epilog=examples(
        "stancekit train labelled.csv -o my-model",
        'stancekit train a.csv b.jsonl -o my-model --leave-out source --target "tax reform"',
    )
)
@labelled_options
@click.option(
    "-o",
    "--output",
    "folder",
    type=FOLDER,
    required=True,
    help="Folder to save the model to: a new one, or one with a model, which is replaced.",
)
@click.option("--target", help="Toward what the positions are, if DATA has no column target.")
@click.option(
    "--evaluation/--no-evaluation",
    default=True,
    help="Whether to measure how good the model is, which takes most of the time.  "
    "[default: evaluation]",
)
def train(
    data: tuple[str, ...],
    text_column: str,
    label_column: str,
    labels: str | None,
    features: str,
    C: float,
    groups: tuple[str, ...],
    leave_out: str | None,
    folder: Path,
    target: str | None,
    evaluation: bool,
) -> None:
    """Train a model on labelled statements.

    It is measured, trained on everything, and saved with a card that holds the figures. DATA are
    .csv, .tsv, .jsonl or .parquet files with the columns text and label, read together; - is
    standard input, as CSV. If a column target names several targets, the model learns each of
    them by itself.
    """
    _check_target(target)
    _check_folder(folder)
    frame = labelled.read(data, text_column, label_column, labels, groups, leave_out)
    targets = _targets(frame, target)
    from stancekit.model.classifier import StanceClassifier  # slow: only for sound data

    classifier = StanceClassifier(features=features, C=C, per_target=len(targets) > 1)
    report = labelled.measure(classifier, frame, groups, leave_out) if evaluation else None
    model = _fitted(classifier, frame, groups, leave_out)
    model.save(folder, target=targets[0] if len(targets) == 1 else None, evaluation=report)
    if report is None:
        click.echo(f"{model}\nNobody knows how good it is: it was not evaluated.")
    else:
        click.echo(safe(report.summary()))
    say(
        f"\nSaved the model and its card to {folder}. Next:\n"
        f"  stancekit score posts.csv --model {shlex.quote(str(folder))} -o scored.csv"
    )


def _check_target(target: str | None) -> None:
    from stancekit.data.table import is_name

    if target is not None and not is_name(target):
        raise click.BadParameter("name it in visible characters", param_hint="--target")


def _check_folder(folder: Path) -> None:
    """Refuse a folder that could not be written, before hours of work."""
    from stancekit.model.folder import check_destination

    check_destination(folder)
    nearest = next(parent for parent in folder.resolve().parents if parent.exists())
    with scratch_folder(nearest):
        pass


def _targets(frame: pd.DataFrame, given: str | None) -> tuple[str, ...]:
    """Return the targets that the data name, or the one that the user names."""
    found = labelled.targets_of(frame)
    if given is None or found == (given,):
        return found
    if found:
        named = ", ".join(map(repr, found))
        raise click.BadParameter(f"the data name their target: {named}", param_hint="--target")
    return (given,)


def _fitted(
    classifier: StanceClassifier, frame: pd.DataFrame, groups: Sequence[str], leave_out: str | None
) -> StanceModel:
    """Train on everything, calibrating on whole groups, or on whole left-out values."""
    import numpy as np

    from stancekit.evaluation.grouping import group_statements
    from stancekit.evaluation.material import Material
    from stancekit.evaluation.scheme import left_out_folds

    if leave_out is None:
        codes = group_statements(frame, list(groups) or None).codes
    else:
        codes = np.empty(len(frame), dtype=np.intp)
        for code, (_, _, left_out) in enumerate(left_out_folds(frame, leave_out)):
            codes[left_out] = code
    material = Material.of(frame, codes, per_target=classifier.per_target)
    fitted: StanceClassifier = material.fit(classifier, np.arange(len(frame)))
    return fitted.model_
