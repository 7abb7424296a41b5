"""What a command says can be done next: with its output, as commands that run as printed."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stancekit.data.quoting import counted, from_here

if TYPE_CHECKING:
    from stancekit.annotators.result import Agreement
    from stancekit.conversion.result import Conversion
    from stancekit.model.model import StanceModel

__all__ = ["after_agreement", "after_conversion", "after_suggestion", "after_training"]

_NEXT = "Next:"
_FILL_IN = "Fill in the column label, then:"


def after_training(folder: Path, encoder: str | None = None) -> str:
    """Return what can be done with a new model.

    Examples
    --------
    >>> print(after_training(Path("my-model")))
    Next, with files of yours:
      stancekit score POSTS.csv --model my-model -o scored.csv
      stancekit suggest POOL.csv --model my-model -o next.csv   # which to label to make it better
    """
    model = shlex.quote(str(from_here(folder))) + _with_encoder(encoder)
    return _commands(
        "Next, with files of yours:",
        f"score POSTS.csv --model {model} -o scored.csv",
        f"suggest POOL.csv --model {model} -o next.csv   # which to label to make it better",
    )


def after_agreement(found: Agreement, merged: Path | None, discussed: Path | None) -> Iterator[str]:
    """Say what was written, and what can be done with it."""
    from stancekit.annotators.tables import named

    has_text = "text" in found.merged
    retrainable = has_text or found.merged.columns[0] == "id"
    where = "" if has_text else "   # MODEL: one that was trained on these ids"
    if merged:
        yield f"Wrote {merged}: {counted(len(found.merged), 'statement')}."
        blank = found.merged[found.merged["label"].isna()]
        if len(blank):
            yield (
                f"{counted(len(blank), 'statement')} without a label, as labels tie or are missing "
                f"({named(blank)}); train needs one there, retrain leaves these out."
            )
        file = shlex.quote(str(merged))
        if retrainable:
            first = f"   # or: stancekit train {file} -o NEW" if has_text and not len(blank) else ""
            yield _commands(_NEXT, f"retrain MODEL {file}{where}{first}")
    if discussed:
        yield f"Wrote {discussed}: {counted(len(found.disagreements), 'statement')}."
        if len(found.disagreements) and retrainable:
            yield _commands(_FILL_IN, f"retrain MODEL {shlex.quote(str(discussed))}{where}")


def after_conversion(done: Conversion, output: str, to: str | None) -> Iterator[str]:
    """Say what can be done with a converted file: at most one command."""
    file = shlex.quote(output)
    if output == "-":
        return
    if to is not None:
        command = "convert EXPORT labels.csv --labelled-only   # once the tasks are labelled"
        yield _commands(_NEXT, command)
    elif len(done.annotators) > 1:
        if "id" in done.table.columns:
            yield _commands(_NEXT, f"agree {file} --merged merged.csv")
    elif done.labelled:
        all_labelled = done.labelled == len(done.table)
        train = f"   # or: stancekit train {file} -o my-model" if all_labelled else ""
        yield _commands(_NEXT, f"retrain MODEL {file}{train}")


def after_suggestion(
    path: Path,
    labelled: Sequence[str],
    folder: Path | None,
    model: StanceModel | None,
    sample_of: str | None = None,
    encoder: str | None = None,
) -> str:
    """Say what to do with suggested statements once they have labels.

    All of them may be a random sample of a file, by which it is known how frequent labels are.
    """
    from stancekit.model.loading import DEFAULT_MODEL, is_shipped

    if sample_of is not None:
        with_model = f" --model {shlex.quote(str(folder))}" if folder else ""
        with_model += _with_encoder(encoder)
        files = shlex.join([sample_of, *labelled, str(path)])
        return _commands(_FILL_IN, f"prevalence {files}{with_model}   # do not train on these")
    if model is None:
        return _commands(_FILL_IN, f"train {shlex.join([*labelled, str(path)])} -o my-model")
    record = model.provenance.training_data
    known = record.files if record else ()
    new = [name for name in labelled if Path(name).resolve() not in known]
    command = f"retrain {shlex.join([str(folder or DEFAULT_MODEL), *new, str(path)])}"
    command += _with_encoder(encoder)
    if is_shipped(model):
        command += " -o my-model"
    if record is None:
        command += " --data FILE   # FILE: what the model was trained on"
    return _commands(_FILL_IN, command)


def _with_encoder(name: str | None) -> str:
    return "" if name is None else f" --encoder {shlex.quote(name)}"


def _commands(head: str, *commands: str) -> str:
    return "\n".join([head, *(f"  stancekit {command}" for command in commands)])
