"""``stancekit evaluate``: how good a model of these labels would be."""

from __future__ import annotations

import json
from pathlib import Path

import click
from click.core import ParameterSource

from stancekit.cli import options
from stancekit.cli.console import show, write_page
from stancekit.cli.encoders import load_each
from stancekit.cli.labelled import LabelledFiles, labelled_files
from stancekit.cli.output import page_file
from stancekit.exceptions import DataError
from stancekit.report.text_layout import as_text

__all__ = ["evaluate"]

_FOR_A_MODEL = {
    *(
        "data",
        "text",
        "label",
        "labels",
        "separator",
        "encoding",
        "kind",
        "encoder",
        "random_state",
    ),
    *("folder", "groups", "contrast", "report", "every", "as_json"),
}
_NO_PAIRS = (
    "no pairs are held out together; give both sides the same pair_id and different labels, and "
    "leave --groups out or name pair_id there"
)


@options.command(
    "stancekit evaluate labelled.csv",
    "stancekit evaluate labelled.csv more.jsonl --leave-out source --json",
    "stancekit evaluate test.csv --model my-model",
)
@labelled_files
@click.option(
    "--model",
    "folder",
    type=options.FOLDER,
    help="Folder of a trained model: it labels DATA as it is, and nothing is trained. DATA should "
    "hold none of its training statements.",
)
@click.option(
    "--folds",
    type=options.Whole(min=2),
    default=5,
    help="Into how many parts to cut the statements, each tested once.",
)
@click.option("--repeats", type=options.Whole(min=1), default=5, help="How often to cut them anew.")
@click.option(
    "--contrast",
    is_flag=True,
    help="List the contrast pairs (statements with the same pair_id and different labels) that "
    "were not labelled right.",
)
@options.report
@options.everything
@options.as_json()
def evaluate(
    files: LabelledFiles,
    folder: Path | None,
    folds: int,
    repeats: int,
    contrast: bool,
    report: str | None,
    every: bool,
    as_json: bool,
) -> None:
    """Measure how good a model would be, or is.

    Models are trained on a part of the labelled statements and tested on the rest; nothing is
    saved. With --model, one that is trained already is tested on all of them. DATA are .csv, .tsv,
    .jsonl, .parquet, .xlsx, .dta or .sav files with the columns text and label, read together; - is
    standard input.
    """
    page = page_file(report, files.data)
    if folder is not None:
        _refuse_how_to_train()
    frame = files.read(to_train=folder is None)
    if contrast and ("pair_id" not in frame or (files.groups and "pair_id" not in files.groups)):
        raise click.BadParameter(_NO_PAIRS, param_hint="--contrast")
    if folder is None:
        found = files.measure(files.classifier(frame), frame, folds=folds, repeats=repeats)
    else:
        (model,) = load_each(folder, encoder=files.settings.given["encoder"])
        found = files.measure(model, frame)
    if not contrast:
        show(found, as_json=as_json, page=page, every=every)
        return
    if (pairs := found.contrast) is None:
        raise DataError(f"--contrast: {_NO_PAIRS}")
    if as_json:
        click.echo(json.dumps(found.to_dict() | {"contrast": pairs.to_dict()}, indent=2))
    else:
        click.echo(as_text([*found.blocks(), *pairs.blocks()]))
    write_page(found, page)


def _refuse_how_to_train() -> None:
    """Refuse an option that says how to train, as the model is trained already."""
    context = click.get_current_context()
    for param in context.command.params:
        source = context.get_parameter_source(param.name or "")
        if source is ParameterSource.COMMANDLINE and param.name not in _FOR_A_MODEL:
            raise click.UsageError(
                f"{param.opts[-1]} says how to train, and the model of --model is trained already; "
                "leave one of the two out"
            )
