"""How a command ends that fails: one line for each problem, an exit status, nothing left over."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import click

from stancekit.cli.console import say
from stancekit.exceptions import DataError, ParameterError, StancekitError

__all__ = ["report_failure", "stopped_cleanly"]

_FAILED, _MISUSED, _INTERRUPTED = 1, 2, 130


def report_failure(error: Exception) -> int:
    """Write to standard error what went wrong, and return the exit status."""
    if isinstance(error, click.Abort):  # what click makes of Ctrl-C
        return _INTERRUPTED
    if os.environ.get("STANCEKIT_DEBUG"):
        say("".join(traceback.format_exception(error)).rstrip())
    for problem in error.problems if isinstance(error, DataError) else (_problem(error),):
        # A problem that spans lines would look like several.
        say(f"stancekit: {' '.join(problem.splitlines())}")
    return _MISUSED if isinstance(error, click.UsageError | ParameterError) else _FAILED


def _problem(error: Exception) -> str:
    match error:
        case click.UsageError():
            return _usage(error)
        case click.ClickException():
            return error.format_message()
        case OSError(strerror=str(reason)):
            place = f"{error.filename}: " if error.filename else ""
            return f"{place}{reason}; check the place and try again"
        case UnicodeEncodeError():
            return (
                f"{error.object[:40]!r} holds half of a character (a lone surrogate), which cannot "
                "be written; replace it"
            )
        case StancekitError() | OSError():
            return str(error)
        case MemoryError():
            return "there is not enough memory; work on parts of the data"
    return (
        f"unexpected {type(error).__name__}: {error}; this is a bug in stancekit: please "
        "report it with the traceback that STANCEKIT_DEBUG=1 in the environment adds"
    )


def _usage(error: click.UsageError) -> str:
    command = error.ctx.command_path if error.ctx else "stancekit"
    message = " ".join(error.format_message().split()).rstrip(".")
    return f"{message}; see '{command} --help'"


@contextmanager
def stopped_cleanly() -> Iterator[None]:
    """Let SIGTERM end the process the way Ctrl-C does: what was begun is removed."""
    before = signal.getsignal(signal.SIGTERM)
    if before is not signal.SIG_DFL or threading.current_thread() is not threading.main_thread():
        yield  # somebody else has decided what it does, or must
        return
    signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
