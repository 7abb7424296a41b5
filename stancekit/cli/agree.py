"""``stancekit agree``: whether annotators agree, and one table of their labels."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stancekit.cli.console import safe, say
from stancekit.cli.options import FILE, examples, label_column_option
from stancekit.cli.output import check_output
from stancekit.data.writing import replacing, write_file

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.annotators.result import Agreement

__all__ = ["agree"]


@click.command(
    epilog=examples(
        "stancekit agree ratings.csv",
        "stancekit agree ratings.csv --merged labelled.csv --disagreements discuss.csv",
        "stancekit agree anna.csv ben.csv --merged labelled.csv",
        "stancekit agree coded.csv --wide anna --wide ben --json",
    )
)
@click.argument("ratings", nargs=-1, required=True, type=FILE)
@click.option(
    "--wide",
    "annotators",
    multiple=True,
    metavar="COLUMN",
    help="Column with the labels of one annotator, for a file with a row for each statement; to be "
    "repeated for every annotator.",
)
@click.option(
    "--id-column",
    metavar="COLUMN",
    default="id",
    show_default=True,
    help="Column that says which rows are about the same statement.",
)
@label_column_option
@click.option(
    "--annotator-column",
    metavar="COLUMN",
    default="annotator",
    show_default=True,
    help="Column that says who gave the label.",
)
@click.option(
    "--merged",
    type=FILE,
    help="File to write with one row for each statement and the label of the majority; where "
    "labels tie it stays blank.",
)
@click.option(
    "--disagreements",
    type=FILE,
    help="File to write with the statements that have different labels: those of each annotator "
    "side by side, and an empty column label to fill in.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def agree(
    ratings: tuple[str, ...],
    annotators: tuple[str, ...],
    id_column: str,
    label_column: str,
    annotator_column: str,
    merged: str | None,
    disagreements: str | None,
    as_json: bool,
) -> None:
    """Measure how far annotators agree.

    RATINGS are .csv, .tsv, .jsonl or .parquet files with the columns id, annotator and label, a row
    for each label, or, with --wide, a row for each statement, read together; - is standard input,
    as CSV. Where there is a column target, an id stands for one statement about each target. Blank
    labels are missing ones. The input stays as it is.
    """
    paths = _outputs(ratings, {"--merged": merged, "--disagreements": disagreements})
    from stancekit.annotators.agreement import agreement  # slow: imports NumPy

    found = agreement(
        *ratings,
        id=id_column,
        label=label_column,
        annotator=annotator_column,
        annotators=annotators or None,
    )
    tables = {"--merged": found.merged, "--disagreements": found.disagreements}
    _write({path: tables[option] for option, path in paths.items()})
    click.echo(json.dumps(found.to_dict(), indent=2) if as_json else safe(found.summary()))
    for line in _written(found, paths):
        say(line)


def _outputs(sources: Sequence[str], asked: dict[str, str | None]) -> dict[str, Path]:
    """Return the files to be written, or refuse them, before any work is done."""
    paths = {option: Path(name) for option, name in asked.items() if name is not None}
    for option, path in paths.items():
        try:
            for source in sources:
                check_output(path, source)
        except click.BadParameter as error:
            error.param_hint = option
            raise
    if len({path.resolve() for path in paths.values()}) < len(paths):
        raise click.UsageError(f"{' and '.join(paths)} name the same file; name two")
    return paths


def _written(found: Agreement, paths: dict[str, Path]) -> Iterator[str]:
    """Say what was written, and what can be done with it."""
    from stancekit.annotators.wording import counted, listed

    has_text = "text" in found.merged
    retrainable = has_text or found.merged.columns[0] == "id"
    where = "" if has_text else "   # MODEL: one that was trained on these ids"
    if path := paths.get("--merged"):
        yield f"Wrote {path}: {counted(len(found.merged), 'statement')}."
        blank = found.merged[found.merged["label"].isna()]
        if len(blank):
            yield (
                f"{counted(len(blank), 'statement')} without a label, as labels tie or are missing "
                f"({listed(blank)}); train needs one there, retrain leaves these out."
            )
        file = shlex.quote(str(path))
        if retrainable:
            first = f"   # or: stancekit train {file} -o NEW" if has_text and not len(blank) else ""
            yield f"Next:\n  stancekit retrain MODEL {file}{where}{first}"
    if path := paths.get("--disagreements"):
        yield f"Wrote {path}: {counted(len(found.disagreements), 'statement')}."
        if len(found.disagreements) and retrainable:
            command = f"retrain MODEL {shlex.quote(str(path))}"
            yield f"Fill in the column label, then:\n  stancekit {command}{where}"


def _write(tables: dict[Path, pd.DataFrame]) -> None:
    """Write all tables, or, if one of them fails, none."""
    with ExitStack() as stack:
        for path, table in tables.items():
            new = stack.enter_context(replacing(path))
            write_file({str(name): table[name].tolist() for name in table}, new)
