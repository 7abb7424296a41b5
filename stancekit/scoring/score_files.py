"""Score files of any size."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from stancekit.data.arguments import check_count, check_roles
from stancekit.data.source_file import SourceFile
from stancekit.data.writing import check_place, ends_in
from stancekit.exceptions import ParameterError
from stancekit.model.judging import number_of_threads
from stancekit.model.loading import as_model
from stancekit.model.model import StanceModel
from stancekit.scoring.csv_input import long_fields
from stancekit.scoring.inputs import input_files
from stancekit.scoring.packing import OUTPUT_SUFFIXES, check_packing, packing_of
from stancekit.scoring.result import ScoredFiles
from stancekit.scoring.rows import Wanted
from stancekit.scoring.run import Run

__all__ = ["score_files"]


def score_files(
    model: StanceModel | str | Path,
    inputs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    *,
    text: str = "text",
    target: str = "target",
    bad_rows: Literal["stop", "reject"] = "stop",
    n_jobs: int = 1,
    digits: int | None = None,
    format: str | None = None,  # noqa: A002
    separator: str | None = None,
    encoding: str | None = None,
) -> ScoredFiles:
    r"""Score all statements of files into one file, however many they are.

    Inputs are read in chunks of about 8 MiB, so that memory does not grow with them. All their
    columns and cells are kept as they are; behind them come the columns of `StanceModel.score`. A
    run that is stopped, by whatever, is gone on with when the same call is made again, and the
    output is the same to the byte as without the stop; what was done until then is kept in a
    hidden folder beside the output. A text that is null has the status ``missing``.

    Parameters
    ----------
    model : StanceModel, str or Path
        The model, or its folder.
    inputs : path or list of paths
        Files, folders, of which all files are read that can be, and patterns such as
        ``"posts-*.csv"``: .csv, .tsv, .jsonl, .txt (a statement on each line), .parquet and what
        else `read_statements` reads; the same packed, as .gz or .zst; ``"-"`` for standard input.
    output : path
        The file to write: .csv, .tsv or .jsonl, packed if it ends in .gz or .zst, too, or .parquet;
        ``"-"`` for standard output.
    text : str
        The column that holds the statements.
    target : str
        The column that names the target of each, for a model with one part for each target.
    bad_rows : {"stop", "reject"}
        What to do where a row cannot be read or scored: stop, and say which and why; or go on, and
        write it, with its file, line and reason, to a file beside the output,
        ``<output>.rejected.jsonl``.
    n_jobs : int
        How many processes work at once, this one and others; -1 for one on each core. The output
        is the same. Others are started where there is work enough for it to pay, and not for a
        model with an encoder, which uses all cores by itself. They do not run the script again
        that calls this function, and end with it.
    digits : int, optional
        How many digits after the point to write of probabilities and stance; all by default.
    format : {"csv", "tsv", "jsonl", "txt"}, optional
        The format of standard input and output; CSV by default.
    separator, encoding : str, optional
        As for `read_statements`.

    Returns
    -------
    ScoredFiles
        How many rows were scored, and rejected.

    Raises
    ------
    DataError
        If an input cannot be read, or changes meanwhile; if a row cannot be read and `bad_rows` is
        ``"stop"``; if another run was stopped that was to write the same output.
    FileNotFoundError
        If there is no such model, or no folder for the output.
    InputTypeError, ParameterError
        If an argument is of the wrong kind, or the output is an input or cannot be one.
    MissingDependencyError
        If a file is of a kind that needs another package, which is not installed.
    StancekitError
        If another process that scores is ended by somebody, or for lack of memory.

    Examples
    --------
    >>> import stancekit, tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     posts = Path(folder, "posts.csv")
    ...     _ = posts.write_text("text\nWe must keep talking to Moscow.\n")
    ...     stancekit.score_files(stancekit.load_model(), posts, Path(folder, "scored.csv"))
    ...     # doctest: +ELLIPSIS
    <ScoredFiles: 1 row in ...scored.csv, 0 rejected>
    """
    check_roles(text=text, target=target)
    if bad_rows not in ("stop", "reject"):
        raise ParameterError(f"bad_rows must be 'stop' or 'reject', got {bad_rows!r}")
    if digits is not None:
        digits = check_count("digits", digits, 1)
    n_threads = number_of_threads(n_jobs)
    model = as_model(model)
    files = input_files(inputs, separator, encoding, format)
    path = None if output == "-" else _output(output, files)
    suffix = _suffix(path, format)
    if path is None and bad_rows == "reject":
        raise ParameterError(
            "bad_rows='reject' needs an output file, beside which rejected rows are written"
        )
    wanted = Wanted(text, target, model.targets if model.per_target else None, digits)
    run = Run(model, files, path, suffix, wanted, bad_rows == "reject", n_threads)
    with long_fields():
        return run.result()


def _output(output: object, files: Sequence[SourceFile]) -> Path:
    path = Path(str(output))
    check_place(path, files)
    if not ends_in(path, OUTPUT_SUFFIXES):
        raise ParameterError(
            f"output: {path} has an unknown format; use {', '.join(OUTPUT_SUFFIXES)}"
        )
    check_packing(path)
    return path


def _suffix(path: Path | None, kind: str | None) -> str:
    """Return the format of the output; text on standard input becomes CSV."""
    if path is not None:
        return (path.with_suffix("") if packing_of(path) else path).suffix.casefold()
    return f".{kind}" if kind in ("tsv", "jsonl") else ".csv"
