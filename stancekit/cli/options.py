"""What several subcommands take, how they read it, and how their help shows examples."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stancekit.cli.console import check_stdout
from stancekit.data.source_file import described
from stancekit.progress import Progress

if TYPE_CHECKING:
    from stancekit.labels import Label

__all__ = [
    "FILE",
    "FOLDER",
    "Number",
    "Whole",
    "as_json",
    "as_labels",
    "column",
    "command",
    "digits",
    "encoding",
    "every",
    "everything",
    "examples",
    "label_column",
    "labels",
    "labels_like_those_in",
    "model",
    "output",
    "reads",
    "report",
    "sample",
    "spreadsheet_safe",
    "text_column",
]

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_is_number = re.compile(r"-?[0-9]+").fullmatch


class _Folder(click.Path):
    """A folder, which a shell completes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path; click's own judgement of it would not say what to do."""
        if not value:
            self.fail("the name is empty", param, ctx)
        return Path(value)


class Whole(click.IntRange):
    """A whole number in a range."""

    name = "whole number"

    def get_metavar(self, *_: Any, **__: Any) -> str:
        """Return how the help names it."""
        return "NUMBER"


class Number(click.FloatRange):
    """A finite number in a range."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number; NaN and infinity pass through a range that is open above."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number", param, ctx)
        return number


FILE = click.Path(readable=False, allow_dash=True)
FOLDER = _Folder(file_okay=False)
FILE.name, FOLDER.name = "file", "folder"  # as the help names them
"""A shell completes both; whether a place can be used is judged, in one voice, by who uses it."""

model = click.option(
    "--model", "folder", type=FOLDER, help="Folder of the model.  [default: the one of stancekit]"
)
output = click.option(
    "-o",
    "--output",
    type=FILE,
    default="-",
    show_default=False,
    help="File to write: .csv, .tsv, .jsonl or .parquet.  [default: -, standard output, as CSV or "
    "as --format says]",
)


def _guard(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        from stancekit.data.formulas import formulas_guarded

        context.with_resource(formulas_guarded())


spreadsheet_safe = click.option(
    "--spreadsheet-safe",
    is_flag=True,
    expose_value=False,
    callback=_guard,
    help="In CSV and TSV, write an apostrophe before cells that a spreadsheet would run as "
    "formulas: those that begin with =, +, -, @, a tab or a carriage return and are no number.",
)
sample = click.option(
    "--sample",
    type=click.Choice(["random"]),
    help="That labels whose rows do not say so in a column drawn are of statements that were drawn "
    "at random.",
)
report = click.option(
    "--report",
    metavar="PAGE.html",
    type=FILE,
    help="File to write the result to as a page, too: one .html file with pictures and all that "
    "was found, which loads nothing.",
)


class _Command(click.Command):
    """A subcommand that does nothing where standard output is closed, if it would print."""

    prints = True

    def make_context(
        self, info_name: str | None, args: list[str], *more: Any, **extra: Any
    ) -> click.Context:
        """Read the arguments."""
        if self.prints or {"-h", "--help"} & set(args):
            check_stdout()
        return super().make_context(info_name, args, *more, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the arguments apart; what is wrong with them is wrong with this command."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """Run it, as work that may take long; who types its input is not told so."""
        given = [value if isinstance(value, tuple) else (value,) for value in ctx.params.values()]
        stdin = sys.stdin  # None where it is closed
        is_typed = stdin and stdin.isatty() and any("-" in values for values in given)
        with nullcontext() if is_typed else Progress("working"):
            return super().invoke(ctx)


class _FileCommand(_Command):
    """A subcommand that may write a file instead, and judges by itself whether it does."""

    prints = False


def command(
    *lines: str, prints: bool = True, name: str | None = None
) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function a subcommand whose help ends with examples."""
    kind = _Command if prints else _FileCommand
    return click.command(name, cls=kind, epilog=examples(*lines))


