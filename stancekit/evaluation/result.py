"""The result of an evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stancekit.blocks import (
    Block,
    Caveats,
    Cell,
    Detail,
    Grid,
    Heading,
    Intervals,
    Lines,
    Matrix,
    Measure,
    printable,
)
from stancekit.data.quoting import counted
from stancekit.evaluation.answered import Answered, OkAnswers
from stancekit.evaluation.contrast import Contrast
from stancekit.evaluation.design import Scheme
from stancekit.evaluation.learning_curve import LearningCurve
from stancekit.evaluation.mistakes import Mistake, mistake_blocks
from stancekit.labels import Label
from stancekit.measure.metrics import FloatArray
from stancekit.measure.p_values import told_p
from stancekit.model.telling import Terms, telling_blocks
from stancekit.report.result import Result, as_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OVERALL", "Evaluation", "LeftOut"]

OVERALL = {
    "macro_f1": "macro-F1",
    "f_avg": "F_avg (favor, against)",
    "accuracy": "accuracy",
    "log_loss": "log loss",
    "brier": "Brier score (0 to 2)",
    "calibration_error": "calibration error",
}
"""The measures of the whole, in the order in which they are shown, and their titles."""

_FROM_0_TO_1 = ("macro_f1", "accuracy", "f_avg")
_MATRIX_AT_MOST = 10
_SCORE = "score, from 0 to 1"


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
        As in `Evaluation.measures`; None without probabilities.
    ok : OkAnswers or None
        The answers that are ``ok``; None for classifiers that give no status.

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
    ok: OkAnswers | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Evaluation(Result):
    """What cross-validation says about a classifier, and what it cannot say.

    Every measure is the mean over the repeats. The 95 % intervals are for what `covers` says. They
    allow for the luck of the statements tested, by resampling them and whole groups, for that of
    the statements trained on, and for what training on all of them may add; the module
    `stancekit.measure.held_out` explains how. In simulations (`make simulations`) they covered the
    true score in 91 to 100 % of the cases from 200 statements or 15 documents up, and in 90 to
    93 % with 60 statements; that of the calibration error in 86 to 100 %.

    Attributes
    ----------
    scheme : Scheme
        How the statements were split.
    labels : tuple of str or int
        The label set.
    measures : dict of str to Measure
        ``macro_f1``, ``accuracy``; ``f_avg`` for label sets with `favor` and `against`;
        ``log_loss``, ``brier`` (summed over the labels, 0 to 2) and ``calibration_error`` for
        classifiers with probabilities: by how much the probability of the predicted label differs
        from the share of such labels that are right, the root mean square over ten bins of equal
        width, without what chance adds (Kumar, Liang and Ma, "Verified uncertainty calibration",
        NeurIPS 2019). It is 0 where no more than chance is to be seen.
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
    new_value : dict of str to Measure
        The mean of ``macro_f1`` and of ``accuracy`` over the left-out values, and the interval in
        which that of one more value of the column is to be expected in 95 of 100 cases: a
        prediction interval from the spread over the values. Empty for fewer than five.
    answered : Answered
        Which share of the answers is ``ok`` and how many of these are right, by label, and the
        risk-coverage curve.
    contrast : Contrast or None
        How often both sides of a contrast pair are right; None without pairs that are held out
        together.
    learning_curve : LearningCurve or None
        None where groups or labels are too few, and for the nested evaluation of `tune`.
    covers : str
        What the 95 % intervals are for.
    caveats : tuple of str
        What these numbers cannot carry, in plain words.
    predictions : DataFrame
        ``id`` (where given), ``row`` (position in the data), ``label``, ``predicted`` and one
        ``p_<label>`` for each label: held-out probabilities, averaged over the repeats.
        ``predicted`` is the label with the highest average, so it can differ from the
        prediction of a single repeat; without probabilities it is the most frequent prediction.
    mistakes : tuple of Mistake
        The statements whose wrong label got the highest probability in the first repeat, at most
        twenty.
    telling : dict of str to list of (str, float)
        The terms that speak most for each label (of each target), the mean over the models of the
        first repeat; empty for classifiers that do not explain themselves.

    Examples
    --------
    >>> import stancekit
    >>> texts = [f"{verb} Moscow, {day}" for day in range(20) for verb in ("Call", "Shun")]
    >>> data = {"text": texts, "label": ["favor", "against"] * 20}
    >>> classifier = stancekit.StanceClassifier(calibrate=False)
    >>> evaluation = stancekit.evaluate(classifier, data, folds=2, repeats=1)
    >>> evaluation.measures["accuracy"]
    Measure(value=1.0, low=0.907..., high=1.0)
    >>> evaluation.baselines["majority"]["accuracy"] <= 0.5
    True
    >>> evaluation.to_frame().head(2)
        measure label  value       low  high
    0  macro_f1  None    1.0  0.907209   1.0
    1     f_avg  None    1.0  0.907209   1.0
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
    new_value: dict[str, Measure]
    answered: Answered
    contrast: Contrast | None
    learning_curve: LearningCurve | None
    covers: str
    caveats: tuple[str, ...]
    predictions: pd.DataFrame
    mistakes: tuple[Mistake, ...] = ()
    telling: dict[str, Terms] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return one line with the headline."""
        return (
            f"<Evaluation: macro-F1 {self.measures['macro_f1']:.3f}, "
            f"{counted(self.scheme.statements, 'statement')}, {counted(len(self.labels), 'label')}>"
        )

    def blocks(self) -> Iterator[Block]:
        """Yield the main thing, the scheme, the tables, and what to mind."""
        right = self.measures["accuracy"].value
        first = self._first()
        statements = counted(self.scheme.statements, "statement")
        yield Lines([*([" ".join(first)] if first else []), *self._new(), self._gist(right)])
        yield Lines(
            [
                f"{statements}, {counted(len(self.labels), 'label')}",
                self.scheme.sentence(),
                f"95 % intervals, from {counted(self.scheme.bootstrap, 'resample')}: {self.covers}",
            ]
        )
        yield Heading("Scores", f"The 95 % intervals are {self.covers}")
        yield self._scores()
        yield self._measures_beside_guessing()
        yield Heading("Labels", "How well each label is found, and for which others it is taken.")
        yield self._labels()
        yield self._confusion()
        yield from self.answered.blocks()
        if self.left_out:
            yield from self._left_out()
        no_pairs = "Contrast pairs: none that are held out together, so not measured."
        yield Heading("Contrast pairs")
        yield Lines([self.contrast.sentence(right) if self.contrast else no_pairs])
        if self.learning_curve:
            yield from self.learning_curve.blocks()
        yield Detail(telling_blocks(self.telling))
        yield Detail(mistake_blocks(self.mistakes))
        yield Heading("What these numbers cannot carry")
        yield Caveats([caveat for caveat in self.caveats if caveat not in first])

    def _scores(self) -> Intervals:
        """Show the scores from 0 to 1 on one scale, that of a new value first."""
        new = {f"macro-F1 on a new {self.scheme.leave_out}": self.new_value.get("macro_f1")}
        of_all = {OVERALL[name]: self.measures.get(name) for name in _FROM_0_TO_1}
        rows = [(name, found) for name, found in (new | of_all).items() if found is not None]
        guess = self.baselines["majority"]["macro_f1"]
        beside = [("macro-F1 of always giving the most frequent label", guess)]
        return Intervals("Scores, and what is to be expected", rows, _SCORE, beside)

    def _first(self) -> list[str]:
        """Return the caveats that have to be read before any number."""
        first = self.scheme.few_statements, self.scheme.fewer_folds
        return [caveat for caveat in self.caveats if caveat in first]

    def _new(self) -> Iterator[str]:
        """Say what to expect of a value that is not among those left out."""
        if self.new_value:
            macro_f1 = self.new_value["macro_f1"]
            yield (
                f"On a new value of '{printable(str(self.scheme.leave_out))}', expect a macro-F1 "
                f"of {macro_f1.between()} (95 % prediction interval from the spread over these "
                f"{len(self.left_out)}; their mean is {macro_f1.value:.3f})."
            )

    def _gist(self, right: float) -> str:
        """Say the main thing in words that need no statistics."""
        most = max(scores["support"].value for scores in self.per_label.values())
        usual = most / self.scheme.statements
        return (
            f"Of 100 statements that it has not seen, it labels about {100 * right:.0f} "
            f"correctly; always giving the most frequent label would get {100 * usual:.0f}."
        )

    def _measures_beside_guessing(self) -> Grid:
        head = ["", "score", "95 % interval", *self.baselines]
        rows: list[list[Cell]] = [
            [OVERALL[name], found.value, found, *(of[name] for of in self.baselines.values())]
            for name, found in self.measures.items()
        ]
        gain = self.over_majority
        over = (
            f"Macro-F1 over the majority baseline: {gain.value:+.3f} (95 % interval "
            f"{gain.between('+.3f')}); permutation p-value {told_p(self.p_value)}."
        )
        return Grid(head, rows, [over])

    def _labels(self) -> Grid:
        head = ["label", "precision", "recall", "F1", "95 % interval of F1", "statements"]
        rows: list[list[Cell]] = [
            [
                str(label),
                *(scores[name].value for name in ("precision", "recall", "f1")),
                scores["f1"],
                round(scores["support"].value),
            ]
            for label, scores in self.per_label.items()
        ]
        return Grid(head, rows)

    def _confusion(self) -> Block:
        """Show which labels are taken for which, where there are few enough to show."""
        if len(self.labels) > _MATRIX_AT_MOST:
            return Lines([f"The confusion matrix of {len(self.labels)} labels is in .confusion."])
        names = list(map(str, self.labels))
        title = "Confusion matrix: true labels, and what they are taken for"
        return Matrix("true, predicted:", names, self.confusion.tolist(), title)

    def _left_out(self) -> Iterator[Block]:
        column = printable(str(self.scheme.leave_out))
        yield Heading(
            f"Each {column}, left out", f"Labelled by models that have not seen the {column}."
        )
        yield self._left_out_grid()
        rows = [(of.value, of.macro_f1) for of in self.left_out]
        new = self.new_value.get("macro_f1")
        beside = [("mean", new.value)] if new else []
        yield Intervals(f"macro-F1 by {column}", rows, f"macro-F1, {_SCORE}", beside)

    def _left_out_grid(self) -> Grid:
        head = ["left out", "macro-F1", "95 % interval", "accuracy", "calib. error"]
        says_ok = any(of.ok and of.ok.precision for of in self.left_out)
        head += [*(["ok", "ok and right"] if says_ok else []), "statements"]
        rows: list[list[Cell]] = [
            [
                *(of.value, score.value, score, of.accuracy, of.calibration_error),
                *((of.ok.found() if of.ok else (None, None)) if says_ok else ()),
                of.statements,
            ]
            for of in self.left_out
            for score in [of.macro_f1]
        ]
        below = ["Here macro-F1 is the mean over the labels that occur in the value."]
        if says_ok:
            below.append("'ok and right' is the share of the ok answers that are right.")
        return Grid(head, rows, below)

    def _facts(self) -> dict[str, Any]:
        contrast = self.contrast and self.contrast.to_dict()
        if contrast:
            del contrast["statements"]
        cells = (self.confusion, self.confusion_low, self.confusion_high)
        return {
            **self._named("scheme", "labels"),
            "measures": {name: self.measures.get(name) for name in OVERALL},
            "per_label": [{"label": label, **scores} for label, scores in self.per_label.items()],
            "confusion": dict(zip(("count", "low", "high"), cells, strict=True)),
            **self._named("baselines", "over_majority", "p_value", "left_out", "new_value"),
            "ok": self.answered.by_label,
            "risk_coverage": [
                {"answered": share, "right": right} for share, right in self.answered.curve.items()
            ],
            "reliability": self.answered.reliability,
            "contrast": contrast,
            **self._named("learning_curve", "covers", "caveats"),
            "mistakes": [mistake.to_dict() for mistake in self.mistakes],
            "telling": {
                label: [{"term": term, "weight": weight} for term, weight in terms]
                for label, terms in self.telling.items()
            },
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each measure: ``measure``, ``label``, ``value``, ``low``, ``high``.

        The label is None for measures of the whole. ``new_macro_f1`` and ``new_accuracy`` are
        those of `new_value`.
        """
        new = {f"new_{name}": found for name, found in self.new_value.items()}
        whole: list[tuple[Label | None, dict[str, Measure]]] = [(None, self.measures | new)]
        return as_frame(
            ("measure", "label", "value", "low", "high"),
            [
                (name, label, found.value, found.low, found.high)
                for label, scores in [*whole, *self.per_label.items()]
                for name, found in scores.items()
            ],
        )
