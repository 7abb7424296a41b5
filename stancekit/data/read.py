"""Read statements, judge them, and return them as one frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stancekit.data.readers import read_tables
from stancekit.data.source_file import described
from stancekit.data.validation import check_labelled, check_statements
from stancekit.labels import Label

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_labelled", "read_statements"]


def read_labelled(
    *sources: object,
    labels: Iterable[Label] | None = None,
    text: str = "text",
    label: str = "label",
    separator: str | None = None,
    encoding: str | None = None,
) -> pd.DataFrame:
    """Read labelled statements from one source or several, and report every problem at once.

    Nothing is dropped, guessed or converted: cells of a CSV file stay strings, ``NA`` and ``None``
    included. The one exception is a column ``weight``, which becomes numbers.

    Parameters
    ----------
    *sources : path, data frame, list or dict
        Each one the path of a .csv, .tsv, .jsonl, .ndjson, .parquet, .xlsx (its first sheet), .dta
        (Stata) or .sav (SPSS) file; ``"-"`` for standard input (CSV), a pandas or polars DataFrame,
        a pyarrow Table, a dict of columns, or a list of dicts or of (text, label) pairs. Any of
        them, and a .json file, may hold what Label Studio, doccano, Argilla or Prodigy exported. A
        row that says that its label was skipped, rejected or discarded (``was_cancelled``,
        ``answer``, ``status``) has none.
    labels : iterable of str or int, optional
        The labels that may occur. Without them any may, but a rare one that looks like a
        misspelling of another is a problem, and so is ``NA`` or ``null``, or ``None`` among
        labels in small letters. What is listed here stays right where the frame is read again.
    text, label : str
        The columns that hold the statements and their labels; for an export, the field of the text
        and the control or question. Where it holds skipped statements or several annotators,
        `stancekit.convert` and `stancekit.agreement` come first.
    separator : str, optional
        What separates the cells of CSV: one character, or ``"tab"``. Otherwise it is what the name
        of the file means, unless its header shows another.
    encoding : str, optional
        The encoding of files, such as ``"cp1252"``; without it they are UTF-8, or as their byte
        order mark says.

    Returns
    -------
    pandas.DataFrame
        The rows of all sources in order, numbered from 0, with the union of their columns; the two
        above are called ``text`` and ``label``. Where a source lacks a column, its cells are None.
        It is pandas for every kind of source.

    Raises
    ------
    DataError
        If a source cannot be read or breaks a rule; one line for each problem, with its place.
    InputTypeError
        If a source is of another kind.
    MissingDependencyError
        If a file is of a kind that needs another package, which is not installed.
    ParameterError
        If `labels` is not a label set, `text` and `label` name the same column, or there is no
        such separator or encoding.

    Warns
    -----
    DataWarning
        If a file could be read only by what its header says of its separator, or by words that
        Stata or SPSS show for its values, or if it has more than was read.

    Examples
    --------
    >>> read_labelled([("Talk to them.", "favor"), ("Never.", "against")])
                text    label
    0  Talk to them.    favor
    1         Never.  against
    """
    files = described(sources, separator, encoding)
    return check_labelled(read_tables(files, text, label), labels, text, label)


def read_statements(
    *sources: object,
    text: str = "text",
    separator: str | None = None,
    encoding: str | None = None,
) -> pd.DataFrame:
    """Read statements that are to be scored; a label column is not needed.

    A statement may be empty, but it may not be missing or anything else than a string.

    Parameters
    ----------
    *sources : path, data frame, list or dict
        What `read_labelled` accepts, and also a .txt file with one statement on each line and a
        list of strings.
    text : str
        The column that holds the statements.
    separator, encoding : str, optional
        As for `read_labelled`, for files.

    Returns
    -------
    pandas.DataFrame
        The rows of all sources in order, numbered from 0; the column above is called ``text``. It
        is pandas for every kind of source.

    Raises
    ------
    DataError
        If a source cannot be read or breaks a rule; one line for each problem, with its place.
    InputTypeError
        If a source is of another kind.
    MissingDependencyError
        If a file is of a kind that needs another package, which is not installed.

    Examples
    --------
    >>> read_statements(["Talk to them.", "Never."])
                text
    0  Talk to them.
    1         Never.
    """
    files = described(sources, separator, encoding)
    return check_statements(read_tables(files, text, None), text)
