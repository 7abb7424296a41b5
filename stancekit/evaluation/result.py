"""The result of an evaluation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from stancekit.evaluation.contrast import Contrast
from stancekit.evaluation.learning_curve import LearningCurve
from stancekit.evaluation.scheme import Scheme
from stancekit.labels import Label
from stancekit.measure.bootstrap import Measure
from stancekit.measure.metrics import FloatArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OVERALL", "Evaluation", "LeftOut"]

OVERALL = ("macro_f1", "f_avg", "accuracy", "log_loss", "brier", "ece")
"""The measures of the whole, in the order in which they are shown."""


@dataclass(frozen=True)
class LeftOut:
    """Scores on the statements of one value of the column that was left out.

    Macro-F1, with its 95 % interval, is the mean over the labels that occur there. The expected
    calibration error of few statements is high by chance alone.

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


@dataclass(frozen=True, eq=False, repr=False)
class Evaluation:
    """What cross-validation says about a classifier, and what it cannot say.

    Every measure is the mean over the repeats; its interval comes from resampling statements, as
    `stancekit.measure.bootstrap` explains.

    Attributes
    ----------
    scheme : Scheme
        How the statements were split.
    labels : tuple of str or int
        The label set.
    measures : dict of str to Measure
        ``macro_f1``, ``accuracy``; ``f_avg`` for label sets with `favor` and `against`;
        ``log_loss``, ``brier`` (summed over the labels, 0 to 2) and ``ece`` (expected calibration
        error) for classifiers with probabilities.
    per_label : dict of label to dict of str to Measure
        ``precision``, ``recall``, ``f1`` and ``support`` of each label.
    confusion, confusion_low, confusion_high : ndarray of shape (n_labels, n_labels)
        Statements by true label (row) and predicted label (column), the mean over the repeats, and
        the 95 % interval of each cell.
    baselines : dict of str to dict of str to float
        The same measures for always saying the most frequent label (``majority``) and for guessing
        labels as often as they occur (``stratified``). Both give the label shares of the
        training side as probabilities.
    over_majority : Measure
        Macro-F1 minus that of the majority baseline, resampled together.
    p_value : float
        Of macro-F1 under shuffled labels; `baselines.permutation_p_value` says what it tests.
    left_out : tuple of LeftOut
        Scores by left-out value; empty without ``leave_out``.
    contrast : Contrast or None
        How often both sides of a contrast pair are right; None without pairs that are held out
        together.
    learning_curve : LearningCurve or None
        None where groups or labels are too few, and for the nested evaluation of `tune`.
    caveats : tuple of str
        What these numbers cannot carry, in plain words.
    predictions : DataFrame
        ``id`` (where given), ``row`` (position in the data), ``label``, ``predicted`` and one
        ``p_<label>`` for each label: held-out probabilities, averaged over the repeats.
        ``predicted`` is the label with the highest average, so it can differ from the
        prediction of a single repeat; without probabilities it is the most frequent prediction.

    Examples
    --------
    >>> import stancekit
    >>> texts = [f"{verb} Moscow, {day}" for day in range(20) for verb in ("Call", "Shun")]
    >>> data = {"text": texts, "label": ["favor", "against"] * 20}
    >>> classifier = stancekit.StanceClassifier(calibrate=False)
    >>> evaluation = stancekit.evaluate(classifier, data, folds=2, repeats=1)
    >>> evaluation.measures["accuracy"]
    Measure(value=1.0, low=1.0, high=1.0)
    >>> evaluation.baselines["majority"]["accuracy"] <= 0.5
    True
    >>> evaluation.to_frame().head(2)
        measure label  value  low  high
    0  macro_f1  None    1.0  1.0   1.0
    1     f_avg  None    1.0  1.0   1.0
    """

    scheme: Scheme
    labels: tuple[Label, ...]
    measures: dict[str, Measure]
    per_label: dict[Label, dict[str, Measure]]
    confusion: FloatArray
    confusion_low: FloatArray
    confusion_high: FloatArray
    baselines: dict[str, dict[str, float]]
    over_majority: Measure
    p_value: float
    left_out: tuple[LeftOut, ...]
    contrast: Contrast | None
    learning_curve: LearningCurve | None
    caveats: tuple[str, ...]
    predictions: pd.DataFrame

    def __repr__(self) -> str:
        """Return one line with the headline."""
        score = self.measures["macro_f1"]
        return (
            f"<Evaluation: macro-F1 {score.value:.3f} ({score.low:.3f} to {score.high:.3f}), "
            f"{self.scheme.statements:,} statements, {len(self.labels)} labels>"
        )

    def summary(self) -> str:
        """Return the result as text to read: scheme, measures, tables, caveats."""
        from stancekit.evaluation.summary import summarise

        return summarise(self)

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the predictions, ready for JSON.

        A measure that does not apply (no probabilities, no `favor` and `against`) is None.
        """
        overall = {name: self.measures.get(name) for name in OVERALL}
        return {
            "scheme": asdict(self.scheme),
            "labels": list(self.labels),
            "measures": {name: found and asdict(found) for name, found in overall.items()},
            "per_label": [
                {"label": label} | {name: asdict(found) for name, found in scores.items()}
                for label, scores in self.per_label.items()
            ],
            "confusion": {
                "count": self.confusion.tolist(),
                "low": self.confusion_low.tolist(),
                "high": self.confusion_high.tolist(),
            },
            "baselines": self.baselines,
            "over_majority": asdict(self.over_majority),
            "p_value": self.p_value,
            "left_out": [asdict(scores) for scores in self.left_out],
            "contrast": self.contrast and _without_statements(self.contrast),
            "learning_curve": self.learning_curve and asdict(self.learning_curve),
            "caveats": list(self.caveats),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each measure: ``measure``, ``label``, ``value``, ``low``, ``high``.

        The label is None for measures of the whole.
        """
        import pandas as pd

        rows: list[tuple[str, Label | None, Measure]] = [
            (name, None, found) for name, found in self.measures.items()
        ]
        for label, scores in self.per_label.items():
            rows += [(name, label, found) for name, found in scores.items()]
        columns = {
            "measure": [name for name, _, _ in rows],
            "label": pd.Series([label for _, label, _ in rows], dtype=object),
            "value": [found.value for _, _, found in rows],
            "low": [found.low for _, _, found in rows],
            "high": [found.high for _, _, found in rows],
        }
        return pd.DataFrame(columns)


def _without_statements(contrast: Contrast) -> dict[str, Any]:
    return {name: found for name, found in contrast.to_dict().items() if name != "statements"}
