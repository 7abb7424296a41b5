"""`convert`: from a labelling tool to a table or to another tool, and back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from stancekit.blocks import printable
from stancekit.conversion.arguments import as_format, as_labels, check_options
from stancekit.conversion.label_rows import (
    complete,
    label_choices,
    predict,
    read_rows,
    spelling_caveats,
)
from stancekit.conversion.label_writing import (
    check_config,
    check_output,
    labelling_config_for,
    write_rows,
)
from stancekit.conversion.result import Conversion
from stancekit.data.formats.label_studio import LABEL_STUDIO
from stancekit.data.formats.registry import FORMATS
from stancekit.data.source_file import described
from stancekit.data.validation import check_given_labels
from stancekit.data.writing import replacing
from stancekit.exceptions import ParameterError
from stancekit.labels import Label
from stancekit.model.loading import as_model
from stancekit.model.model import StanceModel

__all__ = ["convert"]


def convert(
    source: object,
    output: str | os.PathLike[str],
    *,
    to: str | None = None,
    from_: str | None = None,
    text: str = "text",
    label: str = "label",
    labels: Sequence[Label] | None = None,
    annotator: str | None = None,
    labelled_only: bool = False,
    model: StanceModel | str | Path | None = None,
    config: str | os.PathLike[str] | None = None,
    separator: str | None = None,
    encoding: str | None = None,
) -> Conversion:
    """Convert labels between labelling tools and tables.

    Tables are in long form: a row for each label that somebody gave, with the columns ``id``,
    ``text``, ``label``, ``annotator``, ``labelled_at``, ``prediction``, ``prediction_score`` and
    ``prediction_model`` where they are known, and with every other field of the statement as a
    column of its own. Rows with the same id are labels of one statement. What an annotator skipped
    is a row without a label.

    Parameters
    ----------
    source : path, data frame, list or dict
        What `read_labelled` takes: a table, or what a tool exported, as a file or as objects:
        Label Studio (JSON, JSON-MIN, CSV), doccano (JSONL and JSON), Argilla (records of releases 1
        and 2, also as Parquet or CSV) or Prodigy (JSONL). ``"-"`` is standard input. Labels that
        `score` gave count as predictions.
    output : path
        The file to write: .csv, .tsv, .jsonl or .parquet for a table, .json for Label Studio and
        Argilla, .jsonl for doccano and Prodigy. ``"-"`` is standard output.
    to : {"label-studio", "doccano", "argilla", "prodigy"}, optional
        The tool that shall import the output; without it, a table is written.
    from_ : str, optional
        The tool that exported the source, one of these or ``"label-studio-min"``,
        ``"argilla-1"`` or ``"argilla-feedback"``; it is recognised by the contents.
    text, label : str
        The fields that hold the statements and their labels: columns of a table, a field of the
        task and the control or question of a tool.
    labels : sequence of str or int, optional
        All labels that annotators may choose, predictions included; otherwise those of the model
        and of the source.
    annotator : str, optional
        Who gave the labels of which the source does not say it; for Argilla, a user's UUID.
    labelled_only : bool, default=False
        Whether to leave rows without a label out.
    model : StanceModel or path, optional
        Predicts the label of each statement for annotators to correct: predictions in Label
        Studio, suggestions in Argilla, mere fields elsewhere. Where it has no evidence it predicts
        nothing.
    config : path, optional
        Where to write the labelling configuration of a Label Studio project for these tasks.
    separator, encoding : str, optional
        As for `read_labelled`, for files.

    Returns
    -------
    Conversion
        Counts, the rows, and what the user should know.

    Raises
    ------
    DataError
        If the source cannot be read or is of several formats, or a tool could not import it.
    InputTypeError
        If the source, the output, the model or `labelled_only` is of another kind.
    ParameterError
        If there is no such format, or arguments do not fit each other.
    MissingDependencyError
        If a file is of a kind that needs another package, which is not installed.
    ModelFormatError
        If `model` is not the folder of a model.
    OSError
        If the output cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> rows = [("Talk to them.", "favor"), ("Never.", None)]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = convert(rows, f"{folder}/tasks.json", to="label-studio")
    ...     convert(f"{folder}/tasks.json", f"{folder}/labels.csv").to_frame()
                text  label
    0  Talk to them.  favor
    1         Never.   None
    """
    tool = None if to is None else as_format("to", to, [f for f in FORMATS.values() if f.write])
    export = None if from_ is None else as_format("from_", from_, list(FORMATS.values()))
    check_options(annotator, labelled_only)
    (source,) = described([source], separator, encoding)
    check_output(output, source, tool)
    if config is not None:
        if tool is not LABEL_STUDIO:
            raise ParameterError(
                "config is for Label Studio; name it with to (--to label-studio), or leave config "
                "out"
            )
        check_config(config, output, source)
    known = None if model is None else as_model(model)
    allowed = None if labels is None else as_labels(labels)
    rows = complete(read_rows(source, export, text, label, allowed), annotator, labelled_only)
    if known is not None:
        rows = predict(rows, known)
    if tool is not None:
        check_given_labels(rows, allowed, "prediction")
    choices = label_choices(rows, known) if allowed is None else allowed
    with ExitStack() as both:
        if config is not None:
            new = both.enter_context(replacing(Path(config)))
            new.write_text(labelling_config_for(rows, choices) + "\n", encoding="utf-8", newline="")
        caveats = write_rows(rows, output, tool, choices)
    doubts = spelling_caveats(rows, known) if allowed is None else []
    written = "standard output" if str(output) == "-" else printable(str(output))
    return Conversion(written, rows, (*rows.caveats, *doubts, *caveats))
