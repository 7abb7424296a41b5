"""``stancekit suggest``: which unlabelled statements to label next."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stancekit.cli.console import say
from stancekit.cli.options import FILE, FOLDER, examples, model_option, text_column_option
from stancekit.cli.output import check_output
from stancekit.data.writing import replacing, write_csv, write_file
from stancekit.exceptions import DataError

if TYPE_CHECKING:
    from stancekit.model.model import StanceModel
    from stancekit.suggestion.result import Suggestions

__all__ = ["suggest"]

_ADDED = ("reason", "score")


@click.command(
    epilog=examples(
        "stancekit suggest pool.csv --model my-model -o next.csv",
        "stancekit suggest pool.csv --no-model -n 40 -o first.csv",
        "stancekit suggest pool.csv --model v4 --labelled done.csv -o next.csv "
        "--previous v1 --previous v2 --previous v3",
    )
)
@click.argument("pool", type=FILE)
@model_option
@click.option("--no-model", is_flag=True, help="Draw all at random, while there is no model.")
@click.option(
    "-n",
    "number",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="How many statements to choose.",
)
@click.option(
    "--labelled",
    multiple=True,
    metavar="FILE",
    type=FILE,
    help="Statements that have a label, which are not chosen again; can be repeated. Rows with a "
    "blank label do not count.",
)
@click.option(
    "--strategy",
    type=click.Choice(["least-confidence", "margin", "entropy"]),
    default="least-confidence",
    show_default=True,
    help="How to measure how unsure the model is.",
)
@click.option(
    "--diverse/--no-diverse",
    default=True,
    show_default=True,
    help="Choose statements that are unlike each other, too.",
)
@click.option(
    "--random-share",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    default=0.1,
    show_default=True,
    help="Which share to draw at random from the whole pool, for an honest estimate of how "
    "frequent each label is.",
)
@click.option(
    "--previous",
    multiple=True,
    type=FOLDER,
    help="Model of a round before, the oldest first; to be repeated for three rounds. Says whether "
    "more labels still change anything.",
)
@text_column_option
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Equal seeds give equal suggestions.",
)
@click.option(
    "-o",
    "--output",
    type=FILE,
    default="-",
    help="File to write: .csv, .tsv, .jsonl or .parquet.  [default: -, CSV on standard output]",
)
def suggest(
    pool: str,
    folder: Path | None,
    no_model: bool,
    number: int,
    labelled: tuple[str, ...],
    strategy: str,
    diverse: bool,
    random_share: float,
    previous: tuple[Path, ...],
    text_column: str,
    seed: int,
    output: str,
) -> None:
    """Choose the statements to label next.

    POOL is a .csv, .tsv, .jsonl or .parquet file of statements, a .txt file with one on each line,
    or - for standard input, as CSV. The output has its columns, for the statements that are chosen,
    an empty column label to fill in, and says in reason and score why each was chosen. Then retrain
    the model with them, or train the first one, and suggest again from the whole POOL: what the
    model was trained on, or --labelled names, is not suggested again.
    """
    path = _checked(output, pool, labelled)
    if no_model and (folder is not None or previous):
        other = "--model" if folder is not None else "--previous"
        raise click.UsageError(f"--no-model and {other} exclude each other; leave one out")
    from stancekit.data.read import read_statements
    from stancekit.model.loading import load_model
    from stancekit.suggestion.stopping import should_stop
    from stancekit.suggestion.suggest import suggest as choose

    model = None if no_model else load_model(folder)
    earlier = [load_model(name) for name in previous]
    statements = read_statements(pool, text=text_column)
    found = choose(
        model,
        statements,
        number,
        strategy=strategy.replace("-", " "),
        diverse=diverse,
        random_share=random_share,
        labelled=read_statements(*labelled, text=text_column) if labelled else None,
        random_state=seed,
    )
    stability = should_stop([*earlier, model], statements) if earlier else None
    _write(_to_label(found), path)
    at_random = len(set(found.sample) & set(found.ids))
    say(
        f"Chose {len(found):,} of {found.pool:,} statements, {at_random:,} of them at random."
        + (f" Wrote {path}." if path else "")
    )
    for caveat in found.caveats:
        say(caveat)
    if stability is not None:
        say(stability.summary())
    if path is not None:
        say(_next_step(path, labelled, folder, model))


def _checked(output: str, pool: str, labelled: tuple[str, ...]) -> Path | None:
    """Return the file to write, None for standard output, or refuse it before any work is done."""
    if output != "-":
        for source in (pool, *labelled):
            check_output(Path(output), source)
        _check_unlabelled(Path(output))
        return Path(output)
    if sys.stdout is None:
        raise click.UsageError("standard output is closed; add -o with a file")
    return None


def _check_unlabelled(path: Path) -> None:
    """Refuse to write over suggestions that somebody has labelled."""
    from stancekit.data.readers import read_table
    from stancekit.data.table import is_blank

    try:
        cells = read_table(path).columns.get("label", ()) if path.exists() else ()
    except DataError:
        return  # something else, which can be suggested anew
    if filled := sum(not is_blank(cell) for cell in cells):
        raise click.BadParameter(
            f"{path} holds {filled:,} labels; name another file", param_hint="-o"
        )


def _next_step(
    path: Path, labelled: tuple[str, ...], folder: Path | None, model: StanceModel | None
) -> str:
    """Say what to do with the statements once they have labels."""
    from stancekit.model.loading import DEFAULT_MODEL, is_shipped

    if model is None:
        command = f"train {shlex.join([*labelled, str(path)])} -o my-model"
        return f"Fill in the column label, then:\n  stancekit {command}"
    record = model.provenance.training_data
    known = record.files if record else ()
    new = [name for name in labelled if Path(name).resolve() not in known]
    command = f"retrain {shlex.join([str(folder or DEFAULT_MODEL), *new, str(path)])}"
    if is_shipped(model):
        command += " -o my-model"
    if record is None:
        command += " --data FILE   # FILE: what the model was trained on"
    return f"Fill in the column label, then:\n  stancekit {command}"


def _to_label(found: Suggestions) -> dict[str, list[object]]:
    """Return the rows to write: those of the pool, with an empty label, and why."""
    columns: dict[str, list[object]] = {
        str(name): found.statements[name].tolist() for name in found.statements
    }
    columns["label"] = [None] * len(found)
    scores = [score if score == score else None for score in found.scores]
    for name, values in zip(_ADDED, (found.reasons, scores), strict=True):
        free = name
        while free in columns:
            free = f"suggested_{free}"
        columns[free] = list(values)
    return columns


def _write(columns: dict[str, list[object]], path: Path | None) -> None:
    if path is None:
        write_csv(columns, sys.stdout)
        sys.stdout.flush()
        return
    with replacing(path) as file:
        write_file(columns, file)
