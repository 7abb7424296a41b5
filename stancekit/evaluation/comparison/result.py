"""The result of a comparison, and the rule by which it is judged."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from stancekit.data.wording import shown
from stancekit.evaluation.comparison.flips import Flip
from stancekit.exceptions import ParameterError
from stancekit.labels import Label
from stancekit.measure.bootstrap import Measure

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MARGIN", "Comparison", "Difference", "Verdict", "check_margin", "judge"]

Verdict: TypeAlias = Literal["better", "not worse", "worse", "cannot tell"]

MARGIN = 0.02


def check_margin(margin: Any) -> float:
    """Return a margin as a float, or refuse what is no number from 0 to 1.

    Examples
    --------
    >>> check_margin(-0.1)
    Traceback (most recent call last):
    ...
    stancekit.exceptions.ParameterError: margin: must be a number from 0 to 1, got -0.1
    """
    real = isinstance(margin, int | float | np.integer | np.floating)
    if real and not isinstance(margin, bool) and 0 <= margin <= 1:
        return float(margin)
    raise ParameterError(f"margin: must be a number from 0 to 1, got {shown(margin)}")


@dataclass(frozen=True)
class Difference:
    """A measure of both classifiers, and that of the new one minus that of the old one.

    Examples
    --------
    >>> old, new = Measure(0.6, 0.5, 0.7), Measure(0.65, 0.55, 0.75)
    >>> Difference(old, new, Measure(0.05, 0.01, 0.09)).difference.low
    0.01
    """

    old: Measure
    new: Measure
    difference: Measure


def judge(difference: Measure, margin: float) -> Verdict:
    """Judge a difference by its 95 % interval.

    ``better`` if all of the interval lies above 0, ``worse`` if all of it lies below; else ``not
    worse`` if it ends no lower than `margin` below 0, as in a trial for non-inferiority
    [1]_; else the statements are too few to say: ``cannot tell``.

    References
    ----------
    .. [1] Piaggio et al., "Reporting of noninferiority and equivalence randomized trials", JAMA
       2012.

    Examples
    --------
    >>> judge(Measure(0.01, -0.015, 0.035), margin=0.02)
    'not worse'
    """
    if difference.low > 0:
        return "better"
    if difference.high < 0:
        return "worse"
    return "not worse" if difference.low >= -margin else "cannot tell"


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """How two classifiers label the same statements, and where they part.

    Attributes
    ----------
    statements : int
        How many were labelled by both.
    how : str
        How they came to be labelled, in a sentence.
    measures : dict of str to Difference
        ``macro_f1``, over the labels that occur, and ``accuracy``: means over the repeats. The
        95 % intervals come from resamples of the statements in which both are measured (the
        paired bootstrap of Koehn, EMNLP 2004). Where statements are tied they are resampled in
        whole groups, too, and the wider interval counts.
    per_label : dict of label to Difference
        The F1 of each label that occurs.
    support : dict of label to int
        How many statements have it.
    verdict : str
        ``better``, ``not worse``, ``worse`` or ``cannot tell``, as `judge` says of macro-F1.
    margin : float
        How much worse still counts as not worse.
    corrected, spoiled : int
        Statements that only the new one labels right, and only the old one, in the first repeat.
    p_value : float
        Of McNemar's test on these two numbers.
    flips : tuple of Flip
        Every statement with two different labels in the first repeat.
    caveats : tuple of str
        What the numbers cannot carry.

    Examples
    --------
    >>> import stancekit
    >>> texts = [f"{verb} Moscow, {day}" for day in range(20) for verb in ("Call", "Shun")]
    >>> data = {"text": texts, "label": ["favor", "against"] * 20}
    >>> old, new = stancekit.StanceClassifier(C=0.1), stancekit.StanceClassifier(C=10.0)
    >>> stancekit.compare(old, new, data, folds=2, repeats=1)
    <Comparison: not worse, macro-F1 +0.000 (+0.000 to +0.000), 0 flips>
    """

    statements: int
    how: str
    measures: dict[str, Difference]
    per_label: dict[Label, Difference]
    support: dict[Label, int]
    verdict: Verdict
    margin: float
    corrected: int
    spoiled: int
    p_value: float
    flips: tuple[Flip, ...]
    caveats: tuple[str, ...]

    def __repr__(self) -> str:
        """Return one line with the verdict."""
        gain = self.measures["macro_f1"].difference
        return (
            f"<Comparison: {self.verdict}, macro-F1 {gain.value:+.3f} ({gain.low:+.3f} to "
            f"{gain.high:+.3f}), {len(self.flips):,} flips>"
        )

    def summary(self) -> str:
        """Return the comparison as text to read: verdict, measures, and the first flips."""
        from stancekit.evaluation.comparison.summary import summarise

        return summarise(self)

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            "verdict": self.verdict,
            "margin": self.margin,
            "statements": self.statements,
            "how": self.how,
            "measures": {name: asdict(found) for name, found in self.measures.items()},
            "per_label": [
                {"label": label, "statements": self.support[label], "f1": asdict(found)}
                for label, found in self.per_label.items()
            ],
            "corrected": self.corrected,
            "spoiled": self.spoiled,
            "p_value": self.p_value,
            "flips": [flip.to_dict() for flip in self.flips],
            "caveats": list(self.caveats),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each measure.

        The columns are ``measure``, ``label`` (None for measures of the whole), ``old``, ``new``,
        ``difference``, and its 95 % interval, ``low`` and ``high``.
        """
        import pandas as pd

        rows: list[tuple[str, Label | None, Difference]] = [
            (name, None, found) for name, found in self.measures.items()
        ]
        rows += [("f1", label, found) for label, found in self.per_label.items()]
        columns = {
            "measure": [name for name, _, _ in rows],
            "label": pd.Series([label for _, label, _ in rows], dtype=object),
            "old": [found.old.value for _, _, found in rows],
            "new": [found.new.value for _, _, found in rows],
            "difference": [found.difference.value for _, _, found in rows],
            "low": [found.difference.low for _, _, found in rows],
            "high": [found.difference.high for _, _, found in rows],
        }
        return pd.DataFrame(columns)
