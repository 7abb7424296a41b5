"""What stands behind the shares of a group: its strongest statements, and those that conflict."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from stancekit.analysis.result import OK_ANSWERS, Share
from stancekit.analysis.sample import Corpus, Mask
from stancekit.blocks import Measure
from stancekit.data.quoting import listed, shown
from stancekit.labels import POLARITY, Label
from stancekit.measure.metrics import FloatArray, IntArray

__all__ = ["Answers", "Evidence"]

_BIASED = (
    "Without labels of people, shares are those of the answers that are ok: biased, as the model "
    "is surer of some labels than of others, and without an interval; to have one, label a random "
    "sample."
)

_STRONGEST = 2


@dataclass(frozen=True)
class Evidence:
    """A statement that shows a position.

    Attributes
    ----------
    id : str
        Its id, or where it stands.
    text : str
    label : str or int
    probability : float
        What the model gives the label.
    is_human : bool
        Whether somebody gave it the label, and not the model.

    Examples
    --------
    >>> Evidence("a-1", "We must talk.", "favor", 0.93, is_human=False).label
    'favor'
    """

    id: str
    text: str
    label: Label
    probability: float
    is_human: bool


@dataclass(frozen=True, eq=False)
class Answers:
    """The label of each statement that has a sure one: by people, or an answer that is `ok`."""

    corpus: Corpus
    labels: tuple[Label, ...]
    codes: IntArray
    probabilities: FloatArray
    by_people: Mask

    @classmethod
    def of(
        cls,
        corpus: Corpus,
        labels: tuple[Label, ...],
        probabilities: FloatArray,
        ok: Mask,
        human: IntArray,
    ) -> Answers:
        """Take what people said, and where they said nothing the answers that are `ok`."""
        answered = np.where(ok, probabilities.argmax(axis=1), -1)
        return cls(corpus, labels, np.where(human >= 0, human, answered), probabilities, human >= 0)

    @property
    def positions(self) -> list[int]:
        """The labels that take a position; all but `none` where none points anywhere."""
        found = [code for code, label in enumerate(self.labels) if label in POLARITY]
        return found or [code for code, label in enumerate(self.labels) if label != "none"]

    @property
    def caveats(self) -> tuple[str, ...]:
        """What to mind of shares that rest on these answers."""
        sums = self._sums(np.arange(len(self.codes)))
        silent = [shown(label) for label, of in zip(self.labels, sums, strict=True) if not of]
        if not silent:
            return (_BIASED,)
        return (
            _BIASED,
            f"No answer {listed(silent)} is ok, so that a share of 0 says nothing of these labels.",
        )

    def taken(self, rows: IntArray) -> int:
        """Return how many of some statements take a position, as far as that is sure."""
        return int(np.isin(self.codes[rows], self.positions).sum())

    def shares(self, group: str, rows: IntArray) -> tuple[Share, ...]:
        """Return the shares among the answers that are ok; not a number where there are none."""
        sums = self._sums(rows)
        total = sums.sum()
        shares = (sums / total if total else np.full(len(sums), math.nan)).tolist()
        return tuple(
            Share(group, label, Measure(share, math.nan, math.nan), OK_ANSWERS, 0)
            for label, share in zip(self.labels, shares, strict=True)
        )

    def _sums(self, rows: IntArray) -> FloatArray:
        """Return for how much the statements with each label count, among some."""
        rows = rows[self.codes[rows] >= 0]
        weights = self.corpus.weights[rows]
        sums = np.bincount(self.codes[rows], weights=weights, minlength=len(self.labels))
        return np.asarray(sums, dtype=np.float64)

    def strongest(self, rows: IntArray) -> tuple[Evidence, ...]:
        """Return the strongest statements for each position, the likeliest first."""
        return tuple(
            self._evidence(row)
            for code in self.positions
            for row in self._ranked(rows, code)[:_STRONGEST]
        )

    def conflicting(self, rows: IntArray) -> tuple[Evidence, ...]:
        """Return the statements against the side that a group mostly takes, the likeliest first."""
        sides = {POLARITY.get(label, 0): code for code, label in enumerate(self.labels)}
        if 1 not in sides or -1 not in sides:
            return ()
        favor, against = (self._ranked(rows, sides[side]) for side in (1, -1))
        return tuple(map(self._evidence, favor if len(favor) < len(against) else against))

    def _ranked(self, rows: IntArray, code: int) -> list[int]:
        some = rows[self.codes[rows] == code]
        order = np.argsort(-self.probabilities[some, code], kind="stable")
        found: list[int] = some[order].tolist()
        return found

    def _evidence(self, row: int) -> Evidence:
        code = int(self.codes[row])
        return Evidence(
            id=self.corpus.statements.names[row],
            text=self.corpus.statements.texts[row],
            label=self.labels[code],
            probability=float(self.probabilities[row, code]),
            is_human=bool(self.by_people[row]),
        )
