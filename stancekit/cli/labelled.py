"""What `train` and `evaluate` share: from labelled files to a measured classifier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from stancekit.cli.console import progress, say
from stancekit.cli.label_names import labels_like_those_in

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.evaluation.result import Evaluation
    from stancekit.model.classifier import StanceClassifier

__all__ = ["measure", "read", "targets_of"]


def read(
    data: Sequence[str],
    text: str,
    label: str,
    labels: str | None,
    groups: Sequence[str],
    leave_out: str | None,
) -> pd.DataFrame:
    """Read labelled files and check that they have the columns by which to split them."""
    from stancekit.data.read import read_labelled

    expected = labels_like_those_in(data, labels, text, label)
    frame = read_labelled(*data, labels=expected, text=text, label=label)
    for column in groups:
        _check_column(frame, column, "--groups")
    if leave_out is not None:
        _check_column(frame, leave_out, "--leave-out")
    counts = frame["label"].value_counts()
    listed = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items(), key=str))
    say(f"Read {len(frame):,} statements: {listed}.")
    return frame


def targets_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the targets that the column ``target`` names, sorted; none without that column.

    Examples
    --------
    >>> import pandas as pd
    >>> targets_of(pd.DataFrame({"text": ["a", "b"], "target": ["tax", "Nato"]}))
    ('Nato', 'tax')
    """
    from stancekit.data.table import is_blank
    from stancekit.data.validation import check_targets

    if "target" not in frame or all(map(is_blank, frame["target"])):
        return ()
    check_targets(frame)
    return tuple(sorted(set(frame["target"])))


def measure(
    classifier: StanceClassifier,
    frame: pd.DataFrame,
    groups: Sequence[str],
    leave_out: str | None,
    folds: int = 5,
    repeats: int = 5,
) -> Evaluation:
    """Evaluate a classifier while a bar shows how far it is."""
    from stancekit.evaluation.evaluate import evaluate

    with progress("Evaluating") as step:
        return evaluate(
            classifier,
            frame,
            groups=list(groups) or None,
            leave_out=leave_out,
            folds=folds,
            repeats=repeats,
            progress=step,
        )


def _check_column(frame: pd.DataFrame, column: str, option: str) -> None:
    from stancekit.data.wording import no_column

    if column not in frame:
        raise click.BadParameter(no_column(column, list(frame.columns)), param_hint=option)
