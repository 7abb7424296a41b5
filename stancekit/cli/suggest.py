"""``stancekit suggest``: which unlabelled statements to label next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stancekit.cli import options
from stancekit.cli.console import say
from stancekit.cli.encoders import encoder_of_model, load_each
from stancekit.cli.next_steps import after_suggestion
from stancekit.cli.output import columns_of, output_or_stdout
from stancekit.data.quoting import counted
from stancekit.data.writing import writing
from stancekit.exceptions import DataError

if TYPE_CHECKING:
    from stancekit.suggestion.result import Suggestions

__all__ = ["suggest"]


@options.command(
    "stancekit suggest pool.csv --model my-model -o next.csv",
    "stancekit suggest pool.csv --no-model -n 40 -o first.csv",
    "stancekit suggest pool.csv --model v4 --labelled done.csv -o next.csv "
    "--previous v1 --previous v2 --previous v3",
    prints=False,
)
@click.argument("pool", type=options.FILE)
@options.model
@encoder_of_model
@click.option("--no-model", is_flag=True, help="Draw all at random, while there is no model.")
@click.option("-n", type=options.Whole(min=1), default=20, help="How many statements to choose.")
@click.option(
    "--labelled",
    multiple=True,
    metavar="FILE",
    type=options.FILE,
    help="Statements that have a label, which are not chosen again; can be repeated. Rows with a "
    "blank label do not count.",
)
@click.option(
    "--strategy",
    type=click.Choice(["least-confidence", "margin", "entropy"]),
    default="least-confidence",
    help="How to measure how unsure the model is.",
)
@click.option(
    "--diverse/--no-diverse",
    default=True,
    help="Choose statements that are unlike each other, too.",
)
@click.option(
    "--random-share",
    type=options.Number(0, 1),
    metavar="SHARE",
    default=0.1,
    help="Which share to draw at random from the whole pool, for an honest estimate of how "
    "frequent each label is.",
)
@click.option(
    "--previous",
    multiple=True,
    type=options.FOLDER,
    help="Model of a round before, the oldest first; to be repeated for three rounds. Says whether "
    "more labels still change anything.",
)
@options.text_column
@click.option(
    "--seed",
    "random_state",
    type=options.Whole(min=0),
    default=0,
    help="Equal seeds give equal suggestions.",
)
@options.output
@options.spreadsheet_safe
@options.digits
@options.reads("pool", "labelled", lines=True, writes=True)
def suggest(
    pool: str,
    folder: Path | None,
    encoder: str | None,
    no_model: bool,
    labelled: tuple[str, ...],
    strategy: str,
    previous: tuple[Path, ...],
    text: str,
    output: str,
    digits: int,
    kind: str | None,
    **given: Any,
) -> None:
    """Choose the statements to label next.

    POOL is a .csv, .tsv, .jsonl, .parquet, .xlsx, .dta or .sav file of statements, a .txt file with
    one on each line, or - for standard input. The output has its columns, for the statements that
    are chosen, an empty column label to fill in, and says in reason and score why each was chosen,
    behind them what the model takes it for, and in drawn whether it was drawn at random: keep that
    column, 'stancekit prevalence' needs it.
    Then retrain the model with them, or train the first one, and suggest again from the whole POOL:
    what the model was trained on, or --labelled names, is not suggested again.
    """
    path = output_or_stdout(output, [pool, *labelled])
    if path is not None:
        _check_unlabelled(path)
    if no_model and (folder is not None or previous):
        other = "--model" if folder is not None else "--previous"
        raise click.UsageError(f"--no-model and {other} exclude each other; leave one out")
    from stancekit.data.drawn import CHOSEN
    from stancekit.data.read import read_statements
    from stancekit.suggestion.stopping import should_stop
    from stancekit.suggestion.suggest import suggest as choose

    *earlier, model = load_each(*previous, folder, encoder=encoder) if not no_model else [None]
    statements = read_statements(pool, text=text)
    found = choose(
        model,
        statements,
        strategy=strategy.replace("-", " "),
        labelled=read_statements(*labelled, text=text) if labelled else None,
        **given,
    )
    stability = should_stop([*earlier, model], statements) if earlier else None
    _write(found, path, kind, digits)
    _report(found, path)
    if stability is not None:
        say(stability.summary())
    if path is not None:
        only_random = model is not None and CHOSEN not in found.drawn and pool != "-"
        sample_of = str(pool) if only_random else None
        say(after_suggestion(path, labelled, folder, model, sample_of, encoder))


def _check_unlabelled(path: Path) -> None:
    """Refuse to write over suggestions that somebody has labelled."""
    from stancekit.data.drawn import DRAWN, is_again
    from stancekit.data.identity import names_in
    from stancekit.data.readers import read_table
    from stancekit.data.table import Table, is_blank

    try:
        table = read_table(path) if path.exists() else Table("", {})
    except DataError:
        return  # something else, which can be suggested anew
    drawn = names_in(table, DRAWN)
    rows = zip(table.columns.get("label", [None] * len(table)), drawn, strict=True)
    if filled := sum(not is_blank(cell) and not is_again(how) for cell, how in rows):
        raise click.BadParameter(
            f"{path} holds {counted(filled, 'label')}; name another file", param_hint="-o"
        )


def _write(found: Suggestions, path: Path | None, kind: str | None, digits: int) -> None:
    """Write the table to fill in; numbers of the pool itself are not rounded."""
    table = found.to_label()
    computed = [name for name in map(str, table) if name not in {*found.statements, "label"}]
    with writing(path, kind) as write:
        write(columns_of(table, digits, computed))


def _report(found: Suggestions, path: Path | None) -> None:
    at_random = len(set(found.sample) & set(found.ids))
    say(
        f"Chose {len(found):,} of {counted(found.pool, 'statement')}, "
        f"{at_random:,} of them at random." + (f" Wrote {path}." if path else "")
    )
    for caveat in found.caveats:
        say(caveat)
