from __future__ import annotations

import errno

import click
import pytest

from stancekit.cli.failures import report_failure
from stancekit.exceptions import DataError, ModelFormatError, ParameterError


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (DataError(["row 1: bad", "row 2: bad"]), 1, "row 1: bad\nstancekit: row 2: bad"),
        (ModelFormatError("m: damaged\nbadly"), 1, "m: damaged badly"),
        (ParameterError("C: must be positive"), 2, "C: must be positive"),
        (click.ClickException("no"), 1, "no"),
        (click.UsageError("Not\n\tso."), 2, "Not so; see 'stancekit --help'"),
        (FileNotFoundError("m: no such model folder"), 1, "m: no such model folder"),
        (
            PermissionError(errno.EACCES, "Permission denied", "a\x1b.csv"),
            1,
            r"a\x1b.csv: Permission denied; check the place and try again",
        ),
        (OSError(errno.ENOSPC, "No space left"), 1, "No space left; check the place and try again"),
        (MemoryError(), 1, "there is not enough memory; work on parts of the data"),
    ],
)
def test_each_problem_is_one_line(capsys, error, code, message):
    assert report_failure(error) == code
    assert capsys.readouterr().err == f"stancekit: {message}\n"


def test_a_bug_says_that_it_is_one(capsys, monkeypatch):
    monkeypatch.delenv("STANCEKIT_DEBUG", raising=False)
    assert report_failure(KeyError("x")) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("stancekit: unexpected KeyError: 'x'; this is a bug in stancekit")


def test_the_traceback_comes_before_the_line(capsys, monkeypatch):
    monkeypatch.setenv("STANCEKIT_DEBUG", "1")
    try:
        raise KeyError("x")
    except KeyError as error:
        report_failure(error)
    first, *_, last = capsys.readouterr().err.splitlines()
    assert first == "Traceback (most recent call last):"
    assert last.startswith("stancekit: unexpected")
