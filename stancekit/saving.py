"""`save_report`: a result as a page in a file."""

from __future__ import annotations

import os
from pathlib import Path

from stancekit.data.writing import check_place, replacing
from stancekit.exceptions import InputTypeError
from stancekit.report.result import Result

__all__ = ["save_report"]


def save_report(result: Result, path: str | os.PathLike[str]) -> Path:
    """Write a result to a file as a page: pictures, tables, and what the words mean.

    The page is one file. It needs no network, can be printed and sent by mail, and is right in
    light and dark, for keyboards, screen readers and small screens.

    Parameters
    ----------
    result : Evaluation, Comparison or any other result of stancekit
        What to show.
    path : str or Path
        The file to write, such as ``page.html``. What stands there is replaced once the page is
        complete.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputTypeError
        If `result` is no result, or `path` no path.
    FileNotFoundError
        If there is no folder to write to.
    ParameterError
        If there is a folder of that name.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> import stancekit, tempfile
    >>> explained = stancekit.load_model().explain("We must keep talking to Moscow.")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     stancekit.save_report(explained, f"{folder}/page.html").name
    'page.html'
    """
    if not isinstance(result, Result):
        raise InputTypeError(
            f"result: expected what a function of stancekit returned, such as an Evaluation, got "
            f"{type(result).__name__}"
        )
    if not isinstance(path, str | os.PathLike):
        raise InputTypeError(f"path: expected a path, got {type(path).__name__}")
    place = Path(path)
    check_place(place, ())
    page = result.to_html()
    with replacing(place) as new:
        new.write_text(page, encoding="utf-8", newline="\n")
    return place
