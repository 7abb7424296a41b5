"""The tables of an evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stancekit.blocks import Block, Cell, Column, Grid, Lines, Measure
from stancekit.labels import Label
from stancekit.measure.metrics import FloatArray

__all__ = ["LeftOut", "confusion_grid", "label_grid", "left_out_grid", "measure_grid"]

_TITLES = {
    "macro_f1": "macro-F1",
    "f_avg": "F_avg (favor, against)",
    "accuracy": "accuracy",
    "log_loss": "log loss",
    "brier": "Brier score (0 to 2)",
    "ece": "calibration error",
}

_MATRIX_AT_MOST = 10


@dataclass(frozen=True)
class LeftOut:
    """Scores on the statements of one value of the column that was left out.

    Attributes
    ----------
    value : str
        The value, such as the name of a source.
    statements : int
        How many have it.
    macro_f1 : Measure
        The mean over the labels that occur there.
    accuracy : float
    calibration_error : float or None
        That of few statements is high by chance alone; None without probabilities.

    Examples
    --------
    >>> LeftOut("speeches", 120, Measure(0.6, 0.52, 0.67), 0.65, 0.08).statements
    120
    """

    value: str
    statements: int
    macro_f1: Measure
    accuracy: float
    calibration_error: float | None


def measure_grid(
    measures: Mapping[str, Measure],
    baselines: Mapping[str, Mapping[str, float]],
    below: str,
) -> Grid:
    """Show the measures of the whole beside those of guessing."""
    head = ["", "score", "95 % interval", "majority", "stratified"]
    rows: list[list[Cell]] = [
        [_TITLES[name], found.value, found, *(baselines[kind][name] for kind in head[3:])]
        for name, found in measures.items()
    ]
    return Grid(head, rows, [below])


def label_grid(per_label: Mapping[Label, Mapping[str, Measure]]) -> Grid:
    """Show the measures of each label."""
    rows: list[list[Cell]] = [
        [
            str(label),
            *(scores[name].value for name in ("precision", "recall", "f1")),
            scores["f1"],
            round(scores["support"].value),
        ]
        for label, scores in per_label.items()
    ]
    head = ["label", "precision", "recall", "F1", "95 % interval of F1", "statements"]
    return Grid(head, rows)


def confusion_grid(labels: Sequence[Label], confusion: FloatArray) -> Block:
    """Show which labels are taken for which, where there are few enough to show."""
    if len(labels) > _MATRIX_AT_MOST:
        return Lines([f"The confusion matrix of {len(labels)} labels is in .confusion."])
    names = list(map(str, labels))
    rows = [[name, *counts] for name, counts in zip(names, confusion.tolist(), strict=True)]
    return Grid(["true, predicted:", *(Column(name, ",.1f") for name in names)], rows)


def left_out_grid(left_out: Sequence[LeftOut]) -> Grid:
    """Show the scores of each value that was left out."""
    rows: list[list[Cell]] = [
        [
            found.value,
            found.macro_f1.value,
            found.macro_f1,
            found.accuracy,
            found.calibration_error,
            found.statements,
        ]
        for found in left_out
    ]
    head = ["left out", "macro-F1", "95 % interval", "accuracy", "calib. error", "statements"]
    return Grid(head, rows, ["Here macro-F1 is the mean over the labels that occur in the value."])
