"""``stancekit explain``: the words behind a label."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stancekit.cli import options
from stancekit.cli.console import say, show
from stancekit.cli.encoders import encoder_named, encoder_of_model
from stancekit.exceptions import DataError

if TYPE_CHECKING:
    from stancekit.model.model import StanceModel

__all__ = ["explain"]


@options.command(
    'stancekit explain "We must keep talking to Moscow."',
    "stancekit explain --model my-model --json - < sentences.txt",
)
@click.argument("texts", metavar="TEXT...", nargs=-1, required=True)
@options.model
@encoder_of_model
@click.option("--target", help="Toward what, for a model that knows several targets.")
@options.everything
@options.as_json("Print one JSON object on each line.")
def explain(
    texts: tuple[str, ...],
    folder: Path | None,
    encoder: str | None,
    target: str | None,
    every: bool,
    as_json: bool,
) -> None:
    """Show the words behind a label.

    TEXT is a statement, in quotes; - reads statements from standard input, one on each line. Under
    the text, + and - mark what speaks for and against the label. The figures are exact: the
    words and the starting point add up to the score of the label. A model with a dictionary also
    shows its concepts, "refusal > talk" being a refusal with talk behind it, and their words.
    """
    from stancekit.model.loading import load_model

    model = load_model(folder, encoder=encoder_named(encoder))
    _check_target(model, target)
    _note_files(texts)
    for number, text in enumerate(_statements(texts)):
        explained = model.explain(text, target=target)
        if number and not as_json:
            click.echo("\n")
        show(explained, as_json=as_json, every=every or None, indent=None)


def _note_files(texts: Iterable[str]) -> None:
    """Say that what is called like a file is taken for a statement."""
    for text in texts:
        with suppress(OSError, ValueError):  # too long a name is none
            if text != "-" and os.path.isfile(text):
                say(
                    f"{text} is a file here, and explained as a text; 'stancekit score' reads "
                    f"files, and 'stancekit explain - < {text}' explains each line."
                )


def _check_target(model: StanceModel, target: str | None) -> None:
    known = ", ".join(map(repr, model.targets)) or "one that has no name"
    if target is None and model.per_target:
        raise click.UsageError(
            f"this model knows several targets; add --target with one of {known}"
        )
    if target is not None and target not in model.targets:
        what = "targets of this model are" if len(model.targets) > 1 else "target of this model is"
        raise click.BadParameter(f"the {what} {known}", param_hint="--target")


def _statements(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _lines() if text == "-" else [text]


def _lines() -> Iterator[str]:
    """Yield the lines of standard input that are not blank, each as soon as it is there."""
    from stancekit.data.files import standard_input

    found = False
    for number, line in enumerate(standard_input(), start=1):
        try:
            text = line.decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise DataError(
                f"standard input, line {number}: byte 0x{line[error.start]:02X} is not UTF-8; "
                "save the text as UTF-8"
            ) from error
        if text.strip():
            found = True
            yield text
    if not found:
        raise DataError("standard input: there is no statement; write one on each line")