def examples(*lines: str) -> str:
    r"""Return the end of a help page, kept by click as it is.

    Examples
    --------
    >>> examples("stancekit --version")
    '\x08\nExamples:\n  stancekit --version'
    """
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def reads(
    *sources: str, lines: bool = False, writes: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options that say how to read files, and tell the files that a command is given.

    Standard input may hold statements as `lines`; a command that `writes` is told the format.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @separator
        @encoding
        @stream_format(lines=lines, writes=writes)
        @wraps(function)
        def command(*, kind: str | None, **given: Any) -> None:
            how = given.pop("separator"), given.pop("encoding"), kind
            for name in sources:
                if isinstance(given[name], tuple):
                    given[name] = tuple(described(given[name], *how))
                elif given[name] is not None:
                    (given[name],) = described([given[name]], *how)
            function(**given, **({"kind": kind} if writes else {}))

        return command

    return decorate


separator = click.option(
    "--separator",
    metavar="CHARACTER",
    help="What separates the cells of CSV: ';', '|', tab, ...  [default: as the header shows; "
    "commas, and tabs in .tsv]",
)
encoding = click.option(
    "--encoding",
    metavar="NAME",
    help="Encoding of the files, such as cp1252 for Windows in Western Europe.  [default: UTF-8]",
)


def stream_format(*, lines: bool, writes: bool) -> Callable[[Decorated], Decorated]:
    """Return the option that names the format of what has no name: standard input and output."""
    kinds = ["csv", "tsv", "jsonl", *(["txt"] if lines else [])]
    streams = "standard input and standard output" if writes else "standard input"
    text = f"Format of {streams}.{' With txt, results are CSV.' * (lines and writes)}"
    return click.option(
        "--format", "kind", type=click.Choice(kinds), help=f"{text}  [default: csv]"
    )


def column(role: str, text: str) -> Callable[[Decorated], Decorated]:
    """Return the option that names the column of a role, such as ``label``."""
    return click.option(f"--{role}-column", role, metavar="COLUMN", default=role, help=text)


text_column = column("text", "Column that holds the statements.")
label_column = column("label", "Column that holds the labels.")


def every(text: str) -> Callable[[Decorated], Decorated]:
    """Return the option that says how long the periods are."""
    periods = click.Choice(["day", "week", "month", "quarter", "year"])
    return click.option("--every", type=periods, help=text)


def as_json(text: str = "Print JSON instead of text.") -> Callable[[Decorated], Decorated]:
    """Return the option that asks for JSON."""
    return click.option("--json", "as_json", is_flag=True, help=text)


everything = click.option(
    "--all",
    "every",
    is_flag=True,
    help="List everything, not only the first few of many, and say what the terms mean.",
)


digits = click.option(
    "--digits",
    type=Whole(1, 17),
    metavar="N",
    default=4,
    help="How many digits after the point to write of a probability, share or score; Python gives "
    "them all.",
)


def labels(
    text: str = "The labels that may occur; any other is then reported as a mistake.",
) -> Callable[[Decorated], Decorated]:
    """Return the option that lists labels."""
    return click.option("--labels", metavar="A,B,...", help=text)


def as_labels(names: Iterable[str], known: Iterable[object]) -> list[Label]:
    """Return labels as given on the command line, as numbers where the known ones are.

    Examples
    --------
    >>> as_labels(["1", " 2"], known=[1, 3]), as_labels(["1", "2"], known=["1", "3"])
    ([1, 2], ['1', '2'])
    """
    numbers = all(isinstance(label, int) for label in known)
    stripped = [name.strip() for name in names]
    return [int(name) if numbers and _is_number(name) else name for name in stripped]


def labels_like_those_in(
    files: Sequence[str], labels: str | None, text: str, label: str
) -> list[Label] | None:
    """Return what came with ``--labels``, as numbers if those in the files are."""
    if labels is None:
        return None
    names = labels.split(",")
    paths = [path for path in files if path != "-"]
    if not paths or not all(_is_number(name.strip()) for name in names):
        return as_labels(names, known=[""])
    from stancekit.data.readers import read_tables
    from stancekit.data.table import is_blank

    tables = read_tables(paths, text, label)
    cells = [cell for table in tables for cell in table.columns.get(label, ())]
    return as_labels(names, known=[cell for cell in cells if not is_blank(cell)] or [""])
