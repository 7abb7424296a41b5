"""The terminal: UTF-8 in and out, talk on standard error."""

from __future__ import annotations

import io
import json
import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from stancekit.blocks import Block, Points, printable
from stancekit.cli.progress import line_cleared
from stancekit.exceptions import DataWarning
from stancekit.report.glossary import terms_in
from stancekit.report.result import Result
from stancekit.report.text_layout import as_text, is_shortened
from stancekit.saving import save_report

__all__ = [
    "check_stdout",
    "closed_pipe_ends_it",
    "say",
    "show",
    "use_utf8",
    "warnings_told",
    "write_page",
]

_BROKEN_PIPE = 141  # 128 + SIGPIPE


def use_utf8() -> None:
    """Write UTF-8 whatever the locale says, and line ends as they are."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", newline="")


def check_stdout(way_out: str = "leave it open, or send it to a file") -> None:
    """Refuse to work for an output that nobody gets."""
    if sys.stdout is None:
        raise click.UsageError(f"standard output is closed; {way_out}")


@contextmanager
def closed_pipe_ends_it() -> Iterator[None]:
    """End quietly, with the status that shells know, when the reader of a pipe has gone."""
    try:
        yield
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in filter(None, (sys.stdout, sys.stderr)):
            os.dup2(nowhere, stream.fileno())  # what Python still holds, it writes when it ends
        raise SystemExit(_BROKEN_PIPE) from None


def say(text: str) -> None:
    """Write talk to standard error: lines in which nothing but their ends acts on a terminal."""
    with line_cleared():
        click.echo("\n".join(map(printable, text.split("\n"))), err=True)


@contextmanager
def warnings_told() -> Iterator[None]:
    """Write what the library warns of as talk, not as Python does, with lines of code."""
    with warnings.catch_warnings():
        said: set[str] = set()
        warnings.simplefilter("always", DataWarning)
        as_python_does = warnings.showwarning

        def tell(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
            if not issubclass(category, DataWarning):
                as_python_does(message, category, *where, **more)
            elif str(message) not in said:  # a file may be read twice
                said.add(str(message))
                say(f"Warning: {message}")

        warnings.showwarning = tell
        yield


def show(
    result: Result,
    *,
    as_json: bool,
    every: bool | None = None,
    page: Path | None = None,
    indent: int | None = 2,
) -> None:
    """Write a result to standard output, as JSON or as text to read, and to a page if asked for.

    Where a command has ``--all``, `every` says whether it is given, and a list that ends early
    names it.
    """
    if as_json:
        click.echo(json.dumps(result.to_dict(), indent=indent))
    else:
        blocks = _with_terms(result.blocks()) if every else list(result.blocks())
        click.echo(as_text(blocks, every=bool(every)))
        if every is False and is_shortened(blocks):
            say("\n--all lists what is left out here.")
    write_page(result, page)


def _with_terms(blocks: Iterable[Block]) -> list[Block]:
    """Add what the terms mean that stand in some blocks."""
    found = list(blocks)
    meanings = [f"{term}: {meaning}" for term, meaning in terms_in(found).items()]
    return [*found, Points("What the terms mean:", meanings)] if meanings else found


def write_page(result: Result, page: Path | None) -> None:
    """Write a result to a page, if one is asked for."""
    if page is not None:
        say(f"Wrote {save_report(result, page)}.")
