"""The result of `stancekit.agreement`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stancekit.annotators.coefficient import Coefficient
from stancekit.annotators.tables import charts, keys_of, label_grid, named, overall_grid, pair_grid
from stancekit.blocks import Block, Caveats, Detail, Lines
from stancekit.data.quoting import counted, listed, verb
from stancekit.labels import Label
from stancekit.report.result import Result, as_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Agreement"]

_SHOWN_ANNOTATORS = 10


@dataclass(frozen=True, eq=False, repr=False)
class Agreement(Result):
    """How far several annotators agree, and on what.

    A coefficient that is undefined is NaN, and a caveat says so.

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
    caveats : tuple of str
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
    caveats: tuple[str, ...]
    disagreements: pd.DataFrame
    ties: pd.DataFrame
    merged: pd.DataFrame

    def __repr__(self) -> str:
        """Return one line with the headline."""
        alpha = self.measures["krippendorff_alpha"]
        found = "undefined" if math.isnan(alpha.value) else f"{alpha:.3f}"
        size = f"{counted(len(self.annotators), 'annotator')}, "
        size += counted(self.statements, "statement")
        return f"<Agreement: Krippendorff's alpha {found}, {size}>"

    def blocks(self) -> Iterator[Block]:
        """Yield the main thing, sizes, tables, the disagreements, and what to mind."""
        percent = self.measures["percent_agreement"].value
        gist = (
            "Two annotators of the same statement give it the same label about "
            f"{100 * percent:.0f} times out of 100."
        )
        method = (
            f"95 % percentile intervals from {counted(self.bootstrap, 'resample')} of the "
            "statements, for these annotators."
        )
        yield Lines([gist])
        yield Lines([self._size(), method])
        yield overall_grid(self.measures)
        yield Detail(charts(self.measures, self.per_pair))
        yield label_grid(self.per_label)
        yield pair_grid(self.per_pair)
        yield Lines([self._disagreements()])
        yield Caveats(self.caveats)

    def _size(self) -> str:
        given = (f"{name} ({n:,})" for name, n in self.annotators.items())
        names = listed(given, _SHOWN_ANNOTATORS)
        return (
            f"{counted(self.statements, 'statement')}, {self.compared:,} of them with two labels "
            f"or more; {counted(len(self.labels), 'label')}; "
            f"{counted(len(self.annotators), 'annotator')}: {names}."
        )

    def _disagreements(self) -> str:
        different, ties = len(self.disagreements), len(self.ties)
        if not different:
            return "No statement has different labels."
        has = verb(different, "has", "have")
        said = f"{counted(different, 'statement')} {has} different labels"
        if not ties:
            return f"{said}; none ties."
        tie = verb(ties, "ties and has", "tie and have")
        return f"{said}; {ties:,} of them {tie} no label in the merged table ({named(self.ties)})."

    def _facts(self) -> dict[str, Any]:
        return {
            **self._named("statements", "compared", "annotators", "labels"),
            "intervals": {
                "level": 0.95,
                "method": "percentile bootstrap over statements",
                "resamples": self.bootstrap,
            },
            "measures": self.measures,
            "per_label": [{"label": label, **found} for label, found in self.per_label.items()],
            "per_pair": [{"annotators": pair, **found} for pair, found in self.per_pair.items()],
            "disagreements": self._labels_of(self.disagreements),
            "ties": self._labels_of(self.ties),
            "caveats": self.caveats,
        }

    def _labels_of(self, statements: pd.DataFrame) -> list[dict[str, Any]]:
        """Name statements by their ids, and targets if there are any, beside their labels."""
        keys, annotators = keys_of(statements), list(self.annotators)
        return [
            {name: row[name] for name in keys}
            | {"labels": {name: row[name] for name in annotators}}
            for row in statements.to_dict("records")
        ]

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each coefficient.

        The columns are ``measure``, ``label`` (None if it is about all labels), ``annotator_1`` and
        ``annotator_2`` (None if it is about all annotators), ``value``, ``low``, ``high`` and
        ``statements``.
        """
        about = ("measure", "label", "annotator_1", "annotator_2")
        return as_frame(
            (*about, "value", "low", "high", "statements"),
            [
                (name, label, *(pair or (None, None)), *(c.value, c.low, c.high, c.statements))
                for name, label, pair, c in self._each()
            ],
        )

    def _each(self) -> Iterator[tuple[str, Label | None, tuple[str, str] | None, Coefficient]]:
        """Yield each coefficient under its name, with the label or the pair that it is about."""
        yield from ((name, None, None, found) for name, found in self.measures.items())
        for label, each in self.per_label.items():
            yield from ((name, label, None, found) for name, found in each.items())
        for pair, each in self.per_pair.items():
            yield from ((name, None, pair, found) for name, found in each.items())
