"""What several subcommands take, and how their help shows examples."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = [
    "FILE",
    "FOLDER",
    "examples",
    "label_column_option",
    "labelled_options",
    "labels_option",
    "model_option",
    "next_steps",
    "text_column_option",
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

model_option = click.option(
    "--model", "folder", type=FOLDER, help="Folder of the model.  [default: the one of stancekit]"
)
text_column_option = click.option(
    "--text-column",
    metavar="COLUMN",
    default="text",
    show_default=True,
    help="Column that holds the statements.",
)
label_column_option = click.option(
    "--label-column",
    metavar="COLUMN",
    default="label",
    show_default=True,
    help="Column that holds the labels.",
)
labels_option = click.option(
    "--labels",
    metavar="A,B,...",
    help="The labels that may occur; any other is then reported as a mistake.",
)
_LABELLED = (
    click.argument("data", nargs=-1, required=True, type=FILE),
    text_column_option,
    label_column_option,
    labels_option,
    click.option(
        "--features",
        type=click.Choice(["word", "char", "word+char"]),
        default="word",
        show_default=True,
        help="What to count; characters help on short informal texts.",
    ),
    click.option(
        "--C",
        "C",
        type=click.FloatRange(min=0, min_open=True),
        metavar="NUMBER",
        default=1.0,
        show_default=True,
        help="How closely to follow the training statements.",
    ),
    click.option(
        "--groups",
        multiple=True,
        metavar="COLUMN",
        help="Statements with the same value here are never split between training and test; can "
        "be repeated.  [default: group, pair_id, document, where present]",
    ),
    click.option(
        "--leave-out",
        metavar="COLUMN",
        help="Test on each value of this column in turn, such as each source, with a model that "
        "has not seen it.",
    ),
)


def labelled_options(function: Decorated) -> Decorated:
    """Add what `train` and `evaluate` take: files, their columns, settings, how to split."""
    return reduce(lambda done, add: add(done), reversed(_LABELLED), function)


def examples(*lines: str) -> str:
    r"""Return the end of a help page, kept by click as it is.

    Examples
    --------
    >>> examples("stancekit --version")
    '\x08\nExamples:\n  stancekit --version'
    """
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def next_steps(folder: Path) -> str:
    """Return what can be done with a new model.

    Examples
    --------
    >>> print(next_steps(Path("my-model")))
    Next, with files of yours:
      stancekit score POSTS.csv --model my-model -o scored.csv
      stancekit suggest POOL.csv --model my-model -o next.csv   # which to label to make it better
    """
    model = shlex.quote(str(folder))
    return (
        "Next, with files of yours:\n"
        f"  stancekit score POSTS.csv --model {model} -o scored.csv\n"
        f"  stancekit suggest POOL.csv --model {model} -o next.csv"
        "   # which to label to make it better"
    )
