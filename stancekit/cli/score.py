"""``stancekit score``: label new statements with a model."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stancekit.cli import options
from stancekit.cli.console import say
from stancekit.cli.encoders import encoder_named, encoder_of_model
from stancekit.cli.output import output_or_stdout
from stancekit.data.writing import free_name, writing
from stancekit.progress import Progress

if TYPE_CHECKING:
    from stancekit.data.table import Table
    from stancekit.model.model import StanceModel

__all__ = ["score"]

_BATCH = 5000


@options.command(
    "stancekit score posts.csv -o scored.csv",
    "stancekit score speeches.parquet --model my-model --text-column body -o scored.jsonl",
    "stancekit score - < posts.csv > scored.csv",
    "stancekit score - --format jsonl < posts.jsonl > scored.jsonl",
    prints=False,
)
@click.argument("source", metavar="INPUT", type=options.FILE)
@options.model
@encoder_of_model
@options.text_column
@options.output
@options.reads("source", lines=True, writes=True)
def score(
    source: str, folder: Path | None, encoder: str | None, text: str, output: str, kind: str | None
) -> None:
    """Label new statements with a model.

    INPUT is a .csv, .tsv, .jsonl, .parquet, .xlsx, .dta or .sav file, a .txt file with one
    statement on each line, or - for standard input. All of its columns are kept as they are. Behind
    them come label, one p_LABEL for each label (its probability), stance (from -1, against, to +1,
    in favor) and status: ok where enough held-out answers with this label and at least this
    probability were right, unsure, or no_evidence where the model knows too few of the words and
    gives no label.

    Texts are never altered; if strangers wrote them, mind that a spreadsheet runs cells that begin
    with = as formulas.
    """
    from stancekit.model.loading import load_model

    path = output_or_stdout(output, [source])
    model = load_model(folder, encoder=encoder_named(encoder))
    with writing(path, kind) as write:
        table = _read(source, text)
        scored = _scored(model, table, text)
        write(table.columns | _free_names(scored, table))
    counts = Counter(scored["status"]).most_common()
    found = ", ".join(f"{count:,} {status}" for status, count in counts)
    say(f"Scored {len(table):,} statements: {found}." + (f" Wrote {path}." if path else ""))
    if model.never_ok:
        say(f"This model has no answer that is ok: {model.never_ok}.")


def _read(source: str, text_column: str) -> Table:
    """Read statements with all columns as they are, whatever their names."""
    from stancekit.data.readers import read_tables
    from stancekit.data.validation import check_statements

    (table,) = read_tables([source], text_column, None)
    judged = table
    if text_column in table.columns:
        # Where a column was read as "text", another one of that name would be in the way.
        kept = {n: c for n, c in table.columns.items() if n == text_column or n != "text"}
        judged = replace(table, columns=kept)
    check_statements([judged], text_column)
    return table


def _scored(model: StanceModel, table: Table, text_column: str) -> dict[str, list[object]]:
    """Return the model's columns."""
    from stancekit.data.problems import Problems
    from stancekit.data.table import Stack
    from stancekit.data.validation import check_known_targets

    columns = {"text": table.columns[text_column]}
    if model.per_target:
        stack, is_there = Stack([table]), "target" in table.columns
        cells = stack.cells("target") if is_there else None
        check_known_targets(Problems(stack), cells, model.targets)
        columns["target"] = table.columns["target"]
    scored: dict[str, list[object]] = {}
    total = len(table)
    with Progress("scoring", total, "statement") as work:
        for start in range(0, total, _BATCH):
            batch = {name: cells[start : start + _BATCH] for name, cells in columns.items()}
            for name, values in model.score(batch).items():
                scored.setdefault(str(name), []).extend(values.tolist())
            work.advance(len(batch["text"]))
    return scored


def _free_names(scored: dict[str, list[object]], table: Table) -> dict[str, list[object]]:
    """Rename the model's columns where the input has a column of that name."""
    from stancekit.data.quoting import shown

    renamed: dict[str, list[object]] = {}
    for name, values in scored.items():
        free = free_name(name, {*table.columns, *renamed}, "scored_")
        renamed[free] = values
        if name != free:
            say(f"The input has a column {shown(name)}; the model's is called {shown(free)}.")
    return renamed
