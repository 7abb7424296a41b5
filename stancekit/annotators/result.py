"""The result of `stancekit.agreement`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stancekit.annotators.wording import counted, keys_of
from stancekit.labels import Label
from stancekit.measure.bootstrap import Measure

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Agreement", "Coefficient"]


@dataclass(frozen=True)
class Coefficient(Measure):
    """A number with its 95 % interval, all NaN where it is undefined.

    Attributes
    ----------
    value, low, high : float
    statements : int
        How many statements with two labels or more it comes from; for the specific agreement of a
        label, those in which the label was used.
    undefined : int
        In how many resamples it is undefined; the interval leaves these out.

    Examples
    --------
    >>> Coefficient(0.7, 0.65, 0.74, statements=120).statements
    120
    """

    statements: int
    undefined: int = 0


@dataclass(frozen=True, eq=False, repr=False)
class Agreement:
    """How far several annotators agree, and on what.

    A coefficient that is undefined is NaN, and a note says so.

    Attributes
    ----------
    statements : int
        How many statements there are.
    compared : int
        How many of them have the labels of two annotators or more.
    annotators : dict of str to int
        How many statements each annotator labelled.
    labels : tuple of str or int
        The labels that occur.
    bootstrap : int
        How many resamples of the statements the intervals come from.
    measures : dict of str to Coefficient
        ``percent_agreement``, ``fleiss_kappa``, ``krippendorff_alpha`` (nominal) and, if `favor`
        and `against` occur, ``krippendorff_alpha_ordinal``.
    per_label : dict of label to dict of str to Coefficient
        ``specific_agreement``, and ``fleiss_kappa`` and ``krippendorff_alpha`` of this label
        against all others together.
    per_pair : dict of (str, str) to dict of str to Coefficient
        ``percent_agreement`` and ``cohen_kappa`` of any two annotators who share a statement.
    notes : tuple of str
        What these numbers leave out or cannot carry, in plain words.
    disagreements : DataFrame
        The statements with different labels: their columns, one for each annotator, and an empty
        column ``label`` to fill in, for `retrain`.
    ties : DataFrame
        Those of them for which no label has more votes than any other.
    merged : DataFrame
        One row for each statement: its columns, then ``label`` by majority, ``votes`` for it, and
        ``annotators``, who are all that voted. A tie leaves the label None.

    Examples
    --------
    >>> import stancekit
    >>> table = {"id": ["p1", "p2", "p3"], "ann": ["favor", "none", "none"]}
    >>> table["ben"] = ["favor", "favor", "none"]
    >>> found = stancekit.agreement(table, annotators=["ann", "ben"])
    >>> round(found.per_pair["ann", "ben"]["cohen_kappa"].value, 3)
    0.4
    >>> found.merged
       id  label  votes  annotators
    0  p1  favor      2           2
    1  p2   None      1           2
    2  p3   none      2           2
    """

    statements: int
    compared: int
    annotators: dict[str, int]
    labels: tuple[Label, ...]
    bootstrap: int
    measures: dict[str, Coefficient]
    per_label: dict[Label, dict[str, Coefficient]]
    per_pair: dict[tuple[str, str], dict[str, Coefficient]]
    notes: tuple[str, ...]
    disagreements: pd.DataFrame
    ties: pd.DataFrame
    merged: pd.DataFrame

    def __repr__(self) -> str:
        """Return one line with the headline."""
        alpha = self.measures["krippendorff_alpha"]
        found = f"{alpha.value:.3f} ({alpha.low:.3f} to {alpha.high:.3f})"
        if math.isnan(alpha.value):
            found = "undefined"
        size = f"{counted(len(self.annotators), 'annotator')}, "
        size += counted(self.statements, "statement")
        return f"<Agreement: Krippendorff's alpha {found}, {size}>"

    def summary(self) -> str:
        """Return the result as text to read: tables, disagreements, notes."""
        from stancekit.annotators.summary import summarise

        return summarise(self)

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the tables of statements, ready for JSON.

        An undefined coefficient is None. Statements with different labels, and those that tie, are
        named by their ids, and their targets if there are any, beside the labels of each annotator.
        """
        return {
            "statements": self.statements,
            "compared": self.compared,
            "annotators": self.annotators,
            "labels": list(self.labels),
            "intervals": {
                "level": 0.95,
                "method": "percentile bootstrap over statements",
                "resamples": self.bootstrap,
            },
            "measures": _plain(self.measures),
            "per_label": [
                {"label": label} | _plain(found) for label, found in self.per_label.items()
            ],
            "per_pair": [
                {"annotators": list(pair)} | _plain(found) for pair, found in self.per_pair.items()
            ],
            "disagreements": self._named(self.disagreements),
            "ties": self._named(self.ties),
            "notes": list(self.notes),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each coefficient.

        The columns are ``measure``, ``label`` (None if it is about all labels), ``annotator_1`` and
        ``annotator_2`` (None if it is about all annotators), ``value``, ``low``, ``high`` and
        ``statements``.
        """
        import pandas as pd

        rows = list(self._rows())
        columns: dict[str, Any] = {"measure": [measure for measure, *_ in rows]}
        for position, name in enumerate(("label", "annotator_1", "annotator_2"), start=1):
            columns[name] = pd.Series([row[position] for row in rows], dtype=object)
        for name in ("value", "low", "high", "statements"):
            columns[name] = [getattr(found, name) for *_, found in rows]
        return pd.DataFrame(columns)

    def _named(self, statements: pd.DataFrame) -> list[dict[str, Any]]:
        keys, annotators = keys_of(statements), list(self.annotators)
        return [
            {name: row[name] for name in keys}
            | {"labels": {name: row[name] for name in annotators}}
            for row in statements.to_dict("records")
        ]

    def _rows(self) -> Iterator[tuple[str, Label | None, str | None, str | None, Coefficient]]:
        for measure, found in self.measures.items():
            yield measure, None, None, None, found
        for label, coefficients in self.per_label.items():
            for measure, found in coefficients.items():
                yield measure, label, None, None, found
        for pair, coefficients in self.per_pair.items():
            for measure, found in coefficients.items():
                yield measure, None, *pair, found


def _plain(coefficients: dict[str, Coefficient]) -> dict[str, dict[str, float | None]]:
    return {
        measure: {name: None if math.isnan(value) else value for name, value in vars(found).items()}
        for measure, found in coefficients.items()
    }
