"""What several subcommands take, and how their help shows examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = [
    "FILE",
    "FOLDER",
    "C",
    "as_json",
    "examples",
    "features",
    "label_column",
    "labels",
    "model",
    "output",
    "text_column",
]

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class _Folder(click.Path):
    """A folder, which a shell completes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path; click's own judgement of it would not say what to do."""
        if not value:
            self.fail("the name is empty", param, ctx)
        return Path(value)


FILE = click.Path(readable=False, allow_dash=True)
FOLDER = _Folder(file_okay=False)
"""A shell completes both; whether a place can be used is judged, in one voice, by who uses it."""

model = click.option(
    "--model", "folder", type=FOLDER, help="Folder of the model.  [default: the one of stancekit]"
)
text_column = click.option(
    "--text-column",
    metavar="COLUMN",
    default="text",
    help="Column that holds the statements.",
)
label_column = click.option(
    "--label-column",
    metavar="COLUMN",
    default="label",
    help="Column that holds the labels.",
)
labels = click.option(
    "--labels",
    metavar="A,B,...",
    help="The labels that may occur; any other is then reported as a mistake.",
)
output = click.option(
    "-o",
    "--output",
    type=FILE,
    default="-",
    show_default=False,
    help="File to write: .csv, .tsv, .jsonl or .parquet.  [default: -, CSV on standard output]",
)


def as_json(text: str = "Print JSON instead of text.") -> Callable[[Decorated], Decorated]:
    """Return the option that asks for JSON."""
    return click.option("--json", "as_json", is_flag=True, help=text)


def features(text: str, default: str | None = None) -> Callable[[Decorated], Decorated]:
    """Return the option that says what is counted."""
    kinds = click.Choice(["word", "char", "word+char"])
    return click.option("--features", type=kinds, default=default, help=text)


def C(default: float | None = None, more: str = "") -> Callable[[Decorated], Decorated]:  # noqa: N802
    """Return the option that says how closely to follow the training statements."""
    return click.option(
        "--C",
        "C",
        type=click.FloatRange(min=0, min_open=True),
        metavar="NUMBER",
        default=default,
        help=f"How closely to follow the training statements.{more}",
    )


def examples(*lines: str) -> str:
    r"""Return the end of a help page, kept by click as it is.

    Examples
    --------
    >>> examples("stancekit --version")
    '\x08\nExamples:\n  stancekit --version'
    """
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
